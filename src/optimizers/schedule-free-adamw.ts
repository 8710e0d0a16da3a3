import { integer, number, or, type Held } from '../core/declaration.ts';
import type { Pieces } from '../core/pieces.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, divide, equal, minimum, multiply, power, reciprocal, sqrt, square, subtract, where } from '../op/elementwise.ts';
import type { Trace } from '../trace/trace.ts';
import type { Gradients } from './gradients.ts';
import type { Group } from './group.ts';
import { movingMean } from './moving-mean.ts';
import { Optimizer } from './optimizer.ts';
import { OPTIMIZER, type OptimizerOptions } from './options.ts';
import type { Pairs } from './pairs.ts';

export interface ScheduleFreeAdamWOptions extends OptimizerOptions {
  /** Part of the average in the weights that gradients are taken at, in (0, 1) (default 0.9). */
  beta1?: number;
  /** Decay of the mean of squared gradients, in [0, 1) (default 0.999). */
  beta2?: number;
  /** Added to the divisor of steps (default 1e-8). */
  epsilon?: number;
  /** Number of steps in which the learning rate rises linearly to its value (default 0). */
  warmupSteps?: number;
}

const OPTIONS = OPTIMIZER.extend<ScheduleFreeAdamWOptions>()({
  beta1: or(number({ least: Number.MIN_VALUE, below: 1 }), 0.9),
  beta2: or(number({ least: 0, below: 1 }), 0.999),
  epsilon: or(number({ least: 0 }), 1e-8),
  warmupSteps: or(integer({ least: 0 }), 0),
});

class ScheduleFreeAdamW extends Optimizer {
  readonly kind = 'scheduleFreeAdamW';
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: ScheduleFreeAdamWOptions) {
    super('scheduleFreeAdamW', options, OPTIONS.names, 0.0025);
    this.#options = OPTIONS.pick('scheduleFreeAdamW', options);
  }

  protected override *applied(t: Trace, pairs: Pairs): Pieces<void> {
    this.build(pairs.map(([, v]) => v));
    // The momentum begins as the weights before the first gradient: before they decay, and before constraints hold, which they do also
    // while gradients are accumulated.
    const first = equal(this.gradientsSeen(t), 0);
    for (const group of this.groups) {
      const momentum = group.slot('momentum');
      t.update(momentum, where(first, group.read(t), t.read(momentum)));
    }
    yield* super.applied(t, pairs);
  }

  protected override slotNames(): readonly string[] {
    return ['momentum', 'velocity'];
  }

  protected step(t: Trace, group: Group, gradients: Gradients, rate: Tensor): void {
    const { beta1, beta2, epsilon, warmupSteps } = this.#options;
    const g = gradients.flat();
    const step = this.stepNumber(t);
    const warm = warmupSteps === 0 ? rate : multiply(rate, minimum(divide(step, warmupSteps), 1));
    const [momentum, velocity] = [group.slot('momentum'), group.slot('velocity')];
    const squares = t.update(velocity, movingMean(t.read(velocity), square(g), beta2));
    // Of sqrt(v / c) + epsilon, the root of c goes into the rate, and epsilon beside the root of v.
    const correction = sqrt(subtract(1, power(beta2, step)));
    const root = add(sqrt(squares), multiply(epsilon, correction));
    const before = t.read(momentum);
    const moved = t.update(momentum, subtract(before, divide(multiply(multiply(warm, correction), g), root)));
    // Weights are beta1 of the average and the rest of the momentum. The average takes a share of the new momentum, and its part of
    // the weights is what the part of the old momentum leaves of them.
    const share = reciprocal(step);
    const average = multiply(subtract(1, share), subtract(group.read(t), multiply(1 - beta1, before)));
    group.write(t, add(average, multiply(add(multiply(share, beta1), 1 - beta1), moved)));
  }
}

/** AdamW without a schedule: it averages all weights so far, and takes gradients between the average and the newest weights.
 *  @source Defazio et al. 2024, The road less scheduled, algorithm 1, in the form of Keras */
export const scheduleFreeAdamW = (options: ScheduleFreeAdamWOptions = {}): Optimizer => new ScheduleFreeAdamW(options);
