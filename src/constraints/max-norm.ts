import { axes, number, options, or, stored } from '../core/declaration.ts';
import { clip } from '../op/elementwise.ts';
import type { Constraint } from './constraint.ts';
import { withNorms, type NormOptions } from './norms.ts';

export interface MaxNormOptions extends NormOptions {
  /** The largest norm (default 2). */
  maxValue?: number;
}

const OPTIONS = options<MaxNormOptions>()({ maxValue: or(number({ least: 0 }), 2), axis: or(axes(), 0) });

/** Scales weights with a larger Euclidean norm down to `maxValue`. Other norms become smaller by at most 1e-7, as in Keras.
 *  @throws {ConfigError} if maxValue is below 0, or axis is no integer and no array of integers
 *  @throws {ShapeError} when applied to weights without that axis
 *  @source Srivastava et al. 2014, section 5.1 */
export function maxNorm(options: MaxNormOptions = {}): Constraint {
  const held = OPTIONS.read('maxNorm', options);
  const { maxValue, axis } = held;
  return { kind: 'maxNorm', config: stored(held), call: (w) => withNorms('maxNorm', w, axis, (norms) => clip(norms, 0, maxValue)) };
}
