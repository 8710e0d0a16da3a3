import { number, options, or } from '../core/declaration.ts';
import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { abs, clip, lessEqual, subtract, tanh, where } from '../op/elementwise.ts';

/** Functions that are 0, or nearly so, about 0. */

export interface ShrinkOptions {
  /** Values up to this size become 0 (default 0.5). */
  threshold?: number;
}

const HARD_SHRINK = options<ShrinkOptions>()({ threshold: or(number(), 0.5) });

/** x where |x| is above the threshold, else 0. @throws {ConfigError} on a threshold that is no finite number */
export function hardShrink(x: TensorLike, given: ShrinkOptions = {}): Tensor {
  const { threshold } = HARD_SHRINK.read('hardShrink', given);
  const input = asTensor(x);
  return where(lessEqual(abs(input), threshold), 0, input);
}

const SOFT_SHRINK = options<ShrinkOptions>()({ threshold: or(number({ least: 0 }), 0.5) });

/** x moved towards 0 by the threshold, and 0 where |x| is not above it.
 *  @throws {ConfigError} on a threshold that is negative or no finite number */
export function softShrink(x: TensorLike, given: ShrinkOptions = {}): Tensor {
  const { threshold } = SOFT_SHRINK.read('softShrink', given);
  const input = asTensor(x);
  return subtract(input, clip(input, -threshold, threshold));
}

/** x - tanh(x). */
export function tanhShrink(x: TensorLike): Tensor {
  const input = asTensor(x);
  return subtract(input, tanh(input));
}
