import { number, or, type Held } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, multiply, sign, subtract } from '../op/elementwise.ts';
import type { Trace } from '../trace/trace.ts';
import type { Gradients } from './gradients.ts';
import type { Group } from './group.ts';
import { Optimizer } from './optimizer.ts';
import { OPTIMIZER, type OptimizerOptions } from './options.ts';

export interface LionOptions extends OptimizerOptions {
  /** Part of the momentum in the direction of a step, above 0 and at most 1 (default 0.9). */
  beta1?: number;
  /** Decay of the momentum, in [0, 1] (default 0.99). */
  beta2?: number;
}

const OPTIONS = OPTIMIZER.extend<LionOptions>()({
  beta1: or(number({ least: Number.MIN_VALUE, most: 1 }), 0.9),
  beta2: or(number({ least: 0, most: 1 }), 0.99),
});

class Lion extends Optimizer {
  readonly kind = 'lion';
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: LionOptions) {
    super('lion', options, OPTIONS.names, 0.001);
    this.#options = OPTIONS.pick('lion', options);
  }

  protected override slotNames(): readonly string[] {
    return ['m'];
  }

  protected step(t: Trace, group: Group, gradients: Gradients, rate: Tensor): void {
    const { beta1, beta2 } = this.#options;
    const g = gradients.flat();
    const before = t.read(group.slot('m'));
    const mixed = (beta: number): Tensor => add(multiply(before, beta), multiply(g, 1 - beta));
    group.write(t, subtract(group.read(t), multiply(rate, sign(mixed(beta1)))));
    t.update(group.slot('m'), mixed(beta2));
  }
}

/** Steps of one length for all weights, along the signs of gradients mixed with their momentum.
 *  @source Chen et al. 2023, Symbolic discovery of optimization algorithms, algorithm 2 */
export const lion = (options: LionOptions = {}): Optimizer => new Lion(options);
