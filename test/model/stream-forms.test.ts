/** All forms of data that arrays have, batch by batch: the same bits. */
import { describe, expect, test, vi } from 'vitest';
import {
  input, layers, model as functional, Model, ops, optimizers, sequential, type Data, type DataBatch, type Inputs, type Targets, type Tensor,
  type Trace,
} from '../../src/index.ts';
import { batches, bits, made, ROWS, rowsOf, WIDTH, x, y } from './stream-data.ts';

const values = (rows: number, width: number, by: number): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from({ length: rows * width }, (_, i) => Math.sin(by * i)),
  shape: [rows, width],
});
const part = ({ data, shape }: { data: Float32Array; shape: readonly number[] }, from: number, to: number) => {
  const width = data.length / shape[0]!;
  return { data: data.slice(from * width, to * width), shape: [to - from, ...shape.slice(1)] };
};
const [a, b, p, q] = [values(20, 3, 1), values(20, 2, 2), values(20, 1, 3), values(20, 2, 4)];
const weight = { data: Float32Array.from({ length: 20 }, (_, i) => i % 3), shape: [20] };

type TwoByTwo = Model<{ left: Tensor; right: Tensor }>;

function twoByTwo(): TwoByTwo {
  const [first, second] = [input({ shape: [3], name: 'first' }), input({ shape: [2], name: 'second' })];
  const both = layers.concatenate().apply([first, second]);
  const left = layers.dense({ units: 1, name: 'left' }).apply(both);
  const right = layers.dense({ units: 2, name: 'right' }).apply(both);
  const model = functional({ inputs: { first, second }, outputs: { left, right }, seed: 1 }) as unknown as TwoByTwo;
  model.compile({ optimizer: 'adam', loss: 'mse', metrics: [['mae'], ['mae']] });
  return model;
}

/** Trains on arrays and on batches of 8 rows of them, and compares all. */
async function expectSame(
  make: () => Model<never>, arrays: (from: number, to: number) => readonly [Inputs, Targets | null, Data?],
  batch: (from: number, to: number) => unknown, options: object = {}, rows = 20,
): Promise<void> {
  const whole = make();
  const [inputs, targets, sampleWeight] = arrays(0, rows);
  const weighed = sampleWeight === undefined ? {} : { sampleWeight };
  const { history } = await whole.fit(inputs, targets, { epochs: 3, batchSize: 8, shuffle: false, verbose: 0, ...weighed, ...options });
  const source = function* (): Generator<DataBatch> {
    for (let from = 0; from < rows; from += 8) yield batch(from, Math.min(rows, from + 8)) as DataBatch;
  };
  const streamed = make();
  const record = await streamed.fit(source, null, { epochs: 3, verbose: 0, ...options });
  expect(bits(streamed as never)).toBe(bits(whole as never));
  expect(record.history).toEqual(history);
  expect(await streamed.evaluate(source, null)).toEqual(await whole.evaluate(inputs, targets, { batchSize: 8, ...weighed }));
}

describe('several inputs and outputs', () => {
  test('lists', () =>
    expectSame(twoByTwo as never, () => [[a, b], [p, q]], (from, to) => [
      [part(a, from, to), part(b, from, to)], [part(p, from, to), part(q, from, to)],
    ]));
  test('records, with weights for each output', () =>
    expectSame(
      twoByTwo as never, () => [{ second: b, first: a }, { right: q, left: p }, { left: weight, right: weight } as Data],
      (from, to) => ({
        inputs: { first: part(a, from, to), second: part(b, from, to) }, targets: { left: part(p, from, to), right: part(q, from, to) },
        weights: { left: part(weight, from, to), right: part(weight, from, to) },
      }),
    ));
  test('predictions of records, which may be given as they are', async () => {
    const model = twoByTwo();
    const whole = await model.predict({ first: a, second: b } as never);
    const source = function* (): Generator<Inputs> {
      for (let from = 0; from < 20; from += 8)
        yield { first: part(a, from, Math.min(20, from + 8)), second: part(b, from, Math.min(20, from + 8)) } as never;
    };
    const streamed = await model.predict(source);
    expect(streamed.right.toArray()).toEqual(whole.right.toArray());
    expect(streamed.left.shape).toEqual([20, 1]);
  });
});

test('sample weights, class weights, and both', async () => {
  for (const classWeight of [undefined, { 0: 2, 1: 0.5 }]) {
    const weights = Float32Array.from({ length: ROWS }, (_, i) => i % 4);
    await expectSame(
      made as never, () => [x, y, { data: weights, shape: [ROWS] }],
      (from, to) => [...rowsOf(Array.from({ length: to - from }, (_, i) => from + i)), weights.slice(from, to)],
      classWeight === undefined ? {} : { classWeight }, ROWS,
    );
  }
});

test('weights that come with some batches only, and batches of other sizes', async () => {
  const sizes = [4, 12, 5, 12, 9, 8];
  const source = function* (): Generator<DataBatch> {
    let from = 0;
    for (const [i, size] of sizes.entries()) {
      const batch = rowsOf(Array.from({ length: size }, (_, k) => from + k));
      yield i % 2 === 1 ? [...batch, new Float32Array(size).fill(1)] : batch;
      from += size;
    }
  };
  const [streamed, byHand] = [made(), made()];
  await streamed.fit(source, null, { epochs: 3, verbose: 0 });
  for (let i = 0; i < 3; i++) {
    for (const [inputs, targets, sampleWeight] of source() as Iterable<readonly [Inputs, Targets, Data?]>)
      await byHand.trainOnBatch(inputs, targets, sampleWeight === undefined ? {} : { sampleWeight });
  }
  expect(bits(streamed)).toBe(bits(byHand));
});

test('sequences of a length of their own for each batch', async () => {
  const make = () => {
    const model = sequential([layers.lstm({ units: 3, inputShape: [null, 2] }), layers.dense({ units: 1 })], { seed: 2 });
    return model.compile({ optimizer: 'sgd', loss: 'mse' });
  };
  const source = function* (): Generator<readonly [Inputs, Targets]> {
    for (let i = 0; i < 30; i++) {
      const length = 1 + ((i * 5) % 21);
      const data = Float32Array.from({ length: 4 * length * 2 }, (_, k) => Math.sin(i + k));
      yield [{ data, shape: [4, length, 2] }, values(4, 1, i + 1)];
    }
  };
  const [streamed, byHand] = [make(), make()];
  await streamed.fit(source, null, { epochs: 2, verbose: 0 });
  for (let i = 0; i < 2; i++) for (const [inputs, targets] of source()) await byHand.trainOnBatch(inputs, targets);
  expect(bits(streamed)).toBe(bits(byHand));
  expect((await streamed.predict(source)).shape).toEqual([120, 1]);
});

test('bytes and class numbers, of a width that is no multiple of 4', async () => {
  const images = Uint8Array.from({ length: 20 * 9 }, (_, i) => (i * 37) % 256);
  const labels = Int32Array.from({ length: 20 }, (_, i) => i % 3);
  const make = () =>
    sequential(
      [layers.rescaling({ scale: 1 / 255, inputShape: [3, 3, 1] }), layers.flatten(), layers.dense({ units: 3, activation: 'softmax' })],
      { seed: 3 },
    ).compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  await expectSame(
    make as never, () => [{ data: images, shape: [20, 3, 3, 1] }, labels],
    (from, to) => [{ data: images.slice(9 * from, 9 * to), shape: [to - from, 3, 3, 1] }, labels.slice(from, to)],
  );
});

test('strings, which a layer reads on the host', async () => {
  const texts = Array.from({ length: 20 }, (_, i) => ['a good film', 'a bad film', 'good', 'bad bad'][i % 4]!);
  const make = () => {
    const vectorize = layers.textVectorization({ outputMode: 'multiHot', maxTokens: 8 });
    vectorize.adapt(texts);
    const model = sequential([vectorize, layers.dense({ units: 1, activation: 'sigmoid' })], { seed: 4 });
    return model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
  };
  const labels = Float32Array.from({ length: 20 }, (_, i) => 1 - (i % 2));
  await expectSame(make as never, () => [texts, labels], (from, to) => [texts.slice(from, to), labels.slice(from, to)]);
});

test('a table and the name of a column', async () => {
  const rows = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => ({ age: from + i, kind: 'xy'[(from + i) % 2]!, price: (from + i) % 5 }));
  const make = () => {
    const encoding = layers.tableEncoding();
    encoding.adapt(rows(0, 20).map(({ age, kind }) => ({ age, kind })));
    return sequential([encoding, layers.dense({ units: 1 })], { seed: 4 }).compile({ optimizer: 'adam', loss: 'mse' });
  };
  await expectSame(make as never, (from, to) => [rows(from, to), 'price'], (from, to) => [rows(from, to), 'price']);
});

test('a recurrent layer that remembers from batch to batch', async () => {
  const series = values(32, 10, 0.3);
  const make = () =>
    sequential(
      [
        layers.reshape({ targetShape: [5, 2], inputShape: [10] }),
        layers.gru({ units: 4, stateful: true, batchSize: 8 } as never),
        layers.dense({ units: 1 }),
      ],
      { seed: 5 },
    ).compile({ optimizer: 'adam', loss: 'mse' });
  const target = series.data.slice(0, 32);
  await expectSame(make as never, () => [series, target], (from, to) => [part(series, from, to), target.slice(from, to)], {}, 32);
});

test('a driver, accumulated gradients, averages and batch normalisation', async () => {
  const make = (optimizer: () => unknown) => () =>
    sequential([layers.dense({ units: 4, inputShape: [WIDTH] }), layers.batchNormalization(), layers.dense({ units: 1 })], {
      seed: 6,
    }).compile({ optimizer: optimizer() as never, loss: 'mse' });
  const batch = (from: number, to: number) => rowsOf(Array.from({ length: to - from }, (_, i) => from + i));
  for (const optimizer of [() => optimizers.lbfgs(), () => optimizers.adam({ gradientAccumulationSteps: 2, useEma: true })])
    await expectSame(make(optimizer) as never, () => [x, y], batch, {}, ROWS);
});

test('a loss of its own, without targets', async () => {
  class Auto extends Model {
    readonly kind = 'auto';
    readonly dense = layers.dense({ units: WIDTH });
    constructor() {
      super('auto', { seed: 8 });
    }
    call(given: Tensor, t: Trace): Tensor {
      const out = t.call(this.dense, given) as Tensor;
      t.addLoss(ops.mean(ops.square(ops.subtract(out, given))));
      return out;
    }
  }
  const make = () => {
    const model = new Auto();
    model.compile({ optimizer: 'adam' });
    return model;
  };
  await expectSame(make as never, () => [x, null], (from, to) => [part(x, from, to)], {}, ROWS);
});

test('norms of gradients, and what is said of a loss that is not finite', async () => {
  const model = made();
  const { history } = await model.fit(() => batches(8), null, { epochs: 2, gradientNorms: true, verbose: 0 });
  const whole = await made().fit(x, y, { epochs: 2, batchSize: 8, shuffle: false, gradientNorms: true, verbose: 0 });
  const numbers = (lists: object): unknown[] => Object.values(lists);
  expect(numbers(history)).toEqual(numbers(whole.history));
  const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const bad = sequential([layers.dense({ units: 1, inputShape: [1] })], { seed: 1 }).compile({ optimizer: 'sgd', loss: 'mse' });
  const large = function* (): Generator<DataBatch> {
    for (let i = 0; i < 6; i++) yield [[[i === 4 ? 3e38 : 0.1]], [[1]]];
  };
  await bad.fit(large, null, { verbose: 0 });
  expect(warning.mock.calls.map(([message]) => String(message)).join()).toMatch(/In epoch 0, batch 4 \(counted from 0\)/);
  warning.mockRestore();
});
