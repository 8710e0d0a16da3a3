import { number, or, type Held } from '../core/declaration.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import { Variable } from '../graph/variable.ts';
import { add, divide, multiply, power, sqrt, square, subtract } from '../op/elementwise.ts';
import type { Trace } from '../trace/trace.ts';
import type { Gradients } from './gradients.ts';
import type { Group } from './group.ts';
import { movingMean } from './moving-mean.ts';
import { Optimizer } from './optimizer.ts';
import { OPTIMIZER, type OptimizerOptions } from './options.ts';

export interface NadamOptions extends OptimizerOptions {
  /** Decay of the mean of gradients, in [0, 1); it grows towards this in the first steps (default 0.9). */
  beta1?: number;
  /** Decay of the mean of their squares, in [0, 1) (default 0.999). */
  beta2?: number;
  /** Added to the divisor of steps (default 1e-7). */
  epsilon?: number;
}

const OPTIONS = OPTIMIZER.extend<NadamOptions>()({
  beta1: or(number({ least: 0, below: 1 }), 0.9),
  beta2: or(number({ least: 0, below: 1 }), 0.999),
  epsilon: or(number({ least: 0 }), 1e-7),
});

class Nadam extends Optimizer {
  readonly kind = 'nadam';
  readonly #options: Held<typeof OPTIONS>;
  /** The product of the decays of all steps so far. */
  readonly #product: Variable = new Variable('optimizer/uProduct', full([], 1), false);

  constructor(options: NadamOptions) {
    super('nadam', options, OPTIONS.names, 0.001);
    this.#options = OPTIONS.pick('nadam', options);
  }

  override get variables(): readonly Variable[] {
    return [...super.variables, this.#product];
  }

  protected override slotNames(): readonly string[] {
    return ['m', 'v'];
  }

  protected step(t: Trace, group: Group, gradients: Gradients, rate: Tensor): void {
    const { beta1, beta2, epsilon } = this.#options;
    const g = gradients.flat();
    const [m, v] = [group.slot('m'), group.slot('v')];
    const step = this.stepNumber(t);
    const decayAt = (n: Tensor): Tensor => multiply(beta1, subtract(1, multiply(0.5, power(0.96, n))));
    const [decay, next] = [decayAt(step), decayAt(add(step, 1))];
    // The product grows once a step, whatever the number of groups.
    const product = group === this.groups[0] ? t.update(this.#product, multiply(t.read(this.#product), decay)) : t.read(this.#product);
    const mean = t.update(m, movingMean(t.read(m), g, beta1));
    const squares = t.update(v, movingMean(t.read(v), square(g), beta2));
    // Of sqrt(v / c) + epsilon, the root of c goes into the rate, and epsilon beside the root of v.
    const correction = sqrt(subtract(1, power(beta2, step)));
    const corrected = multiply(rate, correction);
    const ofMean = multiply(multiply(divide(next, subtract(1, multiply(product, next))), corrected), mean);
    const ofGradient = multiply(multiply(divide(subtract(1, decay), subtract(1, product)), corrected), g);
    group.write(t, subtract(group.read(t), divide(add(ofMean, ofGradient), add(sqrt(squares), multiply(epsilon, correction)))));
  }
}

/** Adam that looks ahead along the mean of gradients (Nesterov).
 *  @source Dozat 2016, Incorporating Nesterov momentum into Adam, algorithm 2, with the schedule of the decay of its section 4.1 */
export const nadam = (options: NadamOptions = {}): Optimizer => new Nadam(options);
