import { boolean, number, or, type Held } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, multiply, subtract } from '../op/elementwise.ts';
import { updateMomentum, updateSgd, updateSgdRows } from '../op/update.ts';
import type { Trace } from '../trace/trace.ts';
import { Gradients } from './gradients.ts';
import type { Group } from './group.ts';
import { Optimizer } from './optimizer.ts';
import { OPTIMIZER, type OptimizerOptions } from './options.ts';

export interface SgdOptions extends OptimizerOptions {
  /** Part of the last step that is taken again, in [0, 1] (default 0). */
  momentum?: number;
  /** Whether to look ahead along the momentum (Nesterov 1983, as in Sutskever et al. 2013; default false). */
  nesterov?: boolean;
}

const OPTIONS = OPTIMIZER.extend<SgdOptions>()({ momentum: or(number({ least: 0, most: 1 }), 0), nesterov: or(boolean(), false) });

class Sgd extends Optimizer {
  readonly kind = 'sgd';
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: SgdOptions) {
    super('sgd', options, OPTIONS.names, 0.01);
    this.#options = OPTIONS.pick('sgd', options);
  }

  protected override slotNames(): readonly string[] {
    return this.#options.momentum === 0 ? [] : ['velocity'];
  }

  protected override get sparse(): boolean {
    return this.#options.momentum === 0;
  }

  protected step(t: Trace, group: Group, gradients: Gradients, rate: Tensor): void {
    const rows = this.rowsOf(group, gradients);
    if (rows !== undefined) return t.apply(updateSgdRows(group.variables[0]!, rows.values, rows.index, rate));
    const { momentum, nesterov } = this.#options;
    const velocity = momentum === 0 ? undefined : group.slot('velocity');
    if (this.inPlace(group)) {
      const { variables } = group;
      t.apply(
        velocity === undefined
          ? updateSgd(variables, Gradients.forKernel(gradients), rate)
          : updateMomentum(variables, Gradients.forKernel(gradients), rate, velocity, { momentum, nesterov }),
      );
      return;
    }
    const step = multiply(rate, gradients.flat());
    if (velocity === undefined) return group.write(t, subtract(group.read(t), step));
    const moved = t.update(velocity, subtract(multiply(momentum, t.read(velocity)), step));
    group.write(t, add(group.read(t), nesterov ? subtract(multiply(momentum, moved), step) : moved));
  }
}

/** Gradient descent: w -= learningRate g, with momentum if asked. */
export const sgd = (options: SgdOptions = {}): Optimizer => new Sgd(options);
