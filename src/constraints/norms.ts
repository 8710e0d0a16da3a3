import { EPSILON } from '../core/epsilon.ts';
import { normalizeAxes } from '../core/shape.ts';
import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { add, divide, multiply, sqrt, square } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';

/** Options of constraints on norms. */
export interface NormOptions {
  /** The axis or axes over which norms are computed (default 0: those into one unit of a dense layer). */
  axis?: number | readonly number[];
}

/** Euclidean norms along axes, which stay as axes of size 1. @throws {ShapeError} if the weights do not have such an axis */
export function normsOf(where: string, w: Tensor, axis: number | readonly number[]): Tensor {
  return sqrt(sum(square(w), { axis: normalizeAxes(axis, w.rank, where), keepdims: true }));
}

/** Weights with other Euclidean norms along axes. Norms become smaller by at most 1e-7, as in Keras.
 *  @param wanted  the new norms, from the present ones
 *  @throws {ShapeError} if the weights do not have such an axis */
export function withNorms(where: string, weights: TensorLike, axis: number | readonly number[], wanted: (norms: Tensor) => Tensor): Tensor {
  const w = asTensor(weights);
  const norms = normsOf(where, w, axis);
  // Epsilon keeps weights 0 that are all 0, where 0 / 0 would be NaN.
  return multiply(w, divide(wanted(norms), add(norms, EPSILON)));
}
