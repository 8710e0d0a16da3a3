import { axes, number, or, orNone } from '../core/declaration.ts';
import { EPSILON } from '../core/epsilon.ts';
import { normalizeAxes } from '../core/shape.ts';
import { add, divide, multiply, subtract } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';
import { loss, LOSS, type Loss, type LossOptions } from './loss.ts';

export interface TverskyOptions extends LossOptions {
  /** The weight of what is in the targets alone, as Keras computes it (default 0.5). */
  alpha?: number;
  /** The weight of what is in the predictions alone, as Keras computes it (default 0.5). */
  beta?: number;
  /** The axis, or the axes, that are summed over (default: all, the batch, too, so that the loss is one number). */
  axis?: number | readonly number[] | null;
}

const OPTIONS = LOSS.extend<TverskyOptions>()({ alpha: or(number(), 0.5), beta: or(number(), 0.5), axis: orNone(axes()) });

/** 1 - I / (I + alpha sum(yTrue (1 - yPred)) + beta sum(yPred (1 - yTrue)) + 1e-7) with I = sum(yTrue yPred). With both weights 1/2
 *  it is the dice loss. @source Salehi et al. 2017 */
export function tversky(options: TverskyOptions = {}): Loss {
  return loss('tversky', OPTIONS, options, 'values', ({ alpha, beta, axis }) => (yTrue, yPred) => {
    const over = { axis: normalizeAxes(axis, yPred.rank, 'tversky') };
    const both = sum(multiply(yTrue, yPred), over);
    const missed = multiply(alpha, sum(multiply(yTrue, subtract(1, yPred)), over));
    const wrong = multiply(beta, sum(multiply(yPred, subtract(1, yTrue)), over));
    return subtract(1, divide(both, add(add(add(both, missed), wrong), EPSILON)));
  });
}
