import { number, or } from '../core/declaration.ts';
import { abs, lessEqual, multiply, square, subtract, where } from '../op/elementwise.ts';
import { mean } from '../op/reduce.ts';
import { loss, LOSS, type Loss, type LossOptions } from './loss.ts';

export interface HuberOptions extends LossOptions {
  /** The error up to which the loss is quadratic (default 1). */
  delta?: number;
}

const OPTIONS = LOSS.extend<HuberOptions>()({ delta: or(number({ least: 0 }), 1) });

/** The mean over the last axis of e^2 / 2 for errors up to delta, and of delta (|e| - delta / 2) for larger ones.
 *  @source Huber 1964 */
export function huber(options: HuberOptions = {}): Loss {
  return loss('huber', OPTIONS, options, 'values', ({ delta }) => (yTrue, yPred) => {
    const error = subtract(yPred, yTrue);
    const size = abs(error);
    const linear = subtract(multiply(delta, size), delta ** 2 / 2);
    return mean(where(lessEqual(size, delta), multiply(0.5, square(error)), linear), { axis: -1 });
  });
}
