import { EPSILON } from '../core/epsilon.ts';
import { axes, options, or, stored } from '../core/declaration.ts';
import { asTensor } from '../graph/tensor.ts';
import { add, divide } from '../op/elementwise.ts';
import type { Constraint } from './constraint.ts';
import { normsOf, type NormOptions } from './norms.ts';

export type UnitNormOptions = NormOptions;

const OPTIONS = options<UnitNormOptions>()({ axis: or(axes(), 0) });

/** Divides weights by their Euclidean norms, to which 1e-7 is added, as in Keras.
 *  @throws {ConfigError} if axis is no integer and no array of integers
 *  @throws {ShapeError} when applied to weights without that axis */
export function unitNorm(options: UnitNormOptions = {}): Constraint {
  const held = OPTIONS.read('unitNorm', options);
  return {
    kind: 'unitNorm',
    config: stored(held),
    call: (weights) => {
      const w = asTensor(weights);
      return divide(w, add(normsOf('unitNorm', w, held.axis), EPSILON));
    },
  };
}
