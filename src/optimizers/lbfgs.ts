import { integer, number, oneOf, options, or, orNone, orNull, type Held } from '../core/declaration.ts';
import type { Pieces } from '../core/pieces.ts';
import { constant, full, type Tensor } from '../graph/tensor.ts';
import { zeroVariable, type Variable } from '../graph/variable.ts';
import { abs, add, cast, divide, equal, greater, less, multiply, negative, square, subtract, where } from '../op/elementwise.ts';
import { takeRows } from '../op/gather.ts';
import { reshape, slice } from '../op/move.ts';
import { max, sum } from '../op/reduce.ts';
import { writeRows } from '../op/update.ts';
import { rate, type LearningRate } from '../schedules/registry.ts';
import type { Trace } from '../trace/trace.ts';
import { Driver, type Answers, type Descent, type Evaluation, type Numbers, type Objective } from './driver.ts';
import type { Optimizer } from './optimizer.ts';
import { searchedDescent } from './searched-descent.ts';

export interface LbfgsOptions {
  /** The step that is tried first along each direction; without a line search, the step itself (default 1). */
  learningRate?: LearningRate;
  /** The most directions that are searched on one batch (default 20). */
  maxIterations?: number;
  /** After so many evaluations of the loss on one batch no further direction is searched (default 1.25 times maxIterations). A search
   *  that has begun is ended. */
  maxEvaluations?: number | undefined;
  /** A batch is left when no element of the gradient is larger than this (default 1e-7). */
  toleranceGrad?: number;
  /** A batch is left when the loss, or every weight, changes by less than this (default 1e-9). */
  toleranceChange?: number;
  /** The number of pairs of steps and changes of the gradient that the curvature is learned from (default 10). Each takes two
   *  numbers a weight of memory. */
  historySize?: number;
  /** How a step along a direction is found (default 'strongWolfe'): by the strong Wolfe conditions, or, with null, without a
   *  search. */
  lineSearchFn?: 'strongWolfe' | null;
}

const OPTIONS = options<LbfgsOptions>()({
  learningRate: or(rate(), 1),
  maxIterations: or(integer({ least: 1 }), 20),
  maxEvaluations: orNone(integer({ least: 1 })),
  toleranceGrad: or(number({ least: 0 }), 1e-7),
  toleranceChange: or(number({ least: 0 }), 1e-9),
  historySize: or(integer({ least: 1 }), 10),
  lineSearchFn: orNull(or(oneOf(['strongWolfe']), 'strongWolfe'), null),
});

/** Pairs whose product is smaller say nothing of the curvature. @source PyTorch, torch.optim.LBFGS */
const LEAST_CURVATURE = 1e-10;

class Lbfgs extends Driver {
  readonly kind = 'lbfgs';
  readonly evaluations: Readonly<Record<string, Evaluation>> = {
    along: (t, loss, step) => this.#along(t, loss, step!),
    arrive: (t) => this.#arrive(t),
    onwards: (t, loss, step) => this.#onwards(t, loss, step!),
  };
  readonly #options: Held<typeof OPTIONS>;
  /** A ring of the last steps, of the changes of the gradient along them, and (rho) of 1 / (step . change). A row without a pair is 0.
   *  @shape [historySize, size], rho [historySize, 1] */
  #steps: Variable | undefined;
  #changes: Variable | undefined;
  readonly #rho: Variable;
  /** The row of the next pair. */
  readonly #next: Variable;

  constructor(given: LbfgsOptions) {
    const held = OPTIONS.read('lbfgs', given);
    super('lbfgs', held, OPTIONS.names, 1);
    this.#options = held;
    this.#rho = this.addVariable('rho', [held.historySize, 1]);
    this.#next = this.addVariable('next', []);
  }

  override build(weights: readonly Variable[]): void {
    super.build(weights);
    const size = weights.reduce((sum, v) => sum + v.size, 0);
    this.#steps ??= zeroVariable('optimizer/steps', [this.#options.historySize, size]);
    this.#changes ??= zeroVariable('optimizer/changes', [this.#options.historySize, size]);
  }

  override release(): void {
    super.release();
    for (const v of [this.#rho, this.#next]) v.assign(full(v.shape, 0));
    this.#steps = undefined;
    this.#changes = undefined;
  }

  override get variables(): readonly Variable[] {
    const pairs = [this.#steps, this.#changes].filter((v) => v !== undefined);
    return [...super.variables, ...pairs];
  }

  *begin(t: Trace, loss: Tensor): Pieces<Answers> {
    const { group } = this;
    t.update(group.slot('position'), group.read(t));
    const gradient = t.update(group.slot('gradient'), yield* this.gradientInPieces(t, loss));
    return { loss, ...this.#turn(t, gradient), total: sum(abs(gradient)), pairs: sum(t.read(this.#rho)) };
  }

  descend(begun: Numbers): Descent {
    const { lineSearchFn, maxIterations, toleranceGrad, toleranceChange } = this.#options;
    const { maxEvaluations = Math.floor(1.25 * maxIterations) } = this.#options;
    const rate = this.learningRate;
    // Without any pair the direction is the gradient, whose length says nothing of the step.
    const first = begun['pairs'] === 0 ? rate * Math.min(1, 1 / begun['total']!) : rate;
    const limits = { maxIterations, maxEvaluations, toleranceGrad, toleranceChange };
    return searchedDescent(begun, { ...limits, rate, first, searches: lineSearchFn !== null });
  }

  accept(t: Trace): void {
    this.group.write(t, t.read(this.group.slot('position')));
  }

  protected slotNames(): readonly string[] {
    return ['position', 'gradient', 'direction', 'reached', 'trial'];
  }

  /** Measures the loss at a step along the direction. */
  *#along(t: Trace, loss: Objective, step: Tensor): Pieces<Answers> {
    const { group } = this;
    const direction = t.read(group.slot('direction'));
    this.moveTo(t, add(t.read(group.slot('position')), multiply(step, direction)));
    const value = yield* loss.inPieces();
    t.update(group.slot('reached'), group.read(t));
    const trial = t.update(group.slot('trial'), yield* this.gradientInPieces(t, value));
    return { loss: value, slope: sum(multiply(trial, direction)) };
  }

  /** Arrives and tries the first step of the next search in one program, because most searches accept their first step. */
  *#onwards(t: Trace, loss: Objective, step: Tensor): Pieces<Answers> {
    const { slope, ...arrived } = this.#arrive(t);
    return { ...arrived, begin: slope!, ...(yield* this.#along(t, loss, step)) };
  }

  /** Goes where the last probe was, learns from the way there, and turns to a new direction. */
  #arrive(t: Trace): Answers {
    const { group } = this;
    const [position, gradient] = [group.slot('position'), group.slot('gradient')];
    const [reached, trial] = [t.read(group.slot('reached')), t.read(group.slot('trial'))];
    const step = subtract(reached, t.read(position));
    const change = subtract(trial, t.read(gradient));
    const product = sum(multiply(step, change));
    // A product beyond the range of float32 says nothing either.
    t.when(multiply(greater(product, LEAST_CURVATURE), less(product, Infinity)), () => this.#remember(t, step, change, product));
    t.update(position, reached);
    t.update(gradient, trial);
    return { ...this.#turn(t, trial), moved: max(abs(step)) };
  }

  #remember(t: Trace, step: Tensor, change: Tensor, product: Tensor): void {
    const { historySize } = this.#options;
    const next = t.read(this.#next);
    const row = reshape(cast(next, 'int32'), [1]);
    const write = (table: Variable, values: Tensor): void => t.apply(writeRows(table, reshape(values, [1, -1]), row));
    write(this.#steps!, step);
    write(this.#changes!, change);
    write(this.#rho, reshape(divide(1, product), [1]));
    t.update(this.#next, where(equal(next, historySize - 1), 0, add(next, 1)));
  }

  /** Makes the direction: the product of the inverse Hessian, as the pairs show it, with the gradient.
   *  @source Nocedal & Wright 2006, algorithm 7.4 and equation 7.20; Liu & Nocedal 1989 */
  #turn(t: Trace, gradient: Tensor): Answers {
    const { historySize } = this.#options;
    const next = t.read(this.#next);
    const newestFirst = constant(Float32Array.from({ length: historySize }, (_, i) => i + 1), [historySize]);
    const back = subtract(next, newestFirst);
    const rows = cast(where(less(back, 0), add(back, historySize), back), 'int32');
    const [steps, changes, rho] = [this.#steps!, this.#changes!, this.#rho].map((v) => t.read(v)) as [Tensor, Tensor, Tensor];
    const rhoOf = (row: Tensor): Tensor => reshape(takeRows(rho, row), []);
    const down = t.scan(
      (_, [q], [row]) => {
        const alpha = multiply(rhoOf(row!), sum(multiply(takeRows(steps, row!), q!)));
        return { carry: [subtract(q!, multiply(alpha, takeRows(changes, row!)))], ys: [alpha] };
      },
      { carry: [gradient], xs: [rows] },
    );
    const newest = reshape(slice(rows, [0], [1]), []);
    const length = multiply(rhoOf(newest), sum(square(takeRows(changes, newest))));
    const scale = where(equal(length, 0), 1, divide(1, length));
    const up = t.scan(
      (_, [r], [row, alpha]) => {
        const beta = multiply(rhoOf(row!), sum(multiply(takeRows(changes, row!), r!)));
        return { carry: [add(r!, multiply(takeRows(steps, row!), subtract(alpha!, beta)))] };
      },
      { carry: [multiply(scale, down.carry[0]!)], xs: [rows, down.ys[0]!], reverse: true },
    );
    const direction = t.update(this.group.slot('direction'), negative(up.carry[0]!));
    return { slope: sum(multiply(gradient, direction)), largest: max(abs(gradient)), length: max(abs(direction)) };
  }
}

/** The limited-memory method of Broyden, Fletcher, Goldfarb and Shanno, with a line search for the strong Wolfe conditions: it learns
 *  the curvature of the loss from the last `historySize` steps. A batch is searched along up to `maxIterations` directions. Use it with
 *  one batch of all rows, on networks without dropout and batch normalisation.
 *  @source Liu & Nocedal 1989, On the limited memory BFGS method for large scale optimization; options as those of PyTorch's LBFGS */
export const lbfgs = (given: LbfgsOptions = {}): Optimizer => new Lbfgs(given);
