import { boolean, number, options, or, stored } from '../core/declaration.ts';
import { add, ceil, divide, maximum, minimum, multiply, power, subtract } from '../op/elementwise.ts';
import { schedule, type Schedule } from './schedule.ts';

export interface PolynomialDecayOptions {
  /** The rate of the first step. */
  initialLearningRate: number;
  /** Number of steps until the end. */
  decaySteps: number;
  /** The rate at the end (default 0.0001). */
  endLearningRate?: number;
  /** The exponent of the part that is left: 1 is a straight line (default 1). */
  power?: number;
  /** Whether the rate rises again at the end, to fall over a multiple of decaySteps (default false: it stays as it is). */
  cycle?: boolean;
}

const OPTIONS = options<PolynomialDecayOptions>()({
  initialLearningRate: number({ least: 0 }),
  decaySteps: number({ least: Number.MIN_VALUE }),
  endLearningRate: or(number({ least: 0 }), 0.0001),
  power: or(number({ least: 0 }), 1),
  cycle: or(boolean(), false),
});

/** A learning rate of (initial - end) (1 - step / decaySteps)^power + end.
 *  @source Keras 3, keras.optimizers.schedules.PolynomialDecay */
export function polynomialDecay(options: PolynomialDecayOptions): Schedule {
  const held = OPTIONS.read('polynomialDecay', options);
  const { initialLearningRate: initial, decaySteps, endLearningRate: end, power: exponent, cycle } = held;
  return schedule('polynomialDecay', stored(held), (step) => {
    const periods = divide(step, decaySteps);
    const part = cycle ? divide(periods, maximum(ceil(periods), 1)) : minimum(periods, 1);
    return add(multiply(initial - end, power(subtract(1, part), exponent)), end);
  });
}
