/** Sources that fail, hang, end, or give what cannot be used; calls that end early. */
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { BackendError, DataError, layers, sequential, ShapeError, type DataBatch, type DataSource } from '../../src/index.ts';
import { batches, bits, made, ROWS, rowsOf, slowly, WIDTH, x, y } from './stream-data.ts';

const good = (rows = 8): DataBatch => rowsOf(Array.from({ length: rows }, (_, i) => i));

/** Good batches, then one of another kind. It counts how often it was ended. */
class Batches {
  ended = 0;
  asked = 0;
  readonly #last: () => unknown;
  readonly #before: number;

  constructor(before: number, last: () => unknown) {
    this.#before = before;
    this.#last = last;
  }

  *all(): Generator<DataBatch> {
    try {
      for (;;) yield this.asked++ < this.#before ? good() : (this.#last() as DataBatch);
    } finally {
      this.ended++;
    }
  }
}

const reason = (work: Promise<unknown>): Promise<Error> => work.then(() => expect.fail('expected a rejection'), (error: Error) => error);

describe('a batch that cannot be used', () => {
  const six = (rows: number) => ({ data: new Float32Array(6 * rows), shape: [rows, 6] });
  const nan = rowsOf([0, 1, 2]);
  nan[0].data[2 * WIDTH + 1] = NaN;
  const wrong: [name: string, batch: unknown, kind: new (message: string) => Error, message: RegExp][] = [
    ['has another width', [new Float32Array(8), new Float32Array(8)], ShapeError, /received \[8\] as fit: batch 3: x\./],
    ['has too few targets', [six(4), [1, 0]], ShapeError, /^fit: batch 3: y: expected 4 rows as in x/],
    ['has NaN', nan, DataError, /^fit: batch 3: x: expected finite numbers, received NaN in row 2, column 1/],
    ['has bytes of no kind', [new DataView(new ArrayBuffer(6)) as never, [1]], DataError,
      /^fit: batch 3: x: expected a tensor, .*DataView\(6\)/],
    ['has no targets', [six(1)], DataError, /^fit: batch 3: y: expected data, received null/],
    ['has a negative weight', [...rowsOf([0, 1]), [1, -1]], DataError, /sampleWeight: expected weights >= 0, received -1/],
    ['is none', 5, DataError, /^fit: batch 3: expected \[x, y, sampleWeight\] or \{ inputs, targets, weights \}, received 5/],
    ['has an unknown part', { inputs: [[1]], labels: [1] }, DataError, /^fit: batch 3: expected \{ inputs.* received also 'labels'/],
    ['is rows', [[1, 2], [3, 4], [5, 6], [7, 8]], DataError, /An array is never the rows of x: give \[x\], or \{ inputs: x \}/],
  ];
  test.each(wrong)('%s', async (_, batch, kind, message) => {
    const model = made();
    const source = new Batches(3, () => batch);
    const error = await reason(model.fit(source.all(), null, { stepsPerEpoch: 9, verbose: 0 }));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(message);
    expect([source.asked, source.ended]).toEqual([4, 1]);
    // The three batches before it were learnt, and nothing else.
    const whole = made();
    await whole.fit(new Batches(3, () => batch).all(), null, { stepsPerEpoch: 3, verbose: 0 });
    expect(bits(model)).toBe(bits(whole));
    await model.fit(x, y, { verbose: 0 });
  });

  test('in evaluate, predict and a validation', async () => {
    const model = made();
    const source = (): DataSource => new Batches(2, () => [[1, 2]]).all();
    expect((await reason(model.evaluate(source(), null))).message).toMatch(/^dense(_\d+)?: expected input.* as evaluate: batch 2: x/);
    expect((await reason(model.predict(source()))).message).toMatch(/^dense(_\d+)?: expected input.* as predict: batch 2: x/);
    expect((await reason(model.fit(x, y, { validationData: source(), verbose: 0 }))).message).toMatch(/as fit: batch 2: validation x/);
    expect((await reason(model.evaluate([].values() as never, null))).message).toMatch(/expected batches to test on, received none/);
    expect((await reason(model.predict([].values() as never))).message).toMatch(/expected at least one batch, received none/);
    expect((await reason(model.fit([].values() as never, null))).message).toMatch(/expected at least one batch, received none/);
  });
});

describe('whoever makes the data fails', () => {
  const failure = new Error('the disk is gone');
  const fails = (): never => {
    throw failure;
  };
  const sources: Record<string, (at: number) => DataSource> = {
    'a generator': (at) => new Batches(at, fails).all(),
    'an asynchronous generator': (at) =>
      (async function* () {
        for (let i = 0; i < at; i++) yield good();
        await sleep(1);
        fails();
      })(),
    'a stream': (at) => {
      let i = 0;
      return new Readable({ objectMode: true, read() {
        if (i++ < at) this.push(good());
        else this.destroy(failure);
      }, highWaterMark: 1 });
    },
    'a promise of a batch': (at) => new Batches(at, () => Promise.reject(failure)).all(),
    'rows by their numbers': (at) => ({ length: 80, take: async (rows: Int32Array) => (at-- > 0 ? good(rows.length) : fails()) }),
  };
  for (const [name, source] of Object.entries(sources)) {
    test.each([0, 1, 4])(`${name}, at batch %i`, async (at) => {
      const model = made();
      const options = name.startsWith('rows') ? { batchSize: 8 } : {};
      const error = await reason(model.fit(source(at), null, { verbose: 0, ...options }));
      expect(error).toBeInstanceOf(DataError);
      expect(error.message).toBe(`fit: batch ${at}: what makes the data has failed: the disk is gone`);
      expect(error.cause).toBe(failure);
      const whole = made();
      if (at > 0) await whole.fit(new Batches(at, fails).all(), null, { stepsPerEpoch: at, verbose: 0 });
      expect(bits(model)).toBe(bits(whole));
      await model.fit(x, y, { verbose: 0 });
    });
  }

  test('a function that fails, one that makes nothing, and one that makes the same twice', async () => {
    expect((await reason(made().fit(fails, null))).cause).toBe(failure);
    const five = await reason(made().fit(() => 5 as never, null));
    expect(five.message).toMatch(/expected a function that returns an iterable of batches, it returned 5/);
    const once = batches(8);
    expect((await reason(made().fit(() => once, null, { epochs: 2, verbose: 0 }))).message).toMatch(/must make a new iterable each time/);
  });
});

describe('an iterator that is wrong', () => {
  const calls: Record<string, (given: DataSource<never>) => Promise<unknown>> = {
    fit: (given) => made().fit(given, null, { verbose: 0, stepsPerEpoch: 2 }),
    evaluate: (given) => made().evaluate(given, null, { steps: 2 }),
    predict: (given) => made().predict(given, { steps: 2 }),
    predictStream: async (given) => {
      for await (const _ of made().predictStream(given, { steps: 2 }));
    },
  };
  const failed = new Error('the disk is gone');
  const fails = (): never => {
    throw failed;
  };
  function* atTheEnd(): Generator<DataBatch> {
    try {
      for (;;) yield good();
    } finally {
      fails();
    }
  }
  test.each(Object.entries(calls))('%s says so, with the cause', async (name, call) => {
    const made = `${name}: batch 0: what makes the data has failed: `;
    const opened = await reason(call({ [Symbol.asyncIterator]: fails }));
    expect([opened.name, opened.message, opened.cause]).toEqual(['DataError', `${made}the disk is gone`, failed]);
    const silent = await reason(call({ [Symbol.asyncIterator]: () => ({ next: async () => undefined as never }) }));
    expect([silent.name, silent.message]).toEqual([
      'DataError', `${made}next of the iterator must answer with { done, value }, and has answered with undefined`,
    ]);
    const ended = await reason(call(atTheEnd() as never));
    expect([ended.name, ended.cause]).toEqual(['DataError', failed]);
  });
});

describe('a call that ends early', () => {
  test('by a signal, while the source makes its batch, or never does', async () => {
    for (const work of ['fit', 'evaluate', 'predict'] as const) {
      const model = made();
      const abort = new AbortController();
      let ended = false;
      const source = {
        [Symbol.asyncIterator]: () => {
          let given = 0;
          return {
            next: () => {
              if (given++ < 2) return Promise.resolve({ done: false, value: good() });
              setTimeout(() => abort.abort(), 5);
              return new Promise<never>(() => {});
            },
            return: () => ((ended = true), new Promise<never>(() => {})),
          };
        },
      } as AsyncIterable<DataBatch>;
      const { signal } = abort;
      const calls = {
        fit: () => model.fit(source, null, { signal, verbose: 0 }),
        evaluate: () => model.evaluate(source, null, { signal }),
        predict: () => model.predict(source, { signal }),
      };
      const error = await reason(calls[work]());
      expect(error).toBe(signal.reason);
      expect(ended).toBe(true);
      model.dispose();
      await model.fit(x, y, { verbose: 0 });
    }
  });

  test('by a signal, where the source never ends', async () => {
    const abort = new AbortController();
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false as const, value: good() }),
        return: () => {
          setTimeout(() => abort.abort(), 5);
          return new Promise<never>(() => {});
        },
      }),
    };
    const error = await reason(made().fit(() => source, null, { stepsPerEpoch: 2, verbose: 0, signal: abort.signal }));
    expect(error).toBe(abort.signal.reason);
  });

  test('by a signal or a callback in the midst of training', async () => {
    for (const how of ['abort', 'stop', 'throw'] as const) {
      const model = made();
      const abort = new AbortController();
      const source = new Batches(Infinity, good);
      const onTrainBatchEnd = (batch: number): void => {
        if (batch < 3) return;
        if (how === 'abort') abort.abort();
        else if (how === 'throw') throw new Error('enough');
        else model.stopTraining = true;
      };
      const fit = model.fit(source.all(), null, { verbose: 0, signal: abort.signal, callbacks: [{ onTrainBatchEnd }] });
      await (how === 'stop' ? fit : reason(fit));
      // It was asked for the four batches that were learnt, and for the one behind them.
      expect([source.asked, source.ended]).toEqual([5, 1]);
      const whole = made();
      await whole.fit(new Batches(4, good).all(), null, { stepsPerEpoch: 4, verbose: 0 });
      expect(bits(model)).toBe(bits(whole));
      model.dispose();
    }
  });

  test('a Node stream is destroyed', async () => {
    const stream = Readable.from(new Batches(Infinity, good).all(), { highWaterMark: 2 });
    await made().fit(stream, null, { stepsPerEpoch: 3, verbose: 0 });
    expect(stream.destroyed).toBe(true);
  });

  test('dispose in the midst is refused', async () => {
    const model = made();
    let refused: unknown;
    const onTrainBatchEnd = (): void => {
      try {
        model.dispose();
      } catch (error) {
        refused = error;
      }
    };
    await model.fit(slowly(8), null, { verbose: 0, callbacks: [{ onTrainBatchEnd }] });
    expect((refused as Error).message).toMatch(/the model is being trained/);
  });
});

describe('pace', () => {
  test('nobody has to run ahead of training by more than a batch', async () => {
    let asked = 0;
    let learnt = 0;
    let most = 0;
    const source = function* (): Generator<DataBatch> {
      for (const batch of batches(5)) {
        most = Math.max(most, ++asked - learnt);
        yield batch;
      }
    };
    const onTrainBatchEnd = async (): Promise<void> => {
      learnt++;
      await sleep(1);
    };
    await made().fit(source, null, { epochs: 2, verbose: 0, callbacks: [{ onTrainBatchEnd }] });
    expect([asked, learnt, most]).toEqual([20, 20, 2]);
  });

  test('arrays are read when they are given, and may be filled anew behind it', async () => {
    const buffers = [new Float32Array(8 * WIDTH), new Float32Array(8)] as const;
    const reused = async function* (): AsyncGenerator<DataBatch> {
      for (let from = 0; from + 8 <= ROWS; from += 8) {
        const [{ data }, targets] = rowsOf(Array.from({ length: 8 }, (_, i) => from + i));
        buffers[0].set(data);
        buffers[1].set(targets);
        // Timers and jobs of this turn come after what was given is read.
        setImmediate(() => buffers[0].fill(NaN));
        yield [{ data: buffers[0], shape: [8, WIDTH] }, buffers[1]];
        buffers[1].fill(-1);
      }
    };
    const [kept, anew] = [made(), made()];
    const all = Array.from({ length: 6 }, (_, i) => rowsOf(Array.from({ length: 8 }, (__, j) => 8 * i + j)));
    await kept.fit(all.values(), null, { verbose: 0 });
    await anew.fit(reused(), null, { verbose: 0 });
    expect(bits(anew)).toBe(bits(kept));
    const first = { data: x.data.slice(0, 48 * WIDTH), shape: [48, WIDTH] };
    expect((await anew.predict(reused())).toArray()).toEqual((await kept.predict(first)).toArray());
  });

  test('a detached array is refused, and one that is detached behind it is not', async () => {
    const detached = (): DataBatch => {
      const [{ data, shape }, targets] = rowsOf([0, 1, 2, 3]);
      structuredClone(data, { transfer: [data.buffer as ArrayBuffer] });
      return [{ data, shape }, targets];
    };
    await reason(made().fit(new Batches(2, detached).all(), null, { verbose: 0 }));
    const [model, whole] = [made(), made()];
    await model.fit(
      (function* () {
        for (const [given, targets] of batches(8) as Iterable<ReturnType<typeof rowsOf>>) {
          yield [given, targets] as const;
          structuredClone(given.data, { transfer: [given.data.buffer as ArrayBuffer] });
        }
      })(),
      null, { verbose: 0 },
    );
    await whole.fit(batches(8), null, { verbose: 0 });
    expect(bits(model)).toBe(bits(whole));
  });

  test('two models train at once, on slow sources of their own', async () => {
    const [a, b, alone] = [made(), made(), made()];
    await Promise.all([a, b].map((model) => model.fit(() => slowly(8), null, { epochs: 2, verbose: 0 })));
    await alone.fit(() => batches(8), null, { epochs: 2, verbose: 0 });
    expect([bits(a), bits(b)]).toEqual([bits(alone), bits(alone)]);
    await expect(Promise.all([a.fit(slowly(8), null, { verbose: 0 }), a.fit(slowly(8), null, { verbose: 0 })])).rejects.toThrow(
      /being trained already/,
    );
  });

  test('predictions and evaluations beside a streamed fit change nothing', async () => {
    const [model, alone] = [made(), made()];
    const fit = model.fit(() => slowly(4), null, { epochs: 3, verbose: 0 });
    let done = false;
    void fit.finally(() => (done = true));
    while (!done) {
      await model.predict({ data: new Float32Array(3000 * WIDTH), shape: [3000, WIDTH] }, { batchSize: 3000 });
      await model.evaluate(x, y);
      await sleep(1);
    }
    await alone.fit(() => batches(4), null, { epochs: 3, verbose: 0 });
    expect(bits(model)).toBe(bits(alone));
  });
});

test('options for arrays are refused', async () => {
  const refused = async (options: object, given: unknown = null): Promise<string> =>
    (await reason(made().fit(batches(8), given as null, options))).message;
  expect(await refused({ batchSize: 4 })).toMatch(/batchSize is for arrays/);
  expect(await refused({ validationSplit: 0.5 })).toMatch(/validationSplit is for arrays/);
  expect(await refused({ sampleWeight: [1] })).toMatch(/sampleWeight is for arrays/);
  expect(await refused({}, y)).toMatch(/expected null as y/);
  expect(await refused({ stepsPerEpoch: 0 })).toMatch(/stepsPerEpoch must be an integer >= 1/);
  expect(await refused({ shuffle: { buffer: 0 } })).toMatch(/buffer must be an integer >= 1/);
  const arrays = async (options: object): Promise<string> => (await reason(made().fit(x, y, options))).message;
  expect(await arrays({ shuffle: { buffer: 9 } })).toMatch(/for sources that give rows in their own order/);
  expect(await arrays({ validationSteps: 2 })).toMatch(/validationSteps is for validationData that are a source/);
  expect((await reason(made().evaluate(x, y, { steps: 2 }))).message).toMatch(/steps is for sources/);
  expect((await reason(made().predict(x, { steps: 2 }))).message).toMatch(/steps is for sources/);
  expect((await reason(made().evaluate(batches(8), y))).message).toMatch(/expected null as y/);
  const none = { length: 0, take: () => good() };
  expect((await reason(made().fit(none, null))).message).toMatch(/expected a length of 1 to 2147483647 rows, received 0\.$/);
  expect((await reason(made().fit({ ...none, length: 1e12 }, null))).message).toMatch(/received 1000000000000\. Give a generator of/);
});

test('rows that are found by their numbers are as many as were asked for', async () => {
  const model = made();
  for (const rows of [7, 9]) {
    const error = await reason(model.fit({ length: 80, take: () => good(rows) }, null, { batchSize: 8, verbose: 0 }));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toBe(`fit: batch 0: expected the 8 rows that take was asked for, received ${rows}.`);
  }
  const short = { length: 8, take: () => good(3) };
  expect((await reason(model.predict(short))).message).toMatch(/^predict: batch 0: expected the 8 rows .* received 3/);
});

test('a shuffle buffer for which there is no memory is told', async () => {
  const wide = sequential([layers.dense({ units: 1, inputShape: [1 << 20] })], { seed: 1 }).compile({ optimizer: 'sgd', loss: 'mse' });
  const batch: DataBatch = [{ data: new Float32Array(1 << 20), shape: [1, 1 << 20] }, [1]];
  const error = await reason(wide.fit(() => [batch].values(), null, { shuffle: { buffer: 1 << 24 }, verbose: 0 }));
  expect(error).toBeInstanceOf(BackendError);
  expect(error.message).toMatch(/no memory for 17592186044416 values of float32\. Give shuffle a smaller buffer\.$/);
});
