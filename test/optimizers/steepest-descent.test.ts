/** Steps that evaluate the loss of a batch more than once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  Layer,
  layers,
  loadModel,
  ops,
  optimizers,
  sequential,
  tensor,
  variable,
  type Sequential,
  type Tensor,
  type Trace,
} from '../../src/index.ts';
import { circle } from '../model/tables.ts';

const { x, y } = circle(64);
const net = (options: optimizers.SteepestDescentOptions = {}): Sequential => {
  const model = sequential(
    [layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }), layers.dense({ units: 1, activation: 'sigmoid' })],
    {
      seed: 5,
    },
  );
  model.compile({ optimizer: optimizers.steepestDescent(options), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  return model;
};
const weightsOf = (model: Sequential): number[][] => model.getWeights().map((w) => [...w.data]);
/** The loss of a model beside its weights, and their gradient, by differences in float64. */
function lossOf(weights: readonly number[][]): number {
  const [w, b, u, c] = weights as [number[], number[], number[], number[]];
  let sum = 0;
  for (let row = 0; row < 64; row++) {
    let z = c[0]!;
    for (let k = 0; k < 8; k++) z += Math.tanh(x.data[2 * row]! * w[k]! + x.data[2 * row + 1]! * w[8 + k]! + b[k]!) * u[k]!;
    const p = 1 / (1 + Math.exp(-z));
    sum -= y.data[row]! * Math.log(p) + (1 - y.data[row]!) * Math.log(1 - p);
  }
  return sum / 64;
}
function gradientOf(weights: number[][]): number[][] {
  return weights.map((w) =>
    w.map((value, i) => {
      const at = (v: number): number => {
        w[i] = v;
        const loss = lossOf(weights);
        w[i] = value;
        return loss;
      };
      return (at(value + 1e-5) - at(value - 1e-5)) / 2e-5;
    }),
  );
}

test('a step is the largest of a row along the gradient that Armijo allows', async () => {
  const model = net({ learningRate: 64, contraction: 0.5, sufficientDecrease: 0.1 });
  const before = weightsOf(model);
  const gradient = gradientOf(before);
  const slope = gradient.flat().reduce((sum, g) => sum + g * g, 0);
  const moved = (step: number): number[][] => before.map((w, i) => w.map((v, j) => v - step * gradient[i]![j]!));
  let step = 64;
  while (lossOf(moved(step)) > lossOf(before) - 0.1 * step * slope) step /= 2;
  expect(step, 'the case must be one that searches').toBeLessThan(64);

  expect((await model.trainOnBatch(x, y)).loss).toBeCloseTo(lossOf(before), 5);
  expect(model.optimizer.steps).toBe(1);
  weightsOf(model).forEach((w, i) => w.forEach((v, j) => expect(v).toBeCloseTo(moved(step)[i]![j]!, 4)));
});

test('the loss of all rows falls with every epoch, and fit is as trainOnBatch', async () => {
  const model = net();
  const { history } = await model.fit(x, y, { epochs: 30, batchSize: 64, shuffle: false });
  history['loss']!.slice(1).forEach((loss, i) => expect(loss).toBeLessThan(history['loss']![i]!));
  expect(history['accuracy']!.at(-1)).toBeGreaterThan(history['accuracy']![0]!);
  const twin = net();
  for (let epoch = 0; epoch < 30; epoch++) expect((await twin.trainOnBatch(x, y)).loss).toBe(history['loss']![epoch]);
  expect(weightsOf(twin)).toEqual(weightsOf(model));
});

test('batches of several sizes, validation, callbacks', async () => {
  const model = net({ learningRate: 0.5 });
  let batches = 0;
  const { history } = await model.fit(x, y, {
    epochs: 2,
    batchSize: 20,
    validationSplit: 0.25,
    callbacks: [{ onTrainBatchEnd: () => void batches++ }],
  });
  expect(batches).toBe(6);
  expect(history['valLoss']).toHaveLength(2);
  expect(model.optimizer.steps).toBe(6);
});

test('a fit that is aborted leaves the weights of the last whole step', async () => {
  const [model, twin] = [net(), net()];
  const controller = new AbortController();
  const onEpochEnd = (epoch: number): void => {
    if (epoch === 5) setTimeout(() => controller.abort(new Error('enough')), 1);
  };
  const running = model.fit(x, y, { epochs: 1e6, batchSize: 64, shuffle: false, signal: controller.signal, callbacks: [{ onEpochEnd }] });
  await expect(running).rejects.toThrow('enough');
  const { steps } = model.optimizer;
  expect(steps).toBeGreaterThan(5);
  await twin.fit(x, y, { epochs: steps, batchSize: 64, shuffle: false });
  expect(weightsOf(model)).toEqual(weightsOf(twin));
  expect((await model.fit(x, y, { epochs: 1, batchSize: 64 })).history['loss']).toHaveLength(1);
});

test('a prediction within a step sees weights of whole steps only', async () => {
  const model = net({ learningRate: 1000 });
  const row = tensor([[0.5, -0.5]]);
  const whole = new Set<number>();
  const note = (): void => void whole.add(model.predictSync(row).data[0]!);
  note();
  const seen: number[] = [];
  const onEpochEnd = (): void => {
    note();
    model.stopTraining = seen.length >= 10;
  };
  const poll = (): void => {
    seen.push(model.predictSync(row).data[0]!);
    if (!model.stopTraining) setImmediate(poll);
  };
  setImmediate(poll);
  await model.fit(x, y, { epochs: 1e6, batchSize: 64, callbacks: [{ onEpochEnd }] });
  note();
  expect(seen.filter((value) => !whole.has(value))).toEqual([]);
});

test('dropout: what a step draws stays while it searches, and differs from step to step', async () => {
  const model = sequential([layers.dropout({ rate: 0.5, seed: 3, inputShape: [2] }), layers.dense({ units: 1 })], { seed: 5 });
  model.compile({ optimizer: optimizers.steepestDescent({ learningRate: 0.5 }), loss: 'meanSquaredError' });
  const { history } = await model.fit(x, y, { epochs: 6, batchSize: 64, shuffle: false });
  expect(new Set(history['loss']).size).toBe(6);
});

test('constraints hold behind every step', async () => {
  const model = sequential([
    layers.dense({ units: 1, kernelConstraint: { kind: 'maxNorm', config: { maxValue: 0.1 } } as never, inputShape: [2] }),
  ]);
  model.compile({ optimizer: optimizers.steepestDescent(), loss: 'meanSquaredError' });
  await model.fit(x, y, { epochs: 5, batchSize: 64 });
  expect(Math.hypot(...model.getWeights()[0]!.data)).toBeLessThanOrEqual(0.1001);
});

test('saved in the middle and loaded, training goes on as it would have', async () => {
  const [whole, first] = [net({ learningRate: 4 }), net({ learningRate: 4 })];
  await whole.fit(x, y, { epochs: 12, batchSize: 64, shuffle: false });
  await first.fit(x, y, { epochs: 5, batchSize: 64, shuffle: false });
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  await first.save(join(folder, 'first.safetensors'));
  const rest = (await loadModel(join(folder, 'first.safetensors'))) as Sequential;
  rmSync(folder, { recursive: true });
  expect(rest.optimizer.getConfig()).toMatchObject({ learningRate: 4, contraction: 0.5, maxEvaluations: 20 });
  await rest.fit(x, y, { epochs: 7, batchSize: 64, shuffle: false });
  expect(weightsOf(rest)).toEqual(weightsOf(whole));
});

test('a loss that no step makes smaller leaves the weights where they are', async () => {
  const model = net({ maxEvaluations: 3, learningRate: 1e6 });
  const before = weightsOf(model);
  await model.trainOnBatch(x, y);
  expect(weightsOf(model)).toEqual(before);
  for (let i = 0; i < 10; i++) await model.trainOnBatch(x, y);
  expect(lossOf(weightsOf(model)), 'each search begins where the one before ended').toBeLessThan(lossOf(before));
});

/** How far a step on `x` makes the loss smaller, after one such step and then some on another batch, which change nothing. */
async function decreaseBehind(other: Tensor | typeof x, steps: number): Promise<number> {
  const model = sequential([layers.dense({ units: 1, useBias: false, inputShape: [2] })], { seed: 5 });
  model.compile({ optimizer: optimizers.steepestDescent(), loss: 'meanSquaredError' });
  await model.trainOnBatch(x, y);
  const before = weightsOf(model);
  for (let i = 0; i < steps; i++) await model.trainOnBatch(other, y);
  expect(weightsOf(model), 'no step on the other batch').toEqual(before);
  const { loss } = await model.trainOnBatch(x, y);
  return loss! - (await model.evaluate(x, y))['loss']!;
}

const times = (factor: number): Tensor => ops.multiply(x, factor);

test.each([['that no step makes smaller', 1e8, 1], ['that no step makes smaller, twice', 1e8, 2], ['that is infinite', 1e30, 5]] as const)(
  'behind a loss %s, the next step is useful at once',
  async (_, factor, steps) => {
    const usual = await decreaseBehind(x, 0);
    expect(usual).toBeGreaterThan(1e-3);
    expect(await decreaseBehind(times(factor), steps)).toBeGreaterThan(usual / 2);
  },
);

test('at the minimum, where float32 shows no step, searches begin with the learning rate', async () => {
  const model = sequential([layers.dense({ units: 1, useBias: false, inputShape: [2] })], { seed: 5 });
  model.compile({ optimizer: optimizers.steepestDescent({ sufficientDecrease: 0.5 }), loss: 'meanSquaredError' });
  const noisy = ops.add(y, ops.multiply(0.3, ops.sin(ops.multiply(50, y))));
  const shown: number[] = [];
  for (let i = 0; i < 60; i++) {
    await model.trainOnBatch(x, noisy);
    shown.push(model.optimizer.variables.find((v) => v.name === 'optimizer/step')!.value().item());
  }
  expect(shown, 'a search must have found nothing').toContain(0);
  expect(shown.filter((step) => step < 0)).toEqual([]);
});

test('by hand it is refused, and so are options of rules', () => {
  const v = variable([1]);
  const optimizer = optimizers.steepestDescent();
  expect(() => optimizer.applyGradients([[[1], v]])).toThrow(/a step evaluates the loss of a batch several times/);
  expect(v.value().toArray()).toEqual([1]);
  expect(() => optimizers.steepestDescent({ weightDecay: 0.1 } as never)).toThrow(/unknown option 'weightDecay'/);
  expect(() => optimizers.steepestDescent({ contraction: 1 })).toThrow(/contraction must be a number >= 0.01 and < 1/);
});

class Noise extends Layer {
  readonly kind = 'noise';
  readonly drop = layers.dropout({ rate: 0.5 });
  override build(): void {
    this.addWeight({ name: 'seen', shape: [3, 64], initializer: 'zeros', trainable: false });
  }
  call(x: Tensor, t: Trace): Tensor {
    if (!t.training) return x;
    const { ys } = t.scan((_, _c, [row]) => ({ ys: [t.call(this.drop, row!)] }), { xs: [ops.full([3, 64], 1)] });
    t.update(this.weights[0]!, ys[0]!);
    return x;
  }
}

test('turns that draw draw anew from step to step', async () => {
  const model = sequential([new Noise('noise', {}), layers.dense({ units: 1 })], { seed: 3 });
  model.compile({ optimizer: optimizers.steepestDescent(), loss: 'meanSquaredError' });
  const rows: string[] = [];
  for (let step = 0; step < 4; step++) {
    await model.trainOnBatch(x, y);
    const { data } = model.getWeights()[0]!;
    for (let row = 0; row < 3; row++) rows.push(data.slice(64 * row, 64 * (row + 1)).join());
  }
  expect(new Set(rows).size).toBe(12);
});

test('a driver of your own refuses options of rules, too', () => {
  class Own extends optimizers.Driver {
    readonly kind = 'own';
    readonly evaluations: optimizers.Driver['evaluations'] = { here: (_, loss) => ({ loss: loss() }) };
    constructor(options: object) {
      super('own', options, ['memory'], 1);
    }
    begin(): optimizers.Answers {
      return {};
    }
    async *descend(): AsyncGenerator<optimizers.Request, readonly number[], optimizers.Numbers> {
      yield { evaluate: 'here', at: [] };
      return [];
    }
    accept(): void {}
    protected slotNames(): readonly string[] {
      return [];
    }
  }
  expect(new Own({ learningRate: 0.5, memory: 3 }).learningRate).toBe(0.5);
  for (const option of ['weightDecay', 'clipnorm', 'useEma']) {
    expect(() => new Own({ [option]: 1 }), option).toThrow(/own: unknown option/);
  }
});
