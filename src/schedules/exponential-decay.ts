import { boolean, number, options, or } from '../core/declaration.ts';
import { divide, floor, multiply, power } from '../op/elementwise.ts';
import { schedule, type Schedule } from './schedule.ts';

export interface ExponentialDecayOptions {
  /** The rate of the first step. */
  initialLearningRate: number;
  /** Steps after which the rate is `decayRate` of what it was. */
  decaySteps: number;
  /** What the rate is multiplied by every `decaySteps`. */
  decayRate: number;
  /** Whether the rate falls once every `decaySteps` (default false: a little at every step). */
  staircase?: boolean;
}

const OPTIONS = options<ExponentialDecayOptions>()({
  initialLearningRate: number({ least: 0 }),
  decaySteps: number({ least: Number.MIN_VALUE }),
  decayRate: number({ least: 0 }),
  staircase: or(boolean(), false),
});

/** initialLearningRate decayRate^(step / decaySteps).
 *  @source Keras 3, keras.optimizers.schedules.ExponentialDecay */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  const { initialLearningRate, decaySteps, decayRate, staircase } = OPTIONS.read('exponentialDecay', options);
  return schedule('exponentialDecay', options, (step) => {
    const periods = divide(step, decaySteps);
    return multiply(initialLearningRate, power(decayRate, staircase ? floor(periods) : periods));
  });
}
