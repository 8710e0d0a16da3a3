import { integer, number, options, or, type Held } from '../core/declaration.ts';
import type { Pieces } from '../core/pieces.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { abs, add, multiply, negative, subtract, where } from '../op/elementwise.ts';
import { pack, unpack } from '../op/move.ts';
import { max } from '../op/reduce.ts';
import { rate, type LearningRate } from '../schedules/registry.ts';
import type { Trace } from '../trace/trace.ts';
import { conjugateGradients, dot } from './conjugate-gradients.ts';
import { gaussNewtonProduct } from './curvature.ts';
import { Driver, type Answers, type Descent, type Evaluation, type Numbers, type Objective } from './driver.ts';
import type { Optimizer } from './optimizer.ts';

export interface LevenbergMarquardtOptions {
  /** The part of each step that is taken (default 1). */
  learningRate?: LearningRate;
  /** What is added to the diagonal of the matrix at first, from 1e-10 to 1e10 (default 1e-2). The gain of each step makes it smaller or
   *  larger. */
  damping?: number;
  /** The largest factor by which a good step divides the damping, at least 1 (default 3). */
  dampingFactor?: number;
  /** The most steps that are tried on one batch (default 20). */
  maxIterations?: number;
  /** A batch is left when no element of the gradient is larger than this (default 1e-7). */
  toleranceGrad?: number;
  /** A batch is left when a step changes the loss, or every weight, by less than this (default 1e-9). */
  toleranceChange?: number;
  /** The most turns of conjugate gradients in which a step is computed (default 200). In float32, a system may need several times as
   *  many as there are weights. */
  solverIterations?: number;
  /** The norm of what is left of the gradient, as a part of its norm, at which a step is computed well enough (default 1e-4). */
  solverTolerance?: number;
}

/** The damping stays within these bounds. */
const [LEAST, MOST] = [1e-10, 1e10];

const OPTIONS = options<LevenbergMarquardtOptions>()({
  learningRate: or(rate(), 1),
  damping: or(number({ least: LEAST, most: MOST }), 1e-2),
  dampingFactor: or(number({ least: 1 }), 3),
  maxIterations: or(integer({ least: 1 }), 20),
  toleranceGrad: or(number({ least: 0 }), 1e-7),
  toleranceChange: or(number({ least: 0 }), 1e-9),
  solverIterations: or(integer({ least: 1 }), 200),
  solverTolerance: or(number({ least: 0, below: 1 }), 1e-4),
});

/** Part of a loss below which float32 does not show a change. */
const RESOLUTION = 2 ** -23;
/** The factor by which the first step that fails multiplies the damping; each further one doubles the factor. @source Nielsen 1999 */
const GROWTH = 2;

class LevenbergMarquardt extends Driver {
  readonly kind = 'levenbergMarquardt';
  readonly evaluations: Readonly<Record<string, Evaluation>> = {
    step: (t, loss, damping, part, take) => this.#step(t, loss, damping!, part!, take!),
  };
  readonly #options: Held<typeof OPTIONS>;
  /** The damping of the next step, 0 before the first, and the factor that a step without gain multiplies it by. */
  readonly #damping: Variable = this.addVariable('damping');
  readonly #growth: Variable = this.addVariable('growth');
  readonly #square: Variable = this.addVariable('square');
  readonly #active: Variable = this.addVariable('active');
  readonly #turns: Variable = this.addVariable('turns');

  constructor(given: LevenbergMarquardtOptions) {
    const held = OPTIONS.read('levenbergMarquardt', given);
    super('levenbergMarquardt', held, OPTIONS.names, 1);
    this.#options = held;
  }

  begin(t: Trace, loss: Tensor): Answers {
    t.update(this.group.slot('position'), this.group.read(t));
    return { loss, damping: t.read(this.#damping), growth: t.read(this.#growth) };
  }

  /** Tries steps. One that lowers the loss is taken, and the damping becomes the smaller the better the model has told its gain; the
   *  damping of one that does not grows faster and faster.
   *  @source Nielsen 1999, Damping parameter in Marquardt's method, section 2 (equation 2.4) */
  async *descend({ loss: begun, damping: kept, growth: grown }: Numbers): Descent {
    const { maxIterations, toleranceGrad, toleranceChange, dampingFactor } = this.#options;
    let [loss, damping, growth, take] = [begun!, kept === 0 ? this.#options.damping : kept!, kept === 0 ? GROWTH : grown!, 0];
    for (let i = 0; i < maxIterations && Number.isFinite(loss); i++) {
      const found = yield { evaluate: 'step', at: [damping, this.learningRate, take] };
      const [reached, predicted, moved] = [found['loss']!, found['predicted']!, found['moved']!];
      take = 0;
      if (found['largest']! <= toleranceGrad) break;
      if (predicted > 0 && predicted <= RESOLUTION * Math.abs(loss)) {
        // A step that promises too little to be measured is the shortest that damping has to make.
        damping = Math.max(LEAST, damping / dampingFactor);
        growth = GROWTH;
        break;
      }
      const gain = (loss - reached) / predicted;
      if (predicted > 0 && gain > 0) {
        take = 1;
        damping = Math.max(LEAST, damping * Math.max(1 / dampingFactor, 1 - (2 * gain - 1) ** 3));
        growth = GROWTH;
        const change = loss - reached;
        loss = reached;
        if (change <= toleranceChange) break;
      } else {
        damping = Math.min(MOST, damping * growth);
        growth = Math.min(MOST, growth * 2);
      }
      // There is no step where the matrix curves down along the gradient. A larger damping lifts it.
      if (moved > 0 && moved <= toleranceChange) break;
    }
    return [damping, growth, take];
  }

  accept(t: Trace, damping: Tensor, growth: Tensor, take: Tensor): void {
    const { group } = this;
    t.update(this.#damping, damping);
    t.update(this.#growth, growth);
    group.write(t, where(take, t.read(group.slot('reached')), t.read(group.slot('position'))));
  }

  protected override slotNames(): readonly string[] {
    return ['position', 'reached', 'solution', 'residual', 'search'];
  }

  /** Takes the step before if it is to be taken, computes the next one, and measures the loss there. */
  *#step(t: Trace, loss: Objective, damping: Tensor, part: Tensor, take: Tensor): Pieces<Answers> {
    const { group } = this;
    const slot = (name: string): Variable => group.slot(name);
    const { solverIterations, solverTolerance } = this.#options;
    const from = t.update(slot('position'), where(take, t.read(slot('reached')), t.read(slot('position'))));
    this.moveTo(t, from);
    const here = yield* loss.inPieces();
    const right = negative(yield* this.gradientInPieces(t, here));
    const weights = group.variables.map((v) => t.read(v));
    const curve = yield* gaussNewtonProduct(here, loss.outputs, weights);
    const { solution, residual } = yield* conjugateGradients(
      t,
      {
        solution: slot('solution'),
        residual: slot('residual'),
        search: slot('search'),
        square: this.#square,
        active: this.#active,
        turns: this.#turns,
      },
      {
        *product(v) {
          return add(pack(yield* curve(unpack(v, group.variables))), multiply(damping, v));
        },
        right,
        most: solverIterations,
        tolerance: solverTolerance,
      },
    );
    const step = multiply(part, solution);
    // The product of the matrix with the solution follows from the residual.
    const curved = multiply(part, subtract(subtract(right, residual), multiply(damping, solution)));
    this.moveTo(t, add(from, step));
    t.update(slot('reached'), group.read(t));
    return {
      loss: yield* loss.inPieces(),
      predicted: subtract(dot(right, step), multiply(0.5, dot(step, curved))),
      largest: max(abs(right)),
      moved: max(abs(step)),
    };
  }
}

/** The method of Levenberg and Marquardt for losses of any kind: steps that minimise the loss of a model that is linear in its weights,
 *  damped so that they stay where that model holds. It solves (B + damping I) step = -gradient by conjugate gradients, where B is the
 *  generalised Gauss-Newton matrix: the Jacobian of the outputs, transposed, times the Hessian of the loss by the outputs, times the
 *  Jacobian. For the mean squared error that is 2/n J^T J. The matrix is never made: only its products are computed. With several
 *  outputs, their losses are one. What does not go through the outputs, such as penalties on weights, is in B with its own Hessian; where
 *  that makes B + damping I curve down, the damping grows. Use it with one batch of all rows, on networks without dropout and batch
 *  normalisation; on parts of the rows, set `maxIterations` to 1.
 *  @source Levenberg 1944; Marquardt 1963; Nielsen 1999, Damping parameter in Marquardt's method; Schraudolph 2002, Fast curvature
 *  matrix-vector products for second-order gradient descent */
export const levenbergMarquardt = (given: LevenbergMarquardtOptions = {}): Optimizer => new LevenbergMarquardt(given);
