import { checkBoolean, checkNumber } from '../core/options.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, multiply, subtract } from '../op/elementwise.ts';
import { updateMomentum, updateSgd, updateSgdRows, type Scaled } from '../op/update.ts';
import type { Trace } from '../trace/trace.ts';
import { flatten, type Group } from './group.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerOptions } from './options.ts';

export interface SgdOptions extends OptimizerOptions {
  /** Part of the last step that is taken again, in [0, 1]. */
  momentum?: number;
  /** Look ahead along the momentum (Nesterov 1983, as in Sutskever et al. 2013). */
  nesterov?: boolean;
}

class Sgd extends Optimizer {
  readonly kind = 'sgd';
  readonly #momentum: number;
  readonly #nesterov: boolean;

  constructor(options: SgdOptions) {
    super('sgd', options, ['momentum', 'nesterov'], 0.01);
    this.#momentum = checkNumber('sgd', 'momentum', options.momentum ?? 0, { least: 0, most: 1 });
    this.#nesterov = checkBoolean('sgd', 'nesterov', options.nesterov ?? false);
  }

  protected slotNames(): readonly string[] {
    return this.#momentum === 0 ? [] : ['velocity'];
  }

  protected override get sparse(): boolean {
    return this.#momentum === 0;
  }

  protected step(t: Trace, group: Group, gradients: Scaled, rate: Tensor): void {
    const rows = this.rowsOf(group, gradients);
    if (rows !== undefined) return t.apply(updateSgdRows(group.variables[0]!, rows.values, rows.index, rate));
    const [velocity] = [this.#momentum === 0 ? undefined : group.slot('velocity')];
    if (this.inPlace(group)) {
      const { variables } = group;
      t.apply(
        velocity === undefined
          ? updateSgd(variables, gradients, rate)
          : updateMomentum(variables, gradients, rate, velocity, { momentum: this.#momentum, nesterov: this.#nesterov }),
      );
      return;
    }
    const step = multiply(rate, flatten(gradients));
    if (velocity === undefined) return group.write(t, subtract(group.read(t), step));
    const moved = t.update(velocity, subtract(multiply(this.#momentum, t.read(velocity)), step));
    group.write(t, add(group.read(t), this.#nesterov ? subtract(multiply(this.#momentum, moved), step) : moved));
  }
}

/** Gradient descent: w -= learningRate g, with momentum if asked. */
export const sgd = (options: SgdOptions = {}): Optimizer => new Sgd(options);
