import { EPSILON } from '../core/epsilon.ts';
import { checkBoolean, checkNumber } from '../core/options.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, clip, log, multiply, negative, softplus, subtract } from '../op/elementwise.ts';
import { mean } from '../op/reduce.ts';
import { loss, type Loss, type LossOptions } from './loss.ts';

export interface BinaryCrossentropyOptions extends LossOptions {
  /** Predictions are logits, not probabilities. */
  fromLogits?: boolean;
  /** Moves targets towards 1/2 by this part of the way, in [0, 1]. */
  labelSmoothing?: number;
}

/** -mean(y log p + (1 - y) log(1 - p)) over the last axis. Probabilities that a sigmoid of the model makes are traced
 *  back to its logits, where nothing is lost to rounding; others are clipped to [1e-7, 1 - 1e-7]. */
export function binaryCrossentropy(options: BinaryCrossentropyOptions = {}): Loss {
  const fromLogits = checkBoolean('binaryCrossentropy', 'fromLogits', options.fromLogits ?? false);
  const smoothing = checkNumber('binaryCrossentropy', 'labelSmoothing', options.labelSmoothing ?? 0, { least: 0, most: 1 });
  return loss('binaryCrossentropy', options, 'values', ['fromLogits', 'labelSmoothing'], (yTrue, yPred) => {
    const y = smoothing === 0 ? yTrue : add(multiply(yTrue, 1 - smoothing), smoothing / 2);
    const logits = fromLogits ? yPred : yPred.op === 'sigmoid' ? yPred.inputs[0]! : undefined;
    return mean(logits === undefined ? ofProbabilities(y, clip(yPred, EPSILON, 1 - EPSILON)) : ofLogits(y, logits), { axis: -1 });
  });
}

const ofProbabilities = (y: Tensor, p: Tensor): Tensor => negative(add(multiply(y, log(p)), multiply(subtract(1, y), log(subtract(1, p)))));

/** y softplus(-x) + (1 - y) softplus(x): each term exact where it matters. */
const ofLogits = (y: Tensor, x: Tensor): Tensor => add(multiply(y, softplus(negative(x))), multiply(subtract(1, y), softplus(x)));
