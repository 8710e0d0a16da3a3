/** What check finds before training, and that it changes nothing. */
import { describe, expect, test } from 'vitest';
import {
  ConfigError, input, layers, model as functional, ops, optimizers, sequential, type FitOptions, type Issue, type IssueCode, type Layer,
  type losses, type Sequential, type TensorLike,
} from '../../src/index.ts';
import { numbers } from '../grad/check.ts';
import { circle } from './tables.ts';

const silent = { printFn: (): void => undefined };
const random = numbers(3);
const rows = 64;
const normal = (): number => 2 * random() + 2 * random() + 2 * random() - 3;
const x = Array.from({ length: rows }, () => [normal(), normal()]);
const labels = Int32Array.from(x, ([a, b]) => (a! + b! > 0 ? 1 : 0) + (a! - b! > 1 ? 1 : 0));
const binary = Float32Array.from(x, ([a]) => Number(a! > 0));

interface Settings {
  readonly hidden?: Layer[];
  readonly last?: Layer;
  readonly loss?: losses.LossLike;
  readonly optimizer?: optimizers.OptimizerLike;
}
const inputShape = [2];
function net({ hidden, last, loss = 'binaryCrossentropy', optimizer = 'adam' }: Settings = {}): Sequential {
  const first = hidden ?? [layers.dense({ units: 8, activation: 'relu', inputShape, name: 'hidden' })];
  const made = sequential([...first, last ?? layers.dense({ units: 1, activation: 'sigmoid', name: 'out' })], { seed: 1 });
  made.compile({ optimizer, loss });
  return made;
}
const three = (): Sequential =>
  net({ last: layers.dense({ units: 3, activation: 'softmax', name: 'out' }), loss: 'sparseCategoricalCrossentropy' });
/** A hidden layer of relu units whose kernel is 0, so that all give 0. */
const dead = (): Layer => layers.dense({ units: 4, activation: 'relu', inputShape, kernelInitializer: 'zeros', name: 'dead' });
const plain = (): Layer => layers.dense({ units: 1, name: 'out' });
const times = (scale: number): Layer => layers.rescaling({ scale, inputShape });

test('finds nothing where nothing is wrong, says so, and changes nothing', async () => {
  const printed: string[] = [];
  for (const [model, y] of [[net(), binary], [three(), labels]] as const) {
    const before = model.getWeights().map((w) => [...w.data]);
    expect(await model.check(x, y, { printFn: (text) => void printed.push(text) })).toEqual([]);
    expect(model.getWeights().map((w) => [...w.data])).toEqual(before);
    expect(model.optimizer.steps).toBe(0);
  }
  expect(printed[0]).toMatch(/^check of sequential\w*: none of the usual causes/);
  const untouched = net();
  const checked = net();
  await checked.check(x, binary, silent);
  const options: FitOptions = { epochs: 3, verbose: 0 };
  expect(await checked.fit(x, binary, options)).toEqual(await untouched.fit(x, binary, options));
});

type Case = [name: string, () => [Sequential, TensorLike, TensorLike], IssueCode, RegExp, layer?: string];
const scaled = (factor: number, offset = 0): number[][] => x.map(([a, b]) => [a!, factor * b! + offset]);
const cases: Case[] = [
  ['unscaled inputs', () => [net(), scaled(1000, 5000), binary], 'UNSCALED_INPUTS', /column 1 of x has mean .* not scaled.*normalization/],
  [
    'several unscaled inputs', () => [net(), scaled(1000, 5000).map(([a, b]) => [100 * a!, b!]), binary], 'UNSCALED_INPUTS',
    /column 1 of x has mean .*, and others are like it \(column 0\): inputs are not scaled/,
  ],
  ['tiny inputs', () => [net(), scaled(1e-5), binary], 'UNSCALED_INPUTS', /column 1 of x/],
  ['labels off by one', () => [three(), x, labels.map((k) => k + 1)], 'LABELS_FROM_ONE', /y has classes from 1 to 3.*Subtract 1/],
  ['one class', () => [net(), x, binary.map(() => 1)], 'ONE_CLASS', /every row is of class 1/],
  ['one class of three', () => [three(), x, labels.map(() => 2)], 'ONE_CLASS', /every row is of class 2/],
  [
    'a softmax of one unit', () => [net({ last: layers.dense({ units: 1, activation: 'softmax', name: 'out' }) }), x, binary],
    'SOFTMAX_OF_ONE', /softmax of one unit is 1 whatever.*sigmoid/, 'out',
  ],
  [
    'a learning rate of 10', () => [net({ optimizer: optimizers.adam({ learningRate: 10 }) }), x, binary],
    'LEARNING_RATE', /adam is 10.*up to 0\.1/,
  ],
  ['a learning rate of 0', () => [net({ optimizer: optimizers.sgd({ learningRate: 0 }) }), x, binary], 'LEARNING_RATE', /sgd is 0/],
  ['constant columns', () => [net(), x.map(([a]) => [a!, 3]), binary], 'CONSTANT_COLUMNS', /every row of column 1/],
  ['identifiers', () => [net(), x.map(([a], i) => [a!, i + 1]), binary], 'IDENTIFIER_COLUMN', /column 1 of x numbers the rows/],
  ['targets among inputs', () => [net(), x.map(([a], i) => [a!, 2 * binary[i]! - 1]), binary], 'TARGET_IN_INPUTS', /column 1 of x gives/],
  ['rows twice', () => [net(), [...x, ...x], [...binary, ...binary]], 'DUPLICATE_ROWS', /64 of 128 rows/],
  ['targets of 0 to 255', () => [net({ loss: 'mse' }), x, binary.map((v) => 255 * v)], 'TARGETS_OUT_OF_RANGE', /0 to 255.*sigmoid/, 'out'],
  ['the same beside a crossentropy', () => [net(), x, binary.map((v) => 255 * v)], 'TARGETS_OUT_OF_RANGE', /values from 0 to 1/, 'out'],
  ['the same target', () => [net({ last: plain(), loss: 'mse' }), x, binary.map(() => 7)], 'CONSTANT_TARGETS', /is 7/],
  ['large targets', () => [net({ last: plain(), loss: 'mse' }), x, binary.map((v) => 1e4 * v)], 'UNSCALED_TARGETS', /Scale/],
  ['a rare class', () => [net(), x, binary.map((_, i) => Number(i === 0))], 'RARE_CLASS', /class 1 has 1 rows, class 0 has 63/],
  ['no probabilities', () => [net({ last: plain() }), x, binary], 'NO_PROBABILITIES', /fromLogits: true/, 'out'],
  ['data that cannot be used', () => [net(), x.map(() => [NaN, 1]), binary], 'BAD_DATA', /x: expected finite numbers.*row 0, column 0/],
  ['rows that are missing', () => [net(), x, binary.slice(1)], 'BAD_DATA', /y: expected 64 rows/],
  ['columns that are missing', () => [net(), x.map(([a]) => [a!]), binary], 'BAD_DATA', /expected input of shape/],
  ['dead units', () => [net({ hidden: [dead()] }), x, binary], 'DEAD_UNITS', /4 of 4 relu units give 0/, 'dead'],
  [
    'saturated units',
    () => [net({ hidden: [times(1e4), layers.dense({ units: 8, activation: 'tanh', name: 'full' })] }), x, binary],
    'SATURATED_UNITS', /full: \d+ % of its values are at -1 or 1/, 'full',
  ],
  [
    'exploding gradients', () => [net({ hidden: [times(1e6)], last: plain(), loss: 'mse' }), x, binary],
    'EXPLODING_GRADIENTS', /gradient has norm \d/, 'out',
  ],
  [
    'vanishing gradients',
    () => [net({
      hidden: [
        layers.dense({ units: 8, activation: 'sigmoid', inputShape, name: 'first' }),
        ...Array.from({ length: 14 }, () => layers.dense({ units: 8, activation: 'sigmoid' })),
      ],
    }), x, binary],
    'VANISHING_GRADIENTS', /first: its gradient has norm .*e-/, 'first',
  ],
  [
    'a step that is not finite',
    () => [net({ hidden: [times(1), layers.activation({ activation: (t) => ops.log(t), name: 'logs' })] }), x, binary],
    'NOT_FINITE', /the op 'log' of layer logs is the first to give NaN/, 'logs',
  ],
  ['a layer without gradient', () => [net({ hidden: [dead()] }), x, binary], 'NO_GRADIENT', /do not learn/, 'dead'],
];

describe('check finds', () => {
  test.each(cases)('%s', async (_, make, code, message, layer) => {
    const [model, given, y] = make();
    let printed = '';
    const issues = await model.check(given, y, { printFn: (text) => void (printed = text) });
    const issue = issues.find((i) => i.code === code) as Issue;
    expect(issues.map((i) => i.code)).toContain(code);
    expect(issue.message).toMatch(message);
    if (layer !== undefined) expect(issue.layer).toBe(layer);
    expect(printed).toContain(`${code}: ${issue.message}`);
    const order = issues.map(({ severity }) => ['error', 'warning', 'hint'].indexOf(severity));
    expect(order).toEqual(order.toSorted());
  });
});

describe('what beginners meet in fit names the cause', () => {
  const failing = async (model: Sequential, given: TensorLike, y: TensorLike): Promise<string> => {
    let warning = '';
    const listen = (w: Error & { code?: string }): void => void (warning += w.code === 'MYELIN_DIVERGES' ? w.message : '');
    process.on('warning', listen);
    try {
      await model.fit(given, y, { epochs: 60, verbose: 0 });
      await new Promise((resume) => setImmediate(resume));
      return warning;
    } catch (error) {
      return (error as Error).message;
    } finally {
      process.off('warning', listen);
    }
  };
  const linear = (learningRate: number): Sequential =>
    net({ last: layers.dense({ units: 1 }), loss: 'mse', optimizer: optimizers.sgd({ learningRate }) });

  test('unscaled inputs', async () => {
    expect(await failing(linear(0.01), scaled(1000, 5000), binary)).toMatch(/column 1 of x has mean .*inputs are not scaled/);
  });
  test('a learning rate of 10', async () => {
    const text = await failing(linear(10), x, binary);
    expect(text).toMatch(/The learning rate is 10\. .*try a smaller learning rate/);
    expect(text).not.toContain('not scaled');
  });
  test('labels off by one', async () => {
    expect(await failing(three(), x, labels.map((k) => k + 1))).toMatch(/counted from 1: subtract 1/);
  });
});

test('inputs that the network scales itself, class numbers, several inputs and outputs', async () => {
  const own = net({ hidden: [layers.rescaling({ scale: 1e-3, inputShape }), layers.dense({ units: 8, activation: 'relu' })] });
  expect((await own.check(scaled(1000), binary, silent)).map((i) => i.code)).not.toContain('UNSCALED_INPUTS');
  const words = sequential([
    layers.embedding({ inputDim: 1000, outputDim: 4, inputShape: [1] }),
    layers.flatten(),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ]);
  words.compile({ loss: 'binaryCrossentropy' });
  expect(await words.check(x.map((_, i) => [(i * 37) % 1000]), binary, silent)).toEqual([]);
  const [a, b] = [input({ shape: [2], name: 'a' }), input({ shape: [1], name: 'b' })];
  const joined = layers.concatenate().apply([a, b]);
  const outputs = {
    yes: layers.dense({ units: 1, activation: 'sigmoid', name: 'yesLayer' }).apply(joined),
    kind: layers.dense({ units: 3, activation: 'softmax' }).apply(joined),
  };
  const both = functional({ inputs: { a, b }, outputs });
  both.compile({ loss: { yes: 'binaryCrossentropy', kind: 'sparseCategoricalCrossentropy' } });
  const found = await both.check({ a: x, b: x.map(([v]) => [1e4 * v!]) }, { yes: binary, kind: labels.map((k) => k + 1) }, silent);
  expect(found.map(({ code, message }) => [code, message.slice(0, 14)])).toEqual([
    ['LABELS_FROM_ONE', 'y of kind has '], ['UNSCALED_INPUTS', 'column 0 of x '],
  ]);
});

test('check needs compile, and refuses options that it does not know', async () => {
  const { x: points, y } = circle(8);
  await expect(sequential([layers.dense({ units: 1, inputShape: [2] })]).check(points, y)).rejects.toThrow(ConfigError);
  await expect(net().check(points, y, { batchsize: 1 } as never)).rejects.toThrow(/Did you mean 'batchSize'/);
});
