import type { Pieces } from '../core/pieces.ts';
import { full, type Tensor, type TensorLike } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { add, divide, greater, multiply, subtract, where } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';
import type { Trace } from '../trace/trace.ts';

/** What conjugate gradients carry from turn to turn. */
export interface SolverState {
  /** Vectors. @shape each [size] */
  readonly solution: Variable;
  readonly residual: Variable;
  readonly search: Variable;
  /** The squared norm of the residual. @shape [] */
  readonly square: Variable;
  /** 1 while there is work to do. @shape [] */
  readonly active: Variable;
  /** Turns that moved the solution. @shape [] */
  readonly turns: Variable;
}

export interface SolverOptions {
  /** The product of the matrix with a vector. @shape [size] -> [size] */
  readonly product: (v: Tensor) => Pieces<Tensor>;
  /** The right side. @shape [size] */
  readonly right: Tensor;
  /** The most turns. */
  readonly most: number;
  /** The norm of the residual, as a part of the norm of the right side, at which the work ends. @shape [] */
  readonly tolerance: TensorLike;
}

/** Solves a symmetric system by conjugate gradients from 0. It ends where the matrix curves down along a search direction: the solution is
 *  then that of the turns before, in which the quadratic model of the system falls. Turns without work are skipped.
 *  @returns the solution, the residual, and the number of turns that moved the solution
 *  @source Hestenes & Stiefel 1952; Nocedal & Wright 2006, Numerical optimization, algorithms 5.2 and 7.1 */
export function* conjugateGradients(
  t: Trace, state: SolverState, { product, right, most, tolerance }: SolverOptions,
): Pieces<{ solution: Tensor; residual: Tensor; turns: Tensor }> {
  const { solution, residual, search, square, active, turns } = state;
  const start = dot(right, right);
  const end = multiply(multiply(start, tolerance), tolerance);
  t.update(solution, full(solution.shape, 0));
  t.update(residual, right);
  t.update(search, right);
  t.update(square, start);
  t.update(turns, full([], 0));
  t.update(active, greater(start, end));
  yield* t.scanInPieces(
    function* ([turn]) {
      yield* t.whenInPieces(t.read(active), function* () {
        const [x, r, p, rr] = [solution, residual, search, square].map((v) => t.read(v)) as [Tensor, Tensor, Tensor, Tensor];
        const turned = yield* product(p);
        const curvature = dot(p, turned);
        // Also false for NaN.
        const up = greater(curvature, 0);
        const step = where(up, divide(rr, where(up, curvature, 1)), 0);
        const left = where(up, subtract(r, multiply(step, turned)), r);
        const next = dot(left, left);
        t.update(solution, add(x, multiply(step, p)));
        t.update(residual, left);
        t.update(search, add(left, multiply(divide(next, rr), p)));
        t.update(square, next);
        t.update(turns, add(t.read(turns), up));
        t.update(active, multiply(up, greater(next, end)));
      });
      return { carry: [turn!] };
    },
    { carry: [full([], 0)], length: most },
  );
  return { solution: t.read(solution), residual: t.read(residual), turns: t.read(turns) };
}

export const dot = (a: Tensor, b: Tensor): Tensor => sum(multiply(a, b));
