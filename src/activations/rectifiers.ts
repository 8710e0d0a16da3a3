import { number, options, or, orNone } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import * as ops from '../op/elementwise.ts';

const { add, clip, divide, expm1, less, lessEqual, maximum, minimum, multiply, subtract, where } = ops;

/** Functions that are x above a threshold. Comparisons are written so that NaN stays NaN. */

export interface ReluOptions {
  /** Slope at and below the threshold (default 0). */
  negativeSlope?: number;
  /** The largest value (default: none). */
  maxValue?: number | null;
  /** Up to here x does not pass (default 0). */
  threshold?: number;
}

const RELU = options<ReluOptions>()({ negativeSlope: or(number(), 0), maxValue: orNone(number()), threshold: or(number(), 0) });

/** x above `threshold`, at most `maxValue`; negativeSlope (x - threshold) up to it.
 *  @throws {ConfigError} on options that are no finite numbers */
export function relu(x: TensorLike, given: ReluOptions = {}): Tensor {
  const { negativeSlope, maxValue, threshold: bound } = RELU.read('relu', given);
  const input = asTensor(x);
  if (maxValue === undefined && bound === 0 && negativeSlope !== 0) return leakyRelu(input, { negativeSlope });
  const above = bound !== 0 ? where(lessEqual(input, bound), 0, input) : maxValue === 6 ? relu6(input) : ops.relu(input);
  const limited = maxValue === undefined || (maxValue === 6 && bound === 0) ? above : clip(above, 0, maxValue);
  if (negativeSlope === 0) return limited;
  return subtract(limited, multiply(negativeSlope, ops.relu(subtract(bound, input))));
}

/** x within [0, 6]. Its derivative at both ends is 0, as in TensorFlow. */
export function relu6(x: TensorLike): Tensor {
  const above = ops.relu(x);
  return where(lessEqual(6, above), 6, above);
}

export interface LeakyReluOptions {
  /** Slope up to 0 (default 0.2). The layer of this name has 0.3. */
  negativeSlope?: number;
}

const LEAKY_RELU = options<LeakyReluOptions>()({ negativeSlope: or(number(), 0.2) });

/** x above 0, negativeSlope x up to it. @source Maas et al. 2013 @throws {ConfigError} on a slope that is no finite number */
export function leakyRelu(x: TensorLike, given: LeakyReluOptions = {}): Tensor {
  const { negativeSlope } = LEAKY_RELU.read('leakyRelu', given);
  const input = asTensor(x);
  return negativeSlope === 0 ? ops.relu(input) : where(lessEqual(input, 0), multiply(negativeSlope, input), input);
}

export interface EluOptions {
  /** The value far below 0, negated (default 1). */
  alpha?: number;
}

const ELU = options<EluOptions>()({ alpha: or(number(), 1) });

/** x above 0, alpha (e^x - 1) up to it. @source Clevert et al. 2016 @throws {ConfigError} on an alpha that is no finite number */
export function elu(x: TensorLike, given: EluOptions = {}): Tensor {
  const { alpha } = ELU.read('elu', given);
  const input = asTensor(x);
  // At 0 the slope is alpha, and the second derivative 0, as in TensorFlow.
  const below = where(less(input, 0), expm1(minimum(input, 0)), input);
  return alpha === 1 ? below : where(less(0, input), input, multiply(alpha, below));
}

/** scale x from 0 on, scale alpha (e^x - 1) below, with which the outputs of layers tend to mean 0 and variance 1.
 *  @source Klambauer et al. 2017; the two constants are theirs */
export function selu(x: TensorLike): Tensor {
  const input = asTensor(x);
  return multiply(1.0507009873554805, where(less(input, 0), multiply(1.6732632423543772, expm1(minimum(input, 0))), input));
}

const CELU = options<EluOptions>()({ alpha: or(number(), 1) });

/** max(x, 0) + alpha (e^(min(x, 0) / alpha) - 1). At 0 its derivative is 2, that of both terms, as in TensorFlow.
 *  @source Barron 2017 @throws {ConfigError} on an alpha that is 0 or no finite number */
export function celu(x: TensorLike, given: EluOptions = {}): Tensor {
  const { alpha } = CELU.read('celu', given);
  if (alpha === 0) throw new ConfigError('celu: alpha must not be 0, by which x is divided. Use relu for its limit.');
  const input = asTensor(x);
  return add(maximum(input, 0), multiply(alpha, expm1(divide(minimum(input, 0), alpha))));
}

export interface ThresholdOptions {
  /** x passes above this (default 0). */
  threshold?: number;
  /** The value elsewhere (default 0). */
  defaultValue?: number;
}

const THRESHOLD = options<ThresholdOptions>()({ threshold: or(number(), 0), defaultValue: or(number(), 0) });

/** x above the threshold, else `defaultValue`. @throws {ConfigError} on options that are no finite numbers */
export function threshold(x: TensorLike, given: ThresholdOptions = {}): Tensor {
  const { threshold: bound, defaultValue } = THRESHOLD.read('threshold', given);
  const input = asTensor(x);
  return where(lessEqual(input, bound), defaultValue, input);
}
