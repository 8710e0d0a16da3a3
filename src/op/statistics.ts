import { checkKeys } from '../core/options.ts';
import { normalizeAxes } from '../core/shape.ts';
import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { cast, equal, less, logicalNot, sqrt, square, subtract } from './elementwise.ts';
import { reshape } from './move.ts';
import { mean, normOfAll, sum, type ReduceOptions } from './reduce.ts';

/** Mean of the squared distances from the mean (the divisor is the number of values); NaN of no values. */
export function variance(x: TensorLike, options: ReduceOptions = {}): Tensor {
  checkKeys('var', options, ['axis', 'keepdims']);
  const input = asTensor(x);
  return mean(square(subtract(input, mean(input, { axis: options.axis, keepdims: true }))), options);
}

/** Square root of the variance. Its derivative is infinite where all values are equal. */
export function std(x: TensorLike, options: ReduceOptions = {}): Tensor {
  checkKeys('std', options, ['axis', 'keepdims']);
  return sqrt(variance(x, options));
}

/** 1 where at least one value is not 0, else 0. NaN counts as not 0; without values the result is 0. */
export function any(x: TensorLike, options: ReduceOptions = {}): Tensor {
  checkKeys('any', options, ['axis', 'keepdims']);
  return less(0, sum(logicalNot(logicalNot(x)), options));
}

/** 1 where no value is 0, else 0. */
export function all(x: TensorLike, options: ReduceOptions = {}): Tensor {
  checkKeys('all', options, ['axis', 'keepdims']);
  return equal(sum(logicalNot(x), options), 0);
}

/** The Euclidean norm. Over all elements squares do not overflow; along axes, squares of values above 1.8e19 do, as
 *  in Keras. Its derivative at 0 is NaN. */
export function norm(x: TensorLike, options: ReduceOptions = {}): Tensor {
  checkKeys('norm', options, ['axis', 'keepdims']);
  const input = cast(x, 'float32');
  if (normalizeAxes(options.axis, input.rank, 'norm').length < input.rank) return sqrt(sum(square(input), options));
  const whole = normOfAll(input);
  return options.keepdims === true ? reshape(whole, input.shape.map(() => 1)) : whole;
}
