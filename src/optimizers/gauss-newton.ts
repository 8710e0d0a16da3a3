import { number, or } from '../core/declaration.ts';
import type { Pieces } from '../core/pieces.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import { gaussNewtonProduct, type Product } from './curvature.ts';
import { Newton, NEWTON, type NewtonOptions } from './newton.ts';
import type { Optimizer } from './optimizer.ts';

export interface GaussNewtonOptions extends NewtonOptions {
  /** What is added to the diagonal of the matrix (default 1e-3). */
  damping?: number;
  /** The norm of what is left of the gradient, as a part of its norm, at which a direction is computed well enough (default 1e-4). */
  solverTolerance?: number;
}

const OPTIONS = NEWTON.extend<GaussNewtonOptions>()({
  damping: or(number({ least: 0 }), 1e-3),
  solverTolerance: or(number({ least: 0, below: 1 }), 1e-4),
});

class GaussNewton extends Newton {
  readonly kind = 'gaussNewton';
  protected readonly damping: number;
  readonly #tolerance: number;

  constructor(given: GaussNewtonOptions) {
    super('gaussNewton', given, OPTIONS.names);
    const held = OPTIONS.pick('gaussNewton', given);
    this.damping = held.damping;
    this.#tolerance = held.solverTolerance;
  }

  protected product(loss: Tensor, outputs: readonly Tensor[], weights: readonly Tensor[]): Pieces<Product> {
    return gaussNewtonProduct(loss, outputs, weights);
  }

  protected tolerance(): Tensor {
    return full([], this.#tolerance);
  }
}

/** The method of Gauss and Newton for losses of any kind, with a line search for the strong Wolfe conditions. Directions solve
 *  (B + damping I) direction = -gradient by conjugate gradients, where B is the generalised Gauss-Newton matrix, J^T H J: J is the Jacobian
 *  of the outputs by the weights, H the Hessian of the loss by the outputs. B is never made: only its products are computed. What does not
 *  go through the outputs, such as penalties on weights, is in B with its own Hessian; the solution ends before a direction along which the
 *  matrix curves down. Use it with one batch of all rows, on networks without dropout and batch normalisation. `levenbergMarquardt` adapts
 *  the damping instead, and is the better choice where J loses rank.
 *  @source Nocedal & Wright 2006, Numerical optimization, section 10.3; Schraudolph 2002, Fast curvature matrix-vector products for
 *  second-order gradient descent */
export const gaussNewton = (given: GaussNewtonOptions = {}): Optimizer => new GaussNewton(given);
