/** Activation functions with Keras' names, defaults and formulas, as compositions of ops.
 *  @source Keras 3 keras.activations; papers where named */
import { ShapeError } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import { normalizeAxis, showShape } from '../core/shape.ts';
import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import * as ops from '../op/elementwise.ts';
import { slice } from '../op/move.ts';

export { logSoftmax, softmax, sparsemax } from '../op/softmax.ts';
export { sigmoid, softplus, tanh, exp as exponential } from '../op/elementwise.ts';

const {
  abs, add, clip, divide, expm1, gelu: exactGelu, less, maximum, minimum, multiply, negative, sigmoid, softplus, sqrt,
  square, subtract, tanh, where,
} = ops;

/** The options of an activation. @throws {ConfigError} on unknown ones, and on what is no object */
function taken<O extends object>(where: string, options: O, names: readonly (keyof O & string)[]): O {
  checkKeys(where, options, names);
  return options;
}

export const linear = (x: TensorLike): Tensor => asTensor(x);

/** max(x, 0). Below and at `threshold` it has the slope `negativeSlope`; `maxValue` is an upper limit. */
export function relu(x: TensorLike, options: { negativeSlope?: number; maxValue?: number; threshold?: number } = {}): Tensor {
  const { negativeSlope = 0, maxValue, threshold = 0 } = taken('relu', options, ['negativeSlope', 'maxValue', 'threshold']);
  const input = asTensor(x);
  const above =
    threshold === 0 && negativeSlope === 0
      ? ops.relu(input)
      : where(less(threshold, input), input, multiply(negativeSlope, subtract(input, threshold)));
  return maxValue === undefined ? above : minimum(above, maxValue);
}
export const relu6 = (x: TensorLike): Tensor => relu(x, { maxValue: 6 });
/** Maas et al. 2013. The layer of this name has slope 0.3. */
export function leakyRelu(x: TensorLike, options: { negativeSlope?: number } = {}): Tensor {
  const { negativeSlope = 0.2 } = taken('leakyRelu', options, ['negativeSlope']);
  return relu(x, { negativeSlope });
}
/** Clevert et al. 2016. */
export function elu(x: TensorLike, options: { alpha?: number } = {}): Tensor {
  const { alpha = 1 } = taken('elu', options, ['alpha']);
  const input = asTensor(x);
  return where(less(0, input), input, multiply(alpha, expm1(minimum(input, 0))));
}
/** Klambauer et al. 2017: the two constants are theirs. */
export const selu = (x: TensorLike): Tensor => multiply(1.0507009873554805, elu(x, { alpha: 1.6732632423543772 }));
/** Barron 2017. */
export function celu(x: TensorLike, options: { alpha?: number } = {}): Tensor {
  const { alpha = 1 } = taken('celu', options, ['alpha']);
  const input = asTensor(x);
  return add(maximum(input, 0), multiply(alpha, expm1(divide(minimum(input, 0), alpha))));
}
/** Hendrycks & Gimpel 2016; approximate: their tanh form. */
export function gelu(x: TensorLike, options: { approximate?: boolean } = {}): Tensor {
  const { approximate = false } = taken('gelu', options, ['approximate']);
  const input = asTensor(x);
  if (!approximate) return exactGelu(input);
  const inner = multiply(Math.sqrt(2 / Math.PI), add(input, multiply(0.044715, multiply(input, square(input)))));
  return multiply(multiply(0.5, input), add(1, tanh(inner)));
}
/** Ramachandran et al. 2017 (swish). */
export function silu(x: TensorLike): Tensor {
  const input = asTensor(x);
  return multiply(input, sigmoid(input));
}
/** Misra 2019. */
export function mish(x: TensorLike): Tensor {
  const input = asTensor(x);
  return multiply(input, tanh(softplus(input)));
}
/** Gated linear unit: the first half of an axis times the sigmoid of the second. Dauphin et al. 2017. */
export function glu(x: TensorLike, options: { axis?: number } = {}): Tensor {
  const { axis = -1 } = taken('glu', options, ['axis']);
  const input = asTensor(x);
  const at = normalizeAxis(axis, input.rank, 'glu');
  if (input.shape[at]! % 2 !== 0) throw new ShapeError(`glu: axis ${at} of ${showShape(input.shape)} must have an even size.`);
  const half = input.shape.with(at, input.shape[at]! / 2);
  const start = (i: number): number[] => input.shape.map((_, j) => (j === at ? i * half[at]! : 0));
  return multiply(slice(input, start(0), half), sigmoid(slice(input, start(1), half)));
}
export const logSigmoid = (x: TensorLike): Tensor => negative(softplus(negative(x)));
/** x / 6 + 1/2 within [0, 1]. */
export const hardSigmoid = (x: TensorLike): Tensor => clip(add(multiply(asTensor(x), 1 / 6), 0.5), 0, 1);
/** Howard et al. 2019 (hard swish). */
export function hardSilu(x: TensorLike): Tensor {
  const input = asTensor(x);
  return multiply(input, hardSigmoid(input));
}
export const hardTanh = (x: TensorLike): Tensor => clip(x, -1, 1);
export function hardShrink(x: TensorLike, options: { threshold?: number } = {}): Tensor {
  const { threshold = 0.5 } = taken('hardShrink', options, ['threshold']);
  const input = asTensor(x);
  return where(less(threshold, abs(input)), input, 0);
}
export function softShrink(x: TensorLike, options: { threshold?: number } = {}): Tensor {
  const { threshold = 0.5 } = taken('softShrink', options, ['threshold']);
  const input = asTensor(x);
  return subtract(input, clip(input, -threshold, threshold));
}
export function tanhShrink(x: TensorLike): Tensor {
  const input = asTensor(x);
  return subtract(input, tanh(input));
}
export function softsign(x: TensorLike): Tensor {
  const input = asTensor(x);
  return divide(input, add(1, abs(input)));
}
/** (x + sqrt(x^2 + b)) / 2. Barron 2021. */
export function squareplus(x: TensorLike, options: { b?: number } = {}): Tensor {
  const { b = 4 } = taken('squareplus', options, ['b']);
  const input = asTensor(x);
  return multiply(0.5, add(input, sqrt(add(square(input), b))));
}
/** 0 up to -1, (x + 1)^2 / 4 up to 1, then x. */
export function sparsePlus(x: TensorLike): Tensor {
  const input = asTensor(x);
  return where(less(input, -1), 0, where(less(input, 1), multiply(0.25, square(add(input, 1))), input));
}
/** (x + 1) / 2 within [0, 1]. */
export const sparseSigmoid = (x: TensorLike): Tensor => clip(multiply(0.5, add(asTensor(x), 1)), 0, 1);
/** x above the threshold, else `defaultValue`. */
export function threshold(x: TensorLike, options: { threshold?: number; defaultValue?: number } = {}): Tensor {
  const { threshold: bound = 0, defaultValue = 0 } = taken('threshold', options, ['threshold', 'defaultValue']);
  const input = asTensor(x);
  return where(less(bound, input), input, defaultValue);
}
export { hardSilu as hardSwish, silu as swish };
