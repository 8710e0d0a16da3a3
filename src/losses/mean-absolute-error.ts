import { abs, subtract } from '../op/elementwise.ts';
import { mean } from '../op/reduce.ts';
import { loss, LOSS, type Loss, type LossOptions } from './loss.ts';

/** mean(|yTrue - yPred|) over the last axis. */
export function meanAbsoluteError(options: LossOptions = {}): Loss {
  return loss('meanAbsoluteError', LOSS, options, 'values', () => (yTrue, yPred) => mean(abs(subtract(yPred, yTrue)), { axis: -1 }));
}
