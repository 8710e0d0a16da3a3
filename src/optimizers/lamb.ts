import { number, or, type Held } from '../core/declaration.ts';
import { PASS, type Pieces } from '../core/pieces.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { add, divide, less, multiply, power, sqrt, square, subtract, where } from '../op/elementwise.ts';
import { unpack } from '../op/move.ts';
import { sum } from '../op/reduce.ts';
import { assign } from '../op/update.ts';
import type { Trace } from '../trace/trace.ts';
import type { Gradients } from './gradients.ts';
import type { Group } from './group.ts';
import { movingMean } from './moving-mean.ts';
import { Optimizer } from './optimizer.ts';
import { OPTIMIZER, type OptimizerOptions } from './options.ts';

export interface LambOptions extends OptimizerOptions {
  /** Decay of the mean of gradients, in [0, 1) (default 0.9). */
  beta1?: number;
  /** Decay of the mean of their squares, in [0, 1) (default 0.999). */
  beta2?: number;
  /** Added to the divisor of steps (default 1e-7). */
  epsilon?: number;
}

const OPTIONS = OPTIMIZER.extend<LambOptions>()({
  beta1: or(number({ least: 0, below: 1 }), 0.9),
  beta2: or(number({ least: 0, below: 1 }), 0.999),
  epsilon: or(number({ least: 0 }), 1e-7),
});

class Lamb extends Optimizer {
  readonly kind = 'lamb';
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: LambOptions) {
    super('lamb', options, OPTIONS.names, 0.001);
    this.#options = OPTIONS.pick('lamb', options);
  }

  protected override slotNames(): readonly string[] {
    return ['m', 'v'];
  }

  protected *step(t: Trace, group: Group, gradients: Gradients, rate: Tensor): Pieces<void> {
    const { beta1, beta2, epsilon } = this.#options;
    const g = gradients.flat();
    const [m, v] = [group.slot('m'), group.slot('v')];
    const step = this.stepNumber(t);
    const root = sqrt(subtract(1, power(beta2, step)));
    // The step is (m / c1) / (sqrt(v / c2) + epsilon). Its numbers are computed but for the factor sqrt(c2) / c1, which is one number.
    const factor = divide(root, subtract(1, power(beta1, step)));
    // Written first, so that what follows, norms included, reads them in their places.
    const mean = written(t, m, movingMean(t.read(m), g, beta1));
    const squares = written(t, v, movingMean(t.read(v), square(g), beta2));
    const steps = divide(mean, add(sqrt(squares), multiply(epsilon, root)));
    // Each weight has norms of its own, so that each is written on its own.
    for (const [i, each] of unpack(steps, group.variables).entries()) {
      const weight = group.variables[i]!;
      const w = t.read(weight);
      const ratio = trustRatio(lengthOf(w), multiply(factor, lengthOf(each)));
      t.update(weight, subtract(w, multiply(multiply(multiply(ratio, rate), factor), each)));
      yield PASS;
    }
  }
}

/** Gives a slot its new value, and reads it where it is kept. */
function written(t: Trace, slot: Variable, value: Tensor): Tensor {
  t.apply(assign(slot, value));
  return t.read(slot);
}

/** The Euclidean norm. Squares of numbers above 1.8e19 overflow, as in Keras. @shape result [] */
const lengthOf = (x: Tensor): Tensor => sqrt(sum(square(x)));

/** The norm of a weight over that of its step; 1 if one of them is 0. @shape all [] */
function trustRatio(ofWeight: Tensor, ofStep: Tensor): Tensor {
  return where(less(0, ofWeight), where(less(0, ofStep), divide(ofWeight, ofStep), 1), 1);
}

/** Adam whose step is, for each weight, as long as the weight times the learning rate: for very large batches.
 *  @source You et al. 2020, Large batch optimization for deep learning, algorithm 2, with phi the identity */
export const lamb = (options: LambOptions = {}): Optimizer => new Lamb(options);
