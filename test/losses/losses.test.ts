/** What holds for every loss: its formula, reductions, configuration, training, files; and names. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, DataError, layers, loadModel, losses, ops, sequential, ShapeError, tensor } from '../../src/index.ts';
import type { Sequential, Tensor } from '../../src/index.ts';
import { maskedWeight, reduce, type Reduction } from '../../src/losses/loss.ts';
import { LOSSES, resolveLoss } from '../../src/losses/registry.ts';
import { LOSS_CASES, predictionsOf, titled, type LossCase } from './cases.ts';

test('every loss has a case', () => {
  const kinds = LOSS_CASES.map(({ loss }) => loss);
  expect(Object.keys(LOSSES).filter((kind) => !kinds.includes(kind))).toEqual([]);
});

const make = ({ loss, options = {} }: LossCase, more: object = {}): losses.Loss => LOSSES[loss]!({ ...options, ...more } as never);
const near = (values: readonly number[] | number): unknown => {
  const close = (v: number): unknown => expect.toSatisfy((r: number) => Math.abs(r - v) <= 5e-6 * Math.max(1, Math.abs(v)), `near ${v}`);
  return typeof values === 'number' ? close(values) : values.map(close);
};
const total = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0);

/** A model whose output has the shape of the predictions, in their range. */
function modelFor({ shape, range }: LossCase, loss: losses.LossLike): Sequential {
  const row = shape.slice(1);
  const model = sequential(
    [
      layers.dense({ units: row.reduce((a, b) => a * b), inputShape: [3], activation: range === undefined ? 'linear' : 'sigmoid' }),
      layers.reshape({ targetShape: row }),
    ],
    { seed: 2 },
  );
  model.compile({ optimizer: 'adam', loss });
  return model;
}

describe.each(LOSS_CASES.map((c) => [titled(c), c] as const))('%s', (_, c) => {
  const { data, nested } = predictionsOf(c);
  const yPred = tensor(data, c.shape);
  const values = c.formula(c.yTrue as never, nested);

  test('its formula', () => {
    expect(make(c, { reduction: null }).call(c.yTrue, yPred).toArray()).toEqual(near(values));
  });

  test('reductions, plain and weighted', () => {
    const n = c.shape[0]!;
    const weights = Array.from({ length: n }, (_, i) => (i % 3) / 2 + 0.25);
    const each = typeof values === 'number' ? undefined : values;
    const counts = each === undefined ? weights.map(() => 1) : (c.counts?.(c.yTrue as number[], each) ?? each.map(() => 1));
    const ones = weights.map(() => 1);
    for (const w of [undefined, weights]) {
      const weighted = (w ?? ones).map((v, i) => v * counts[i]! * (each === undefined ? (values as number) : each[i]!));
      const mean = each === undefined && w === undefined ? (values as number) : total(weighted) / total(counts);
      const shared = w === undefined && c.counts === undefined ? mean : total(weighted) / total((w ?? ones).map((v, i) => v * counts[i]!));
      const sum = each === undefined && w === undefined ? (values as number) : total(weighted);
      const expected = { sumOverBatchSize: mean, mean, meanWithSampleWeight: shared, sum };
      for (const [reduction, value] of Object.entries(expected)) {
        expect(make(c, { reduction }).call(c.yTrue, yPred, w).item(), `${reduction} ${w}`).toEqual(near(value));
      }
    }
  });

  test('its configuration makes it again', () => {
    const loss = make(c, { reduction: 'sum' });
    const again = LOSSES[loss.kind]!(JSON.parse(JSON.stringify(loss.config)) as never);
    expect(again.config).toEqual(loss.config);
    expect(again.call(c.yTrue, yPred).item()).toBe(loss.call(c.yTrue, yPred).item());
  });

  test('in a model: it becomes smaller, and comes back from a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
    try {
      const model = modelFor(c, make(c));
      const x = tensor(Float32Array.from({ length: 3 * c.shape[0]! }, (_, i) => Math.sin(7 * i)), [c.shape[0]!, 3]);
      const { history } = await model.fit(x, c.yTrue, { epochs: 60, batchSize: c.shape[0]!, sampleWeight: Array(c.shape[0]!).fill(0.5) });
      expect(history['loss']!.at(-1)).toBeLessThan(history['loss']![0]!);
      await model.save(join(folder, 'model.safetensors'));
      const again = await loadModel(join(folder, 'model.safetensors'));
      expect(await again.evaluate(x, c.yTrue)).toEqual(await model.evaluate(x, c.yTrue));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('names: in camelCase, in snake_case, as classes of Keras, short', () => {
  for (const kind of Object.keys(LOSSES)) {
    const snake = kind.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
    for (const name of [kind, snake, `${kind[0]!.toUpperCase()}${kind.slice(1)}`])
      expect(resolveLoss(name as losses.LossName).kind).toBe(kind);
  }
  const others: readonly (readonly [losses.LossName, string])[] = [
    // All short names of Keras 3.
    ['mse', 'meanSquaredError'], ['MSE', 'meanSquaredError'], ['mae', 'meanAbsoluteError'], ['MAE', 'meanAbsoluteError'],
    ['mape', 'meanAbsolutePercentageError'], ['MAPE', 'meanAbsolutePercentageError'], ['msle', 'meanSquaredLogarithmicError'],
    ['MSLE', 'meanSquaredLogarithmicError'], ['bce', 'binaryCrossentropy'], ['BCE', 'binaryCrossentropy'], ['kld', 'klDivergence'],
    ['KLD', 'klDivergence'], ['KLDivergence', 'klDivergence'],
    ['kullback_leibler_divergence', 'klDivergence'], ['huber_loss', 'huber'], ['logcosh', 'logCosh'], ['CTC', 'ctc'],
  ];
  for (const [name, kind] of others) expect(resolveLoss(name).kind).toBe(kind);
});

test('any function over ops is a loss: of each value, of each sample, or of the batch', async () => {
  const [x, y] = [[[1], [2], [3]], [[2, 1], [4, 2], [6, 3]]];
  const functions: Readonly<Record<string, (yTrue: Tensor, yPred: Tensor) => Tensor>> = {
    values: (yTrue, yPred) => ops.abs(ops.subtract(yPred, yTrue)),
    samples: (yTrue, yPred) => ops.mean(ops.abs(ops.subtract(yPred, yTrue)), { axis: -1 }),
    batch: (yTrue, yPred) => ops.mean(ops.abs(ops.subtract(yPred, yTrue))),
  };
  const found: number[] = [];
  for (const loss of [...Object.values(functions), 'meanAbsoluteError' as const]) {
    const model = sequential([layers.dense({ units: 2, inputShape: [1] })], { seed: 4 });
    model.compile({ optimizer: 'sgd', loss });
    const { history } = await model.fit(x, y, { epochs: 5, batchSize: 3 });
    found.push(history['loss']!.at(-1)!);
  }
  expect(found.slice(0, 3)).toEqual(near(Array<number>(3).fill(found[3]!)));
});

test('what is ignored has no part: masks of steps and the class that is left out', async () => {
  const loss = losses.sparseCategoricalCrossentropy({ ignoreClass: 9 });
  expect(loss.call([9, 9], [[0.5, 0.5], [0.1, 0.9]]).item()).toBe(0);
  const model = sequential(
    [layers.embedding({ inputDim: 4, outputDim: 2, maskZero: true, inputShape: [3] }), layers.dense({ units: 2, activation: 'softmax' })],
    { seed: 1 },
  );
  model.compile({ optimizer: 'sgd', loss });
  const [x, y] = [tensor(Int32Array.of(1, 2, 0, 3, 1, 2), [2, 3]), [[0, 9, 1], [9, 1, 1]]];
  const p = model.predictSync(x).toArray() as number[][][];
  // Step 2 of the first sample is masked.
  const expected = -(Math.log(p[0]![0]![0]!) + Math.log(p[1]![1]![1]!) + Math.log(p[1]![2]![1]!)) / 3;
  expect((await model.evaluate(x, y))['loss']).toEqual(near(expected));
});

test('a loss that is one number for a batch is weighed by the steps that count', () => {
  const y = [[[1, 0], [0, 1], [1, 1]], [[0, 1], [1, 0], [0, 0]]];
  const p = [[[0.8, 0.1], [0.3, 0.6], [0.5, 0.9]], [[0.2, 0.7], [0.6, 0.4], [0.1, 0.3]]];
  const mask = tensor([[1, 0, 1], [1, 1, 0]]), weight = tensor([[1, 2, 0.5], [3, 1, 0.25]]);
  const value = losses.dice().values(tensor(y), tensor(p));
  const found = (reduction: Reduction, w?: Tensor): number => reduce(value, reduction, maskedWeight(mask, w, value, reduction)).item();
  // Recorded from Keras 3.15.1 with TensorFlow 2.21.
  expect(found('sumOverBatchSize')).toEqual(near(0.28695655));
  expect(found('sumOverBatchSize', weight)).toEqual(near(0.39456525));
  expect(found('sum')).toEqual(near(1.1478262));
  expect(found('sum', weight)).toEqual(near(1.578261));
  expect(found('meanWithSampleWeight', weight)).toEqual(near(0.28695655));
});

test('classes have weights, along any axis and whatever their numbers', async () => {
  type Weights = Record<number, number>;
  const fitted = async (loss: losses.LossLike, row: number[], y: number[] | number[][], weights?: Weights): Promise<number> => {
    const units = row.reduce((a, b) => a * b);
    const model = sequential([layers.dense({ units, inputShape: [2] }), layers.reshape({ targetShape: row })], { seed: 3 });
    model.compile({ optimizer: 'sgd', loss });
    const x = [[1, 2], [2, -1], [0.5, 0.25]];
    return (await model.fit(x, y, { epochs: 1, batchSize: 3, ...(weights && { classWeight: weights }) })).history['loss']![0]!;
  };
  const along = losses.sparseCategoricalCrossentropy({ axis: 1, fromLogits: true });
  expect(await fitted(along, [3, 1], [[2], [2], [2]], { 2: 2 })).toBeCloseTo(2 * (await fitted(along, [3, 1], [[2], [2], [2]])), 5);
  const circle = losses.circle({ gamma: 1 });
  expect(await fitted(circle, [2], [7, 7, -8], { 7: 3 })).toBeCloseTo(3 * (await fitted(circle, [2], [7, 7, -8])), 4);
  await expect(fitted(along, [3, 1], [[2], [2], [2]], { 3: 1 })).rejects.toThrow(/expected classes from 0 to 2 as keys, received '3'/);
});

test('wrong use', async () => {
  const any = (value: unknown): never => value as never;
  expect(() => losses.huber({ delta: -1 })).toThrow(/huber: delta must be a number >= 0, received -1/);
  expect(() => losses.categoricalGeneralizedCrossEntropy({ q: 1 })).toThrow(/q must be a number > 0 and < 1, received 1/);
  expect(() => losses.categoricalFocalCrossentropy({ alpha: any('1') })).toThrow(/alpha must be a number >= 0, or an array/);
  expect(() => losses.categoricalFocalCrossentropy({ alpha: [1, 2] }).call([[1, 0, 0]], [[1, 0, 0]])).toThrow(
    /expected predictions of 2 classes, as alpha has, received shape \[1, 3\]/,
  );
  expect(() => losses.cosineSimilarity({ axis: 2 }).call([[1]], [[1]])).toThrow(/cosineSimilarity: axis must be an integer from -2 to 1/);
  expect(() => losses.dice({ axis: [0, 3] }).call([[1]], [[1]])).toThrow(/dice: axis must be an integer from -2 to 1/);
  expect(() => losses.categoricalCrossentropy({ axis: 2 }).call([[1]], [[1]])).toThrow(/categoricalCrossentropy: axis must be/);
  expect(() => losses.sparseCategoricalCrossentropy({ axis: 1 }).call([[1, 0]], [[[1, 0], [0, 1], [1, 0]]])).not.toThrow();
  expect(() => losses.sparseCategoricalCrossentropy({ axis: 1 }).call([[1, 0, 1]], [[[1, 0], [0, 1], [1, 0]]])).toThrow(
    /expected targets of shape \[1, 2\] for predictions of shape \[1, 3, 2\], received \[1, 3\]/,
  );
  expect(() => losses.circle().call([1, 2, 3], [[1], [2]])).toThrow(/circle: expected labels for each of 2 rows of predictions/);
  expect(() => losses.circle().call([[1, 2], [3, 4]], [[1], [2]])).toThrow(ShapeError);
  expect(() => losses.ctc().call([1, 2], [[1], [2]])).toThrow(/ctc: expected labels \[batch, labels\] for logits/);
  expect(() => losses.ctc().call(tensor([[1.5]]), [[[1, 2]]])).toThrow(/ctc: expected whole class numbers, received 1.5/);
  expect(() => losses.poisson({ reduction: any('men') })).toThrow(/unknown reduction of poisson 'men'. Did you mean 'mean'/);
  expect(() => resolveLoss(any('msee'))).toThrow(/unknown loss 'msee'. Did you mean 'mse'/);
  expect(() => resolveLoss(any('toString'))).toThrow(ConfigError);

  const compiled = (loss: losses.LossLike, targetShape: number[], metrics: never[] = []): Sequential => {
    const units = targetShape.reduce((a, b) => a * b);
    const model = sequential([layers.dense({ units, inputShape: [2] }), layers.reshape({ targetShape })]);
    model.compile({ loss, metrics });
    return model;
  };
  const x = [[1, 2]];
  await expect(compiled('ctc', [2, 3]).fit(x, [[1, 3]])).rejects.toThrow(/expected whole class numbers from 0 to 2 .*received 3 in row 0/);
  const ctc = compiled('ctc', [3, 3]);
  await expect(ctc.fit([[1, 2], [2, 1]], [[1, 2, 0], [1, 1, 2]])).rejects.toThrow(DataError);
  await expect(ctc.fit([[1, 2], [2, 1]], [[1, 2, 0], [1, 1, 2]])).rejects.toThrow(/^y: the labels of row 1 need 4 steps,.* gives 3/);
  await expect(ctc.evaluate(x, [[1, 2, 1, 2]])).rejects.toThrow(/^y: the labels of row 0 need 4 steps/);
  await expect(ctc.fit(x, [[1, 0, 2]])).rejects.toThrow(/^y: row 0 has a label behind a 0. Class 0 is the blank/);
  await expect(ctc.fit(x, [[1, -1, -1]])).rejects.toThrow(/received -1 in row 0. Fill the ends of shorter rows with 0./);
  for (const fine of [[1, 2, 1], [1, 1, 0], [0, 0, 0], [2, 2, 0, 0, 0]])
    expect((await ctc.evaluate(x, [fine]))['loss']).toBeGreaterThan(0);
  await expect(compiled('circle', [3]).fit(x, [[1.5]])).rejects.toThrow(/y: expected whole numbers, received 1.5 in row 0/);
  await expect(compiled(losses.sparseCategoricalCrossentropy({ ignoreClass: 255 }), [3]).fit(x, [7])).rejects.toThrow(
    /class numbers from 0 to 2 .*, or 255, which is ignored, received 7/,
  );
  const alone = compiled(losses.sparseCategoricalCrossentropy({ axis: 1 }), [1, 2]);
  await expect(alone.fit(x, [[0, 0]])).rejects.toThrow(/the model's axis 1 is 1/);
  await expect(compiled('binaryFocalCrossentropy', [1]).fit(x, [2])).rejects.toThrow(/expects targets from 0 to 1, received 2/);
  expect(() => compiled('ctc', [2, 3], [any('meanSquaredError')])).toThrow(/but ctc takes labels in a shape of their own/);
});

/** The compiler knows the names. */
export const named = (model: Sequential): void => {
  model.compile({ loss: 'categoricalGeneralizedCrossEntropy' });
  model.compile({ loss: 'categorical_generalized_cross_entropy' });
  model.compile({ loss: 'MeanSquaredError' });
  model.compile({ loss: 'MSE' });
  // @ts-expect-error a name that is none
  model.compile({ loss: 'meanSquareError' });
  // @ts-expect-error a reduction that is none
  losses.huber({ reduction: 'men' });
};
