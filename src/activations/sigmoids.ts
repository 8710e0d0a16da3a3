import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { abs, add, clip, divide, lessEqual, multiply, negative, softplus, square, where } from '../op/elementwise.ts';
import { relu6 } from './rectifiers.ts';

/** Functions that rise from one bound to another, and what is made of them piece by piece. At the ends of a piece their
 *  derivatives are those of TensorFlow. */

/** -ln(1 + e^-x), the logarithm of the sigmoid. */
export const logSigmoid = (x: TensorLike): Tensor => negative(softplus(negative(x)));

/** x / 6 + 1/2 within [0, 1]. */
export const hardSigmoid = (x: TensorLike): Tensor => divide(relu6(add(x, 3)), 6);

/** x hardSigmoid(x). @source Howard et al. 2019 (hard swish) */
export function hardSilu(x: TensorLike): Tensor {
  const input = asTensor(x);
  return multiply(input, hardSigmoid(input));
}

/** x within [-1, 1]. */
export const hardTanh = (x: TensorLike): Tensor => clip(x, -1, 1);

/** x / (1 + |x|). */
export function softsign(x: TensorLike): Tensor {
  const input = asTensor(x);
  return divide(input, add(1, abs(input)));
}

/** 0 up to -1, (x + 1)^2 / 4 up to 1, then x. */
export function sparsePlus(x: TensorLike): Tensor {
  const input = asTensor(x);
  const within = multiply(0.25, square(add(clip(input, -1, 1), 1)));
  return where(lessEqual(input, -1), 0, where(lessEqual(1, input), input, within));
}

/** (x + 1) / 2 within [0, 1]. */
export function sparseSigmoid(x: TensorLike): Tensor {
  const input = asTensor(x);
  return where(lessEqual(input, -1), 0, where(lessEqual(1, input), 1, multiply(0.5, add(input, 1))));
}
