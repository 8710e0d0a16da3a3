import { EPSILON } from '../core/epsilon.ts';
import { clip, divide, log, multiply } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';
import { loss, LOSS, type Loss, type LossOptions } from './loss.ts';

/** sum(yTrue ln(yTrue / yPred)) over the last axis, both clipped to [1e-7, 1]. @source Kullback & Leibler 1951 */
export function klDivergence(options: LossOptions = {}): Loss {
  return loss('klDivergence', LOSS, options, 'values', () => (yTrue, yPred) => {
    const y = clip(yTrue, EPSILON, 1);
    return sum(multiply(y, log(divide(y, clip(yPred, EPSILON, 1)))), { axis: -1 });
  });
}
