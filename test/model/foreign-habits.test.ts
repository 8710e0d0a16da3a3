/** What those type who come from other libraries, and what they are told. */
import { expect, test } from 'vitest';
import {
  callbacks, ConfigError, FileError, FormatError, layers, loadModel, losses, metrics, optimizers, sequential, ShapeError, type Sequential,
} from '../../src/index.ts';

const net = (): Sequential => sequential([layers.dense({ units: 1, inputShape: [1] })], { seed: 1 });

test('functions that make parts, in the place of parts', async () => {
  const compile = (options: object): Sequential => net().compile({ optimizer: 'sgd', loss: 'mse', ...options });
  expect(() => compile({ loss: losses.meanSquaredError })).toThrow(ConfigError);
  expect(() => compile({ loss: losses.meanSquaredError })).toThrow(
    "loss: received the function that makes meanSquaredError. Call it, losses.meanSquaredError(), or give the name, 'meanSquaredError'.",
  );
  expect(() => compile({ metrics: [metrics.meanAbsoluteError] })).toThrow('metric: received the function that makes meanAbsoluteError.');
  expect(() => compile({ optimizer: optimizers.adam })).toThrow('received function adam (is a call missing?)');
  await expect(compile({}).fit([[1]], [[1]], { callbacks: [callbacks.terminateOnNaN as never] })).rejects
    .toThrow('received [function terminateOnNaN] (is a call missing?)');
});

test.each([
  ['PK\x03\x04\x14\0\0\0', 'a zip archive, as .keras, .npz and PyTorch'],
  ['\x89HDF\r\n\x1a\n', 'HDF5, as .h5 files are'],
  ['{"modelTopology":{}}', 'JSON, as models of TensorFlow.js and brain.js are'],
])('a model file that begins with %j is named', async (start, what) => {
  const loading = loadModel(Buffer.from(start, 'latin1'));
  await expect(loading).rejects.toThrow(FormatError);
  await expect(loading).rejects.toThrow(`the file is ${what}`);
});

test('addresses in the place of paths', async () => {
  await expect(net().save('file:///nowhere/model.safetensors')).rejects.toThrow(FileError);
  await expect(net().save('file:///nowhere/model.safetensors')).rejects.toThrow('this is an address. Give a path');
  await expect(loadModel('https://nowhere.invalid/model.json')).rejects.toThrow('model.json: loadModel: this is an address.');
});

test('arrays by name, as readNpz answers them, in the place of a list', () => {
  const arrays = { arr_0: { data: new Float32Array(1), shape: [1, 1] }, arr_1: { data: new Float32Array(1), shape: [1] } };
  const model = net();
  expect(() => model.setWeights(arrays as never)).toThrow(ShapeError);
  expect(() => model.setWeights(arrays as never)).toThrow('Give a list in the order of getWeights, such as Object.values(arrays)');
  model.setWeights(Object.values(arrays));
  expect(model.predictSync([[5]]).item()).toBe(0);
});

test.each<[string, unknown, unknown, string]>([
  ['a text', [[1, 'n/a']], [1], "x: expected a number at [0, 1], received 'n/a'. Texts are read by layers such as tableEncoding"],
  ['a number as text', [[1, '2']], [1], "received '2'. Convert such texts by Number."],
  ['nothing', [[1, null]], [1], 'received null. Fill what is missing'],
  ['a record', [{ a: 1, b: 2 }], [1], 'received Object {a, b}. Records are read by a model whose first layer is tableEncoding.'],
  ['rows of brain.js', [{ input: [1, 2], output: [3] }], [1], 'Give the inputs of all rows first, then their outputs: fit(x, y).'],
  ['no targets', [[1, 2]], null, 'y: expected data, received null. Give targets, a row for each row of x.'],
])('%s in the place of numbers: the error says what to do', async (_, x, y, message) => {
  const model = sequential([layers.dense({ units: 1, inputShape: [2] })]).compile({ optimizer: 'sgd', loss: 'mse' });
  await expect(model.fit(x as never, y as never)).rejects.toThrow(message);
});
