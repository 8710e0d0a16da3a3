import { axes, or } from '../core/declaration.ts';
import { EPSILON } from '../core/epsilon.ts';
import { normalizeAxes } from '../core/shape.ts';
import { maximum, multiply, negative, rsqrt, square } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';
import type { Tensor } from '../graph/tensor.ts';
import { loss, LOSS, type Loss, type LossOptions } from './loss.ts';

export interface CosineSimilarityOptions extends LossOptions {
  /** The axis, or the axes together, along which vectors lie (default -1). */
  axis?: number | readonly number[];
}

const OPTIONS = LOSS.extend<CosineSimilarityOptions>()({ axis: or(axes(), -1) });

/** x divided by its length, but by 1e-7 at least. The bound lies within the root, so that a vector of zeros has a derivative. */
const unit = (x: Tensor, axis: readonly number[]): Tensor =>
  multiply(x, rsqrt(maximum(sum(square(x), { axis, keepdims: true }), EPSILON ** 2)));

/** The cosine of the angle between targets and predictions, negated: -1 where they point the same way, 1 where they oppose. */
export function cosineSimilarity(options: CosineSimilarityOptions = {}): Loss {
  return loss('cosineSimilarity', OPTIONS, options, 'values', (held) => (yTrue, yPred) => {
    const axis = normalizeAxes(held.axis, yPred.rank, 'cosineSimilarity');
    return negative(sum(multiply(unit(yTrue, axis), unit(yPred, axis)), { axis }));
  });
}
