import { number, or, type Held } from '../core/declaration.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { add, divide, multiply, sqrt, square, subtract } from '../op/elementwise.ts';
import { takeRows } from '../op/gather.ts';
import { reshape } from '../op/move.ts';
import { writeRows } from '../op/update.ts';
import type { Trace } from '../trace/trace.ts';
import type { Gradients } from './gradients.ts';
import type { Group } from './group.ts';
import { Optimizer } from './optimizer.ts';
import { OPTIMIZER, type OptimizerOptions } from './options.ts';

export interface AdagradOptions extends OptimizerOptions {
  /** First value of the sums of squared gradients (default 0.1). */
  initialAccumulatorValue?: number;
  /** Added to the sums, under the root (default 1e-7). */
  epsilon?: number;
}

const OPTIONS = OPTIMIZER.extend<AdagradOptions>()({
  initialAccumulatorValue: or(number({ least: 0 }), 0.1),
  epsilon: or(number({ least: 0 }), 1e-7),
});

class Adagrad extends Optimizer {
  readonly kind = 'adagrad';
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: AdagradOptions) {
    super('adagrad', options, OPTIONS.names, 0.001);
    this.#options = OPTIONS.pick('adagrad', options);
  }

  protected override slotNames(): readonly string[] {
    return ['accumulator'];
  }

  protected override prepare(group: Group): void {
    const accumulator = group.slot('accumulator');
    accumulator.assign(full(accumulator.shape, this.#options.initialAccumulatorValue));
  }

  /** If both numbers are 0, a weight that never had a gradient becomes 0 / 0. */
  protected override get sparse(): boolean {
    return this.#options.initialAccumulatorValue > 0 || this.#options.epsilon > 0;
  }

  protected step(t: Trace, group: Group, gradients: Gradients, rate: Tensor): void {
    const slot = group.slot('accumulator');
    const rows = this.rowsOf(group, gradients);
    if (rows === undefined) {
      const { sum, weights } = this.#rule(gradients.flat(), t.read(slot), group.read(t), rate);
      t.update(slot, sum);
      return group.write(t, weights);
    }
    const [table] = group.variables as [Variable];
    const { index } = rows;
    const taken = (v: Variable): Tensor => takeRows(reshape(t.read(v), table.shape), index);
    const { sum, weights } = this.#rule(rows.values, taken(slot), taken(table), rate);
    t.apply(writeRows(slot, sum, index));
    t.apply(writeRows(table, weights, index));
  }

  #rule(g: Tensor, accumulator: Tensor, weights: Tensor, rate: Tensor): { sum: Tensor; weights: Tensor } {
    const sum = add(accumulator, square(g));
    return { sum, weights: subtract(weights, divide(multiply(rate, g), sqrt(add(sum, this.#options.epsilon)))) };
  }
}

/** Steps scaled by the sum of all squared gradients so far; epsilon stands inside the root, as in Keras.
 *  @source Duchi, Hazan & Singer 2011, Adaptive subgradient methods */
export const adagrad = (options: AdagradOptions = {}): Optimizer => new Adagrad(options);
