import { integer, maybe, number, options, or } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, cos, divide, less, minimum, multiply, subtract, where } from '../op/elementwise.ts';
import { schedule, type Schedule } from './schedule.ts';

export interface CosineDecayOptions {
  /** The rate of the first step. A warm-up begins with it. */
  initialLearningRate: number;
  /** Number of steps, after the warm-up, in which the rate falls. */
  decaySteps: number;
  /** Part of the highest rate that is left at the end (default 0). */
  alpha?: number;
  /** The rate at the end of the warm-up. Without it there is no warm-up. */
  warmupTarget?: number;
  /** Number of steps of the warm-up (default 0). */
  warmupSteps?: number;
}

const OPTIONS = options<CosineDecayOptions>()({
  initialLearningRate: number({ least: 0 }),
  decaySteps: integer({ least: 1 }),
  alpha: or(number({ least: 0, most: 1 }), 0),
  warmupTarget: maybe(number({ least: 0 })),
  warmupSteps: or(integer({ least: 0 }), 0),
});

/** A learning rate that rises linearly to `warmupTarget`, then falls along half a cosine.
 *  @throws {ConfigError} on invalid options, or if only one of warmupTarget and warmupSteps is given
 *  @source Loshchilov & Hutter 2017, SGDR, equation 5 without restarts, in the form of Keras 3 */
export function cosineDecay(options: CosineDecayOptions): Schedule {
  const held = OPTIONS.read('cosineDecay', options);
  const { initialLearningRate: initial, decaySteps: steps, alpha, warmupTarget: target, warmupSteps: warmup } = held;
  if (target === undefined && warmup > 0) throw new ConfigError(`cosineDecay: warmupSteps ${warmup} needs a warmupTarget to rise to.`);
  if (target !== undefined && warmup === 0) throw new ConfigError('cosineDecay: warmupTarget needs warmupSteps, at least 1.');
  const decay = (step: Tensor, from: number): Tensor => {
    const turn = multiply(Math.PI, divide(minimum(step, steps), steps));
    return multiply(from, add(multiply(1 - alpha, multiply(0.5, add(1, cos(turn)))), alpha));
  };
  return schedule('cosineDecay', options, (step) => {
    if (target === undefined) return decay(step, initial);
    const rising = add(multiply(divide(step, warmup), target - initial), initial);
    return where(less(step, warmup), rising, decay(subtract(step, warmup), target));
  });
}
