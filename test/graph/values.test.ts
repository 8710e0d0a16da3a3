/** What tensors show, and what becomes of them in JSON, in structured clones and in JavaScript's operators. */
import { inspect } from 'node:util';
import { afterEach, expect, test, vi } from 'vitest';
import {
  ConfigError, DataError, deserializeTensor, input, layers, ops, serializeTensor, sequential, ShapeError, tensor, variable, type Tensor,
} from '../../src/index.ts';
import { placeholder } from '../../src/graph/tensor.ts';

afterEach(() => vi.restoreAllMocks());

const t = tensor([[1, 2.5], [3, 4]]);

test('Node shows values, shape and dtype; within other values columns stay aligned', () => {
  expect(inspect(t)).toBe('[[1.  2.5]\n [3.  4. ]] Tensor [2, 2] float32');
  expect(inspect(tensor([1, 2], [2], 'int32'))).toBe('[1 2] Tensor [2] int32');
  expect(inspect(ops.full([3], 2))).toBe('[2. 2. 2.] Tensor [3] float32');
  expect(inspect({ a: t, b: [tensor(0.5)] })).toBe(
    '{\n  a: Tensor [2, 2] float32\n  [[1.  2.5]\n   [3.  4. ]],\n  b: [ 0.5 Tensor [] float32 ]\n}',
  );
  expect(inspect(placeholder([2, 3]))).toBe('Tensor [2, 3] float32 (symbolic: input)');
  expect(inspect(input({ shape: [3], name: 'pixels' }))).toBe('SymbolicTensor pixels [*, 3] float32');
});

test('print writes the values to the console', () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  t.print();
  expect(log.mock.calls).toEqual([['[[1.  2.5]\n [3.  4. ]]']]);
});

test('a tensor whose array was transferred says so', () => {
  const array = new Float32Array([1, 2]);
  const of = tensor(array);
  structuredClone(array, { transfer: [array.buffer] });
  expect(inspect(of)).toBe('Tensor [2] float32 (its array was transferred or resized)');
});

test('an array whose memory was given away is refused, whole or as a row', () => {
  const given = (): Float32Array => {
    const array = new Float32Array([1, 2]);
    structuredClone(array, { transfer: [array.buffer] });
    return array;
  };
  for (const make of [
    () => tensor(given()), () => tensor({ data: given(), shape: [0] }), () => tensor([given(), given()]),
    () => tensor([new Float32Array(2), given()]), () => ops.add(given(), 1),
  ])
    expect(make).toThrow(/expected an array with values, received one whose memory was given away/);
  expect(tensor(new Float32Array(0)).shape).toEqual([0]);
});

test('JSON has nested arrays, and refuses what it cannot hold', () => {
  expect(JSON.stringify({ t, n: tensor(2) })).toBe('{"t":[[1,2.5],[3,4]],"n":2}');
  for (const value of [NaN, Infinity, -Infinity])
    expect(() => JSON.stringify(tensor([0, value]))).toThrow(new DataError(
      `toJSON: JSON has no ${value}, which is value 1 of a tensor of shape [2]. Replace it first.`,
    ));
  expect(JSON.stringify(placeholder([2]))).toBe('{"symbolic":"input","shape":[2],"dtype":"float32"}');
});

test('argMax is the place of the largest value along an axis', () => {
  const x = tensor([[[1, 5, 5], [7, 0, NaN]], [[-1, -2, -3], [0, 0, 1]]]);
  for (const axis of [-1, 0, 1, 2, -3]) {
    const found = x.argMax(axis);
    const expected = ops.argmax(x, { axis });
    expect(found.dtype).toBe('int32');
    expect(found.toArray(), `axis ${axis}`).toEqual(expected.toArray());
  }
  expect(x.argMax()).toEqual(expect.objectContaining({ shape: [2, 2] }));
  expect(tensor([3, 9, 2]).argMax().item()).toBe(1);
  expect(() => x.argMax(3)).toThrow(ConfigError);
  expect(() => tensor(1).argMax()).toThrow(/argMax: expected an axis of the shape \[\], received -1/);
  expect(() => tensor([[], []]).argMax()).toThrow(ShapeError);
  expect(() => placeholder([2]).argMax()).toThrow(/symbolic/);
});

test.each<[string, (a: Tensor) => unknown]>([
  ['+', (a) => (a as never as number) + (t as never as number)],
  ['+ of a text', (a) => `x` + (a as never as string)],
  ['*', (a) => (a as never as number) * 2],
  ['<', (a) => (a as never as number) < 1],
  ['unary -', (a) => -(a as never as number)],
  ['== of a number', (a) => (a as never) == 1], // eslint-disable-line eqeqeq
  ['Math.max', (a) => Math.max(a as never, 1)],
])('%s of a tensor says which functions to use', (_, work) => {
  expect(() => work(t)).toThrow(/^JavaScript's operators.*do not compute with tensors. Use ops, such as ops.add\(a, b\)/);
  expect(() => work(placeholder([2]))).toThrow(ConfigError);
  expect(() => work(input({ shape: [2] }) as never)).toThrow(/symbolic tensors. Use a layer, such as layers.add\(\).apply\(\[a, b\]\)/);
  expect(() => work(variable([1]) as never)).toThrow(/variables. Use ops on what value\(\) gives/);
});

test('a structured clone of a tensor has lost its values, and says so wherever a tensor is expected', async () => {
  const clone = structuredClone(tensor([[1], [2]])) as never;
  const lost = /its values are lost. Send serializeTensor\(tensor\), and call deserializeTensor on what arrives/;
  const net = sequential([layers.dense({ units: 1 })]);
  net.compile({ loss: 'mse' });
  for (const build of [false, true]) {
    if (build) net.build([null, 1]);
    await expect(net.fit(clone, [[1], [2]])).rejects.toThrow(lost);
    await expect(net.fit([[1], [2]], clone)).rejects.toThrow(lost);
    await expect(net.predict(clone)).rejects.toThrow(lost);
  }
  expect(() => net.setWeights([clone, clone])).toThrow(lost);
  for (const work of [() => tensor(clone), () => ops.add(clone, 1), () => deserializeTensor(clone)]) expect(work).toThrow(lost);
});

test('serializeTensor and deserializeTensor bring a tensor through a structured clone, with its dtype', () => {
  for (const one of [t, tensor(5), tensor(Uint8Array.of(1, 2)), tensor([[1], [2]], undefined, 'int32'), ops.full([2], 3)]) {
    const sent = serializeTensor(one);
    const there = deserializeTensor(structuredClone(sent, { transfer: [sent.data.buffer] }));
    expect([there.dtype, there.shape, there.toArray()]).toEqual([one.dtype, one.shape, one.toArray()]);
  }
  expect(() => serializeTensor([1] as never)).toThrow(/serializeTensor: expected a tensor, received \[1\]/);
  expect(() => serializeTensor(placeholder([1]))).toThrow(ConfigError);
});
