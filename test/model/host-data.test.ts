/** Models that take strings: what is refused, and how. */
import { expect, test } from 'vitest';
import { input, layers, loadModel, Model, model, sequential, type Tensor, type Tensors, type Trace } from '../../src/index.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const texts = ['good film', 'bad film', 'good good', 'bad bad bad'];
const vectors = (): ReturnType<typeof layers.textVectorization> =>
  layers.textVectorization({ vocabulary: ['good', 'bad', 'film'], name: 'texts' });

test('texts to an embedding, padded for each call, with its mask', async () => {
  const net = sequential([vectors(), layers.embedding({ inputDim: 5, outputDim: 2, maskZero: true })], { seed: 1 });
  expect(net.inputs).toEqual([{ name: 'texts', shape: [null, null], dtype: 'int32' }]);
  expect((await net.predict(texts)).shape).toEqual([4, 3, 2]);
  expect(net.predictSync(['good']).shape).toEqual([1, 1, 2]);
  expect(net.predictSync(['']).shape).toEqual([1, 1, 2]);
  expect((await net.predict({ texts: [['good'], ['bad film']] })).shape).toEqual([2, 2, 2]);
});

test('an input of strings first in a sequential model', async () => {
  const net = sequential([
    input({ shape: [1], dtype: 'string', name: 'words' }),
    layers.stringLookup({ vocabulary: ['a', 'b'], outputMode: 'oneHot' }),
    layers.dense({ units: 1 }),
  ]);
  expect(net.outputShape).toEqual([null, 1]);
  expect((await net.predict(['a', 'b', 'c'])).shape).toEqual([3, 1]);
  expect(net.countParams()).toBe(4);
});

test('a layer that adapts after the model was made', async () => {
  const lookup = layers.stringLookup({ outputMode: 'multiHot', name: 'late', inputShape: [2] });
  const net = sequential([lookup, layers.dense({ units: 1 })]);
  expect(() => net.predictSync([['a', 'b']])).toThrow(/x: late: the vocabulary is not known yet. Call adapt, or give a vocabulary/);
  lookup.adapt([['a', 'b'], ['b', 'c']]);
  expect(net.predictSync([['a', 'b']]).shape).toEqual([1, 1]);
  lookup.adapt([['a', 'b']]);
  expect(() => net.predictSync([['a', 'b']])).toThrow(/late: expected input of shape \[\*, 4\], received \[1, 3\]/);
});

test('data that do not fit name the argument, the layer and the row', async () => {
  const net = sequential([vectors(), layers.embedding({ inputDim: 5, outputDim: 2 }), layers.flatten()]);
  await expect(net.predict([['good'], [3 as never]])).rejects.toThrow(/x: texts: expected strings, received 3 in row 1/);
  await expect(net.predict([['good', 'film']])).rejects.toThrow(/x: texts: expected one text a row.*received shape \[1, 2\]/);
  await expect(net.predict(undefined as never)).rejects.toThrow(/x: expected data, received undefined/);
  await expect(net.predict({ other: texts })).rejects.toThrow(/unknown input in x 'other'.*texts/);
  await expect(net.predict([])).rejects.toThrow(/expected/);
  const strict = sequential([layers.stringLookup({ vocabulary: ['a'], numOovIndices: 0 }), layers.flatten()]);
  expect(() => strict.predictSync(['a', 'z'])).toThrow(/'z' is not in the vocabulary, and numOovIndices is 0/);
  const whole = sequential([layers.integerLookup({ vocabulary: [1] }), layers.flatten()]);
  expect(() => whole.predictSync([1, 0.5])).toThrow(/expected whole numbers, received 0.5 in row 1/);
  const floats = sequential([layers.dense({ units: 1, inputShape: [1] })]);
  expect(() => floats.predictSync(texts)).toThrow(/expected a number at \[0\], received 'good film'/);
});

test('layers that read data on the host are first, and alone at their input', () => {
  const advice = /it reads data on the host, such as strings, and cannot be called on tensors. Put the layer first/;
  expect(() => sequential([layers.dense({ units: 2, inputShape: [1] }), vectors()])).toThrow(advice);
  const words = input({ shape: [1], dtype: 'string', name: 'words' });
  expect(() => layers.dense({ units: 1 }).apply(words)).toThrow(/dense.*: expected numbers, received an input of dtype 'string'/);
  expect(() => vectors().apply(vectors().apply(words))).toThrow(advice);
  const [one, two] = [vectors(), layers.hashing({ numBins: 2 })].map((layer) => layer.apply(words));
  expect(() => model({ inputs: words, outputs: [one!, two!] })).toThrow(/the input 'words' must go to texts alone/);
  expect(() => model({ inputs: words, outputs: words })).toThrow(/the input 'words' must go to a layer such as textVectorization alone/);
});

test('models that read data on the host are no layers of others', async () => {
  const inner = sequential([vectors(), layers.embedding({ inputDim: 5, outputDim: 2 })]);
  const x = input({ shape: [3], dtype: 'int32' });
  const refused = /sequential.*: it reads data on the host/;
  expect(() => inner.apply(x)).toThrow(refused);
  expect(() => inner.apply([[1, 2]])).toThrow(refused);
  expect(() => sequential([inner])).toThrow(refused);
  class Around extends Model {
    readonly kind = 'around';
    readonly inner = inner;
    constructor() {
      super('around');
    }
    call(given: Tensor, t: Trace): Tensors {
      return t.call(this.inner, given);
    }
  }
  await expect(new Around().predict([[1, 2]])).rejects.toThrow(refused);
});

test('validation data are converted, too; a function of your own cannot be saved', async () => {
  const learn = sequential([layers.textVectorization({ outputMode: 'count', vocabulary: ['good', 'bad'] }), layers.dense({ units: 1 })]);
  learn.compile({ optimizer: 'sgd', loss: 'mse' });
  const y = [1, 0, 1, 0];
  const { history } = await learn.fit(texts, y, { epochs: 3, validationData: [texts, y], verbose: 0 });
  expect(history['valLoss']).toHaveLength(3);
  await learn.fit(texts, y, { validationSplit: 0.5, verbose: 0 });
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  try {
    const own = sequential([layers.textVectorization({ standardize: (text) => text, vocabulary: ['good'] })]);
    await expect(own.save(join(folder, 'model'))).rejects.toThrow(/textVectorization: a file cannot keep a function/);
    const lambda = sequential([layers.lambda({ function: (x) => x, inputShape: [1], name: 'twice' })], { name: 'net' });
    await expect(lambda.save(join(folder, 'model'))).rejects.toThrow(/^net: twice: the function of a lambda cannot be saved/);
    await learn.save(join(folder, 'model'));
    expect((await loadModel(join(folder, 'model'))).predictSync(texts).toArray()).toEqual(learn.predictSync(texts).toArray());
  } finally {
    rmSync(folder, { recursive: true });
  }
});
