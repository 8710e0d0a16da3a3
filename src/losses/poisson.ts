import { EPSILON } from '../core/epsilon.ts';
import { add, log, multiply, subtract } from '../op/elementwise.ts';
import { mean } from '../op/reduce.ts';
import { loss, LOSS, type Loss, type LossOptions } from './loss.ts';

/** mean(yPred - yTrue ln(yPred + 1e-7)) over the last axis: for counts whose expected value is predicted. */
export function poisson(options: LossOptions = {}): Loss {
  return loss('poisson', LOSS, options, 'values', () => (yTrue, yPred) =>
    mean(subtract(yPred, multiply(yTrue, log(add(yPred, EPSILON)))), { axis: -1 }),
  );
}
