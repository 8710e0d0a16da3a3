/** What a callback throws, at once or later, rejects the call that it belongs to, and leaves nothing unhandled. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { layers, search, sequential, type Callback, type Sequential } from '../../src/index.ts';

const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);
beforeAll(() => void process.on('unhandledRejection', note));
afterAll(() => void process.off('unhandledRejection', note));

const x = [[0], [1], [2], [3]];
const y = [[0], [2], [4], [6]];
const net = (): Sequential => sequential([layers.dense({ units: 1, inputShape: [1] })]).compile({ optimizer: 'sgd', loss: 'mse' });
type Call = (model: Sequential, callback: Callback) => Promise<unknown>;
const fit: Call = (model, callback) => model.fit(x, y, { epochs: 2, batchSize: 2, validationData: [x, y], callbacks: [callback] });
const evaluate: Call = (model, callback) => model.evaluate(x, y, { callbacks: [callback] });
const predict: Call = (model, callback) => model.predict(x, { callbacks: [callback] });

const CALLS: readonly (readonly [Call, readonly (keyof Callback)[]])[] = [
  [fit, [
    'setModel', 'onTrainBegin', 'onTrainEnd', 'onEpochBegin', 'onEpochEnd', 'onTrainProgress', 'onTrainBatchBegin', 'onTrainBatchEnd',
    'onLogs', 'onTestBegin', 'onTestEnd', 'onTestBatchBegin', 'onTestBatchEnd',
  ]],
  [evaluate, ['setModel', 'onTestBegin', 'onTestEnd', 'onTestBatchBegin', 'onTestBatchEnd']],
  [predict, ['setModel', 'onPredictBegin', 'onPredictEnd', 'onPredictBatchBegin', 'onPredictBatchEnd']],
];
const WAYS: Readonly<Record<string, (error: Error) => unknown>> = {
  'at once': (error) => {
    throw error;
  },
  later: async (error) => {
    await new Promise((resume) => setImmediate(resume));
    throw error;
  },
};

test.each(CALLS.flatMap(([call, hooks]) => hooks.flatMap((hook) => Object.keys(WAYS).map((way) => [call.name, hook, way, call] as const))))(
  '%s: %s throws %s',
  async (_, hook, way, call) => {
    const error = new RangeError('thrown by a callback');
    const model = net();
    await expect(call(model, { [hook]: () => WAYS[way]!(error) })).rejects.toBe(error);
    await new Promise((resume) => setImmediate(resume));
    expect(unhandled).toEqual([]);
    // The model is whole, and free for the next call.
    await fit(model, {});
  },
);

test.each(Object.keys(WAYS))('functions that calls are given beside callbacks throw %s', async (way) => {
  const error = new RangeError('thrown by a function');
  const printFn = (): Promise<void> => WAYS[way]!(error) as Promise<void>;
  await expect(net().check(x, y, { printFn })).rejects.toBe(error);
  await expect(net().findLearningRate(x, y, { printFn, steps: 5 })).rejects.toBe(error);
  const build = (_: object, { seed }: { seed: number }): Sequential =>
    sequential([layers.dense({ units: 1, inputShape: [1] })], { seed }).compile({ optimizer: 'sgd', loss: 'mse' });
  const options = { build, space: {}, x, y, validationData: [x, y], budget: { trials: 2, epochs: 1 }, method: 'random' } as never;
  await expect(search({ ...(options as object), onTrial: printFn } as never)).rejects.toBe(error);
  await new Promise((resume) => setImmediate(resume));
  expect(unhandled).toEqual([]);
});
