import { boolean, integer, number, options, or } from '../core/declaration.ts';
import { ShapeError } from '../core/errors.ts';
import { normalizeAxis, showShape } from '../core/shape.ts';
import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import * as ops from '../op/elementwise.ts';
import { slice } from '../op/move.ts';
import { relu } from './rectifiers.ts';

const { abs, add, clip, divide, lessEqual, maximum, minimum, multiply, sigmoid, softplus, sqrt, square, tanh, where } = ops;

/** Smooth forms of relu, most of them x times a share of it that passes. */

export interface GeluOptions {
  /** Whether to use a form with tanh, which differs by up to 5e-4 (default false). */
  approximate?: boolean;
}

const GELU = options<GeluOptions>()({ approximate: or(boolean(), false) });

/** x Phi(x), Phi the standard normal distribution. @source Hendrycks & Gimpel 2016 @throws {ConfigError} on other options */
export function gelu(x: TensorLike, given: GeluOptions = {}): Tensor {
  const { approximate } = GELU.read('gelu', given);
  const input = asTensor(x);
  if (!approximate) return ops.gelu(input);
  // The tanh is 1 from 6 on. A larger value would only overflow its cube, and derivatives would be 0 times infinity.
  const near = clip(input, -10, 10);
  const inner = multiply(Math.sqrt(2 / Math.PI), add(near, multiply(0.044715, multiply(near, square(near)))));
  return multiply(multiply(0.5, input), add(1, tanh(inner)));
}

/** x sigmoid(x). @source Ramachandran et al. 2017 (swish) */
export function silu(x: TensorLike): Tensor {
  const input = asTensor(x);
  return multiply(input, sigmoid(input));
}

/** x tanh(softplus(x)). @source Misra 2019 */
export function mish(x: TensorLike): Tensor {
  const input = asTensor(x);
  // The tanh is 1 long before 30. Larger values would only multiply derivatives that are 0, by what may overflow.
  return multiply(input, tanh(softplus(minimum(input, 30))));
}

export interface GluOptions {
  /** The axis that is halved (default -1). */
  axis?: number;
}

const GLU = options<GluOptions>()({ axis: or(integer(), -1) });

/** The first half of an axis times the sigmoid of the second. @source Dauphin et al. 2017
 *  @shape as the input, the axis half as long
 *  @throws {ShapeError} if the axis is outside the rank or has an odd size */
export function glu(x: TensorLike, given: GluOptions = {}): Tensor {
  const { axis } = GLU.read('glu', given);
  const input = asTensor(x);
  const at = normalizeAxis(axis, input.rank, 'glu');
  if (input.shape[at]! % 2 !== 0) throw new ShapeError(`glu: axis ${at} of ${showShape(input.shape)} must have an even size.`);
  const half = input.shape.with(at, input.shape[at]! / 2);
  const start = (i: number): number[] => input.shape.map((_, j) => (j === at ? i * half[at]! : 0));
  return multiply(slice(input, start(0), half), sigmoid(slice(input, start(1), half)));
}

export interface SquareplusOptions {
  /** How round the function is about 0; with 0 it is relu (default 4). */
  b?: number;
}

const SQUAREPLUS = options<SquareplusOptions>()({ b: or(number({ least: 0 }), 4) });

/** A square above this may overflow. Much smaller roots hide a term of b in it already. */
const LARGE = 1e18;

/** (x + sqrt(x^2 + b)) / 2. @source Barron 2021 @throws {ConfigError} on a b that is negative or no finite number */
export function squareplus(x: TensorLike, given: SquareplusOptions = {}): Tensor {
  const { b } = SQUAREPLUS.read('squareplus', given);
  if (b === 0) return relu(x);
  const input = asTensor(x);
  const size = abs(input);
  const half = multiply(0.5, maximum(sqrt(add(square(clip(input, -LARGE, LARGE)), b)), size));
  // Below 0 the sum would cancel. There it is b / (root - x) / 2, in terms of |x|, so that it is finite on the other side, too.
  return where(lessEqual(0, input), add(multiply(0.5, input), half), divide(b / 4, add(half, multiply(0.5, size))));
}
