/** Large inputs, outputs and weights go in and out of an arena in pieces; other calls come in between. */
import { expect, test } from 'vitest';
import {
  DataError, layers, ops, optimizers, sequential, tensor, type Sequential, type Tensor, type Trace, type Variable,
} from '../../src/index.ts';

const WIDE = 64;
/** Rows of which inputs, and outputs, take some pieces each. */
const MANY = 50_000;

const rowsOf = (rows: number, by = 1): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from({ length: rows * WIDE }, (_, i) => ((i * by) % 97) / 97),
  shape: [rows, WIDE],
});
function made(seed = 1): Sequential {
  const model = sequential([layers.dense({ units: WIDE, inputShape: [WIDE], activation: 'relu' })], { seed });
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  return model;
}

/** Whether values have the same bits. Matchers of arrays would take seconds. */
const same = (a: ArrayBufferView, b: ArrayBufferView): boolean =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));

/** Does something in each turn of the event loop until a promise settles; at least once. */
async function meanwhile<T>(work: Promise<T>, turn: () => void): Promise<T> {
  let ended = false;
  const settle = (): void => void (ended = true);
  work.then(settle, settle);
  do {
    turn();
    await new Promise((resume) => setImmediate(resume));
  } while (!ended);
  return work;
}

test('a large prediction is whole although synchronous ones use the memory in its midst', async () => {
  const [model, x, few] = [made(), rowsOf(MANY), rowsOf(5, 3)];
  const [all, some] = [model.predictSync(x).data, model.predictSync(few).data];
  let turns = 0;
  const answer = await meanwhile(model.predict(x, { batchSize: MANY }), () => {
    turns++;
    // Each turn at first, then some: attempts in pieces give up after a while.
    if (turns < 20 || turns % 7 === 0) expect(same(model.predictSync(few).data, some)).toBe(true);
  });
  expect(turns).toBeGreaterThan(1);
  expect(same(answer.data, all)).toBe(true);
  const once = await meanwhile(model.predict(x, { batchSize: MANY }), () => undefined);
  expect(same(once.data, all)).toBe(true);
});

test('a prediction whose inputs are being copied is whole although the data of a fit make the memory larger', async () => {
  for (const after of [0, 1, 2, 3, 5, 8]) {
    const [model, x, few] = [made(), rowsOf(MANY), rowsOf(3000, 3)];
    model.compile({ optimizer: optimizers.sgd({ learningRate: 0 }), loss: 'mse' });
    const all = model.predictSync(x).data;
    model.predictSync(rowsOf(5)); // what is in memory now is in no way the answer
    let turns = 0;
    let fit: Promise<unknown> | undefined;
    const answer = await meanwhile(model.predict(x, { batchSize: MANY }), () => {
      if (turns++ === after) fit = model.fit(few, few, { epochs: 2, batchSize: 1000, verbose: 0 });
    });
    expect(same(answer.data, all)).toBe(true);
    await fit;
    expect(same(model.predictSync(x).data, all)).toBe(true);
  }
});

test('weights that are assigned while they are copied count', async () => {
  const width = 2048; // 16 MB of weights
  const model = sequential([layers.dense({ units: width, inputShape: [width], useBias: false })], { seed: 1 });
  const x = { data: new Float32Array(width).fill(1), shape: [1, width] };
  const [kernel] = model.getWeights();
  const twice = { data: kernel!.data.map((v) => 2 * v) as Float32Array, shape: kernel!.shape };
  let set = false;
  const answer = await meanwhile(model.predict(x), () => {
    if (set) return;
    set = true;
    model.setWeights([twice]);
  });
  expect(same(answer.data, model.predictSync(x).data)).toBe(true);
  expect(same(model.getWeights()[0]!.data, twice.data)).toBe(true);
});

test('setWeightsAsync changes all weights at one moment, or none; the caller may take its arrays back then', async () => {
  const width = 1024;
  const model = sequential([0, 1, 2, 3].map(() => layers.dense({ units: width, useBias: false })), { seed: 1 });
  model.build([null, width]);
  const before = model.getWeights().map(({ data }) => data.slice());
  const given = before.map((data) => ({ data: data.map((v) => 2 * v) as Float32Array, shape: [width, width] }));
  const after = given.map(({ data }) => data.slice());
  const seen = new Set<string>();
  await meanwhile(model.setWeightsAsync(given), () => {
    const now = model.getWeights();
    seen.add(now.map(({ data }, i) => (same(data, before[i]!) ? 'before' : same(data, after[i]!) ? 'after' : 'mixed')).join());
    expect(() => model.quantize('int8')).toThrow('a call of setWeightsAsync is under way');
  });
  for (const { data } of given) data.fill(0);
  expect([...seen]).toEqual(['before,before,before,before']);
  expect(model.getWeights().every(({ data }, i) => same(data, after[i]!))).toBe(true);

  const lost = { data: new Float32Array(width * width), shape: [width, width] };
  const call = model.setWeightsAsync([...before.slice(1).map((data) => ({ data, shape: [width, width] })), lost]);
  structuredClone(lost.data, { transfer: [lost.data.buffer] });
  await expect(call).rejects.toThrow(DataError);
  await expect(model.setWeightsAsync([])).rejects.toThrow('setWeightsAsync: expected 4 tensors, received 0');
  expect(model.getWeights().every(({ data }, i) => same(data, after[i]!))).toBe(true);
});

test('weights of whole numbers and bytes are set as they are', async () => {
  class Whole extends layers.Layer {
    readonly kind = 'whole';
    #numbers?: Variable;
    readonly #dtype: 'int32' | 'uint8';
    constructor(dtype: 'int32' | 'uint8') {
      super('whole', { inputShape: [2] });
      this.#dtype = dtype;
    }
    override build(): void {
      const numbers = new (this.#dtype === 'int32' ? Int32Array : Uint8Array)([3, 5]);
      const initializer = { kind: 'digits', config: {}, call: () => tensor(numbers, [2]) };
      this.#numbers = this.addWeight({ name: 'numbers', shape: [2], trainable: false, initializer });
    }
    override call(x: Tensor, t: Trace): Tensor {
      return ops.add(x, ops.cast(t.read(this.#numbers!), 'float32'));
    }
  }
  for (const dtype of ['int32', 'uint8'] as const) {
    const model = sequential([new Whole(dtype)]);
    const answer = (): number[] => [...model.predictSync([[0, 0]]).data];
    expect(answer()).toEqual([3, 5]);
    const changed = model.getWeights()[0]!.data.map((v) => v + 1) as Int32Array | Uint8Array;
    await model.setWeightsAsync([{ data: changed, shape: [2] }]);
    expect(answer()).toEqual([4, 6]);
    model.setWeights(model.getWeights());
    expect(answer()).toEqual([4, 6]);
    const floats = { data: Float32Array.of(1, 2), shape: [2] };
    const refusal = `holds ${dtype} values, received float32`;
    await expect(model.setWeightsAsync([floats])).rejects.toThrow(refusal);
    expect(() => model.setWeights([floats])).toThrow(refusal);
    expect(answer()).toEqual([4, 6]);
  }
});

test('an abort while inputs are copied ends a prediction, and the next one is right', async () => {
  const [model, x] = [made(), rowsOf(MANY)];
  const controller = new AbortController();
  const aborted = model.predict(x, { batchSize: MANY, signal: controller.signal });
  setImmediate(() => controller.abort('enough'));
  await expect(aborted).rejects.toBe('enough');
  expect(same((await model.predict(x, { batchSize: MANY })).data, model.predictSync(x).data)).toBe(true);
});

test('predictions that need more memory than the steps leave the data of a fit where they are', async () => {
  const [alone, beside] = [made(3), made(3)];
  const [x, y, large] = [rowsOf(3000), rowsOf(3000, 5), rowsOf(MANY, 7)];
  const options = { epochs: 3, batchSize: 50, verbose: 0 } as const;
  const { history } = await alone.fit(x, y, options);
  const again = beside.fit(x, y, {
    ...options,
    callbacks: [{
      onEpochEnd: async (epoch) => {
        const answer = await beside.predict(large, { batchSize: 10_000 * (epoch + 1) });
        expect(same(answer.data, beside.predictSync(large).data)).toBe(true);
      },
    }],
  });
  expect((await again).history).toEqual(history);
  expect(beside.getWeights().every(({ data }, i) => same(data, alone.getWeights()[i]!.data))).toBe(true);
  const more = await Promise.all([alone, beside].map((model) => model.fit(x, y, options)));
  expect(more[0]!.history).toEqual(more[1]!.history);
});
