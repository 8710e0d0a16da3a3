/** Runs that go on into the batch that has come meanwhile: the same rows, the same bits, and nobody is asked too early. */
import { afterEach, expect, test, vi } from 'vitest';
import { layers, sequential, type DataBatch, type Sequential } from '../../src/index.ts';
import { Session } from '../../src/run/session.ts';
import { bits } from './stream-data.ts';

const BATCH = 32, BATCHES = 12, WIDTH = 9;
const ROWS = BATCH * BATCHES;
const x = { data: Uint8Array.from({ length: ROWS * WIDTH }, (_, i) => (31 * i) % 256), shape: [ROWS, WIDTH] };
const y = { data: Int32Array.from({ length: ROWS }, (_, i) => (7 * i) % 5), shape: [ROWS] };

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** A model that is too large for its state to be copied before each batch, which would end the run there. */
function made(): Sequential {
  const model = sequential(
    [
      layers.rescaling({ scale: 1 / 255, inputShape: [WIDTH] }), layers.dense({ units: 400, activation: 'relu' }),
      layers.dropout({ rate: 0.2 }), layers.dense({ units: 400, activation: 'relu' }), layers.dense({ units: 5, activation: 'softmax' }),
    ],
    { seed: 3 },
  );
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  return model;
}

/** Batches of the rows, in one array that is filled anew for each. */
function* batches(size: number): Generator<DataBatch> {
  const data = new Uint8Array(size * WIDTH), labels = new Int32Array(size);
  for (let from = 0; from < ROWS; from += size) {
    const count = Math.min(size, ROWS - from);
    data.set(x.data.subarray(WIDTH * from, WIDTH * (from + count)));
    labels.set(y.data.subarray(from, from + count));
    yield [
      { data: data.subarray(0, count * WIDTH), shape: [count, WIDTH] }, { data: labels.subarray(0, count), shape: [count] },
    ];
  }
}

test.each([BATCH, 25, 6])('batches of %i rows, which a generator gives, have the bits of arrays', async (size) => {
  const [arrays, streamed] = [made(), made()];
  const { history } = await arrays.fit(x, y, { epochs: 3, batchSize: size, shuffle: false, verbose: 0 });
  const extend = vi.spyOn(Session.prototype, 'extend');
  const record = await streamed.fit(() => batches(size), null, { epochs: 3, verbose: 0 });
  expect(bits(streamed)).toBe(bits(arrays));
  expect(record.history).toEqual(history);
  // Rows of 9 bytes: a slot ends on a whole element only behind each fourth, so that runs end with batches of other sizes.
  expect(extend.mock.calls.length > 0).toBe(size === BATCH);
});

test('arrays that are streamed, several batches at a time, have the bits of those in the arena', async () => {
  const options = { epochs: 3, batchSize: 7, validationSplit: 0.1, verbose: 0 } as const;
  const [arrays, streamed] = [made(), made()];
  const { history } = await arrays.fit(x, y, options);
  vi.stubEnv('MYELIN_RESIDENT_BYTES', '100');
  const record = await streamed.fit(x, y, options);
  expect(bits(streamed)).toBe(bits(arrays));
  expect(record.history).toEqual(history);
});

test('epochs end after their steps, and callbacks see each batch where they ask for it', async () => {
  const runs = async (callbacks: object[]): Promise<unknown> => {
    const model = made();
    const samples: number[] = [];
    await model.fit(() => batches(BATCH), null, {
      epochs: 3, stepsPerEpoch: 4, verbose: 0, callbacks: [{ onEpochEnd: () => void samples.push(1) }, ...callbacks],
    });
    return [bits(model), samples];
  };
  const seen: number[] = [];
  const watched = await runs([{ onTrainBatchEnd: (batch: number) => void seen.push(batch) }]);
  expect(await runs([])).toEqual(watched);
  expect(seen).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]);
});

test('what a source sets on its way to a batch counts from that batch on, each time', async () => {
  const trained = async (act: (model: Sequential) => void): Promise<string> => {
    const model = made();
    let asked = 0;
    await model.fit(function* () {
      for (const batch of batches(BATCH)) {
        if (++asked === 7) act(model);
        yield batch;
      }
    }, null, { verbose: 0 });
    return `${asked} ${bits(model)}`;
  };
  const kept = made().getWeights();
  const acts: ((model: Sequential) => void)[] = [
    (model) => void (model.optimizer!.learningRate = 0.5), (model) => void (model.stopTraining = true), (model) => model.setWeights(kept),
  ];
  for (const act of acts) {
    const first = await trained(act);
    for (let i = 0; i < 4; i++) expect(await trained(act)).toBe(first);
  }
});

test('a source that asks the model gets the answers of the step before its batch, each time', async () => {
  const trained = async (): Promise<unknown> => {
    const model = made();
    const answers: number[] = [];
    const first = { data: Float32Array.from(x.data.subarray(0, WIDTH)), shape: [1, WIDTH] };
    await model.fit(async function* () {
      let i = 0;
      for (const batch of batches(BATCH)) {
        if (i++ % 3 === 1) answers.push((await model.predict(first)).data[0]!);
        yield batch;
      }
    }, null, { epochs: 2, verbose: 0 });
    return [bits(model), answers];
  };
  const [weights, answers] = (await trained()) as [string, number[]];
  expect(new Set(answers).size).toBe(answers.length);
  expect(await trained()).toEqual([weights, answers]);
});

test('timers have their turn between batches that take time', async () => {
  let [ticks, at] = [0, performance.now()];
  const slow = function* (): Generator<DataBatch> {
    for (const batch of [...batches(8), ...batches(8), ...batches(8)]) {
      for (at = performance.now(); performance.now() < at + 2;);
      yield batch;
    }
  };
  const timer = setInterval(() => ticks++, 1);
  const count = (3 * ROWS) / 8;
  await made().fit(slow(), null, { verbose: 0, stepsPerEpoch: count });
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(count / 3);
});
