import { boolean, number, options, or } from '../core/declaration.ts';
import { divide, floor, multiply, power } from '../op/elementwise.ts';
import { schedule, type Schedule } from './schedule.ts';

export interface ExponentialDecayOptions {
  /** The rate of the first step. */
  initialLearningRate: number;
  /** Number of steps after which the rate is `decayRate` times what it was. */
  decaySteps: number;
  /** The factor of the rate in every `decaySteps` steps. */
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

/** A learning rate of initialLearningRate * decayRate^(step / decaySteps).
 *  @source Keras 3, keras.optimizers.schedules.ExponentialDecay */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  const { initialLearningRate, decaySteps, decayRate, staircase } = OPTIONS.read('exponentialDecay', options);
  return schedule('exponentialDecay', options, (step) => {
    const periods = divide(step, decaySteps);
    return multiply(initialLearningRate, power(decayRate, staircase ? floor(periods) : periods));
  });
}
