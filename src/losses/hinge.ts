import { add, equal, logicalOr, maximum, multiply, square, subtract, where } from '../op/elementwise.ts';
import { max, mean, sum } from '../op/reduce.ts';
import { all } from '../op/statistics.ts';
import type { Tensor } from '../graph/tensor.ts';
import { loss, LOSS, type Loss, type LossOptions } from './loss.ts';

/** Targets as -1 and 1. They stay as they are, unless all those of the batch are 0 or 1. */
const signed = (y: Tensor): Tensor => where(all(logicalOr(equal(y, 0), equal(y, 1))), subtract(multiply(2, y), 1), y);

const shortfall = (yTrue: Tensor, yPred: Tensor): Tensor => maximum(subtract(1, multiply(signed(yTrue), yPred)), 0);

/** mean(max(1 - yTrue yPred, 0)) over the last axis. Targets are -1 and 1, or 0 and 1. */
export function hinge(options: LossOptions = {}): Loss {
  return loss('hinge', LOSS, options, 'values', () => (yTrue, yPred) => mean(shortfall(yTrue, yPred), { axis: -1 }));
}

/** mean(max(1 - yTrue yPred, 0)^2) over the last axis. Targets are -1 and 1, or 0 and 1. */
export function squaredHinge(options: LossOptions = {}): Loss {
  return loss('squaredHinge', LOSS, options, 'values', () => (yTrue, yPred) => mean(square(shortfall(yTrue, yPred)), { axis: -1 }));
}

/** max(1 + max((1 - yTrue) yPred) - sum(yTrue yPred), 0) over the last axis: by how much another class comes within 1 of the right
 *  one. Targets are 0 and 1. */
export function categoricalHinge(options: LossOptions = {}): Loss {
  return loss('categoricalHinge', LOSS, options, 'values', () => (yTrue, yPred) => {
    const right = sum(multiply(yTrue, yPred), { axis: -1 });
    const wrong = max(multiply(subtract(1, yTrue), yPred), { axis: -1 });
    return maximum(add(subtract(wrong, right), 1), 0);
  });
}
