import { axes, boolean, number, or } from '../core/declaration.ts';
import { normalizeAxes } from '../core/shape.ts';
import { add, multiply, sigmoid, subtract } from '../op/elementwise.ts';
import { mean } from '../op/reduce.ts';
import { binaryTerms } from './binary-crossentropy.ts';
import { focus, SMOOTHED, smoothed, type SmoothedOptions } from './crossentropy.ts';
import { loss, LOSS, type Loss } from './loss.ts';

export interface BinaryFocalCrossentropyOptions extends SmoothedOptions {
  /** Whether class 1 has the weight alpha and class 0 the weight 1 - alpha (default false). */
  applyClassBalancing?: boolean;
  /** The weight of class 1, in [0, 1] (default 0.25). */
  alpha?: number;
  /** How much less predictions count that are good already; with 0 it is the binary crossentropy (default 2). */
  gamma?: number;
  /** The axis, or the axes, over which the mean is taken (default -1). */
  axis?: number | readonly number[];
}

const OPTIONS = LOSS.extend<BinaryFocalCrossentropyOptions>()({
  ...SMOOTHED,
  applyClassBalancing: or(boolean(), false),
  alpha: or(number({ least: 0, most: 1 }), 0.25),
  gamma: or(number({ least: 0 }), 2),
  axis: or(axes(), -1),
});

/** The binary crossentropy, each prediction weighed by (1 - q)^gamma, where q = y p + (1 - y) (1 - p) tells how good it is.
 *  @source Lin et al. 2017, Focal loss for dense object detection */
export function binaryFocalCrossentropy(options: BinaryFocalCrossentropyOptions = {}): Loss {
  return loss('binaryFocalCrossentropy', OPTIONS, options, 'values', (held) => (yTrue, yPred) => {
    const { fromLogits, labelSmoothing, applyClassBalancing, alpha, gamma } = held;
    const y = smoothed(yTrue, labelSmoothing, 2);
    const p = fromLogits ? sigmoid(yPred) : yPred;
    const good = add(multiply(y, p), multiply(subtract(1, y), subtract(1, p)));
    const focused = multiply(focus(subtract(1, good), gamma), binaryTerms(y, yPred, fromLogits));
    const balance = add(multiply(y, alpha), multiply(subtract(1, y), 1 - alpha));
    return mean(applyClassBalancing ? multiply(balance, focused) : focused, {
      axis: normalizeAxes(held.axis, yPred.rank, 'binaryFocalCrossentropy'),
    });
  });
}
