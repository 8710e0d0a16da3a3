import { checkNumber } from '../core/options.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import { add, divide, multiply, sqrt, square, subtract } from '../op/elementwise.ts';
import type { Scaled } from '../op/update.ts';
import type { Trace } from '../trace/trace.ts';
import { flatten, type Group } from './group.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerOptions } from './options.ts';

export interface AdagradOptions extends OptimizerOptions {
  /** What the sums of squared gradients begin with (default 0.1). */
  initialAccumulatorValue?: number;
  epsilon?: number;
}

class Adagrad extends Optimizer {
  readonly kind = 'adagrad';
  readonly #initial: number;
  readonly #epsilon: number;

  constructor(options: AdagradOptions) {
    super('adagrad', options, ['initialAccumulatorValue', 'epsilon'], 0.001);
    this.#initial = checkNumber('adagrad', 'initialAccumulatorValue', options.initialAccumulatorValue ?? 0.1, { least: 0 });
    this.#epsilon = checkNumber('adagrad', 'epsilon', options.epsilon ?? 1e-7, { least: 0 });
  }

  protected slotNames(): readonly string[] {
    return ['accumulator'];
  }

  protected override prepare(group: Group): void {
    const accumulator = group.slot('accumulator');
    accumulator.assign(full(accumulator.shape, this.#initial));
  }

  protected step(t: Trace, group: Group, gradients: Scaled, rate: Tensor): void {
    const g = flatten(gradients);
    const sum = t.update(group.slot('accumulator'), add(t.read(group.slot('accumulator')), square(g)));
    group.write(t, subtract(group.read(t), divide(multiply(rate, g), sqrt(add(sum, this.#epsilon)))));
  }
}

/** Steps scaled by the sum of all squared gradients so far; epsilon stands inside the root, as in Keras.
 *  @source Duchi, Hazan & Singer 2011, Adaptive subgradient methods */
export const adagrad = (options: AdagradOptions = {}): Optimizer => new Adagrad(options);
