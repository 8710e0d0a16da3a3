import { EPSILON } from '../core/epsilon.ts';
import { boolean, number, or } from '../core/declaration.ts';
import { add, clip, divide, log, multiply, negative, where } from '../op/elementwise.ts';
import { oneHot } from '../op/gather.ts';
import { sum } from '../op/reduce.ts';
import { softmaxCrossEntropy, sparseSoftmaxCrossEntropy } from '../op/softmax.ts';
import type { Tensor } from '../graph/tensor.ts';
import { loss, LOSS, type Loss, type LossOptions } from './loss.ts';

export interface SparseCategoricalCrossentropyOptions extends LossOptions {
  /** Whether predictions are logits, not probabilities (default false). */
  fromLogits?: boolean;
}

export interface CategoricalCrossentropyOptions extends SparseCategoricalCrossentropyOptions {
  /** Spreads this part of each target evenly over the classes, in [0, 1] (default 0). */
  labelSmoothing?: number;
}

const SPARSE = LOSS.extend<SparseCategoricalCrossentropyOptions>()({ fromLogits: or(boolean(), false) });
const OPTIONS = LOSS.extend<CategoricalCrossentropyOptions>()({
  fromLogits: or(boolean(), false),
  labelSmoothing: or(number({ least: 0, most: 1 }), 0),
});

/** The logits of predictions: the predictions themselves, or the input of the model's softmax. Undefined if there is no softmax. */
function logitsOf(yPred: Tensor, fromLogits: boolean): Tensor | undefined {
  return fromLogits ? yPred : yPred.op === 'softmax' ? yPred.inputs[0]! : undefined;
}

/** -sum(y log p) over the last axis. p is divided by its sum, then clipped to [1e-7, 1 - 1e-7]. */
function ofProbabilities(y: Tensor, yPred: Tensor): Tensor {
  const p = clip(divide(yPred, sum(yPred, { axis: -1, keepdims: true })), EPSILON, 1 - EPSILON);
  return negative(sum(multiply(y, log(p)), { axis: -1 }));
}

/** -sum(y log p) over the classes in the last axis; y are probabilities, such as one-hot rows. */
export function categoricalCrossentropy(options: CategoricalCrossentropyOptions = {}): Loss {
  return loss('categoricalCrossentropy', OPTIONS, options, 'values', ({ fromLogits, labelSmoothing }) => (yTrue, yPred) => {
    const y = labelSmoothing === 0 ? yTrue : add(multiply(yTrue, 1 - labelSmoothing), labelSmoothing / yPred.shape.at(-1)!);
    const logits = logitsOf(yPred, fromLogits);
    return logits === undefined ? ofProbabilities(y, yPred) : softmaxCrossEntropy(logits, y);
  });
}

/** -log p[label] over the classes in the last axis; labels are whole numbers from 0. */
export function sparseCategoricalCrossentropy(options: SparseCategoricalCrossentropyOptions = {}): Loss {
  return loss('sparseCategoricalCrossentropy', SPARSE, options, 'classes', ({ fromLogits }) => (labels, yPred) => {
    const logits = logitsOf(yPred, fromLogits);
    if (logits !== undefined) return sparseSoftmaxCrossEntropy(logits, labels);
    const y = oneHot(labels, yPred.shape.at(-1)!);
    return where(sum(y, { axis: -1 }), ofProbabilities(y, yPred), NaN); // a label that is no class has no loss
  });
}
