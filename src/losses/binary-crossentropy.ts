import { axes, or } from '../core/declaration.ts';
import { normalizeAxes } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, log, multiply, negative, softplus, subtract } from '../op/elementwise.ts';
import { mean } from '../op/reduce.ts';
import { clipped, SMOOTHED, smoothed, type SmoothedOptions } from './crossentropy.ts';
import { loss, LOSS, type Loss } from './loss.ts';

export interface BinaryCrossentropyOptions extends SmoothedOptions {
  /** The axis, or the axes, over which the mean is taken (default -1). */
  axis?: number | readonly number[];
}

const OPTIONS = LOSS.extend<BinaryCrossentropyOptions>()({ ...SMOOTHED, axis: or(axes(), -1) });

/** -mean(y ln p + (1 - y) ln(1 - p)) over the last axis. If a sigmoid of the model made the probabilities, the loss is
 *  computed from its logits, which avoids rounding errors. Other probabilities are clipped to [1e-7, 1 - 1e-7]. */
export function binaryCrossentropy(options: BinaryCrossentropyOptions = {}): Loss {
  return loss('binaryCrossentropy', OPTIONS, options, 'values', ({ fromLogits, labelSmoothing, axis }) => (yTrue, yPred) => {
    const over = { axis: normalizeAxes(axis, yPred.rank, 'binaryCrossentropy') };
    return mean(binaryTerms(smoothed(yTrue, labelSmoothing, 2), yPred, fromLogits), over);
  });
}

/** -(y ln p + (1 - y) ln(1 - p)) for each prediction. @shape y, yPred and the result alike */
export function binaryTerms(y: Tensor, yPred: Tensor, fromLogits: boolean): Tensor {
  const logits = fromLogits ? yPred : yPred.op === 'sigmoid' ? yPred.inputs[0]! : undefined;
  return logits === undefined ? ofProbabilities(y, clipped(yPred)) : ofLogits(y, logits);
}

const ofProbabilities = (y: Tensor, p: Tensor): Tensor => negative(add(multiply(y, log(p)), multiply(subtract(1, y), log(subtract(1, p)))));

/** y softplus(-x) + (1 - y) softplus(x), which is accurate for small and large logits. */
const ofLogits = (y: Tensor, x: Tensor): Tensor => add(multiply(y, softplus(negative(x))), multiply(subtract(1, y), softplus(x)));
