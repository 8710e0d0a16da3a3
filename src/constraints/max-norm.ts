import { EPSILON } from '../core/epsilon.ts';
import { axes, number, options, or, stored } from '../core/declaration.ts';
import { normalizeAxes } from '../core/shape.ts';
import { asTensor, type TensorLike } from '../graph/tensor.ts';
import { add, clip, divide, multiply, sqrt, square } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';
import type { Constraint } from './constraint.ts';

export interface MaxNormOptions {
  /** The largest norm (default 2). */
  maxValue?: number;
  /** The axis or axes over which norms are computed (default 0: those into one unit of a dense layer). */
  axis?: number | readonly number[];
}

const OPTIONS = options<MaxNormOptions>()({ maxValue: or(number({ least: 0 }), 2), axis: or(axes(), 0) });

/** Scales weights with a larger Euclidean norm down to `maxValue`. Other norms become smaller by at most 1e-7, as in Keras.
 *  @throws {ConfigError} if maxValue is below 0, or axis is no integer and no array of integers
 *  @throws {ShapeError} when applied to weights without that axis
 *  @source Srivastava et al. 2014, section 5.1 */
export function maxNorm(options: MaxNormOptions = {}): Constraint {
  const held = OPTIONS.read('maxNorm', options);
  const { maxValue, axis } = held;
  return {
    kind: 'maxNorm',
    config: stored(held),
    call: (weights: TensorLike) => {
      const w = asTensor(weights);
      const norms = sqrt(sum(square(w), { axis: normalizeAxes(axis, w.rank, 'maxNorm'), keepdims: true }));
      // Epsilon keeps weights 0 that are all 0, where 0 / 0 would be NaN.
      return multiply(w, divide(clip(norms, 0, maxValue), add(norms, EPSILON)));
    },
  };
}
