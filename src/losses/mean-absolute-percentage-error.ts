import { EPSILON } from '../core/epsilon.ts';
import { abs, divide, maximum, multiply, subtract } from '../op/elementwise.ts';
import { mean } from '../op/reduce.ts';
import { loss, LOSS, type Loss, type LossOptions } from './loss.ts';

/** 100 mean(|yTrue - yPred| / max(|yTrue|, 1e-7)) over the last axis. */
export function meanAbsolutePercentageError(options: LossOptions = {}): Loss {
  return loss('meanAbsolutePercentageError', LOSS, options, 'values', () => (yTrue, yPred) => {
    const share = abs(divide(subtract(yTrue, yPred), maximum(abs(yTrue), EPSILON)));
    return multiply(100, mean(share, { axis: -1 }));
  });
}
