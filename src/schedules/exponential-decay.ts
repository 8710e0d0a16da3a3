import { checkBoolean, checkKeys, checkNumber } from '../core/options.ts';
import { divide, floor, multiply, power } from '../op/elementwise.ts';
import { schedule, type Schedule } from './schedule.ts';

export interface ExponentialDecayOptions {
  /** The rate of the first step. */
  initialLearningRate: number;
  /** Steps after which the rate is `decayRate` of what it was. */
  decaySteps: number;
  decayRate: number;
  /** Whether the rate falls once every `decaySteps` (default false: a little at every step). */
  staircase?: boolean;
}

/** initialLearningRate decayRate^(step / decaySteps).
 *  @source Keras 3, keras.optimizers.schedules.ExponentialDecay */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  checkKeys('exponentialDecay', options, ['initialLearningRate', 'decaySteps', 'decayRate', 'staircase']);
  const initial = checkNumber('exponentialDecay', 'initialLearningRate', options.initialLearningRate, { least: 0 });
  const steps = checkNumber('exponentialDecay', 'decaySteps', options.decaySteps, { least: Number.MIN_VALUE });
  const rate = checkNumber('exponentialDecay', 'decayRate', options.decayRate, { least: 0 });
  const staircase = checkBoolean('exponentialDecay', 'staircase', options.staircase ?? false);
  return schedule('exponentialDecay', options, (step) => {
    const periods = divide(step, steps);
    return multiply(initial, power(rate, staircase ? floor(periods) : periods));
  });
}
