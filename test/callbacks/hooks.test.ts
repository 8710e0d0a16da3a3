/** Callbacks whose hooks see tests, logs and averages of weights (test/golden/record-callbacks.py names producer and version). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  callbacks, ConfigError, layers, optimizers, sequential, tensor, type Callback, type Logs, type Sequential,
} from '../../src/index.ts';

interface Golden {
  readonly producer: string;
  readonly swapEmaWeights: {
    options: { swapOnEpoch: boolean };
    validationFreq: number;
    begins: number[];
    ends: number[];
    last: number;
    loss: number[];
    valLoss: number[];
  }[];
  readonly lambdaCallback: { rows: number; batchSize: number; epochs: number; calls: string[] };
}
const golden = JSON.parse(readFileSync(new URL('../golden/callbacks.json', import.meta.url), 'utf8')) as Golden;

/** A weight that follows y = 3x. */
function follower(useEma = true): Sequential {
  const model = sequential([layers.dense({ units: 1, useBias: false, inputShape: [1] })]);
  model.setWeights([tensor([[0]])]);
  const average = useEma ? { useEma, emaMomentum: 0.5 } : {};
  model.compile({ optimizer: optimizers.sgd({ learningRate: 0.25, ...average }), loss: 'mse' });
  return model;
}
const x = [[1], [1], [1], [1]];
const y = [[3], [3], [3], [3]];
const weightOf = (model: Sequential): number => model.getWeights()[0]!.item();

describe(`swapEmaWeights as ${golden.producer}`, () => {
  test.each(golden.swapEmaWeights.map((c) => [JSON.stringify(c.options), c.validationFreq, c] as const))(
    '%s, validation every %s',
    async (_, validationFreq, { options, begins, ends, last, loss, valLoss }) => {
      const model = follower();
      const seen: { begins: number[]; ends: number[] } = { begins: [], ends: [] };
      const watch: Callback = {
        onEpochBegin: () => void seen.begins.push(weightOf(model)),
        onEpochEnd: () => void seen.ends.push(weightOf(model)),
      };
      const { history } = await model.fit(x, y, {
        epochs: 4, batchSize: 2, shuffle: false, verbose: 0, validationData: [x, y], validationFreq,
        callbacks: [callbacks.swapEmaWeights(options), watch],
      });
      const close = (values: readonly number[]): unknown[] => values.map((v) => expect.closeTo(v, 5) as unknown);
      expect(seen).toEqual({ begins: close(begins), ends: close(ends) });
      expect(weightOf(model)).toBeCloseTo(last, 5);
      expect(history).toEqual({ loss: close(loss), valLoss: close(valLoss) });
    },
  );
});

describe('swapEmaWeights', () => {
  test('evaluates and predicts with averages, and the weights come back to the bit', async () => {
    const model = follower();
    const swap = callbacks.swapEmaWeights();
    expect((await model.evaluate(x, y, { callbacks: [swap] }))['loss']).toBe(9); // no averages yet
    await model.trainOnBatch(x, y);
    await model.trainOnBatch(x, y);
    const weight = weightOf(model);
    expect(weight).toBe(2.25);
    expect((await model.evaluate(x, y, { callbacks: [swap] }))['loss']).toBeCloseTo((3 - (1.5 + 2.25) / 2) ** 2, 5);
    expect((await model.predict([[1]], { callbacks: [swap] })).item()).toBe(1.875);
    expect(weightOf(model)).toBe(weight);
    expect((await model.evaluate(x, y))['loss']).toBe(0.75 ** 2);
  });

  test('a fit that ends early or is aborted leaves no weights exchanged', async () => {
    const model = follower();
    const swap = callbacks.swapEmaWeights({ swapOnEpoch: true });
    const stop: Callback = { onEpochEnd: () => void (model.stopTraining = true) };
    await model.fit(x, y, { epochs: 5, batchSize: 2, verbose: 0, callbacks: [swap, stop] });
    expect(weightOf(model)).toBe(1.875); // the average, as useEma has it at the end of a fit
    const abort = new AbortController();
    let before = 0;
    const aborting: Callback = {
      onTestBegin: () => abort.abort(new Error('enough')),
      onTrainProgress: () => void (before = weightOf(model)),
    };
    const { signal } = abort;
    const fit = model.fit(x, y, { epochs: 5, verbose: 0, validationData: [x, y], signal, callbacks: [swap, aborting] });
    await expect(fit).rejects.toThrow('enough');
    expect(weightOf(model)).toBe(before);
  });

  test('needs averages, and names what is missing', async () => {
    const model = follower(false);
    await expect(model.fit(x, y, { callbacks: [callbacks.swapEmaWeights()] })).rejects.toThrow(ConfigError);
    await expect(model.evaluate(x, y, { callbacks: [callbacks.swapEmaWeights()] })).rejects.toThrow(/sgd keeps no averages.*useEma: true/);
    expect(() => callbacks.swapEmaWeights({ swapOnEpochs: true } as never)).toThrow(/Did you mean 'swapOnEpoch'/);
    const fitting = model.fit(x, y, { epochs: 2, callbacks: [{ onEpochEnd: () => undefined }] });
    await expect(model.evaluate(x, y, { callbacks: [{}] })).rejects.toThrow(/being trained already/);
    await fitting;
  });
});

describe('lambdaCallback', () => {
  test(`calls hooks in the order of ${golden.producer}`, async () => {
    const { rows, batchSize, epochs, calls } = golden.lambdaCallback;
    const seen: string[] = [];
    const note = (name: string) => (...given: unknown[]): void =>
      void seen.push([name, ...given.filter((v) => typeof v === 'number')].join(' '));
    const of = (what: string): string[] => ['Begin', 'End', 'BatchBegin', 'BatchEnd'].map((when) => `on${what}${when}`);
    const names = [...of('Train'), 'onEpochBegin', 'onEpochEnd', ...of('Test'), ...of('Predict')];
    const all = [callbacks.lambdaCallback(Object.fromEntries(names.map((name) => [name, note(name)])))];
    const data = Array.from({ length: rows }, () => [1]);
    const model = follower();
    await model.fit(data, data, { epochs, batchSize, verbose: 0, validationData: [data, data], callbacks: all });
    await model.evaluate(data, data, { batchSize, callbacks: all });
    await model.predict(data, { batchSize, callbacks: all });
    expect(seen).toEqual(calls);
  });

  test('has only the hooks that it was given, and refuses others', () => {
    expect(Object.keys(callbacks.lambdaCallback({ onEpochEnd: () => undefined }))).toEqual(['onEpochEnd']);
    expect(() => callbacks.lambdaCallback({ onEpochEnds: () => undefined } as never)).toThrow(/Did you mean 'onEpochEnd'/);
    expect(() => callbacks.lambdaCallback({ onEpochEnd: 1 } as never)).toThrow(/onEpochEnd must be a function, received 1/);
  });
});

test('onLogs receives the figures of every batch and every epoch, with what other callbacks added', async () => {
  const seen: [Logs, number, number | undefined][] = [];
  const order: Callback[] = [
    { onLogs: (logs, epoch, batch) => void seen.push([{ ...logs }, epoch, batch]) },
    { onEpochEnd: (_, logs) => void (logs['added'] = 7) },
  ];
  const { history } = await follower(false).fit(x, y, { epochs: 2, batchSize: 2, shuffle: false, verbose: 0, callbacks: order });
  expect(seen.map(([, ...at]) => at)).toEqual([[0, 0], [0, 1], [0, undefined], [1, 0], [1, 1], [1, undefined]]);
  expect(seen[0]![0]).toEqual({ loss: 9 });
  expect(seen[2]![0]).toEqual({ loss: history['loss']![0], added: 7 });
});

test('evaluate and predict take hooks for tests and predictions', async () => {
  const seen: string[] = [];
  const callback = callbacks.lambdaCallback({
    onTestBegin: () => void seen.push('test'), onTestEnd: ({ loss }) => void seen.push(`loss ${loss}`),
    onPredictBegin: () => void seen.push('predict'), onPredictEnd: () => void seen.push('predicted'),
  });
  const model = follower(false);
  await model.evaluate(x, y, { callbacks: [callback] });
  await model.predict(x, { callbacks: [callback] });
  expect(seen).toEqual(['test', 'loss 9', 'predict', 'predicted']);
  await expect(model.evaluate(x, y, { callbacks: callback as never })).rejects.toThrow(/evaluate: callbacks must be an array/);
  await expect(model.predict(x, { callbacks: [{ onPredict: 1 } as never] })).rejects.toThrow(/unknown hook/);
});

test('hooks of batches receive the figures so far and the outputs of the batch', async () => {
  const model = follower(false);
  model.setWeights([tensor([[2]])]);
  const figures: [number, Logs][] = [];
  const outputs: [number, unknown][] = [];
  const callback: Callback = {
    onTestBatchEnd: (batch, logs) => void figures.push([batch, logs]),
    onPredictBatchEnd: (batch, logs) => void outputs.push([batch, logs.outputs.map((o) => o.toArray())]),
  };
  await model.evaluate([[1], [1], [2]], [[3], [3], [4]], { batchSize: 2, callbacks: [callback] });
  expect(figures).toEqual([[0, { loss: 1 }], [1, { loss: expect.closeTo(2 / 3, 6) as unknown }]]);
  await model.predict([[1], [2], [3]], { batchSize: 2, callbacks: [callback] });
  expect(outputs).toEqual([[0, [[[2], [4]]]], [1, [[[6]]]]]);
  const misspelt = { onTestBatchEnds: () => undefined } as never;
  await expect(model.evaluate(x, y, { callbacks: [misspelt] })).rejects.toThrow(/Did you mean 'onTestBatchEnd'/);
});
