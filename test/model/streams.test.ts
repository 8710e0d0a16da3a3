/** Training, tests and predictions on data that are given batch by batch. */
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  layers, sequential, type DataBatch, type DataSource, type FitOptions, type Logs, type Sequential, type Tensor,
} from '../../src/index.ts';
import { batches, bits, made, ROWS, rowsOf, slowly, x, y } from './stream-data.ts';

afterEach(() => vi.unstubAllEnvs());

async function resident(options: FitOptions): Promise<{ model: Sequential; history: object }> {
  const model = made();
  const { history } = await model.fit(x, y, { shuffle: false, verbose: 0, ...options });
  return { model, history };
}

const indexed = { length: ROWS, take: (rows: Int32Array): DataBatch => rowsOf(rows) };

describe('the same rows in the same order give the same bits', () => {
  const sources = {
    'a function of generators': () => batches(8),
    'a function of asynchronous generators': () => slowly(8),
    'a function that resolves to a generator': async () => batches(8),
    'a function of Node streams': () => Readable.from(batches(8)),
    'an iterable': { [Symbol.iterator]: () => batches(8) },
    'an asynchronous iterable': { [Symbol.asyncIterator]: () => slowly(8) },
    'promises of batches': () => new Set([...batches(8)].map(async (batch) => batch)) as unknown as Iterable<DataBatch>,
  };
  test.each(Object.entries(sources))('%s', async (_, source) => {
    const { model, history } = await resident({ epochs: 3, batchSize: 8 });
    const streamed = made();
    const record = await streamed.fit(source, null, { epochs: 3, verbose: 0 });
    expect(bits(streamed)).toBe(bits(model));
    expect(record.history).toEqual(history);
    expect(await streamed.evaluate(source, null)).toEqual(await model.evaluate(x, y, { batchSize: 8 }));
    expect((await streamed.predict(source)).toArray()).toEqual((await model.predict(x)).toArray());
  });

  test.each([false, true])('rows by their numbers, shuffle: %s', async (shuffle) => {
    const { model, history } = await resident({ epochs: 3, batchSize: 8, shuffle });
    const streamed = made();
    const record = await streamed.fit(indexed, null, { epochs: 3, batchSize: 8, shuffle, verbose: 0 });
    expect(bits(streamed)).toBe(bits(model));
    expect(record.history).toEqual(history);
    expect(await streamed.evaluate(indexed, null, { batchSize: 8 })).toEqual(await model.evaluate(x, y, { batchSize: 8 }));
  });

  test.each([false, true])('arrays that are larger than their share of memory, shuffle: %s', async (shuffle) => {
    const { model, history } = await resident({ epochs: 4, batchSize: 8, shuffle, validationSplit: 0.2 });
    vi.stubEnv('MYELIN_RESIDENT_BYTES', '100');
    const streamed = await resident({ epochs: 4, batchSize: 8, shuffle, validationSplit: 0.2 });
    expect(bits(streamed.model)).toBe(bits(model));
    expect(streamed.history).toEqual(history);
  });

  test('validation, callbacks and their figures', async () => {
    const seen = async (fit: (model: Sequential, options: FitOptions) => Promise<unknown>): Promise<unknown[]> => {
      const notes: unknown[] = [];
      const note = (hook: string) => (...given: readonly unknown[]): void => void notes.push([hook, structuredClone(given)]);
      const callback = {
        onEpochBegin: note('onEpochBegin'), onEpochEnd: note('onEpochEnd'), onTrainBatchBegin: note('onTrainBatchBegin'),
        onTrainBatchEnd: note('onTrainBatchEnd'), onTestBegin: note('onTestBegin'), onTestBatchEnd: note('onTestBatchEnd'),
        onLogs: note('onLogs'), onTrainEnd: note('onTrainEnd'),
        onTrainProgress: (samples: number, logs: () => Logs): void => void notes.push([samples, logs()]),
      };
      await fit(made(), { epochs: 2, verbose: 0, callbacks: [callback] });
      return notes;
    };
    const arrays = await seen((model, options) =>
      model.fit(x, y, { ...options, batchSize: 8, shuffle: false, validationData: [x, y], validationBatchSize: 16 }),
    );
    expect(arrays).toHaveLength(73);
    const streamed = await seen((model, options) =>
      model.fit(() => slowly(8), null, { ...options, validationData: () => slowly(16) }),
    );
    expect(streamed).toEqual(arrays);
  });
});

describe('steps', () => {
  test('an epoch of stepsPerEpoch goes on where the last one ended', async () => {
    const { model } = await resident({ epochs: 2, batchSize: 9 });
    for (const source of [() => batches(9), indexed]) {
      const streamed = made();
      const own = source === indexed ? { batchSize: 9 } : {};
      const { epoch } = await streamed.fit(source, null, { epochs: 6, stepsPerEpoch: 2, shuffle: false, verbose: 0, ...own });
      expect(epoch).toEqual([0, 1, 2, 3, 4, 5]);
      // A pass has 6 batches: 12 steps are two of them.
      expect(bits(streamed)).toBe(bits(model));
    }
    expect(bits((await resident({ epochs: 6, stepsPerEpoch: 2, batchSize: 9 })).model)).toBe(bits(model));
  });

  test('data that run out end the epoch, those that can be read once the training, with a warning', async () => {
    const warnings: string[] = [];
    const warned = ({ code, message }: Error & { code?: string }): void => {
      if (code === 'MYELIN_DATA_ENDED') warnings.push(message);
    };
    process.on('warning', warned);
    const counts = async (source: DataSource, options: FitOptions): Promise<number[]> => {
      const ran: number[] = [];
      const callback = { onEpochBegin: () => void ran.push(0), onTrainBatchEnd: () => void ran[ran.length - 1]!++ };
      await made().fit(source, null, { verbose: 0, callbacks: [callback], ...options });
      await new Promise((resume) => setImmediate(resume));
      return ran;
    };
    expect(await counts(batches(8), {})).toEqual([7]);
    expect(warnings).toEqual([]);
    expect(await counts(batches(8), { epochs: 3 })).toEqual([7]);
    expect(await counts(batches(8), { epochs: 3, stepsPerEpoch: 3 })).toEqual([3, 3, 1]);
    expect(await counts(batches(8), { epochs: 5, stepsPerEpoch: 3 })).toEqual([3, 3, 1]);
    expect(await counts(Readable.from(batches(8)), { epochs: 2, stepsPerEpoch: 7 })).toEqual([7]);
    expect(warnings).toHaveLength(4);
    expect(await counts(() => batches(8), { epochs: 2, stepsPerEpoch: 9 })).toEqual([7, 7]);
    expect(warnings).toHaveLength(5);
    expect(warnings[0]).toMatch(/the data have run out.*give a function that makes a new iterable/);
    expect(warnings[4]).toMatch(/Make a multiple of stepsPerEpoch batches in each pass/);
    process.off('warning', warned);
  });

  test('validationSteps, steps of evaluate and predict', async () => {
    const model = made();
    const first = { data: x.data.slice(0, 16 * 6), shape: [16, 6] };
    const expected = await model.evaluate(first, { data: y.data.slice(0, 16), shape: [16] }, { batchSize: 8 });
    expect(await model.evaluate(() => batches(8), null, { steps: 2 })).toEqual(expected);
    expect((await model.predict(() => batches(8), { steps: 2 })).toArray()).toEqual((await model.predict(first)).toArray());
    let opened = 0;
    const { history } = await made().fit(x, y, {
      epochs: 3, verbose: 0, validationSteps: 2, validationData: () => (opened++, batches(8)),
    });
    expect(opened).toBe(3);
    expect(history['valLoss']).toHaveLength(3);
    // What can be read only once goes on: 3 validations of 2 of its 7 batches.
    await made().fit(x, y, { epochs: 3, verbose: 0, validationSteps: 2, validationData: batches(8) });
    await expect(made().fit(x, y, { epochs: 3, verbose: 0, validationSteps: 7, validationData: batches(8) })).rejects.toThrow(
      /fit: expected batches to test on, received none/,
    );
    await expect(made().fit(x, y, { epochs: 2, verbose: 0, validationData: batches(8) })).rejects.toThrow(/there are 2 validations/);
  });
});

describe('predictStream', () => {
  test('arrays are read when the first answer is asked for, and may then be changed', async () => {
    const net = sequential([layers.dense({ units: 1, inputShape: [2] })], { seed: 1 });
    const x = { data: new Float32Array([1, 2, 3, 4]), shape: [2, 2] };
    const expected = net.predictSync(x).toArray();
    const first = net.predictStream(x)[Symbol.asyncIterator]().next();
    x.data.fill(9);
    expect(((await first).value as Tensor).toArray()).toEqual(expected);
  });

  test('gives the outputs of each batch when it is asked', async () => {
    const model = made();
    const whole = await model.predict(x);
    let asked = 0;
    const source = function* (): Generator<DataBatch> {
      for (const batch of batches(8)) {
        asked++;
        yield batch;
      }
    };
    const values: number[] = [];
    let most = 0;
    let given = 0;
    for await (const outputs of model.predictStream(source)) {
      given++;
      await new Promise((resume) => setTimeout(resume, 2));
      most = Math.max(most, asked - given);
      values.push(...outputs.data);
    }
    expect(values).toEqual([...whole.data]);
    expect(most).toBe(1);
    const shapes: (readonly number[])[] = [];
    for await (const { shape } of model.predictStream(x, { batchSize: 20 })) shapes.push(shape);
    expect(shapes).toEqual([[20, 1], [20, 1], [10, 1]]);
  });

  test('leaving the loop ends the source, and the model is free between batches', async () => {
    const model = made();
    let ended = 0;
    const source = function* (): Generator<DataBatch> {
      try {
        for (;;) yield* batches(8);
      } finally {
        ended++;
      }
    };
    let given = 0;
    for await (const outputs of model.predictStream(source)) {
      expect(outputs.shape).toEqual([8, 1]);
      model.dispose();
      if (++given === 3) break;
    }
    expect([given, ended]).toEqual([3, 1]);
  });
});
