import { number, or, type Held } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { abs, add, divide, maximum, multiply, power, subtract } from '../op/elementwise.ts';
import type { Trace } from '../trace/trace.ts';
import type { Gradients } from './gradients.ts';
import type { Group } from './group.ts';
import { movingMean } from './moving-mean.ts';
import { Optimizer } from './optimizer.ts';
import { OPTIMIZER, type OptimizerOptions } from './options.ts';

export interface AdamaxOptions extends OptimizerOptions {
  /** Decay of the mean of gradients, in [0, 1) (default 0.9). */
  beta1?: number;
  /** Decay of the largest gradient so far, in [0, 1) (default 0.999). */
  beta2?: number;
  /** Added to the largest gradient (default 1e-7). */
  epsilon?: number;
}

const OPTIONS = OPTIMIZER.extend<AdamaxOptions>()({
  beta1: or(number({ least: 0, below: 1 }), 0.9),
  beta2: or(number({ least: 0, below: 1 }), 0.999),
  epsilon: or(number({ least: 0 }), 1e-7),
});

class Adamax extends Optimizer {
  readonly kind = 'adamax';
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: AdamaxOptions) {
    super('adamax', options, OPTIONS.names, 0.001);
    this.#options = OPTIONS.pick('adamax', options);
  }

  protected override slotNames(): readonly string[] {
    return ['m', 'u'];
  }

  protected step(t: Trace, group: Group, gradients: Gradients, rate: Tensor): void {
    const { beta1, beta2, epsilon } = this.#options;
    const g = gradients.flat();
    const [m, u] = [group.slot('m'), group.slot('u')];
    const mean = t.update(m, movingMean(t.read(m), g, beta1));
    const largest = t.update(u, maximum(multiply(beta2, t.read(u)), abs(g)));
    const corrected = divide(rate, subtract(1, power(beta1, this.stepNumber(t))));
    group.write(t, subtract(group.read(t), divide(multiply(corrected, mean), add(largest, epsilon))));
  }
}

/** Adam with the largest gradient so far, which decays, in place of the root of their mean square.
 *  @source Kingma & Ba 2015, algorithm 2; epsilon is added as in Keras */
export const adamax = (options: AdamaxOptions = {}): Optimizer => new Adamax(options);
