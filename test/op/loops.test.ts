/** `ops.scan` and `ops.map`: at once, in traces, differentiated. */
import { describe, expect, test } from 'vitest';
import { compile, ConfigError, grad, ops, ShapeError, tensor, type Tensor } from '../../src/index.ts';
import { checkGradient } from '../grad/check.ts';

describe('scan', () => {
  test('computes at once on concrete tensors', () => {
    const [total, sums] = ops.scan(
      (carry, x) => {
        const s = ops.add(carry, x);
        return [s, s];
      },
      0,
      [1, 2, 3],
    );
    expect([total.item(), sums.toArray()]).toEqual([6, [1, 3, 6]]);
  });

  test('carries lists and gives lists', () => {
    const [[a, b], [rows]] = ops.scan(([x, y], [row]) => [[y, ops.add(x, row)], [ops.multiply(y, 2)]], [tensor([1]), tensor([2])], [
      tensor([[10], [20], [30]]),
    ]);
    expect([a.toArray(), b.toArray(), rows.toArray()]).toEqual([[22], [41], [[4], [22], [44]]]);
  });

  test('from the end, and a number of times without rows', () => {
    const [last, ys] = ops.scan((c, x) => [ops.subtract(x, c), c], 0, [1, 2, 4], { reverse: true });
    expect([last.item(), ys.toArray()]).toEqual([3, [-2, 4, 0]]);
    const [power, none] = ops.scan((c) => [ops.multiply(c, 2), null], tensor([1, 3]), null, { length: 5 });
    expect([power.toArray(), none]).toEqual([[32, 96], null]);
    const [nothing, squares] = ops.scan((_, x) => [null, ops.square(x)], null, [3, 4]);
    expect([nothing, squares.toArray()]).toEqual([null, [9, 16]]);
  });

  test('is a part of a compiled function', () => {
    const f = compile((_, x, w) => {
      const [h] = ops.scan((c, row) => [ops.tanh(ops.add(ops.matmul(c, w), row)), null], ops.full([2, 3], 0), x);
      return h;
    });
    const x = tensor(Float32Array.from({ length: 24 }, (_, i) => Math.sin(i)), [4, 2, 3]);
    const w = tensor(Float32Array.from({ length: 9 }, (_, i) => Math.cos(i)), [3, 3]);
    let h = ops.full([2, 3], 0);
    for (let i = 0; i < 4; i++) h = ops.tanh(ops.add(ops.matmul(h, w), ops.reshape(ops.slice(x, [i, 0, 0], [1, 2, 3]), [2, 3])));
    expect(f(x, w).toArray()).toEqual(h.toArray());
  });

  test.each([[false], [true]])('has first and second derivatives (remat %s)', (remat) => {
    const f = (x: Tensor, w: Tensor): Tensor =>
      ops.scan((c, row) => [ops.tanh(ops.add(ops.matmul(c, w), row)), c], ops.full([2, 3], 0.5), x, { remat })[0];
    checkGradient({ f, shapes: [[7, 2, 3], [3, 3]] });
    const cube = grad((x: Tensor) => ops.sum(ops.scan((c, row) => [ops.multiply(c, row), null], 1, x, { remat })[0]));
    expect(cube([2, 3, 4]).toArray()).toEqual([12, 8, 6]);
    const twice = grad((x: Tensor) => ops.sum(ops.multiply(cube(x), tensor([1, 10, 100]))));
    expect(twice([2, 3, 4]).toArray()).toEqual([340, 204, 23]);
  });

  test('says what is wrong', () => {
    expect(() => ops.scan((c) => [c, null], 0)).toThrow(/scan: without xs, say how often/);
    expect(() => ops.scan((c) => [ops.stack([c, c]), null], 0, [1])).toThrow(ShapeError);
    expect(() => ops.scan((() => 3) as never, 0, [1])).toThrow(/a pair, \[carry, y\], received 3/);
    expect(() => ops.scan(3 as never, 0, [1])).toThrow(ConfigError);
    expect(() => ops.scan((c) => [c, null], 0, [1], { revers: true } as never)).toThrow(/Did you mean 'reverse'/);
  });
});

describe('map', () => {
  test('does a function for each row', () => {
    expect(ops.map((x) => ops.multiply(x, x), [1, 2, 3]).toArray()).toEqual([1, 4, 9]);
    const [sums, products] = ops.map(([a, b]) => [ops.add(a, b), ops.multiply(a, b)], [tensor([[1, 2], [3, 4]]), tensor([5, 6])]);
    expect([sums.toArray(), products.toArray()]).toEqual([[[6, 7], [9, 10]], [[5, 10], [18, 24]]]);
  });

  test('has derivatives', () => {
    expect(grad((x: Tensor) => ops.sum(ops.map((row) => ops.power(row, 3), x)))([1, 2]).toArray()).toEqual([3, 12]);
  });

  test('says what is wrong', () => {
    expect(() => ops.map((x) => x, 3)).toThrow(/xs 0 has no axis/);
    expect(() => ops.map(3 as never, [1])).toThrow(ConfigError);
  });
});
