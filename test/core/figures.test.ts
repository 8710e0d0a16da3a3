/** The compiler knows the figures of a model that compile answers with: their keys, and which of them are no numbers. */
import { expect, expectTypeOf, test } from 'vitest';
import {
  datasets, input, layers, metrics, Model, model, ops, sequential, type AnyHistory, type CompileOptions, type History, type Logs,
  type Sequential, type Tensor, type Trace,
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
  expect(`${again}`).toContain('dense');
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

test('a history is a History, whatever compile was given', async () => {
  const compiled = net().compile({ loss: 'mse', metrics: ['mae'] });
  const plain: History = await compiled.fit(x, y, { verbose: 0 });
  const tested: History = await compiled.fit(x, y, { verbose: 0, validationSplit: 0.5, gradientNorms: true });
  const options: CompileOptions = { loss: 'mse' };
  const any: History = await net().compile(options).fit(x, y, { verbose: 0 });
  const model: Model = compiled;
  const uncompiled: AnyHistory = await model.fit(x, y, { verbose: 0 });
  const also: History = uncompiled;
  for (const { history } of [plain, tested, any, also]) expect(history['loss']!.length).toBe(1);
  expectTypeOf(uncompiled.history['loss']!).toEqualTypeOf<number[]>();
  const listed = net().compile({ loss: 'bce', metrics: ['confusionMatrix'] });
  // @ts-expect-error the lists of a confusion matrix are none of numbers
  const matrices: History = await listed.fit(x, y, { verbose: 0 });
  expect(matrices.history['confusionMatrix']).toHaveLength(1);
});

test('sources need no null, and figures are known for labels and names of columns, too', async () => {
  const compiled = net().compile({ loss: 'mse', metrics: ['mae'] });
  const source = function* (): Generator<[number[][], number[][]]> {
    yield [x, y];
  };
  expectTypeOf(await compiled.evaluate(source)).toEqualTypeOf<{ readonly loss: number; readonly mae: number }>();
  expectTypeOf(await compiled.evaluate(source, undefined, { steps: 1 })).toEqualTypeOf<{ readonly loss: number; readonly mae: number }>();
  expectTypeOf((await compiled.fit(source)).history.mae).toEqualTypeOf<number[]>();
  expectTypeOf((await compiled.fit(source, null, { validationData: source })).history.valMae).toEqualTypeOf<number[]>();
  const table = await datasets.readCsv(new TextEncoder().encode('size,kind\n1,a\n2,b\n3,a\n4,b\n'));
  const encoding = layers.labelEncoding({ labels: ['a', 'b'] });
  const classifier = sequential([layers.dense({ units: 2, activation: 'softmax' }), encoding], { seed: 1 });
  const known = classifier.compile({ loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  const { history } = await known.fit(table, 'kind', { verbose: 0 });
  expectTypeOf(history.accuracy).toEqualTypeOf<number[]>();
  const figures = await known.evaluate([[1], [2]], ['a', 'b']);
  expectTypeOf(figures.accuracy).toEqualTypeOf<number>();
  expect(figures.accuracy).toBeGreaterThanOrEqual(0);
});

test('predictions have the form of the outputs', async () => {
  const symbol = input({ shape: [1] });
  const dense = (name: string) => layers.dense({ units: 1, name }).apply(symbol);
  const one = model({ inputs: symbol, outputs: dense('one') }).compile({ loss: 'mse' });
  expectTypeOf(await one.predict(x)).toEqualTypeOf<Tensor>();
  const named = model({ inputs: symbol, outputs: { price: dense('price'), size: dense('size') } }).compile({ loss: 'mse' });
  const { price } = await named.predict(x);
  expectTypeOf(price).toEqualTypeOf<Tensor>();
  expect(price.argMax(0).item()).toBeGreaterThanOrEqual(0);
  // @ts-expect-error an output that is none
  expect((await named.predict(x)).prize).toBeUndefined();
  const [first] = await model({ inputs: symbol, outputs: [dense('a'), dense('b')] }).compile({ loss: 'mse' }).predict(x);
  expectTypeOf(first).toEqualTypeOf<Tensor>();
});
