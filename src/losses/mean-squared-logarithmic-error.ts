import { EPSILON } from '../core/epsilon.ts';
import { log1p, maximum, square, subtract } from '../op/elementwise.ts';
import { mean } from '../op/reduce.ts';
import type { Tensor } from '../graph/tensor.ts';
import { loss, LOSS, type Loss, type LossOptions } from './loss.ts';

/** mean((ln(1 + yTrue) - ln(1 + yPred))^2) over the last axis. Values below 1e-7 count as 1e-7. */
export function meanSquaredLogarithmicError(options: LossOptions = {}): Loss {
  const logarithm = (x: Tensor): Tensor => log1p(maximum(x, EPSILON));
  return loss('meanSquaredLogarithmicError', LOSS, options, 'values', () => (yTrue, yPred) =>
    mean(square(subtract(logarithm(yPred), logarithm(yTrue))), { axis: -1 }),
  );
}
