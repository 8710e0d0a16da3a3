/** Mistakes that would otherwise pass in silence, or end in an error of JavaScript's own. */
import { afterEach, expect, test, vi } from 'vitest';
import {
  callbacks, ConfigError, input, layers, loadModel, Model, model, optimizers, sequential, tensor, type Sequential,
} from '../../src/index.ts';
import { host } from '../../src/core/host.ts';

const x = [[1], [2], [3], [4]], y = [[0], [1], [0], [1]];
const net = (): Sequential => {
  const made = sequential([layers.dense({ units: 1, activation: 'sigmoid', inputShape: [1] })], { seed: 1 });
  made.compile({ loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  return made;
};

afterEach(() => vi.restoreAllMocks());

test.each<[string, string, (model: Sequential) => [promise: Promise<unknown>, read: (promise: never) => unknown]]>([
  ['history of a fit', 'model.fit(...)', (m) => [m.fit(x, y), ({ history }: { history: never }) => history]],
  ['a history, destructured', 'model.fit(...)', (m) => [m.fit(x, y), ({ history: { loss } }: { history: { loss: never } }) => loss]],
  ['the loss of an evaluation', 'model.evaluate(...)', (m) => [m.evaluate(x, y), (p: { loss: number }) => p.loss]],
  ['the loss of a batch', 'model.trainOnBatch(...)', (m) => [m.trainOnBatch(x, y), (p: { loss: number }) => p.loss]],
  ['data of a prediction', 'model.predict(...)', (m) => [m.predict(x), (p: { data: number[] }) => p.data[0]]],
  ['a method of a prediction', 'model.predict(...)', (m) => [m.predict(x), (p: { toArray: () => unknown }) => p.toArray()]],
  ['a prediction as a tensor', 'model.predict(...)', (m) => [m.predict(x), (p) => tensor(p)]],
])('without await, %s is an error', async (_, call, begin) => {
  const [promise, read] = begin(net());
  expect(() => read(promise as never)).toThrow(ConfigError);
  expect(() => read(promise as never)).toThrow(`${call} answers with a promise, which has no `);
  expect(promise).toBeInstanceOf(Promise);
  expect(await promise).toBeDefined();
});

test('a model that is still being loaded predicts nothing', async () => {
  const loading = loadModel(await net().toBytes());
  expect(() => (loading as never as Model).predict(x)).toThrow(/^loadModel\(\.\.\.\) answers with a promise, which has no predict before/);
  expect((await (await loading).predict(x)).shape).toEqual([4, 1]);
});

test('a promise in the place of data says so', async () => {
  await expect(net().fit(Promise.resolve(x) as never, y)).rejects.toThrow(/x: .*received Promise \(is an await missing\?\)/);
  await expect(net().fit(x, Promise.resolve(y) as never)).rejects.toThrow(/y: .*received Promise \(is an await missing\?\)/);
});

test('who predicts with a model whose fit is not awaited is warned, once; who waits, or has callbacks, is not', async () => {
  const warn = vi.spyOn(host(), 'warn').mockImplementation(() => undefined);
  const told = (): string[] => warn.mock.calls.filter(([code]) => code === 'MYELIN_NOT_AWAITED').map(([, text]) => text);
  const good = net();
  await good.fit(x, y, { epochs: 2, callbacks: [{ async onTrainBegin() { await good.predict(x); } }] });
  await good.predict(x);
  good.predictSync(x);
  await good.save('/dev/null').catch(() => undefined);
  const later = good.fit(x, y, { epochs: 2 });
  await new Promise((done) => setTimeout(done, 20));
  await good.predict(x);
  await later;
  expect(told()).toEqual([]);
  const hasty = net();
  const training = hasty.fit(x, y, { epochs: 2 });
  await hasty.predict(x);
  await hasty.evaluate(x, y);
  await training;
  expect(told()).toEqual([
    'predict: fit was called just before, and has not begun: predict meets weights that it has not trained. Write await before ' +
    'model.fit(...), if the trained model is meant.',
  ]);
  const twice = net();
  const first = twice.fit(x, y);
  await expect(twice.fit(x, y)).rejects.toThrow(/Wait for the first fit to end: write await before it/);
  await first;
});

test.each<[callback: object, message: RegExp | undefined]>([
  [{ onEpocEnd() {} }, /unknown hook of a callback 'onEpocEnd'. Did you mean 'onEpochEnd'\?/],
  [{ on_epoch_end() {} }, /'on_epoch_end'/],
  [{ onepochend() {} }, /'onepochend'. Did you mean 'onEpochEnd'/],
  [{ OnEpochEnd() {} }, /Did you mean 'onEpochEnd'/],
  [{ epochEnd() {} }, /Did you mean 'onEpochEnd'/],
  [{ ohEpochEnd() {} }, /Did you mean 'onEpochEnd'/],
  [{ onEpochEnd: null, patience: 3, epochEnd: () => 0 }, /'epochEnd'/],
  [new (class { onepochend() {} })(), /'onepochend'/],
  [{ patience: 3 }, /a callback needs a hook, such as onEpochEnd, received Object \{patience\}/],
  [Promise.resolve({}), undefined],
])('callback %#, whose hook would never be called, is refused', async (callback, message) => {
  const fitting = net().fit(x, y, { callbacks: [callback as never] });
  if (message === undefined) return void (await fitting);
  await expect(fitting).rejects.toThrow(message);
  await expect(net().predict(x, { callbacks: [callback as never] })).rejects.toThrow(ConfigError);
});

test('callbacks may have helpers, and be empty', async () => {
  const own = new (class {
    epochs = 0;
    onEpochEnd(): void {
      this.count();
    }
    count(): void {
      this.epochs++;
    }
  })();
  await net().fit(x, y, { epochs: 2, callbacks: [own, {}, { onEpochEnd: undefined } as never, callbacks.lambdaCallback({})] });
  expect(own.epochs).toBe(2);
});

test.each(['', ' 1', '01', '1e0', '0x1', '1.0', 'cat'])('a class weight of %j, which names no class, is refused', async (key) => {
  await expect(net().fit(x, y, { classWeight: { [key]: 2 } })).rejects.toThrow(
    /classWeight: expected classes from 0 to 1 as keys, received/,
  );
});

test('class weights go by the labels of labelEncoding', async () => {
  type Labels = (string | number)[];
  const losses = async (labels: Labels, targets: Labels, classWeight: Record<string, number>): Promise<number[]> => {
    const model = sequential([layers.dense({ units: 2, activation: 'softmax' }), layers.labelEncoding({ labels })], { seed: 2 });
    model.compile({ loss: 'sparseCategoricalCrossentropy', optimizer: 'sgd' });
    return (await model.fit(x, targets as never, { classWeight, epochs: 2, shuffle: false })).history['loss']!;
  };
  const byText = await losses(['no', 'yes'], ['no', 'yes', 'no', 'yes'], { yes: 3 });
  expect(byText).toEqual(await losses(['no', 'yes'], ['no', 'yes', 'no', 'yes'], { 1: 3 }));
  expect(byText).not.toEqual(await losses(['no', 'yes'], ['no', 'yes', 'no', 'yes'], { 0: 3 }));
  expect(byText).toEqual(await losses([1, 2], [1, 2, 1, 2], { 2: 3 }));
  await expect(losses(['no', 'yes'], ['no', 'yes', 'no', 'yes'], { yse: 3 })).rejects.toThrow(
    /unknown label in classWeight 'yse'. Did you mean 'yes'\? Known: no, yes/,
  );
  await expect(losses([1, 2], [1, 2, 1, 2], { 0: 3 })).rejects.toThrow(/unknown label in classWeight '0'/);
});

test('a source takes no targets, and options in their place are named', async () => {
  const source = function* (): Generator<[number[][], number[][]]> {
    yield [x, y];
  };
  expect((await net().fit(source)).history['loss']).toHaveLength(1);
  expect(await net().evaluate(source)).toHaveProperty('loss');
  await expect(net().fit(source, { epochs: 2 } as never)).rejects.toThrow(/Options come third: fit\(source, null, \{ epochs \}\)/);
  await expect(net().evaluate(source, { steps: 2 } as never)).rejects.toThrow(/Options come third/);
});

test.each<[string, () => unknown, RegExp]>([
  ['options in the place of targets', () => net().fit(x, { epochs: 3 } as never),
    /fit: expected targets as y, received an option, 'epochs'/],
  ['a row alone', () => ofTwo().predict([1, 2]), /That is one row: put it into an array, \[row\]/],
  ['a typed row alone', () => ofTwo().predict(Float32Array.of(1, 2)), /That is one row: put it into an array/],
  ['layers one after another', () => sequential(layers.flatten() as never, layers.flatten() as never),
    /Write sequential\(\[first, second\]\)/],
  ['inputs and outputs by position', () => model(input({ shape: [2] }) as never),
    /model: expected \{ inputs, outputs \}, received SymbolicTensor/],
  ['a class in the place of a function', () => new (Model as never as new (o: object) => Model)({ inputs: 1 }),
    /write model\(\{ inputs, outputs \}\)/],
  ['initials', () => optimizers.adam({ lr: 0.1 } as never), /unknown option 'lr'. Did you mean 'learningRate'\?/],
  ['a part of a name', () => net().compile({ loss: 'divergence' as never }), /unknown loss 'divergence'. Did you mean 'klDivergence'\?/],
  ['a URL as a path', () => loadModel(new URL('file:///model') as never),
    /received URL 'file:\/\/\/model' \(fileURLToPath makes a path of it\)/],
])('%s: the error says what to write', async (_, work, message) => {
  await expect((async () => work())()).rejects.toThrow(message);
});

function ofTwo(): Sequential {
  return sequential([layers.dense({ units: 1, inputShape: [2] })]);
}

test('callbacks watch figures by the names that they have in Keras, too', async () => {
  const stopping = callbacks.earlyStopping({ monitor: 'val_loss', patience: 1, minDelta: 10 });
  const { history } = await net().fit(x, y, { epochs: 9, validationSplit: 0.5, callbacks: [stopping] });
  expect(history['valLoss']).toHaveLength(2);
});
