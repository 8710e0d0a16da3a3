import { integer, kept, number, or, type Option } from '../core/declaration.ts';
import { ConfigError, ShapeError, show } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import { all } from '../core/realm.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { log, multiply, negative, subtract } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';
import { softmax } from '../op/softmax.ts';
import { classesLast, focus, shares, SMOOTHED, smoothed, type SmoothedOptions } from './crossentropy.ts';
import { loss, LOSS, type Loss } from './loss.ts';

export interface CategoricalFocalCrossentropyOptions extends SmoothedOptions {
  /** The weight of all classes, or of each (default 0.25). */
  alpha?: number | readonly number[];
  /** How much less predictions count that are good already (default 2). */
  gamma?: number;
  /** The axis along which the classes lie (default -1). */
  axis?: number;
}

/** A number from 0 on, or several. */
const weights = (): Option<number | readonly number[], number | readonly number[]> =>
  kept((where, name, given) => {
    const numbers = typeof given === 'number' ? [given] : given;
    if (Array.isArray(numbers) && numbers.length > 0 && all(numbers, (w) => typeof w === 'number' && w >= 0 && w < Infinity)) return given;
    throw new ConfigError(`${where}: ${name} must be a number >= 0, or an array of one for each class, received ${show(given)}.`);
  });

const OPTIONS = LOSS.extend<CategoricalFocalCrossentropyOptions>()({
  ...SMOOTHED,
  alpha: or(weights(), 0.25),
  gamma: or(number({ least: 0 }), 2),
  axis: or(integer(), -1),
});

/** -sum(alpha (1 - p)^gamma y ln p) over the classes. p is divided by its sum, then clipped to [1e-7, 1 - 1e-7].
 *  @source Lin et al. 2017, Focal loss for dense object detection */
export function categoricalFocalCrossentropy(options: CategoricalFocalCrossentropyOptions = {}): Loss {
  return loss('categoricalFocalCrossentropy', OPTIONS, options, 'values', (held) => (yTrue, yPred) => {
    const given = classesLast('categoricalFocalCrossentropy', yPred, held.axis);
    const classes = given.shape.at(-1)!;
    const y = smoothed(classesLast('categoricalFocalCrossentropy', yTrue, held.axis), held.labelSmoothing, classes);
    const p = shares(held.fromLogits ? softmax(given) : given);
    const weight = multiply(focus(subtract(1, p), held.gamma), alphas(held.alpha, given));
    return negative(sum(multiply(weight, multiply(y, log(p))), { axis: -1 }));
  });
}

/** @throws {ShapeError} if there are weights, and not one for each class */
function alphas(alpha: number | readonly number[], yPred: Tensor): Tensor | number {
  if (typeof alpha === 'number') return alpha;
  if (alpha.length === yPred.shape.at(-1)) return constant(Float32Array.from(alpha), [alpha.length]);
  const expected = `predictions of ${alpha.length} classes, as alpha has`;
  throw new ShapeError(`categoricalFocalCrossentropy: expected ${expected}, received shape ${showShape(yPred.shape)} (classes last).`);
}
