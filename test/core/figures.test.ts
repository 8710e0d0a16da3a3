/** The compiler knows the figures of a model that compile answers with: their keys, and which of them are no numbers. */
import { expect, expectTypeOf, test } from 'vitest';
import {
  input, layers, metrics, Model, model, ops, sequential, type CompileOptions, type Logs, type Sequential, type Tensor, type Trace,
} from '../../src/index.ts';

const x = [[1], [2], [3], [4]];
const y = [[0], [1], [0], [1]];
const net = (): Sequential => sequential([layers.dense({ units: 1, activation: 'sigmoid', inputShape: [1] })], { seed: 1 });

test('the keys are those of the metrics, a misspelt one does not compile', async () => {
  const compiled = net().compile({ loss: 'mse', metrics: ['mae', 'mean_squared_error', 'AUC', 'acc', 'F1Score'] });
  const logs = await compiled.evaluate(x, y);
  expectTypeOf(logs.loss).toEqualTypeOf<number>();
  expectTypeOf<keyof typeof logs>().toEqualTypeOf<'loss' | 'mae' | 'meanSquaredError' | 'auc' | 'acc' | 'f1Score'>();
  expect(Object.keys(logs)).toEqual(['loss', 'mae', 'meanSquaredError', 'auc', 'acc', 'f1Score'] satisfies (keyof typeof logs)[]);
  expect(logs.mae).toBeGreaterThan(0);
  // @ts-expect-error a key that is none
  expect(logs.maee).toBeUndefined();
  const batch = await compiled.trainOnBatch(x, y);
  expectTypeOf(batch).toEqualTypeOf(logs);
  expect(Object.keys(batch)).toEqual(Object.keys(logs));
  // @ts-expect-error an option that is none
  expect(() => net().compile({ loss: 'mse', metrcs: ['mae'] })).toThrow();
  // @ts-expect-error a metric that is none
  expect(() => net().compile({ loss: 'mse', metrics: ['maee'] })).toThrow();
});

test('weighted metrics of the same name have the prefix, others do not', async () => {
  const logs = await net().compile({ loss: 'bce', metrics: ['mae'], weightedMetrics: ['mae', 'mse'] }).evaluate(x, y);
  expectTypeOf<keyof typeof logs>().toEqualTypeOf<'loss' | 'mae' | 'weightedMae' | 'mse'>();
  expect(Object.keys(logs).toSorted()).toEqual(['loss', 'mae', 'mse', 'weightedMae'] satisfies (keyof typeof logs)[]);
});

test('a confusion matrix is an array of rows', async () => {
  const compiled = net().compile({ loss: 'bce', metrics: ['confusionMatrix', 'accuracy'] });
  const { confusionMatrix, accuracy } = await compiled.evaluate(x, y);
  expectTypeOf(confusionMatrix).toEqualTypeOf<number[][]>();
  expectTypeOf(accuracy).toEqualTypeOf<number>();
  expect(confusionMatrix.flat().reduce((a, b) => a + b)).toBe(4);
  const { history } = await compiled.fit(x, y, { verbose: 0 });
  expectTypeOf(history.confusionMatrix).toEqualTypeOf<number[][][]>();
  expect(history.confusionMatrix).toHaveLength(1);
});

test('a history has a list for each, those of a validation with a prefix', async () => {
  const compiled = net().compile({ loss: 'mse', metrics: ['mae'] });
  const { history, epoch } = await compiled.fit(x, y, { epochs: 2, validationSplit: 0.5, verbose: 0, gradientNorms: true });
  expect(epoch).toEqual([0, 1]);
  for (const list of [history.loss, history.mae, history.valLoss, history.valMae, history.gradientNorm!]) expect(list).toHaveLength(2);
  expectTypeOf(history.valMae).toEqualTypeOf<number[]>();
  // @ts-expect-error a key that is none
  expect(history.valMea).toBeUndefined();
  const plain = await compiled.fit(x, y, { verbose: 0 });
  expectTypeOf(plain.history.valMae).toEqualTypeOf<number[] | undefined>();
  expect(plain.history.valMae).toBeUndefined();
  expect(plain.history.learningRate).toBeUndefined();
});

test('without metrics there is the loss; compiling anew gives other keys', async () => {
  const first = net().compile({ loss: 'mse' });
  expectTypeOf(await first.evaluate(x, y)).toEqualTypeOf<{ readonly loss: number }>();
  const again = first.compile({ loss: 'mse', metrics: ['mape'] });
  expect(again).toBe(first);
  expect((await again.evaluate(x, y)).mape).toBeGreaterThan(0);
  expect(again.summary({ printFn: () => undefined })).toContain('dense');
});

test('what has no name that the compiler knows has keys of any name', async () => {
  const own = (yTrue: Tensor, yPred: Tensor): Tensor => ops.abs(ops.subtract(yTrue, yPred));
  const options: CompileOptions = { loss: 'mse', metrics: ['mae'] };
  const given = [
    net().compile({ loss: 'mse', metrics: [own, 'mae'] }),
    net().compile({ loss: 'mse', metrics: [metrics.meanAbsoluteError({ name: 'own' }), (yTrue, yPred) => ops.subtract(yTrue, yPred)] }),
    net().compile({ loss: 'mse', metrics: [['mae']] }),
    net().compile({ loss: 'mse', metrics: ['mae', 'mae'] }),
    net().compile(options),
  ];
  for (const compiled of given) {
    const logs = await compiled.evaluate(x, y);
    expectTypeOf(logs['anything']!).toEqualTypeOf<number>();
    expectTypeOf(logs.loss).toEqualTypeOf<number>();
    expect(Object.keys(logs)).toContain('loss');
  }
  const symbol = input({ shape: [1] });
  const [a, b] = ['a', 'b'].map((name) => layers.dense({ units: 1, name }).apply(symbol));
  const two = model({ inputs: symbol, outputs: [a!, b!] }).compile({ loss: 'mse', metrics: [['mae'], ['mae']] });
  expect((await two.evaluate(x, [y, y]))['aMae']).toBeGreaterThan(0);
});

test('models of one output are known alike, and a model that was not given by compile has figures of any name', async () => {
  class Own extends Model {
    readonly kind = 'own';
    readonly inner = layers.dense({ units: 1 });
    call(z: Tensor, t: Trace): Tensor {
      return t.call(this.inner, z);
    }
  }
  const symbol = input({ shape: [1] });
  const functional = model({ inputs: symbol, outputs: layers.dense({ units: 1 }).apply(symbol) });
  const own = new Own('own').compile({ loss: 'mse', metrics: ['mae'] });
  for (const compiled of [functional.compile({ loss: 'mse', metrics: ['mae'] }), own]) {
    const { mae } = await compiled.evaluate(x, y);
    expectTypeOf(mae).toEqualTypeOf<number>();
    expect(mae).toBeGreaterThan(0);
  }
  const plain = net();
  plain.compile({ loss: 'mse', metrics: ['mae'] });
  const logs: Logs = await plain.evaluate(x, y);
  expect(logs['mae']).toBeGreaterThan(0);
});
