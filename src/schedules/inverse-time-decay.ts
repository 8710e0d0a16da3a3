import { boolean, number, options, or, stored } from '../core/declaration.ts';
import { add, divide, floor, multiply } from '../op/elementwise.ts';
import { schedule, type Schedule } from './schedule.ts';

export interface InverseTimeDecayOptions {
  /** The rate of the first step. */
  initialLearningRate: number;
  /** Number of steps in which the divisor grows by `decayRate`. */
  decaySteps: number;
  /** What the divisor grows by in every `decaySteps` steps. */
  decayRate: number;
  /** Whether the rate falls once every `decaySteps` (default false: a little at every step). */
  staircase?: boolean;
}

const OPTIONS = options<InverseTimeDecayOptions>()({
  initialLearningRate: number({ least: 0 }),
  decaySteps: number({ least: Number.MIN_VALUE }),
  decayRate: number({ least: 0 }),
  staircase: or(boolean(), false),
});

/** A learning rate of initialLearningRate / (1 + decayRate * step / decaySteps).
 *  @source Keras 3, keras.optimizers.schedules.InverseTimeDecay */
export function inverseTimeDecay(options: InverseTimeDecayOptions): Schedule {
  const held = OPTIONS.read('inverseTimeDecay', options);
  const { initialLearningRate, decaySteps, decayRate, staircase } = held;
  return schedule('inverseTimeDecay', stored(held), (step) => {
    const periods = divide(step, decaySteps);
    return divide(initialLearningRate, add(1, multiply(decayRate, staircase ? floor(periods) : periods)));
  });
}
