import { number, or } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import { divide, maximum, multiply, power, subtract, where } from '../op/elementwise.ts';
import { oneHot } from '../op/gather.ts';
import { sum } from '../op/reduce.ts';
import { loss, LOSS, type Loss, type LossOptions } from './loss.ts';

export interface CategoricalGeneralizedCrossEntropyOptions extends LossOptions {
  /** Between 0, where the loss becomes the crossentropy, and 1, where it becomes the absolute error (default 0.5). */
  q?: number;
}

const OPTIONS = LOSS.extend<CategoricalGeneralizedCrossEntropyOptions>()({ q: or(number(), 0.5) });

/** The smallest normal float32. At 0 the derivative is infinite, and a softmax that comes to 0 makes it infinity times 0. */
const LEAST = 2 ** -126;

/** (1 - p[label]^q) / q over the classes in the last axis: a crossentropy that wrong labels disturb less. Labels are whole numbers
 *  from 0; one that is no class gives NaN.
 *  @source Zhang & Sabuncu 2018 @throws {ConfigError} on a q that is not between 0 and 1 */
export function categoricalGeneralizedCrossEntropy(options: CategoricalGeneralizedCrossEntropyOptions = {}): Loss {
  return loss('categoricalGeneralizedCrossEntropy', OPTIONS, options, 'classes', ({ q }) => {
    if (!(q > 0 && q < 1)) throw new ConfigError(`categoricalGeneralizedCrossEntropy: q must be a number > 0 and < 1, received ${q}.`);
    return (labels, yPred) => {
      const y = oneHot(labels, yPred.shape.at(-1)!);
      const p = maximum(sum(multiply(yPred, y), { axis: -1 }), LEAST);
      return where(sum(y, { axis: -1 }), divide(subtract(1, power(p, q)), q), NaN);
    };
  });
}
