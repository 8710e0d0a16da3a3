import { number, options, or, stored } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, cos, divide, floor, lessEqual, log, multiply, power, subtract } from '../op/elementwise.ts';
import { schedule, type Schedule } from './schedule.ts';

export interface CosineDecayRestartsOptions {
  /** The rate of the first step. */
  initialLearningRate: number;
  /** Number of steps of the first period. */
  firstDecaySteps: number;
  /** How many times as long each period is as the one before, at least 1 (default 2). */
  tMul?: number;
  /** The rate at the beginning of a period, as a part of that of the period before (default 1). */
  mMul?: number;
  /** Part of the first rate that is left at the end of a period (default 0). */
  alpha?: number;
}

const OPTIONS = options<CosineDecayRestartsOptions>()({
  initialLearningRate: number({ least: 0 }),
  firstDecaySteps: number({ least: Number.MIN_VALUE }),
  tMul: or(number({ least: 1 }), 2),
  mMul: or(number({ least: 0 }), 1),
  alpha: or(number({ least: 0, most: 1 }), 0),
});

/** A learning rate that falls along half a cosine in each of many periods, and begins again from the top.
 *  @throws {ConfigError} on invalid options
 *  @source Loshchilov & Hutter 2017, SGDR, equation 5, in the form of Keras 3 */
export function cosineDecayRestarts(options: CosineDecayRestartsOptions): Schedule {
  const held = OPTIONS.read('cosineDecayRestarts', options);
  const { initialLearningRate, firstDecaySteps, tMul, mMul, alpha } = held;
  return schedule('cosineDecayRestarts', stored(held), (step) => {
    const { restarts, part } = periodOf(divide(step, firstDecaySteps), tMul);
    const cosine = multiply(multiply(0.5, power(mMul, restarts)), add(1, cos(multiply(Math.PI, part))));
    return multiply(initialLearningRate, add(multiply(1 - alpha, cosine), alpha));
  });
}

/** The number of periods that are over, and the part of the present one that is.
 *  @param firsts  steps done, in lengths of the first period */
function periodOf(firsts: Tensor, tMul: number): { restarts: Tensor; part: Tensor } {
  if (tMul === 1) return { restarts: floor(firsts), part: subtract(firsts, floor(firsts)) };
  const begin = (period: Tensor): Tensor => divide(subtract(power(tMul, period), 1), tMul - 1);
  const guess = floor(divide(log(add(1, multiply(firsts, tMul - 1))), Math.log(tMul)));
  // The quotient of rounded logarithms may fall short of a whole number where a period begins.
  const restarts = add(guess, lessEqual(begin(add(guess, 1)), firsts));
  return { restarts, part: divide(subtract(firsts, begin(restarts)), power(tMul, restarts)) };
}
