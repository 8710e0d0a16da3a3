import { EPSILON } from '../core/epsilon.ts';
import { boolean, number, or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, clip, log, multiply, negative, softplus, subtract } from '../op/elementwise.ts';
import { mean } from '../op/reduce.ts';
import { loss, LOSS, type Loss, type LossOptions } from './loss.ts';

export interface BinaryCrossentropyOptions extends LossOptions {
  /** Whether predictions are logits, not probabilities (default false). */
  fromLogits?: boolean;
  /** Moves targets towards 1/2 by this part of the way, in [0, 1] (default 0). */
  labelSmoothing?: number;
}

const OPTIONS = LOSS.extend<BinaryCrossentropyOptions>()({
  fromLogits: or(boolean(), false),
  labelSmoothing: or(number({ least: 0, most: 1 }), 0),
});

/** -mean(y log p + (1 - y) log(1 - p)) over the last axis. If a sigmoid of the model made the probabilities, the loss is
 *  computed from its logits, which avoids rounding errors. Other probabilities are clipped to [1e-7, 1 - 1e-7]. */
export function binaryCrossentropy(options: BinaryCrossentropyOptions = {}): Loss {
  return loss('binaryCrossentropy', OPTIONS, options, 'values', ({ fromLogits, labelSmoothing }) => (yTrue, yPred) => {
    const y = labelSmoothing === 0 ? yTrue : add(multiply(yTrue, 1 - labelSmoothing), labelSmoothing / 2);
    const logits = fromLogits ? yPred : yPred.op === 'sigmoid' ? yPred.inputs[0]! : undefined;
    return mean(logits === undefined ? ofProbabilities(y, clip(yPred, EPSILON, 1 - EPSILON)) : ofLogits(y, logits), { axis: -1 });
  });
}

const ofProbabilities = (y: Tensor, p: Tensor): Tensor => negative(add(multiply(y, log(p)), multiply(subtract(1, y), log(subtract(1, p)))));

/** y softplus(-x) + (1 - y) softplus(x), which is accurate for small and large logits. */
const ofLogits = (y: Tensor, x: Tensor): Tensor => add(multiply(y, softplus(negative(x))), multiply(subtract(1, y), softplus(x)));
