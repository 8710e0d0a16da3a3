import type { Tensor } from '../graph/tensor.ts';
import { maximum, multiply, rsqrt, square } from '../op/elementwise.ts';
import { sum, type ReduceOptions } from '../op/reduce.ts';

/** x divided by its Euclidean norm along axes, or by `least` if the norm is smaller. */
export function unitLength(x: Tensor, axis: ReduceOptions['axis'], least: number): Tensor {
  return multiply(x, rsqrt(maximum(sum(square(x), { axis, keepdims: true }), least ** 2)));
}
