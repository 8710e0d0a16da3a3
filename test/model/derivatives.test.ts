/** jvp, vjp, jacobian and hessian against derivatives worked out by hand. Every rule is checked in both directions in test/grad. */
import { expect, test } from 'vitest';
import { compile, ConfigError, grad, hessian, jacobian, jvp, ops, ShapeError, tensor, vjp, type Tensor } from '../../src/index.ts';

/** sin(x) * sum(x): its Jacobian is diag(cos(x) * sum(x)) with sin(x) added to each column. */
const f = (x: Tensor): Tensor => ops.multiply(ops.sin(x), ops.sum(x));
const expected = [1, 2].map((a, i) => [1, 2].map((_, j) => Math.sin(a) + (i === j ? 3 * Math.cos(a) : 0)));
const near = (rows: readonly (readonly number[])[]): unknown => rows.map((row) => row.map((v): unknown => expect.closeTo(v, 5)));

test('the Jacobian by rows and by columns, and products with it from both sides', () => {
  expect(jacobian(f)([1, 2]).toArray()).toEqual(near(expected));
  const [value, tangent] = jvp(f, [[1, 2]], [[0.5, -1]]);
  expect([value.toArray(), tangent.toArray()]).toEqual(
    near([[3 * Math.sin(1), 3 * Math.sin(2)], expected.map(([a, b]) => 0.5 * a! - b!)]),
  );
  const [again, [gradient]] = vjp(f, [[1, 2]], [2, 3]);
  expect(again.toArray()).toEqual(value.toArray());
  expect([gradient!.toArray()]).toEqual(near([[0, 1].map((j) => 2 * expected[0]![j]! + 3 * expected[1]![j]!)]));
  const tall = jacobian((x: Tensor) => ops.concatenate([x, ops.square(x), ops.exp(x)]));
  expect(tall([1, 2]).toArray()).toEqual(near([[1, 0], [0, 1], [2, 0], [0, 4], [Math.E, 0], [0, Math.E ** 2]]));
});

test('shapes: those of the result, then those of the argument; further arguments are held', () => {
  const product = jacobian((w: Tensor, x: Tensor) => ops.matmul(x, w));
  const j = product(tensor([[1, 2], [3, 4]]), tensor([[5, 6]]));
  expect(j.shape).toEqual([1, 2, 2, 2]);
  expect(j.toArray()).toEqual([[[[5, 0], [6, 0]], [[0, 5], [0, 6]]]]);
  expect(jacobian((x: Tensor) => ops.sum(ops.square(x)))([1, 2, 3]).toArray()).toEqual([2, 4, 6]);
  expect(jacobian((x: Tensor) => ops.multiply(x, [1, 2, 3]))(5).toArray()).toEqual([1, 2, 3]);
  expect(jacobian((x: Tensor) => ops.multiply(ops.sum(x), 0))([[1], [2]]).shape).toEqual([2, 1]);
});

test('the Hessian: x^T A x has A + A^T, a loss of least squares 2 X^T X / n', () => {
  const a = tensor([[1, 2], [3, 4]]);
  expect(hessian((x: Tensor) => ops.sum(ops.multiply(x, ops.matmul(a, x))))([[5], [6]]).toArray()).toEqual([[[[2], [5]]], [[[5], [8]]]]);
  const x = tensor([[1, 2], [3, 4]]);
  const loss = (w: Tensor): Tensor => ops.mean(ops.square(ops.matmul(x, ops.reshape(w, [2, 1]))));
  expect(hessian(loss)([0.3, 0.4]).toArray()).toEqual(near([[10, 14], [14, 20]]));
});

test('products of a Hessian with a vector, forward over reverse', () => {
  const [g, hv] = jvp(grad((x: Tensor) => ops.sum(ops.power(x, 4))), [[1, 2]], [[1, 10]]);
  expect([g.toArray(), hv.toArray()]).toEqual(near([[4, 32], [12, 480]]));
});

test('within compiled functions they are a part of the program', () => {
  const step = compile((_, x, v) => {
    const [value, tangent] = jvp(f, [x], [v]);
    return [value, tangent, vjp(f, [x], v)[1][0]!, jacobian(f)(x), hessian((z: Tensor) => ops.sum(f(z)))(x)];
  });
  const x = tensor([1, 2]);
  const v = tensor([0.5, -1]);
  const results = step(x, v).map((r) => r.toArray());
  const one = [...jvp(f, [x], [v]), vjp(f, [x], v)[1][0]!, jacobian(f)(x), hessian((z: Tensor) => ops.sum(f(z)))(x)];
  results.forEach((r, i) => expect(ops.max(ops.abs(ops.subtract(tensor(r as never), one[i]!))).item()).toBeLessThan(1e-5));
});

test('what cannot be is refused with its cause', () => {
  expect(() => jvp(f, [[1, 2]], [])).toThrow(ConfigError);
  expect(() => jvp(f, [[1, 2]], [[1, 2], [1, 2]])).toThrow(/jvp: expected 1 tangents, one for each of xs, received 2/);
  expect(() => jvp(f, [[1, 2]], [[1, 2, 3]])).toThrow(/jvp: tangent 0 must have the shape \[2\], received \[3\]/);
  expect(() => vjp(f, [[1, 2]], [1])).toThrow(/vjp: the cotangent must have the shape \[2\]/);
  expect(() => jacobian(3 as never)).toThrow(/jacobian: expected a function over ops, received 3/);
  expect(() => jacobian(f)()).toThrow(ConfigError);
  expect(() => hessian(f)([1, 2])).toThrow(ShapeError);
  expect(() => jvp((x: Tensor) => ops.argmax(x), [[1, 2]], [[1, 2]])).toThrow(/expected a result of float32 values/);
});
