import { checkKeys, checkNumber } from '../core/options.ts';
import { asTensor, full, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { abs, add, multiply, square } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';
import type { Regularizer } from './regularizer.ts';

const sumOfSizes = (x: Tensor, factor: number): Tensor => multiply(sum(abs(x)), factor);
const sumOfSquares = (x: Tensor, factor: number): Tensor => multiply(sum(square(x)), factor);

/** l1 sum |x|: makes weights that are of little use 0.
 *  @throws {ConfigError} if the factor is below 0 or not finite */
export function l1(options: { l1?: number } = {}): Regularizer {
  checkKeys('l1', options, ['l1']);
  const factor = checkNumber('l1', 'l1', options.l1 ?? 0.01, { least: 0 });
  return { kind: 'l1', config: { l1: factor }, call: (x: TensorLike) => sumOfSizes(asTensor(x), factor) };
}

/** l2 sum x^2: keeps weights small.
 *  @throws {ConfigError} if the factor is below 0 or not finite */
export function l2(options: { l2?: number } = {}): Regularizer {
  checkKeys('l2', options, ['l2']);
  const factor = checkNumber('l2', 'l2', options.l2 ?? 0.01, { least: 0 });
  return { kind: 'l2', config: { l2: factor }, call: (x: TensorLike) => sumOfSquares(asTensor(x), factor) };
}

/** l1 sum |x| + l2 sum x^2. Both factors are 0 unless given, by name ('l1l2') as well, as in Keras.
 *  @throws {ConfigError} if a factor is below 0 or not finite */
export function l1l2(options: { l1?: number; l2?: number } = {}): Regularizer {
  checkKeys('l1l2', options, ['l1', 'l2']);
  const first = checkNumber('l1l2', 'l1', options.l1 ?? 0, { least: 0 });
  const second = checkNumber('l1l2', 'l2', options.l2 ?? 0, { least: 0 });
  return {
    kind: 'l1l2',
    config: { l1: first, l2: second },
    call: (given: TensorLike) => {
      const x = asTensor(given);
      // A factor of 0 takes no part: 0 times an infinite sum would be NaN.
      return add(first === 0 ? 0 : sumOfSizes(x, first), second === 0 ? full([], 0) : sumOfSquares(x, second));
    },
  };
}
