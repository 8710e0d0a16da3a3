import { number, or, type Held } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, divide, multiply, sqrt, square, subtract } from '../op/elementwise.ts';
import type { Trace } from '../trace/trace.ts';
import type { Gradients } from './gradients.ts';
import type { Group } from './group.ts';
import { Optimizer } from './optimizer.ts';
import { OPTIMIZER, type OptimizerOptions } from './options.ts';

export interface AdadeltaOptions extends OptimizerOptions {
  /** Decay of the means of squared gradients and of squared steps, in [0, 1] (default 0.95). */
  rho?: number;
  /** Added to both means, under their roots (default 1e-7). */
  epsilon?: number;
}

const OPTIONS = OPTIMIZER.extend<AdadeltaOptions>()({
  rho: or(number({ least: 0, most: 1 }), 0.95),
  epsilon: or(number({ least: 0 }), 1e-7),
});

class Adadelta extends Optimizer {
  readonly kind = 'adadelta';
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: AdadeltaOptions) {
    super('adadelta', options, OPTIONS.names, 0.001);
    this.#options = OPTIONS.pick('adadelta', options);
  }

  protected override slotNames(): readonly string[] {
    return ['accumulatedGrad', 'accumulatedDeltaVar'];
  }

  protected step(t: Trace, group: Group, gradients: Gradients, rate: Tensor): void {
    const { rho, epsilon } = this.#options;
    const g = gradients.flat();
    const [grads, deltas] = [group.slot('accumulatedGrad'), group.slot('accumulatedDeltaVar')];
    const squares = t.update(grads, add(multiply(rho, t.read(grads)), multiply(1 - rho, square(g))));
    // One root of the quotient, not a quotient of two roots: they and divisions are what the step waits for.
    const step = multiply(sqrt(divide(add(t.read(deltas), epsilon), add(squares, epsilon))), g);
    t.update(deltas, add(multiply(rho, t.read(deltas)), multiply(1 - rho, square(step))));
    group.write(t, subtract(group.read(t), multiply(rate, step)));
  }
}

/** Steps scaled by the ratio of two running means: of squared steps and of squared gradients. Both epsilons stand inside the
 *  roots, as in Keras; `learningRate: 1` is the method of the paper.
 *  @source Zeiler 2012, Adadelta: an adaptive learning rate method, algorithm 1 */
export const adadelta = (options: AdadeltaOptions = {}): Optimizer => new Adadelta(options);
