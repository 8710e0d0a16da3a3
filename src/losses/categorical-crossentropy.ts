import { integer, or } from '../core/declaration.ts';
import { log, multiply, negative } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';
import { softmaxCrossEntropy } from '../op/softmax.ts';
import { classesLast, logitsOf, shares, SMOOTHED, smoothed, type SmoothedOptions } from './crossentropy.ts';
import { loss, LOSS, type Loss } from './loss.ts';

export interface CategoricalCrossentropyOptions extends SmoothedOptions {
  /** The axis along which the classes lie (default -1). */
  axis?: number;
}

const OPTIONS = LOSS.extend<CategoricalCrossentropyOptions>()({ ...SMOOTHED, axis: or(integer(), -1) });

/** -sum(y ln p) over the classes; y are probabilities, such as one-hot rows. If a softmax of the model made p, the loss is computed
 *  from its logits. Other p are divided by their sum, then clipped to [1e-7, 1 - 1e-7]. */
export function categoricalCrossentropy(options: CategoricalCrossentropyOptions = {}): Loss {
  return loss('categoricalCrossentropy', OPTIONS, options, 'values', ({ fromLogits, labelSmoothing, axis }) => (yTrue, yPred) => {
    const given = classesLast('categoricalCrossentropy', yPred, axis);
    const y = smoothed(classesLast('categoricalCrossentropy', yTrue, axis), labelSmoothing, given.shape.at(-1)!);
    const logits = logitsOf(given, fromLogits);
    return logits === undefined ? negative(sum(multiply(y, log(shares(given))), { axis: -1 })) : softmaxCrossEntropy(logits, y);
  });
}
