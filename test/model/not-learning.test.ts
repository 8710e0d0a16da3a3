/** What a plain fit says when it ends and has not worked: the mistakes of beginners, each named. */
import { expect, test } from 'vitest';
import {
  DataError, layers, optimizers, sequential, type FitOptions, type losses, type Sequential, type TensorLike,
} from '../../src/index.ts';
import { numbers } from '../grad/check.ts';

const random = numbers(5);
const x = Array.from({ length: 200 }, () => [2 * random() - 1, 2 * random() - 1]);
const labels = x.map(([a, b]) => Number(a! * b! > 0));
const oneHot = labels.map((c) => [1 - c, c]);
const unscaled = x.map(([a, b]) => [1000 + 300 * a!, 2000 + 500 * b!]);
const rate = (learningRate: number): optimizers.Optimizer => optimizers.adam({ learningRate });

type Last = 'sigmoid' | 'softmax' | 'linear';
function net(last: Last, loss: losses.LossLike, optimizer: optimizers.OptimizerLike = 'adam'): Sequential {
  const units = last === 'softmax' ? 2 : 1;
  const hidden = layers.dense({ units: 16, activation: 'relu', inputShape: [2] });
  const model = sequential([hidden, layers.dense({ units, activation: last })], { seed: 1 });
  model.compile({ optimizer, loss });
  return model;
}

/** The warnings of a fit, a code and a message each. */
async function warningsOf(model: Sequential, given: TensorLike, y: TensorLike, options: FitOptions = {}): Promise<string[]> {
  const warnings: string[] = [];
  const listen = ({ code, message }: Error & { code?: string }): void => void warnings.push(`${code} ${message}`);
  process.on('warning', listen);
  await model.fit(given, y, { verbose: 0, ...options });
  await new Promise((resume) => setImmediate(resume));
  process.off('warning', listen);
  return warnings;
}

const UNSCALED = /^MYELIN_NOT_LEARNING fit: training has not worked so far: in the last epoch .*column 1 of x has mean 1\d+ .*not scaled/;
const RATE = /^MYELIN_NOT_LEARNING fit: training has not worked so far: .*The learning rate of adam is 10, and usual are values up to 0\.1/;
const ONE = /^MYELIN_ONE_CLASS fit: every row of y is of one class, (1|\[0, 1\]), .*rows of other classes/;
const ones = labels.map(() => 1);
const categorical = 'sparseCategoricalCrossentropy';

test.each<[string, () => Sequential, TensorLike, TensorLike, FitOptions, RegExp]>([
  ['unscaled inputs of a regression', () => net('linear', 'mse'), unscaled, labels, { epochs: 5 }, UNSCALED],
  ['unscaled inputs of two classes', () => net('sigmoid', 'bce'), unscaled, labels, { epochs: 5 }, UNSCALED],
  ['unscaled inputs, dead units', () => net('sigmoid', 'bce', 'sgd'), unscaled, labels, { epochs: 10 }, UNSCALED],
  ['unscaled inputs of class numbers', () => net('softmax', categorical), unscaled, labels, {}, UNSCALED],
  ['unscaled inputs of one-hot rows', () => net('softmax', 'categoricalCrossentropy'), unscaled, oneHot, {}, UNSCALED],
  ['a learning rate of 10 in one epoch', () => net('sigmoid', 'bce', rate(10)), x, labels, {}, RATE],
  ['a learning rate of 10 in three epochs', () => net('softmax', categorical, rate(10)), x, labels, { epochs: 3 }, RATE],
  ['a learning rate of 10, absolute errors', () => net('linear', 'mae', rate(10)), x, labels, {}, RATE],
  ['a learning rate of 10, epoch by epoch', () => net('sigmoid', 'bce', rate(10)), x, labels, { validationSplit: 0.1 }, RATE],
  ['one class, numbers', () => net('softmax', categorical), x, ones, {}, ONE],
  ['one class, 0 or 1', () => net('sigmoid', 'bce'), x, ones, { epochs: 2 }, ONE],
  ['one class, one-hot rows', () => net('softmax', 'categoricalCrossentropy'), x, labels.map(() => [0, 1]), {}, ONE],
  ['one class where it learns', () => net('sigmoid', 'bce'), x, ones.map((_, i) => Number(i < 150)), { validationSplit: 0.25 }, ONE],
])('%s', async (_, model, given, y, options, expected) => {
  expect(await warningsOf(model(), given, y, options)).toEqual([expect.stringMatching(expected)]);
});

test('a loss without a known constant is compared with the first epoch', async () => {
  const still = net('linear', 'huber', optimizers.sgd({ learningRate: 0 }));
  expect(await warningsOf(still, x, labels)).toEqual([]);
  const [text] = await warningsOf(still, x, labels, { epochs: 2, shuffle: false });
  expect(text).toMatch(/the loss was .* in the first epoch and is .* in the last\. The learning rate of sgd is 0/);
});

test('class numbers off by one are refused, and a softmax of one unit is named', async () => {
  await expect(net('softmax', categorical).fit(x, labels.map((c) => c + 1))).rejects.toThrow(DataError);
  await expect(net('softmax', categorical).fit(x, labels.map((c) => c + 1))).rejects.toThrow(/counted from 1: subtract 1 from each/);
  const warnings: string[] = [];
  const listen = ({ code, message }: Error & { code?: string }): void => void warnings.push(`${code} ${message}`);
  process.on('warning', listen);
  const model = sequential([layers.dense({ units: 1, activation: 'softmax', inputShape: [2] })]);
  model.compile({ loss: 'bce' });
  await model.fit(x, labels, { verbose: 0 });
  await new Promise((resume) => setImmediate(resume));
  process.off('warning', listen);
  expect(warnings[0]).toMatch(/^MYELIN_SOFTMAX_OF_ONE .*nothing is learned\. Use sigmoid/);
});

test('says nothing where training works, whatever the size of inputs and the rate', async () => {
  expect(await warningsOf(net('sigmoid', 'bce', rate(0.01)), x, labels, { epochs: 20 })).toEqual([]);
  expect(await warningsOf(net('softmax', categorical, rate(0.01)), x, labels, { epochs: 20 })).toEqual([]);
  const line = sequential([layers.dense({ units: 1, inputShape: [1] })], { seed: 1 });
  line.compile({ optimizer: rate(0.5), loss: 'mse' });
  const large = x.map(([a]) => [20 * a!]);
  expect(await warningsOf(line, large, large, { epochs: 20 })).toEqual([]);
  const sorted = labels.toSorted((a, b) => a - b);
  expect(await warningsOf(net('sigmoid', 'bce'), x, sorted)).toEqual([]);
});
