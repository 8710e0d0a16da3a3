import { EPSILON } from '../core/epsilon.ts';
import { boolean, number, or, type Plain } from '../core/declaration.ts';
import { normalizeAxis } from '../core/shape.ts';
import { add, clip, divide, multiply, power, square } from '../op/elementwise.ts';
import { transpose } from '../op/move.ts';
import { sum } from '../op/reduce.ts';
import { asTensor, type Tensor } from '../graph/tensor.ts';
import type { LossOptions } from './loss.ts';

/** What crossentropies have in common. */

export interface LogitsOptions extends LossOptions {
  /** Whether predictions are logits, not probabilities (default false). */
  fromLogits?: boolean;
}

export interface SmoothedOptions extends LogitsOptions {
  /** Spreads this part of each target evenly over its classes, in [0, 1]; the classes of a binary target are 0 and 1 (default 0). */
  labelSmoothing?: number;
}

/** The declarations of these options, which those of such losses include. */
export const FROM_LOGITS: Plain<Pick<LogitsOptions, 'fromLogits'>> = { fromLogits: or(boolean(), false) };
export const SMOOTHED: Plain<Pick<SmoothedOptions, 'fromLogits' | 'labelSmoothing'>> = {
  ...FROM_LOGITS,
  labelSmoothing: or(number({ least: 0, most: 1 }), 0),
};

/** x with the axis of the classes behind all others. Undoes the same move, so that a softmax over that axis is found again. */
export function classesLast(where: string, x: Tensor, axis: number): Tensor {
  const at = normalizeAxis(axis, x.rank, where);
  const order = [...[...x.shape.keys()].toSpliced(at, 1), at];
  const moved = x.op === 'transpose' ? (x.attrs['axes'] as readonly number[]) : [];
  return order.length === moved.length && order.every((a, i) => moved[a] === i) ? x.inputs[0]! : transpose(x, { axes: order });
}

/** The logits of predictions along the last axis: the predictions themselves, or the input of the model's softmax. Undefined if
 *  there is no softmax. */
export function logitsOf(yPred: Tensor, fromLogits: boolean): Tensor | undefined {
  return fromLogits ? yPred : yPred.op === 'softmax' ? yPred.inputs[0]! : undefined;
}

/** Targets of which a part is spread over the classes. */
export const smoothed = (y: Tensor, part: number, classes: number): Tensor =>
  part === 0 ? y : add(multiply(y, 1 - part), part / classes);

export const clipped = (p: Tensor): Tensor => clip(p, EPSILON, 1 - EPSILON);

/** Predictions as shares of their sum over the last axis, clipped. */
export const shares = (yPred: Tensor): Tensor => clipped(divide(yPred, sum(yPred, { axis: -1, keepdims: true })));

/** x^gamma. The exponents in use have derivatives of any order at 0, too, which a power has not. */
export const focus = (x: Tensor, gamma: number): Tensor =>
  gamma === 0 ? asTensor(1) : gamma === 1 ? x : gamma === 2 ? square(x) : power(x, gamma);
