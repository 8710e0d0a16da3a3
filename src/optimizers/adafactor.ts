import { boolean, number, or, type Held } from '../core/declaration.ts';
import { PASS, type Pieces } from '../core/pieces.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { squareSums, weightedSquares } from '../op/columns.ts';
import { add, divide, maximum, minimum, multiply, power, reciprocal, rsqrt, sqrt, square, subtract } from '../op/elementwise.ts';
import { expandDims } from '../op/move.ts';
import { mean, sum } from '../op/reduce.ts';
import type { Trace } from '../trace/trace.ts';
import type { Gradients } from './gradients.ts';
import type { Group } from './group.ts';
import { Optimizer } from './optimizer.ts';
import { OPTIMIZER, type OptimizerOptions } from './options.ts';

export interface AdafactorOptions extends OptimizerOptions {
  /** Exponent of the decay of squared gradients, which is `1 - step^beta2Decay` (default -0.8). */
  beta2Decay?: number;
  /** Added to squared gradients (default 1e-30). */
  epsilon1?: number;
  /** The smallest size of a weight, in root mean square, by which its steps are scaled (default 1e-3). */
  epsilon2?: number;
  /** The largest root mean square of a step before it is scaled (default 1). */
  clipThreshold?: number;
  /** Whether the learning rate is at most `1 / sqrt(step)` (default true). Steps keep to this bound with false, too, as in
   *  Keras 3. */
  relativeStep?: boolean;
}

const OPTIONS = OPTIMIZER.extend<AdafactorOptions>()({
  beta2Decay: or(number({ most: 0 }), -0.8),
  epsilon1: or(number({ least: 0 }), 1e-30),
  epsilon2: or(number({ least: 0 }), 1e-3),
  clipThreshold: or(number({ least: Number.MIN_VALUE }), 1),
  relativeStep: or(boolean(), true),
});

class Adafactor extends Optimizer {
  readonly kind = 'adafactor';
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: AdafactorOptions) {
    super('adafactor', options, OPTIONS.names, 0.001);
    this.#options = OPTIONS.pick('adafactor', options);
  }

  /** A weight of two axes or more keeps a mean for each row and each column of its last two axes; others keep one for each
   *  number. */
  protected override prepare(group: Group): void {
    for (const weight of group.variables) {
      const { shape } = weight;
      this.state.make(weight, shape.length < 2 ? { velocity: shape } : { rows: shape.slice(0, -1), columns: shape.toSpliced(-2, 1) });
    }
  }

  protected *step(t: Trace, group: Group, gradients: Gradients, rate: Tensor): Pieces<void> {
    const { beta2Decay, epsilon2, clipThreshold } = this.#options;
    const step = this.stepNumber(t);
    const bounded = minimum(rate, rsqrt(step));
    const share = power(step, beta2Decay);
    for (const [i, g] of gradients.each().entries()) {
      const weight = group.variables[i]!;
      const w = t.read(weight);
      const { scaled, size } = this.#scaled(t, weight, g, share);
      const alpha = multiply(maximum(epsilon2, sqrt(mean(square(w)))), bounded);
      const clipped = divide(alpha, maximum(1, divide(size, clipThreshold)));
      t.update(weight, subtract(w, multiply(clipped, scaled)));
      yield PASS;
    }
  }

  /** A gradient divided by the root of running means of its squares. To each square, `epsilon1` is added. The means of a matrix are a
   *  product of a row's and a column's number, and so is the root, which is taken of these alone.
   *  @param share  the part of the newest squares in the means */
  #scaled(t: Trace, weight: Variable, g: Tensor, share: Tensor): Scaled {
    const { velocity, rows, columns } = this.state.of(weight);
    const decayed = (v: Variable, value: Tensor): Tensor =>
      t.update(v, add(multiply(subtract(1, share), t.read(v)), multiply(share, add(value, this.#options.epsilon1))));
    if (velocity !== undefined) return withSize(divide(g, sqrt(decayed(velocity, square(g)))));
    const sums = squareSums(g);
    const ofRows = decayed(rows!, divide(sums.rows, g.shape.at(-1)!));
    const ofColumns = decayed(columns!, divide(sums.columns, g.shape.at(-2)!));
    const shares = divide(ofRows, mean(ofRows, { axis: -1, keepdims: true }));
    const scaled = multiply(multiply(g, expandDims(rsqrt(shares), -1)), expandDims(rsqrt(ofColumns), -2));
    if (g.rank > 2) return withSize(scaled);
    // The squares of a scaled matrix are summed without it, so that it need not lie in memory.
    const squares = divide(weightedSquares(g, reciprocal(ofColumns)), shares);
    return { scaled, size: sqrt(divide(sum(squares), g.size)) };
  }
}

interface Scaled {
  /** @shape as the weight */
  readonly scaled: Tensor;
  /** The root of its mean square. @shape [] */
  readonly size: Tensor;
}

const withSize = (scaled: Tensor): Scaled => ({ scaled, size: sqrt(mean(square(scaled))) });

/** Steps scaled by running means of squared gradients, of which a matrix keeps only those of its rows and columns. Steps grow
 *  with the weights. Memory beside the weights is small.
 *  @source Shazeer & Stern 2018, Adafactor: adaptive learning rates with sublinear memory cost, algorithms 4 and 5 */
export const adafactor = (options: AdafactorOptions = {}): Optimizer => new Adafactor(options);
