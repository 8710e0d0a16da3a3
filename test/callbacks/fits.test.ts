/** Callbacks and the fits that they serve: one at a time, begun anew by each; hooks that are none; names in a history. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  callbacks, ConfigError, input, layers, losses, metrics, model, ops, sequential, type Callback, type Logs, type Sequential, type Tensor,
} from '../../src/index.ts';

const x = [[1], [2], [3], [4]];
const net = (options: { loss?: string; metrics?: readonly never[] } = {}): Sequential => {
  const made = sequential([layers.dense({ units: 1, inputShape: [1] })], { seed: 1 });
  made.compile({ optimizer: 'sgd', loss: 'mse', ...options } as never);
  return made;
};

describe('a callback with state serves one fit at a time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const kinds: readonly [string, () => Callback][] = [
    ['earlyStopping', () => callbacks.earlyStopping({ monitor: 'loss' })],
    ['reduceLROnPlateau', () => callbacks.reduceLROnPlateau({ monitor: 'loss' })],
    ['learningRateScheduler', () => callbacks.learningRateScheduler({ schedule: (_, rate) => rate })],
    ['terminateOnNaN', () => callbacks.terminateOnNaN()],
    ['csvLogger', () => callbacks.csvLogger({ filename: join(folder, 'log.csv') })],
    ['one of the user', () => ({ setModel: () => undefined })],
  ];

  test.each(kinds)('%s', async (_, make) => {
    const callback = make();
    const first = net().fit(x, x, { epochs: 3, callbacks: [callback] });
    const second = net();
    const before = second.getWeights()[0]!.data.slice();
    await expect(second.fit(x, x, { callbacks: [callback] })).rejects.toThrow(/fit: a callback .* serves another fit, which has not ended/);
    expect([...second.getWeights()[0]!.data]).toEqual([...before]);
    await first;
    await second.fit(x, x, { callbacks: [callback] });
    await expect(second.fit(x, x, { callbacks: [callback, callback] })).rejects.toThrow(/is given twice/);
    await second.fit(x, x, { callbacks: [callback] });
    const failing = { onTrainBegin: () => Promise.reject(new Error('no')) };
    await expect(second.fit(x, x, { callbacks: [callback, failing] })).rejects.toThrow('no');
    await second.fit(x, x, { callbacks: [callback] }); // free again
  });

  test('one without state serves several at once', async () => {
    const seen: number[] = [];
    const logger: Callback = { onEpochEnd: (epoch) => void seen.push(epoch) };
    await Promise.all([net().fit(x, x, { callbacks: [logger] }), net().fit(x, x, { callbacks: [logger, logger] })]);
    expect(seen).toEqual([0, 0, 0]);
  });
});

describe('a callback begins anew with each fit', () => {
  /** Replaces the figures of each epoch. */
  const scripted = (name: string, values: readonly number[]): Callback => ({
    onEpochEnd: (epoch: number, logs: Logs) => void (logs[name] = values[epoch]!),
  });

  test('earlyStopping: its patience, its best value', async () => {
    const stopping = callbacks.earlyStopping({ monitor: 'figure', mode: 'min', patience: 1 });
    const fit = async (values: number[]): Promise<number> =>
      (await net().fit(x, x, { epochs: values.length, callbacks: [scripted('figure', values), stopping] })).epoch.length;
    expect(await fit([1, 2, 3, 4])).toBe(2);
    expect([stopping.best, stopping.stoppedEpoch]).toEqual([1, 1]);
    expect(await fit([9, 8, 7, 6])).toBe(4); // all worse than the best of the fit before
    expect([stopping.best, stopping.bestEpoch, stopping.stoppedEpoch]).toEqual([6, 3, 0]);
  });

  test('the direction of a figure is that of the model that is trained', async () => {
    class Score extends metrics.Metric {
      readonly kind = 'score';
      readonly #up: 'up' | 'down';
      constructor(up: 'up' | 'down') {
        super('score');
        this.#up = up;
      }
      override get direction(): 'up' | 'down' {
        return this.#up;
      }
      update(): void {}
      compute(): number {
        return 0;
      }
    }
    const stopping = callbacks.earlyStopping({ monitor: 'score', patience: 1 });
    const plateau = callbacks.reduceLROnPlateau({ monitor: 'score', patience: 1, factor: 0.5 });
    const fit = async (direction: 'up' | 'down', callback: Callback): Promise<[number, number]> => {
      const made = net({ metrics: [new Score(direction) as never] });
      const { epoch } = await made.fit(x, x, { epochs: 4, callbacks: [scripted('score', [1, 2, 3, 4]), callback] });
      return [epoch.length, made.optimizer.learningRate];
    };
    expect((await fit('down', stopping))[0]).toBe(2);
    expect((await fit('up', stopping))[0]).toBe(4);
    expect((await fit('down', plateau))[1]).toBeLessThan(0.005);
    expect((await fit('up', plateau))[1]).toBeCloseTo(0.01, 6);
  });
});

test.each<[string, Callback]>([
  ['alone', {}],
  ['beside another hook', { onEpochEnd: () => undefined }],
])('stopTraining set in onTrainBegin, %s', async (_, others) => {
  const made = net();
  const before = [...made.getWeights()[0]!.data];
  const stop = { ...others, onTrainBegin: () => void (made.stopTraining = true) };
  expect(await made.fit(x, x, { epochs: 5, callbacks: [stop] })).toEqual({ epoch: [], history: {} });
  expect([...made.getWeights()[0]!.data]).toEqual(before);
  expect((await made.fit(x, x, { epochs: 2 })).epoch).toEqual([0, 1]);
});

test.each(['onEpochEnd', 'onTrainBegin', 'onTrainProgress', 'setModel'])('%s that is no function', async (hook) => {
  const fit = net().fit(x, x, { callbacks: [{ [hook]: 5 } as never] });
  await expect(fit).rejects.toThrow(ConfigError);
  await expect(fit).rejects.toThrow(`fit: ${hook} of a callback must be a function, received 5`);
  await net().fit(x, x, { callbacks: [{ [hook]: undefined } as never] });
});

describe('names of figures that a history could not tell apart', () => {
  const named = (name: string): never => metrics.meanSquaredError({ name }) as never;
  test.each<[string, string[], RegExp]>([
    ['the validation of the loss', ['valLoss'], /'valLoss' would be both the figure valLoss and the validation's loss/],
    ['the validation of a metric', ['score', 'valScore'], /'valScore' would be both the figure valScore and the validation's score/],
    ['two validations', ['score', 'Score'], /'valScore' would be both the validation's score and the validation's Score/],
    ['the learning rate of callbacks', ['learningRate'],
      /'learningRate' would be both the learning rate, which callbacks note, and the figure/],
    ['the loss', ['loss'], /two figures are named 'loss'/],
  ])('%s', (_, names, message) => {
    expect(() => net({ metrics: names.map(named) })).toThrow(message);
    expect(() => net({ metrics: names.map(named) })).toThrow(ConfigError);
  });

  test('an output named val', async () => {
    const two = (name: string): ReturnType<typeof model> => {
      const given = input({ shape: [1] });
      const outputs = { [name]: layers.dense({ units: 1 }).apply(given), other: layers.dense({ units: 1 }).apply(given) };
      return model({ inputs: given, outputs });
    };
    expect(() => two('val').compile({ loss: 'mse' })).toThrow(/'valLoss' would be both the figure valLoss and the validation's loss/);
    const good = two('value');
    good.compile({ optimizer: 'sgd', loss: losses.meanSquaredError() });
    const { history } = await good.fit(x, { value: x, other: x }, { validationSplit: 0.5 });
    expect(Object.keys(history)).toEqual(['loss', 'valueLoss', 'otherLoss', 'valLoss', 'valValueLoss', 'valOtherLoss']);
    two('val').compile({ optimizer: 'sgd', loss: { other: (a: Tensor, b: Tensor) => ops.subtract(b, a) } });
  });
});
