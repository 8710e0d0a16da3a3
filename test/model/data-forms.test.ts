/** Numbers in every kind of array that people have train, test and predict to the bits of the same numbers in a Float32Array. */
import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import {
  DataError, datasets, input, layers, losses, metrics, model, ops, sequential, tensor, variable, type Sequential, type TensorLike,
} from '../../src/index.ts';

const X = [[1, 2], [3, 4], [5, 6], [7, 8]], Y = [1, 0, 1, 0];
const realm = createContext({});
const float16 = 'Float16Array' in globalThis ? ['Float16Array'] : [];

const KINDS = [
  'Float64Array', 'Int8Array', 'Int16Array', 'Int32Array', 'Uint8Array', 'Uint8ClampedArray', 'Uint16Array', 'Uint32Array', 'BigInt64Array',
  'BigUint64Array', ...float16,
];

/** An array of a kind, of this realm or another one. */
function made(kind: string, values: readonly number[], other = false): never {
  const text = values.map((v) => (kind.startsWith('Big') ? `${v}n` : `${v}`)).join();
  const code = `${kind}.of(${text})`;
  return (other ? runInContext(code, realm) : (0, eval)(code)) as never; // eslint-disable-line no-eval
}

const network = (): Sequential => {
  const net = sequential([layers.dense({ units: 4, activation: 'tanh' }), layers.dense({ units: 1, activation: 'sigmoid' })], { seed: 3 });
  net.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  return net;
};

async function results(x: TensorLike, y: TensorLike, sampleWeight: TensorLike): Promise<string> {
  const net = network();
  const { history } = await net.fit(x, y, { epochs: 3, batchSize: 2, validationData: [x, y, sampleWeight], sampleWeight });
  const logs = await net.trainOnBatch(x, y, { sampleWeight });
  return JSON.stringify([history, logs, await net.evaluate(x, y, { sampleWeight }), await net.predict(x), net.predictSync(x)]);
}

const expected = results(tensor(X), Float32Array.from(Y), Float32Array.of(1, 2, 3, 1));

test.each(KINDS.flatMap((kind) => [[kind, false], [kind, true]] as const))('%s, of another realm: %s', async (kind, other) => {
  const rows = X.map((row) => made(kind, row, other));
  const [y, weights] = [made(kind, Y, other), made(kind, [1, 2, 3, 1], other)];
  expect(await results({ data: made(kind, X.flat(), other), shape: [4, 2] }, y, weights)).toBe(await expected);
  expect(await results(rows, y, weights)).toBe(await expected);
  expect(await results(rows, rows.map((_, i) => made(kind, [Y[i]!], other)), weights)).toBe(await expected);
});

test('rows of mixed kinds, of booleans and of BigInts', async () => {
  const mixed = [made('Float64Array', X[0]!), X[1]!, made('BigInt64Array', [5, 6]), [7n, 8n]] as TensorLike;
  const expectation = await expected;
  expect(await results(mixed, [true, false, 1n, 0], [1, 2n, 3, true])).toBe(expectation);
});

test('arrays are read in the call: whoever gave them may change them then', async () => {
  const x = [Float64Array.of(1, 2), Float64Array.of(3, 4), Float64Array.of(5, 6), Float64Array.of(7, 8)];
  const y = Float64Array.from(Y);
  const running = network().fit(x, y, { epochs: 3, batchSize: 2 });
  for (const row of x) row.fill(NaN);
  y.fill(NaN);
  const clean = await network().fit(X, Y, { epochs: 3, batchSize: 2 });
  expect((await running).history).toEqual(clean.history);
});

test('a list of one tensor is the only input, before and after the model is built; typed arrays are rows', async () => {
  const net = network();
  for (let i = 0; i < 2; i++) await net.fit([tensor(X)], [tensor(Y)], { epochs: 1 });
  await net.fit([{ data: Float64Array.from(X.flat()), shape: [4, 2] }], Y);
  expect((await net.predict([Float64Array.of(1, 2)])).shape).toEqual([1, 1]);
  await expect(net.predict([Float64Array.of(1, 2), Float64Array.of(1)])).rejects.toThrow(
    /x: nested arrays must be rectangular: expected an array of 2 at \[1\] as in the first row, received an array of 1/,
  );
  const rows = X.map((row) => Uint8Array.from(row));
  expect([tensor(rows).dtype, tensor(rows).toArray()]).toEqual(['uint8', X]);
});

test('numbers keep their meaning, or are refused', async () => {
  expect(() => tensor(Float64Array.of(1, 1e300))).toThrow(/expected numbers up to 3.4e38, as float32 holds them, .* 1e\+300 at \[1\]/);
  expect(() => tensor([[1], [-1e300]])).toThrow(DataError);
  expect(tensor(Float64Array.of(0.1, NaN, -Infinity)).toArray()).toEqual([Math.fround(0.1), NaN, -Infinity]);
  expect(tensor(BigInt64Array.of(2n ** 62n)).toArray()).toEqual([2 ** 62]);
  const ids = sequential([layers.embedding({ inputDim: 10, outputDim: 2, inputShape: [1] })]);
  await expect(ids.predict(BigInt64Array.of(1n, 2n ** 60n + 1n))).rejects.toThrow(
    /x: expected a number that int32 holds at \[1\], received 1152921504606846977n. Give large identifiers as texts/,
  );
  await expect(ids.predict(Float64Array.of(1.5))).rejects.toThrow(/expected a number that int32 holds at \[0\], received 1.5/);
  expect((await ids.predict(Uint16Array.of(1, 9))).shape).toEqual([2, 1, 2]);
  await expect(ids.predict(new DataView(new ArrayBuffer(8)) as never)).rejects.toThrow(/x: expected .* typed array of numbers.*DataView/);
});

test('layers that read on the host keep all digits', () => {
  const large = 2 ** 40 + 1;
  const lookup = layers.integerLookup({ vocabulary: [large, 7] });
  for (const data of [Float64Array.of(7, large), BigInt64Array.of(7n, BigInt(large)), [7n, BigInt(large)] as never])
    expect([...lookup.convert(data, false).data]).toEqual([2, 1]);
  expect(() => lookup.convert(BigInt64Array.of(2n ** 60n), false)).toThrow(
    /expected whole numbers up to 2\^53, received 1152921504606846976n/,
  );
  const normalization = layers.normalization({ axis: -1 });
  normalization.adapt([Float64Array.of(1, 2), Float64Array.of(3, 6)]);
  expect(normalization.apply(tensor([[2, 4]])).toArray()).toEqual([[0, 0]]);
  const labels = layers.labelEncoding();
  labels.adapt([true, false, true]);
  expect([...labels.encode([true, false]).data]).toEqual([1, 0]);
});

test('weights, variables, ops, losses and metrics', () => {
  const net = sequential([layers.dense({ units: 2, inputShape: [2] })]);
  net.setWeights([[Float64Array.of(1, 2), Int16Array.of(3, 4)], BigInt64Array.of(5n, 6n)]);
  expect(net.getWeights().map((w) => w.toArray())).toEqual([[[1, 2], [3, 4]], [5, 6]]);
  expect(variable(Float64Array.of(1, 2)).value().toArray()).toEqual([1, 2]);
  expect(ops.add(Int16Array.of(1, 2), Float64Array.of(0.5, 0.5)).toArray()).toEqual([1.5, 2.5]);
  expect(losses.meanSquaredError().call(Float64Array.of(1, 2), Uint16Array.of(1, 4)).item()).toBe(2);
  const mean = metrics.mean();
  mean.updateState(Float64Array.of(1, 2));
  expect(mean.result()).toBe(1.5);
});

test('splits give arrays of the kind that they were given', () => {
  const [train, , y] = datasets.trainTestSplit(X.map((row) => Float64Array.from(row)), BigInt64Array.of(1n, 2n, 3n, 4n), {
    testSize: 1, shuffle: false,
  });
  expect(train).toEqual([Float64Array.of(1, 2), Float64Array.of(3, 4), Float64Array.of(5, 6)]);
  expect(y).toEqual(BigInt64Array.of(1n, 2n, 3n));
  const [pair] = datasets.trainTestSplit({ data: Float64Array.of(1e-9, 2, 3, 4), shape: [2, 2] }, { testSize: 1, shuffle: false });
  expect(pair).toEqual({ data: Float64Array.of(1e-9, 2), shape: [1, 2] });
});

test('inputs and batches whose names are those of something else', async () => {
  const [a, b] = [input({ shape: [1], name: 'inputs' }), input({ shape: [1], name: 'other' })];
  const two = model({ inputs: [a, b], outputs: layers.add().apply([a, b]) });
  two.compile({ loss: 'mse' });
  const given = { inputs: [[1], [2]], other: [[3], [4]] };
  const once = function* <T>(batch: T): Generator<T> {
    yield batch;
  };
  const forms = [given, { inputs: given }, { inputs: [tensor([[1], [2]]), tensor([[3], [4]])] }];
  for (const batch of forms) expect((await two.predict(once(batch as never))).toArray()).toEqual([[4], [6]]);
  expect(await two.evaluate(once({ inputs: given, targets: [[4], [6]] }), null)).toEqual({ loss: 0 });
  await expect(two.evaluate(once(given as never), null)).rejects.toThrow(
    /expected { inputs, targets, weights }, received the inputs alone. Give { inputs: { inputs, other }, targets }/,
  );
  const [data, shape] = [input({ shape: [1], name: 'data' }), input({ shape: [1], name: 'shape' })];
  const named = model({ inputs: [data, shape], outputs: layers.add().apply([data, shape]) });
  expect((await named.predict({ data: Float32Array.of(1), shape: [2] })).toArray()).toEqual([[3]]);
  const [one, targets] = [input({ shape: [1], name: 'inputs' }), input({ shape: [1], name: 'targets' })];
  const clash = model({ inputs: [one, targets], outputs: layers.add().apply([one, targets]) });
  expect((await clash.predict(once({ inputs: [[1]], targets: [[2]] }))).toArray()).toEqual([[3]]);
  await expect(clash.predict([tensor([[1]])])).rejects.toThrow(/x: expected 2 values, one for each input \(inputs, targets\), received 1/);
});
