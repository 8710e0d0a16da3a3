import { integer, number, options, or, stored } from '../core/declaration.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { add, divide, less, maximum, multiply, subtract, where } from '../op/elementwise.ts';
import { innerRate, type LearningRate } from './rate.ts';
import { schedule, type Schedule } from './schedule.ts';

export interface WarmupOptions {
  /** Number of steps of the warm-up. */
  steps: number;
  /** The rate, the schedule or the function that follows; its first rate is where the warm-up leads to. */
  learningRate: LearningRate;
  /** The rate of the first step (default 0). */
  initialLearningRate?: number;
}

const OPTIONS = options<WarmupOptions>()({
  steps: integer({ least: 1 }),
  learningRate: innerRate(),
  initialLearningRate: or(number({ least: 0 }), 0),
});

/** A learning rate that rises linearly to the first rate of a schedule, then follows that schedule from its first step.
 *  @throws {ConfigError} on invalid options
 *  @source Goyal et al. 2017, Accurate, large minibatch SGD, section 2.2 */
export function warmup(options: WarmupOptions): Schedule {
  const held = OPTIONS.read('warmup', options);
  const { steps, learningRate, initialLearningRate: initial } = held;
  const after = (step: Tensor): Tensor => 
    typeof learningRate === 'number' ? constant(Float32Array.of(learningRate), []) : learningRate.at(step);
  return schedule('warmup', stored(held), (step) => {
    const target = after(constant(Float32Array.of(0), []));
    const rising = add(multiply(divide(step, steps), subtract(target, initial)), initial);
    return where(less(step, steps), rising, after(maximum(subtract(step, steps), 0)));
  });
}
