/** Ops at their corners: infinities, thresholds, and attributes that JSON cannot tell apart. */
import { expect, test } from 'vitest';
import { activations, grad, ops, tensor, type Tensor } from '../../src/index.ts';
import { variable, type Variable } from '../../src/graph/variable.ts';
import { pad } from '../../src/op/move.ts';
import { assign } from '../../src/op/update.ts';
import { applyEffects } from '../../src/run/eager.ts';

test('figures that are wrong without a word: logaddexp of equal infinities is that infinity', () => {
  expect(ops.logaddexp([Infinity, -Infinity, 0], [Infinity, -Infinity, 0]).toArray()).toEqual([Infinity, -Infinity, Math.fround(Math.LN2)]);
});

test('figures that are wrong without a word: logaddexp of infinities, numbers and NaN, each with each', () => {
  const values = [Infinity, -Infinity, NaN, -3, 0, 88];
  const right = (a: number, b: number): number => {
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    return Number.isFinite(low) && Number.isFinite(high) ? high + Math.log1p(Math.exp(low - high)) : high;
  };
  for (const a of values) {
    for (const b of values) {
      const [both, flipped] = [ops.logaddexp([a], [b]), ops.logaddexp([b], [a])].map((t) => t.data[0]);
      if (Number.isFinite(right(a, b))) expect(both).toBeCloseTo(right(a, b), 5);
      else expect(both).toBe(right(a, b));
      expect(flipped).toBe(both);
    }
  }
  expect(grad((x: Tensor) => ops.sum(ops.logaddexp(x, [Infinity, -Infinity, 1])))([1, 1, 1]).toArray()).toEqual([0, 1, 0.5]);
});

test('figures that are wrong without a word: whole numbers and bytes are never taken by their bits', () => {
  const [whole, bytes] = [
    tensor(
      [
        [3, -1],
        [2, 4],
      ],
      undefined,
      'int32',
    ),
    tensor(
      [
        [3, 1],
        [2, 4],
      ],
      undefined,
      'uint8',
    ),
  ];
  const { sum, mean, prod, max, min, argmax, argmin, softmax, logSoftmax, sparsemax } = ops;
  const reducing = Object.entries({ sum, mean, prod, max, min, argmax, argmin, softmax, logSoftmax, sparsemax });
  for (const [name, op] of reducing) {
    for (const x of [whole, bytes]) expect(() => op(x), name).toThrow(new RegExp(`^${name}: expected float32 values, received ${x.dtype}`));
  }
  const moving: ((x: Tensor) => Tensor)[] = [
    (x) => ops.transpose(x),
    (x) => ops.slice(x, [0, 1], [2, 1]),
    (x) => ops.concatenate([x, x]),
    (x) => ops.stack([x, x]),
    (x) => ops.broadcastTo(x, [2, 2, 2]),
    (x) => pad(x, [0, 1], [0, 0]),
  ];
  for (const move of moving) {
    expect(move(whole).toArray()).toEqual(move(ops.cast(whole, 'float32')).toArray());
    expect(() => move(bytes)).toThrow(/expected float32 or int32 values, received uint8 of shape .*Use cast/);
  }
  expect(() => ops.expandDims(whole, whole as never)).toThrow(/axis must be an integer or an array/);
});

test('figures that are wrong without a word: relu at its threshold does not pass, as in Keras', () => {
  expect(activations.relu([2, 3], { threshold: 2 }).toArray()).toEqual([0, 3]);
  expect(activations.relu([1, 2, 3], { threshold: 2, negativeSlope: 0.5 }).toArray()).toEqual([-0.5, 0, 3]);
});

test('figures that are wrong without a word: padding is the value that was asked for, whatever was asked before', () => {
  const around = (value: number): unknown => pad([1], [1], [0], value).toArray();
  expect([Infinity, -Infinity, NaN, 0, -0].map(around)).toEqual([
    [Infinity, 1],
    [-Infinity, 1],
    [NaN, 1],
    [0, 1],
    [-0, 1],
  ]);
});

const values = (variables: readonly Variable[]): unknown[] => variables.map((v) => v.value().toArray());

test('answers of another call: assignments in a circle take the values from before', () => {
  const ring = [variable([1, 2]), variable([3, 4]), variable([5, 6])] as const;
  const [a, b, c] = ring;
  applyEffects([assign(a, b.tensor), assign(b, a.tensor)], ring);
  expect(values(ring)).toEqual([
    [3, 4],
    [1, 2],
    [5, 6],
  ]);
  applyEffects([assign(a, b.tensor), assign(b, c.tensor), assign(c, a.tensor)], ring);
  expect(values(ring)).toEqual([
    [1, 2],
    [5, 6],
    [3, 4],
  ]);
});

test('figures that are wrong without a word: softmax over several axes sums to 1 over them together, as in Keras', () => {
  const x = tensor(Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)), [2, 3, 2]);
  const y = ops.softmax(x, { axis: [1, 2] });
  const [first] = ops.softmax(ops.reshape(x, [2, 6])).toArray() as number[][];
  expect([...y.data.subarray(0, 6)]).toEqual(first);
  expect((ops.sum(ops.exp(ops.logSoftmax(x, { axis: [0, 2] })), { axis: [0, 2] }).toArray() as number[]).map((v) => v.toFixed(5))).toEqual([
    '1.00000',
    '1.00000',
    '1.00000',
  ]);
});

test('figures that are wrong without a word: a softmax of one unit, which learns nothing, is warned of once', async () => {
  const warnings: (Error & { code?: string })[] = [];
  const listen = (w: Error): void => void warnings.push(w);
  process.on('warning', listen);
  for (let i = 0; i < 3; i++) ops.softmax([[1], [2]]);
  await new Promise((resume) => setImmediate(resume));
  process.off('warning', listen);
  expect(warnings.map((w) => w.code)).toEqual(['MYELIN_SOFTMAX_OF_ONE']);
});

test("split, stack, squeeze and expandDims are each other's opposites", () => {
  const x = tensor([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]);
  const parts = ops.split(x, 2, { axis: 1 });
  expect(parts.map((p) => p.toArray())).toEqual([
    [
      [1, 2],
      [5, 6],
    ],
    [
      [3, 4],
      [7, 8],
    ],
  ]);
  expect(ops.split(x, [1, 3], { axis: 1 }).map((p) => p.shape)).toEqual([
    [2, 1],
    [2, 2],
    [2, 1],
  ]);
  expect(ops.concatenate(parts, { axis: 1 }).toArray()).toEqual(x.toArray());
  expect(ops.stack(parts, { axis: 0 }).shape).toEqual([2, 2, 2]);
  expect(ops.squeeze(ops.expandDims(x, [0, 3])).toArray()).toEqual(x.toArray());
  expect(() => ops.split(x, 3, { axis: 1 })).toThrow(/cannot be cut into 3 parts/);
  expect(() => ops.squeeze(x, { axis: 0 })).toThrow(/axes of size 1/);
});

test('any, all, logical ops, variance, deviation and norms', () => {
  const x = tensor([
    [0, 1],
    [2, 3],
  ]);
  expect([ops.any(x, { axis: 1 }).toArray(), ops.all(x, { axis: 1 }).toArray()]).toEqual([
    [1, 1],
    [0, 1],
  ]);
  expect([ops.logicalNot(x).toArray(), ops.logicalAnd(x, [0, 1]).toArray(), ops.logicalOr(x, [0, 1]).toArray()]).toEqual([
    [
      [1, 0],
      [0, 0],
    ],
    [
      [0, 1],
      [0, 1],
    ],
    [
      [0, 1],
      [1, 1],
    ],
  ]);
  expect([ops.var(x).item(), ops.std(x, { axis: 0 }).toArray()]).toEqual([1.25, [1, 1]]);
  expect([
    ops.norm([3, 4]).item(),
    ops
      .norm(
        [
          [3, 4],
          [6, 8],
        ],
        { axis: 1, keepdims: true },
      )
      .toArray(),
  ]).toEqual([5, [[5], [10]]]);
});

test('no gradient passes stopGradient', () => {
  expect(grad((x: Tensor) => ops.multiply(x, ops.stopGradient(x)))(3).item()).toBe(3);
});
