import { number, orNone } from '../core/declaration.ts';
import type { Pieces } from '../core/pieces.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import { minimum, sqrt } from '../op/elementwise.ts';
import { hessianProduct, type Product } from './curvature.ts';
import { Newton, NEWTON, type NewtonOptions } from './newton.ts';
import type { Optimizer } from './optimizer.ts';

export interface NewtonCgOptions extends NewtonOptions {
  /** The norm of what is left of the gradient, as a part of its norm, at which a direction is computed well enough (default: the root of
   *  the gradient's norm, at most 1e-3). */
  solverTolerance?: number | undefined;
}

const OPTIONS = NEWTON.extend<NewtonCgOptions>()({ solverTolerance: orNone(number({ least: 0, below: 1 })) });

/** The largest part that is left, unless given. The 0.5 of the source suits problems of many weights; where they are few, a narrow valley
 *  is then followed in hundreds of steps. */
const LOOSEST = 1e-3;

class NewtonCg extends Newton {
  readonly kind = 'newtonCg';
  protected readonly damping = 0;
  readonly #tolerance: number | undefined;

  constructor(given: NewtonCgOptions) {
    super('newtonCg', given, OPTIONS.names);
    const held = OPTIONS.pick('newtonCg', given);
    this.#tolerance = held.solverTolerance;
  }

  protected product(loss: Tensor, _: readonly Tensor[], weights: readonly Tensor[]): Pieces<Product> {
    return hessianProduct(loss, weights);
  }

  protected tolerance(square: Tensor): Tensor {
    return this.#tolerance === undefined ? minimum(LOOSEST, sqrt(sqrt(square))) : full([], this.#tolerance);
  }
}

/** Newton's method, with directions by conjugate gradients and a line search for the strong Wolfe conditions. Products with the true
 *  Hessian are derivatives of the gradient along a vector, so that no matrix is made; penalties are in it. Where the Hessian curves down,
 *  the direction is what was found before; from the first turn on, it is that of steepest descent. Use it with one batch of all rows, on
 *  networks without dropout and batch normalisation.
 *  @source Nocedal & Wright 2006, Numerical optimization, algorithm 7.1; Pearlmutter 1994, Fast exact multiplication by the Hessian */
export const newtonCg = (given: NewtonCgOptions = {}): Optimizer => new NewtonCg(given);
