import { add, multiply, softplus, subtract } from '../op/elementwise.ts';
import { mean } from '../op/reduce.ts';
import { loss, LOSS, type Loss, type LossOptions } from './loss.ts';

/** mean(ln cosh(yPred - yTrue)) over the last axis: about e^2 / 2 for small errors, |e| - ln 2 for large ones. */
export function logCosh(options: LossOptions = {}): Loss {
  return loss('logCosh', LOSS, options, 'values', () => (yTrue, yPred) => {
    const error = subtract(yPred, yTrue);
    return mean(subtract(add(error, softplus(multiply(-2, error))), Math.LN2), { axis: -1 });
  });
}
