import { integer, number, options, or, type Held } from '../core/declaration.ts';
import type { Pieces } from '../core/pieces.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { equal, multiply, square, subtract, where } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';
import { rate, type LearningRate } from '../schedules/registry.ts';
import type { Trace } from '../trace/trace.ts';
import { Driver, type Answers, type Descent, type Evaluation, type Numbers, type Objective, type Request } from './driver.ts';
import type { Optimizer } from './optimizer.ts';

export interface SteepestDescentOptions {
  /** The largest step. The first search begins with it (default 1). */
  learningRate?: LearningRate;
  /** Factor in [0.01, 1) by which a step that is too large is multiplied (default 0.5). The next search begins with the last
   *  step divided by this factor. */
  contraction?: number;
  /** A step is taken if the loss falls by at least this part of `step * |gradient|^2`, in [0, 1) (default 1e-4). */
  sufficientDecrease?: number;
  /** Largest number of steps that are tried before the weights stay unchanged (default 20). The next search then tries larger
   *  steps first, as long as the loss falls; it begins with the learning rate if the last steps were too small for float32. */
  maxEvaluations?: number;
}

const OPTIONS = options<SteepestDescentOptions>()({
  learningRate: or(rate(), 1),
  contraction: or(number({ least: 0.01, below: 1 }), 0.5),
  sufficientDecrease: or(number({ least: 0, below: 1 }), 1e-4),
  maxEvaluations: or(integer({ least: 1 }), 20),
});

/** The relative precision of a float32 loss. A step that promises a smaller decrease cannot be judged. */
const RESOLUTION = 2 ** -23;

class SteepestDescent extends Driver {
  readonly kind = 'steepestDescent';
  readonly evaluations: Readonly<Record<string, Evaluation>> = {
    moved: (t, loss, step) => this.#moved(t, loss, step!),
  };
  readonly #options: Held<typeof OPTIONS>;
  /** The step that the last search ended with; minus that step if it found none; 0 if the next search is to begin with the
   *  learning rate. */
  readonly #last: Variable = this.addVariable('step');

  constructor(given: SteepestDescentOptions) {
    const held = OPTIONS.read('steepestDescent', given);
    super('steepestDescent', held, OPTIONS.names, 1);
    this.#options = held;
  }

  *begin(t: Trace, loss: Tensor): Pieces<Answers> {
    const gradient = t.update(this.group.slot('gradient'), yield* this.gradientInPieces(t, loss));
    return { loss, slope: sum(square(gradient)), last: t.read(this.#last) };
  }

  /** Tries smaller and smaller steps until the loss falls by a part of the decrease that the slope predicts. After a search
   *  without success, larger steps come first. */
  async *descend({ loss, slope, last }: Numbers): Descent {
    const { contraction, maxEvaluations } = this.#options;
    // Where there is no loss or no direction, nothing can be learnt about steps either.
    if (!Number.isFinite(loss) || !(slope > 0 && slope < Infinity)) return [0, last];
    const most = this.learningRate;
    const least = (RESOLUTION * Math.abs(loss)) / slope;
    let step = last === 0 ? most : Math.min(most, last < 0 ? Math.max(-last, least) : last / contraction);
    let tried = 0;
    if (last < 0) {
      const grown = yield* this.#grow(step, loss, slope);
      if (grown.best > 0) return [grown.best, grown.best];
      tried = grown.tried;
      step *= contraction;
    }
    for (; tried < maxEvaluations; tried++, step *= contraction) {
      const moved = (yield { evaluate: 'moved', at: [step] })['loss']!;
      if (this.#accepts(moved, loss, step, slope)) return [step, step];
    }
    return [0, step <= least ? 0 : -step];
  }

  accept(t: Trace, step: Tensor, last: Tensor): void {
    this.#move(t, step);
    t.update(this.#last, last);
  }

  protected override slotNames(): readonly string[] {
    return ['gradient'];
  }

  /** Tries larger and larger steps, up to the learning rate, as long as the loss does not rise.
   *  @returns the best of the steps that are accepted, 0 if there is none, and the number of evaluations */
  async *#grow(from: number, loss: number, slope: number): AsyncGenerator<Request, { best: number; tried: number }, Numbers> {
    const { contraction, maxEvaluations } = this.#options;
    const most = this.learningRate;
    let [best, tried, lowest] = [0, 0, loss];
    for (let step = from; tried < maxEvaluations; step = Math.min(most, step / contraction)) {
      const moved = (yield { evaluate: 'moved', at: [step] })['loss']!;
      tried++;
      if (!(moved <= lowest)) break;
      if (moved < lowest && this.#accepts(moved, loss, step, slope)) [best, lowest] = [step, moved];
      if (step === most) break;
    }
    return { best, tried };
  }

  /** Whether the loss falls far enough: the condition of Armijo. */
  #accepts(moved: number, loss: number, step: number, slope: number): boolean {
    return moved <= loss - this.#options.sufficientDecrease * step * slope;
  }

  *#moved(t: Trace, loss: Objective, step: Tensor): Pieces<Answers> {
    this.#move(t, step);
    return { loss: yield* loss.inPieces() };
  }

  /** Moves the weights against the gradient from the beginning of the step. */
  #move(t: Trace, step: Tensor): void {
    const { group } = this;
    // Without a step the weights stay, also where the gradient is infinite.
    const way = where(equal(step, 0), 0, multiply(step, t.read(group.slot('gradient'))));
    this.moveTo(t, subtract(group.read(t), way));
  }
}

/** Gradient descent with a backtracking line search. It tries steps, each `contraction` times the one before, and takes the
 *  first that lowers the loss of the batch by `sufficientDecrease` of the decrease that the slope predicts. Use it with one
 *  batch of all rows, or with large batches.
 *  @source Armijo 1966, Minimization of functions having Lipschitz continuous first partial derivatives; Nocedal & Wright 2006,
 *  Numerical optimization, algorithm 3.1; after a search without success steps grow first, as in the bracketing of algorithm
 *  3.5 (section 3.5) */
export const steepestDescent = (given: SteepestDescentOptions = {}): Optimizer => new SteepestDescent(given);
