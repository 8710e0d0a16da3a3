/** What metrics remember, and what they are given by hand. */
import { expect, test } from 'vitest';
import {
  ConfigError,
  layers,
  losses,
  metrics,
  ops,
  optimizers,
  sequential,
  ShapeError,
  tensor,
  type Tensor,
  type Trace,
} from '../../src/index.ts';

test('figures that are wrong without a word: counts go on beyond 2^24, and small values still add up', () => {
  const metric = metrics.meanAbsoluteError();
  const [total, , count] = metric.variables;
  total!.assign(tensor(0.1 * 2 ** 24, []));
  count!.assign(tensor(2 ** 24, []));
  const start = total!.read()[0]!;
  for (let i = 0; i < 64; i++) metric.updateState([[0]], [[0.1]]);
  expect(metric.result()).toBeCloseTo((start + 64 * Math.fround(0.1)) / (2 ** 24 + 64), 12);
});

test('figures that are wrong without a word: rows of one value and rows are the same targets, never n x n', () => {
  const metric = metrics.meanSquaredError();
  metric.updateState([1, 2, 3], [[1], [2], [5]]);
  expect(metric.result()).toBeCloseTo(4 / 3, 6);
  expect(() => metric.updateState([1, 2], [[1], [2], [3]])).toThrow(ShapeError);
});

test('figures that are wrong without a word: weights of samples, of elements, and of samples of several axes', () => {
  const error = (weight: Tensor): number => {
    const metric = metrics.meanAbsoluteError();
    metric.updateState(
      tensor(new Float32Array(12), [2, 3, 2]),
      tensor(
        Float32Array.from({ length: 12 }, (_, i) => i),
        [2, 3, 2],
      ),
      weight,
    );
    return metric.result();
  };
  expect(error(tensor([1, 0]))).toBeCloseTo(2.5, 6);
  expect(
    error(
      tensor([
        [1, 0, 0],
        [0, 0, 1],
      ]),
    ),
  ).toBeCloseTo((0.5 + 10.5) / 2, 6);
  expect(() => error(tensor([1, 2, 3]))).toThrow(/expected weights for values of shape \[2, 3\], received shape \[3\]/);
});

test('figures that are wrong without a word: a metric that gives one number for a batch, by name of a function', async () => {
  const model = sequential([layers.dense({ units: 1, inputShape: [2] })], { seed: 1 });
  const largest = (yTrue: Tensor, yPred: Tensor): Tensor => ops.max(ops.abs(ops.subtract(yTrue, yPred)));
  model.compile({ loss: 'mse', metrics: [largest], weightedMetrics: [largest] });
  const figures = await model.evaluate(
    [
      [0, 0],
      [0, 0],
    ],
    [[1], [3]],
    { sampleWeight: [1, 1] },
  );
  expect([figures['largest'], figures['weightedLargest']]).toEqual([3, 3]);
});

test("a metric of one's own with state, in training and by hand", async () => {
  class Bias extends metrics.Metric {
    readonly kind = 'bias';
    readonly #total = this.addSum('total');
    readonly #count = this.addSum('count');
    constructor() {
      super('bias');
    }
    update(t: Trace, yTrue: Tensor, yPred: Tensor): void {
      this.#total.add(t, ops.sum(ops.subtract(yPred, yTrue)));
      this.#count.add(t, ops.full([], yPred.size));
    }
    compute(state: metrics.MetricState): number {
      return this.#total.value(state) / this.#count.value(state);
    }
  }
  const model = sequential([layers.dense({ units: 1, inputShape: [1], useBias: false, kernelInitializer: 'ones' })]);
  const metric = new Bias();
  model.compile({ optimizer: 'sgd', loss: 'mse', metrics: [metric] });
  expect((await model.evaluate([[1], [2], [3]], [[0], [0], [0]], { batchSize: 2 }))['bias']).toBe(2);
  metric.updateState([[1], [1]], [[3], [4]]);
  expect(metric.result()).toBe(2.5);
  expect(() => model.compile({ loss: 'mse', metrics: [metric, metric] })).toThrow(/given twice/);
});

test('figures that are wrong without a word: top-k of a label that is no class is no hit, as in Keras', () => {
  for (const k of [1, 5]) {
    const metric = metrics.sparseTopKCategoricalAccuracy({ k });
    metric.updateState(
      [5, -1, 0],
      [
        [0.1, 0.9],
        [-0.9, -0.1],
        [0.5, 0.5],
      ],
    );
    expect(metric.result()).toBeCloseTo(1 / 3, 6);
  }
});

test('figures that are wrong without a word: top-k of a row with a prediction that is no number is no hit, as in Keras', () => {
  const metric = metrics.sparseTopKCategoricalAccuracy({ k: 5 });
  metric.updateState([0, 1, 0, 0], [[0.1, NaN], [0.1, NaN], [0.5, -Infinity], [0.1, 0.9]]);
  expect(metric.result()).toBe(1 / 4);
});

test('figures that are wrong without a word: targets that are not 0 are positives, and no ratio is above 1, as in Keras', () => {
  const result = (metric: metrics.Metric<number | number[]>, yTrue: number[][], yPred: number[][]): unknown => {
    metric.updateState(yTrue, yPred);
    return metric.result();
  };
  expect(result(metrics.precision(), [[0.5], [2]], [[0.9], [0.9]])).toBe(1);
  expect(result(metrics.recall(), [[-1], [0]], [[0.9], [0.9]])).toBe(1);
  expect(result(metrics.auc(), [[0.5], [0], [1]], [[0.4], [0.6], [0.7]])).toBeCloseTo(0.5, 6);
});

test('figures that are wrong without a word: the loss of 2e7 equal samples is that of one', async () => {
  const rows = 2e7;
  const model = sequential([layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'zeros' })]);
  model.compile({ optimizer: 'sgd', loss: 'meanAbsoluteError', metrics: ['meanSquaredError'] });
  const { loss, meanSquaredError } = await model.evaluate(new Float32Array(rows), new Float32Array(rows).fill(0.1), { batchSize: 1024 });
  expect(Math.abs(loss! / 0.1 - 1)).toBeLessThan(2e-6);
  expect(Math.abs(meanSquaredError! / 0.01 - 1)).toBeLessThan(2e-6);
});

test('figures that are wrong without a word: counts of one batch do not stand still at 2^24, and weights add up', () => {
  const rows = 2 ** 24 + 100_001;
  const targets = tensor(
    Float32Array.from({ length: rows }, (_, i) => (i < 3 ? 0 : 1)),
    [rows, 1],
  );
  const predictions = tensor(
    Float32Array.from({ length: rows }, (_, i) => (i % 4 === 3 ? 0.1 : 0.9)),
    [rows, 1],
  );
  const missed = Math.floor(rows / 4);
  const matrix = metrics.confusionMatrix();
  matrix.updateState(targets, predictions);
  expect(matrix.result()).toEqual([
    [0, 3],
    [missed, rows - 3 - missed],
  ]);
  const recall = metrics.recall();
  recall.updateState(targets, predictions, new Float32Array(rows).fill(0.1));
  expect(recall.result()).toBeCloseTo(1 - missed / (rows - 3), 4);
});

test('figures that are wrong without a word: a confusion matrix has no row for a label that is no class, and says so', () => {
  const metric = metrics.confusionMatrix();
  for (const label of [2, -1]) {
    const act = (): void =>
      metric.updateState(Int32Array.of(0, label), [
        [0.1, 0.9],
        [0.9, 0.1],
      ]);
    expect(act).toThrow(/class numbers from 0 to 1, received (2|-1) at position 1/);
  }
  metric.updateState(Int32Array.of(0, 1), [
    [0.1, 0.9],
    [0.9, 0.1],
  ]);
  expect(metric.result()).toEqual([
    [0, 1],
    [1, 0],
  ]);
});

test('many samples in one batch are counted as in many batches, labels that are no class nowhere', async () => {
  const rows = 20_011;
  const x = tensor(
    Float32Array.from({ length: 3 * rows }, (_, i) => Math.sin(i * i)),
    [rows, 3],
  );
  const y = tensor(
    Int32Array.from({ length: rows }, (_, i) => (i * 7) % 3),
    [rows],
  );
  const figures = async (batchSize: number): Promise<unknown> => {
    const model = sequential([layers.activation({ activation: 'softmax', inputShape: [3] })]);
    model.compile({ loss: 'sparseCategoricalCrossentropy', metrics: [metrics.confusionMatrix()] });
    return (await model.evaluate(x, y, { batchSize }))['confusionMatrix'];
  };
  expect(await figures(rows)).toEqual(await figures(1000));
});

test('a confusion matrix stands in the figures as rows', async () => {
  const model = sequential([layers.activation({ activation: 'softmax', inputShape: [2] })]);
  model.compile({ loss: 'sparseCategoricalCrossentropy', metrics: [metrics.confusionMatrix()] });
  const figures = await model.evaluate(
    [
      [1, 0],
      [0, 1],
      [0, 1],
    ],
    [0, 0, 1],
  );
  expect(figures['confusionMatrix']).toEqual([
    [1, 1],
    [0, 1],
  ]);
});

test('figures that are wrong without a word: class numbers by hand may be float32 or bytes; one that is no class has no loss', () => {
  const loss = losses.sparseCategoricalCrossentropy();
  const probabilities = tensor([
    [0.25, 0.75],
    [0.5, 0.5],
  ]);
  const expected = loss.call(Int32Array.of(1, 0), probabilities).item();
  expect(loss.call(Float32Array.of(1, 0), probabilities).item()).toBe(expected);
  expect(loss.call(Uint8Array.of(1, 0), probabilities).item()).toBe(expected);
  expect(() => loss.call(Float32Array.of(0.5, 0), probabilities)).toThrow(/whole class numbers/);
  expect(loss.call(Int32Array.of(1, 2), probabilities).item()).toBeNaN();
});

test("figures that are wrong without a word: training on the reduction 'none' is refused", () => {
  const model = sequential([layers.dense({ units: 1, inputShape: [1] })]);
  expect(() => model.compile({ loss: losses.meanSquaredError({ reduction: 'none' }) })).toThrow(ConfigError);
});

test.each([
  ['grows from epoch to epoch', 10, 20],
  ['is infinite in the second epoch', 1e25, 2],
  ['is out of reach within the first', 1e9, 1],
])('figures that are wrong without a word: a loss that %s is warned of, in every model', async (_, learningRate, epochs) => {
  const warnings: (Error & { code?: string })[] = [];
  const listen = (warning: Error): void => void warnings.push(warning);
  process.on('warning', listen);
  const model = sequential([layers.dense({ units: 1, inputShape: [1] })], { seed: 1 });
  model.compile({ optimizer: optimizers.sgd({ learningRate }), loss: 'mse' });
  await model.fit([[1], [2]], [[1], [3]], { epochs, batchSize: 1, verbose: 0 });
  await new Promise((resume) => setImmediate(resume));
  process.off('warning', listen);
  // A loss that grows is warned of, and once more when it is no number any longer.
  expect(warnings.length).toBeLessThanOrEqual(2);
  expect(new Set(warnings.map((w) => w.code))).toEqual(new Set(['MYELIN_DIVERGES']));
});

test('r2Score of targets without variance is what Keras says: 0, or NaN where predictions are right', () => {
  const metric = metrics.r2Score();
  metric.updateState([[1], [1]], [[2], [0]]);
  expect(metric.result()).toBe(0);
  metric.resetState();
  metric.updateState([[1], [1]], [[1], [1]]);
  expect(metric.result()).toBeNaN();
});
