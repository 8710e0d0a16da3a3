import { axes, number, options, or, stored } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import { add, clip, multiply } from '../op/elementwise.ts';
import type { Constraint } from './constraint.ts';
import { withNorms, type NormOptions } from './norms.ts';

export interface MinMaxNormOptions extends NormOptions {
  /** The smallest norm (default 0). */
  minValue?: number;
  /** The largest norm (default 1). */
  maxValue?: number;
  /** Part of the way to an allowed norm that each step goes, in [0, 1] (default 1). */
  rate?: number;
}

const OPTIONS = options<MinMaxNormOptions>()({
  minValue: or(number({ least: 0 }), 0),
  maxValue: or(number({ least: 0 }), 1),
  rate: or(number({ least: 0, most: 1 }), 1),
  axis: or(axes(), 0),
});

/** Scales weights so that their Euclidean norms lie within bounds, or come nearer to them. Norms become smaller by at most 1e-7
 *  besides, as in Keras.
 *  @throws {ConfigError} on invalid options, or if minValue is larger than maxValue
 *  @throws {ShapeError} when applied to weights without that axis */
export function minMaxNorm(options: MinMaxNormOptions = {}): Constraint {
  const held = OPTIONS.read('minMaxNorm', options);
  const { minValue, maxValue, rate, axis } = held;
  if (minValue > maxValue)
    throw new ConfigError(`minMaxNorm: minValue must be at most maxValue, received ${minValue} and ${maxValue}.`);
  return {
    kind: 'minMaxNorm',
    config: stored(held),
    call: (w) =>
      withNorms('minMaxNorm', w, axis, (norms) => add(multiply(rate, clip(norms, minValue, maxValue)), multiply(1 - rate, norms))),
  };
}
