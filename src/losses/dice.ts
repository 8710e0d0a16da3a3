import { axes, orNone } from '../core/declaration.ts';
import { EPSILON } from '../core/epsilon.ts';
import { normalizeAxes } from '../core/shape.ts';
import { add, divide, multiply, subtract } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';
import { loss, LOSS, type Loss, type LossOptions } from './loss.ts';

export interface DiceOptions extends LossOptions {
  /** The axis, or the axes, that are summed over (default: all, the batch, too, so that the loss is one number). */
  axis?: number | readonly number[] | null;
}

const OPTIONS = LOSS.extend<DiceOptions>()({ axis: orNone(axes()) });

/** 1 - 2 sum(yTrue yPred) / (sum(yTrue) + sum(yPred) + 1e-7): how little two regions overlap, 0 where they are the same.
 *  @source Milletari et al. 2016, V-Net */
export function dice(options: DiceOptions = {}): Loss {
  return loss('dice', OPTIONS, options, 'values', (held) => (yTrue, yPred) => {
    const over = { axis: normalizeAxes(held.axis, yPred.rank, 'dice') };
    const both = multiply(2, sum(multiply(yTrue, yPred), over));
    return subtract(1, divide(both, add(add(sum(yTrue, over), sum(yPred, over)), EPSILON)));
  });
}
