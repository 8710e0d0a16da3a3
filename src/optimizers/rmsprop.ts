import { checkBoolean, checkNumber } from '../core/options.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, divide, multiply, sqrt, square, subtract } from '../op/elementwise.ts';
import type { Scaled } from '../op/update.ts';
import type { Trace } from '../trace/trace.ts';
import { flatten, type Group } from './group.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerOptions } from './options.ts';

export interface RmspropOptions extends OptimizerOptions {
  /** Decay of the mean of squared gradients, in [0, 1) (default 0.9). */
  rho?: number;
  /** Part of the last step that is taken again, in [0, 1] (default 0). */
  momentum?: number;
  epsilon?: number;
  /** Divide by an estimate of the variance, not of the mean square (default false). */
  centered?: boolean;
}

class Rmsprop extends Optimizer {
  readonly kind = 'rmsprop';
  readonly #rho: number;
  readonly #momentum: number;
  readonly #epsilon: number;
  readonly #centered: boolean;

  constructor(options: RmspropOptions) {
    super('rmsprop', options, ['rho', 'momentum', 'epsilon', 'centered'], 0.001);
    this.#rho = checkNumber('rmsprop', 'rho', options.rho ?? 0.9, { least: 0, below: 1 });
    this.#momentum = checkNumber('rmsprop', 'momentum', options.momentum ?? 0, { least: 0, most: 1 });
    this.#epsilon = checkNumber('rmsprop', 'epsilon', options.epsilon ?? 1e-7, { least: 0 });
    this.#centered = checkBoolean('rmsprop', 'centered', options.centered ?? false);
  }

  protected slotNames(): readonly string[] {
    return ['velocity', ...(this.#momentum === 0 ? [] : ['momentum']), ...(this.#centered ? ['averageGradient'] : [])];
  }

  protected step(t: Trace, group: Group, gradients: Scaled, rate: Tensor): void {
    const g = flatten(gradients);
    const decayed = (name: string, value: Tensor): Tensor =>
      t.update(group.slot(name), add(multiply(this.#rho, t.read(group.slot(name))), multiply(1 - this.#rho, value)));
    const squares = decayed('velocity', square(g));
    const variance = this.#centered ? subtract(squares, square(decayed('averageGradient', g))) : squares;
    const step = divide(multiply(rate, g), sqrt(add(variance, this.#epsilon)));
    if (this.#momentum === 0) return group.write(t, subtract(group.read(t), step));
    const moved = t.update(group.slot('momentum'), add(multiply(this.#momentum, t.read(group.slot('momentum'))), step));
    group.write(t, subtract(group.read(t), moved));
  }
}

/** Steps scaled by a running mean of squared gradients; epsilon stands inside the root, as in Keras.
 *  @source Tieleman & Hinton 2012, lecture 6.5; centered: Graves 2013, equations 38 to 41 */
export const rmsprop = (options: RmspropOptions = {}): Optimizer => new Rmsprop(options);
