import { integer, number, options, or, type Held } from '../core/declaration.ts';
import { differentiate } from '../grad/differentiate.ts';
import type { Tensor } from '../graph/tensor.ts';
import { zeroVariable, type Variable } from '../graph/variable.ts';
import { multiply, square, subtract } from '../op/elementwise.ts';
import { pack } from '../op/move.ts';
import { sum } from '../op/reduce.ts';
import { rate, type LearningRate } from '../schedules/registry.ts';
import type { Trace } from '../trace/trace.ts';
import { Driver, type Answers, type Evaluation, type Numbers, type Request } from './driver.ts';
import type { Optimizer } from './optimizer.ts';

export interface SteepestDescentOptions {
  /** The largest step. The first search begins with it (default 1). */
  learningRate?: LearningRate;
  /** Factor in [0.01, 1) by which a step that is too large is multiplied (default 0.5). The next search begins with the last
   *  step divided by this factor. */
  contraction?: number;
  /** A step is taken if the loss falls by at least this part of `step * |gradient|^2`, in [0, 1) (default 1e-4). */
  sufficientDecrease?: number;
  /** Largest number of steps that are tried before the weights stay unchanged (default 20). */
  maxEvaluations?: number;
}

const OPTIONS = options<SteepestDescentOptions>()({
  learningRate: or(rate(), 1),
  contraction: or(number({ least: 0.01, below: 1 }), 0.5),
  sufficientDecrease: or(number({ least: 0, below: 1 }), 1e-4),
  maxEvaluations: or(integer({ least: 1 }), 20),
});

class SteepestDescent extends Driver {
  readonly kind = 'steepestDescent';
  readonly evaluations: Readonly<Record<string, Evaluation>> = {
    moved: (t, loss, step) => {
      this.#move(t, step!);
      return { loss: loss() };
    },
  };
  readonly #options: Held<typeof OPTIONS>;
  /** The step that the last search ended with; 0 before the first. */
  readonly #last: Variable = zeroVariable('optimizer/step', []);

  constructor(given: SteepestDescentOptions) {
    const held = OPTIONS.read('steepestDescent', given);
    super('steepestDescent', held, OPTIONS.names, 1);
    this.#options = held;
  }

  override get variables(): readonly Variable[] {
    return [...super.variables, this.#last];
  }

  begin(t: Trace, loss: Tensor, weights: readonly Variable[]): Answers {
    this.build(weights);
    const gradients = differentiate(
      loss,
      this.order.map((v) => t.read(v)),
    );
    const flat = t.update(this.#gradient, pack(gradients));
    return { loss, slope: sum(square(flat)), last: t.read(this.#last) };
  }

  /** Tries smaller and smaller steps until the loss falls by a part of the decrease that the slope predicts. */
  async *descend({ loss, slope, last }: Numbers): AsyncGenerator<Request, readonly number[], Numbers> {
    const { contraction, sufficientDecrease, maxEvaluations } = this.#options;
    const most = this.learningRate;
    let step = last === 0 ? most : Math.min(most, last! / contraction);
    for (let tried = 0; tried < maxEvaluations; tried++, step *= contraction) {
      const moved = yield { evaluate: 'moved', at: [step] };
      if (moved['loss']! <= loss! - sufficientDecrease * step * slope!) return [step, step];
    }
    return [0, step];
  }

  accept(t: Trace, step: Tensor, last: Tensor): void {
    this.#move(t, step);
    t.update(this.#last, last);
  }

  protected slotNames(): readonly string[] {
    return ['gradient'];
  }

  get #gradient(): Variable {
    return this.groups[0]!.slot('gradient');
  }

  /** Moves the weights against the gradient from the beginning of the step. */
  #move(t: Trace, step: Tensor): void {
    const [group] = this.groups;
    group!.write(t, subtract(group!.read(t), multiply(step, t.read(this.#gradient))));
    this.constrain(t);
  }
}

/** Gradient descent with a backtracking line search. It tries steps, each `contraction` times the one before, and takes the
 *  first that lowers the loss of the batch by `sufficientDecrease` of the decrease that the slope predicts. Use it with one
 *  batch of all rows, or with large batches.
 *  @source Armijo 1966, Minimization of functions having Lipschitz continuous first partial derivatives; Nocedal & Wright 2006,
 *  Numerical optimization, algorithm 3.1 */
export const steepestDescent = (given: SteepestDescentOptions = {}): Optimizer => new SteepestDescent(given);
