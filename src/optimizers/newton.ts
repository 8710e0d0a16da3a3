import { integer, number, options, or, orNone, type Options } from '../core/declaration.ts';
import type { Pieces } from '../core/pieces.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { abs, add, equal, multiply, negative, subtract, where } from '../op/elementwise.ts';
import { pack, unpack } from '../op/move.ts';
import { max } from '../op/reduce.ts';
import { rate, type LearningRate } from '../schedules/registry.ts';
import type { Trace } from '../trace/trace.ts';
import { conjugateGradients, dot, type SolverState } from './conjugate-gradients.ts';
import type { Product } from './curvature.ts';
import { Driver, type Answers, type Descent, type Evaluation, type Numbers, type Objective } from './driver.ts';
import { searchedDescent } from './searched-descent.ts';

/** Options of methods that solve a system by conjugate gradients for each direction, and search along it. */
export interface NewtonOptions {
  /** The step that is tried first along each direction (default 1). */
  learningRate?: LearningRate;
  /** The most directions that are searched on one batch (default 20). */
  maxIterations?: number;
  /** The most evaluations of the loss on one batch, but for those at which directions begin (default: 1.25 times maxIterations,
   *  but 25 at least). */
  maxEvaluations?: number | undefined;
  /** A batch is left when no element of the gradient is larger than this (default 1e-7). */
  toleranceGrad?: number;
  /** A batch is left when the loss, or every weight, changes by less than this (default 1e-9). */
  toleranceChange?: number;
  /** The most turns of conjugate gradients for a direction (default 200). In float32, a system may need several times as many as there are
   *  weights. */
  solverIterations?: number;
}

/** The same, as a method holds them. */
type HeldNewtonOptions = Readonly<
  Record<'maxIterations' | 'toleranceGrad' | 'toleranceChange' | 'solverIterations', number> & {
    maxEvaluations: number | undefined;
    learningRate: LearningRate;
  }
>;

/** Every such method's declaration extends this one. */
export const NEWTON: Options<NewtonOptions, HeldNewtonOptions> = options<NewtonOptions>()({
  learningRate: or(rate(), 1),
  maxIterations: or(integer({ least: 1 }), 20),
  maxEvaluations: orNone(integer({ least: 1 })),
  toleranceGrad: or(number({ least: 0 }), 1e-7),
  toleranceChange: or(number({ least: 0 }), 1e-9),
  solverIterations: or(integer({ least: 1 }), 200),
});

/** The fewest evaluations that a batch may take, unless given: a single direction may need a search. */
const LEAST_EVALUATIONS = 25;

/** A method of Newton's kind. Directions are solutions of systems of a matrix of second derivatives and the gradient. */
export abstract class Newton extends Driver {
  readonly evaluations: Readonly<Record<string, Evaluation>> = {
    along: (t, loss, step) => this.#along(t, loss, step!),
    onwards: (t, loss, step) => this.#onwards(t, loss, step!),
    arrive: (t) => this.#arrive(t),
  };
  readonly #options: HeldNewtonOptions;
  readonly #solver: Pick<SolverState, 'square' | 'active' | 'turns'> = {
    square: this.addVariable('square'),
    active: this.addVariable('active'),
    turns: this.addVariable('turns'),
  };

  /** @param own  the names of its options besides those of every such method */
  constructor(kind: string, given: NewtonOptions, own: readonly string[]) {
    super(kind, given, [...NEWTON.names, ...own], 1);
    this.#options = NEWTON.pick(kind, given);
  }

  *begin(t: Trace, loss: Tensor, _weights: readonly Variable[], objective: Objective): Pieces<Answers> {
    t.update(this.group.slot('position'), this.group.read(t));
    return { loss, ...(yield* this.#turn(t, loss, objective)) };
  }

  descend(begun: Numbers): Descent {
    const { maxIterations, toleranceGrad, toleranceChange } = this.#options;
    const { maxEvaluations = Math.max(LEAST_EVALUATIONS, Math.floor(1.25 * maxIterations)) } = this.#options;
    const rate = this.learningRate;
    return searchedDescent(begun, { maxIterations, maxEvaluations, toleranceGrad, toleranceChange, rate, first: rate, searches: true });
  }

  accept(t: Trace): void {
    this.group.write(t, t.read(this.group.slot('position')));
  }

  /** The matrix. */
  protected abstract product(loss: Tensor, outputs: readonly Tensor[], weights: readonly Tensor[]): Pieces<Product>;

  /** What is added to the diagonal of the matrix. */
  protected abstract readonly damping: number;

  /** The part of the gradient's norm that a system may leave. @param square  the squared norm. @shape [] */
  protected abstract tolerance(square: Tensor): Tensor;

  protected override slotNames(): readonly string[] {
    return ['position', 'direction', 'reached', 'residual', 'search'];
  }

  /** Measures the loss at a step along the direction. */
  *#along(t: Trace, loss: Objective, step: Tensor): Pieces<Answers> {
    const { group } = this;
    const direction = t.read(group.slot('direction'));
    this.moveTo(t, add(t.read(group.slot('position')), multiply(step, direction)));
    const value = yield* loss.inPieces();
    t.update(group.slot('reached'), group.read(t));
    return { loss: value, slope: dot(yield* this.gradientInPieces(t, value), direction) };
  }

  /** Arrives and tries the first step of the next search in one program, because most searches accept their first step. */
  *#onwards(t: Trace, loss: Objective, step: Tensor): Pieces<Answers> {
    const moved = this.#arrive(t);
    this.moveTo(t, t.read(this.group.slot('position')));
    const { slope, ...turned } = yield* this.#turn(t, yield* loss.inPieces(), loss);
    return { ...turned, ...moved, begin: slope!, ...(yield* this.#along(t, loss, step)) };
  }

  /** Goes where the last probe was. */
  #arrive(t: Trace): Answers {
    const position = this.group.slot('position');
    const reached = t.read(this.group.slot('reached'));
    const moved = max(abs(subtract(reached, t.read(position))));
    t.update(position, reached);
    return { moved };
  }

  /** Makes the direction at the newest weights. Where the matrix curves down along the gradient, it is that of steepest descent. */
  *#turn(t: Trace, loss: Tensor, { outputs }: Objective): Pieces<Answers> {
    const { group, damping } = this;
    const right = negative(yield* this.gradientInPieces(t, loss));
    const weights = group.variables.map((v) => t.read(v));
    const matrix = yield* this.product(loss, outputs, weights);
    const product = function* (v: Tensor): Pieces<Tensor> {
      const along = pack(yield* matrix(unpack(v, group.variables)));
      return damping === 0 ? along : add(along, multiply(damping, v));
    };
    const { solution, turns } = yield* conjugateGradients(
      t,
      { ...this.#solver, solution: group.slot('direction'), residual: group.slot('residual'), search: group.slot('search') },
      {
        product,
        right,
        most: this.#options.solverIterations,
        tolerance: this.tolerance(dot(right, right)),
      },
    );
    const direction = t.update(group.slot('direction'), where(equal(turns, 0), right, solution));
    return { slope: negative(dot(right, direction)), largest: max(abs(right)), length: max(abs(direction)) };
  }
}
