import { number, options, or, stored } from '../core/declaration.ts';
import { asTensor, full, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { abs, add, multiply, square } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';
import type { Regularizer } from './regularizer.ts';

export interface L1Options {
  /** The factor of the sum of absolute values (default 0.01). */
  l1?: number;
}

export interface L2Options {
  /** The factor of the sum of squares (default 0.01). */
  l2?: number;
}

export interface L1L2Options {
  /** The factor of the sum of absolute values (default 0). */
  l1?: number;
  /** The factor of the sum of squares (default 0). */
  l2?: number;
}

const factor = number({ least: 0 });
const OF_L1 = options<L1Options>()({ l1: or(factor, 0.01) });
const OF_L2 = options<L2Options>()({ l2: or(factor, 0.01) });
const OF_BOTH = options<L1L2Options>()({ l1: or(factor, 0), l2: or(factor, 0) });

const sumOfSizes = (x: Tensor, factor: number): Tensor => multiply(sum(abs(x)), factor);
const sumOfSquares = (x: Tensor, factor: number): Tensor => multiply(sum(square(x)), factor);

/** The penalty l1 * sum(|x|). It makes weights of little use 0.
 *  @throws {ConfigError} if the factor is below 0 or not finite */
export function l1(options: L1Options = {}): Regularizer {
  const held = OF_L1.read('l1', options);
  return { kind: 'l1', config: stored(held), call: (x: TensorLike) => sumOfSizes(asTensor(x), held.l1) };
}

/** The penalty l2 * sum(x^2). It keeps weights small.
 *  @throws {ConfigError} if the factor is below 0 or not finite */
export function l2(options: L2Options = {}): Regularizer {
  const held = OF_L2.read('l2', options);
  return { kind: 'l2', config: stored(held), call: (x: TensorLike) => sumOfSquares(asTensor(x), held.l2) };
}

/** The penalty l1 * sum(|x|) + l2 * sum(x^2). Both factors are 0 unless given, also for the name 'l1l2', as in Keras.
 *  @throws {ConfigError} if a factor is below 0 or not finite */
export function l1l2(options: L1L2Options = {}): Regularizer {
  const held = OF_BOTH.read('l1l2', options);
  return {
    kind: 'l1l2',
    config: stored(held),
    call: (given: TensorLike) => {
      const x = asTensor(given);
      // A term with factor 0 is left out, because 0 times an infinite sum would be NaN.
      return add(held.l1 === 0 ? 0 : sumOfSizes(x, held.l1), held.l2 === 0 ? full([], 0) : sumOfSquares(x, held.l2));
    },
  };
}
