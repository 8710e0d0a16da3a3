import { boolean, number, or, type Held } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, divide, multiply, sqrt, square, subtract } from '../op/elementwise.ts';
import type { Trace } from '../trace/trace.ts';
import type { Gradients } from './gradients.ts';
import type { Group } from './group.ts';
import { Optimizer } from './optimizer.ts';
import { OPTIMIZER, type OptimizerOptions } from './options.ts';

export interface RmspropOptions extends OptimizerOptions {
  /** Decay of the mean of squared gradients, in [0, 1) (default 0.9). */
  rho?: number;
  /** Part of the last step that is taken again, in [0, 1] (default 0). */
  momentum?: number;
  /** Added to the mean, under the root (default 1e-7). */
  epsilon?: number;
  /** Whether to divide by an estimate of the variance, not of the mean square (default false). */
  centered?: boolean;
}

const OPTIONS = OPTIMIZER.extend<RmspropOptions>()({
  rho: or(number({ least: 0, below: 1 }), 0.9),
  momentum: or(number({ least: 0, most: 1 }), 0),
  epsilon: or(number({ least: 0 }), 1e-7),
  centered: or(boolean(), false),
});

class Rmsprop extends Optimizer {
  readonly kind = 'rmsprop';
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: RmspropOptions) {
    super('rmsprop', options, OPTIONS.names, 0.001);
    this.#options = OPTIONS.pick('rmsprop', options);
  }

  protected override slotNames(): readonly string[] {
    const { momentum, centered } = this.#options;
    return ['velocity', ...(momentum === 0 ? [] : ['momentum']), ...(centered ? ['averageGradient'] : [])];
  }

  protected step(t: Trace, group: Group, gradients: Gradients, rate: Tensor): void {
    const { rho, momentum, epsilon, centered } = this.#options;
    const g = gradients.flat();
    const decayed = (name: string, value: Tensor): Tensor =>
      t.update(group.slot(name), add(multiply(rho, t.read(group.slot(name))), multiply(1 - rho, value)));
    const squares = decayed('velocity', square(g));
    const variance = centered ? subtract(squares, square(decayed('averageGradient', g))) : squares;
    const step = divide(multiply(rate, g), sqrt(add(variance, epsilon)));
    if (momentum === 0) return group.write(t, subtract(group.read(t), step));
    const moved = t.update(group.slot('momentum'), add(multiply(momentum, t.read(group.slot('momentum'))), step));
    group.write(t, subtract(group.read(t), moved));
  }
}

/** Steps scaled by a running mean of squared gradients; epsilon stands inside the root, as in Keras.
 *  @source Tieleman & Hinton 2012, lecture 6.5; centered: Graves 2013, equations 38 to 41 */
export const rmsprop = (options: RmspropOptions = {}): Optimizer => new Rmsprop(options);
