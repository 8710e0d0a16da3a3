import { square, subtract } from '../op/elementwise.ts';
import { mean } from '../op/reduce.ts';
import { loss, LOSS, type Loss, type LossOptions } from './loss.ts';

/** mean((yTrue - yPred)^2) over the last axis. */
export function meanSquaredError(options: LossOptions = {}): Loss {
  return loss('meanSquaredError', LOSS, options, 'values', () => (yTrue, yPred) => mean(square(subtract(yPred, yTrue)), { axis: -1 }));
}
