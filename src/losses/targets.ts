import { DataError, ShapeError } from '../core/errors.ts';
import { normalizeAxis, sameShape, showShape } from '../core/shape.ts';
import { asTensor, constant, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { cast } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';

/** The kind of targets that a loss or a metric takes: values of the output's shape, class numbers, or labels, which are whole
 *  numbers in a shape of their own behind the batch. */
export type Targets = 'values' | 'classes' | 'labels';

/** What is known of class numbers and labels. */
export interface Classes {
  /** The axis of the predictions along which classes lie (default: the last). */
  readonly axis?: number | undefined;
  /** A number that may be given besides those of classes. */
  readonly ignored?: number | undefined;
  /** The number with which rows of labels that are shorter than others end. */
  readonly padding?: number | undefined;
  /** Whether numbers are places along the axis (default true). */
  readonly bounded?: boolean | undefined;
}

/** The shape of class numbers for predictions of this shape: without the axis of the classes. */
export function shapeOfClasses<D>(where: string, predictions: readonly D[], { axis = -1 }: Classes): D[] {
  return predictions.toSpliced(normalizeAxis(axis, predictions.length, where), 1);
}

/** Targets of a metric: as a loss takes them; 'either' for class numbers (int32) as well as values; 'any' if the metric brings
 *  them into shape itself. */
export type MetricTargets = Targets | 'either' | 'any';

/** Converts targets to the dtype and the shape that the formula needs.
 *  @throws {DataError} on class numbers that are not whole
 *  @throws {ShapeError} if they do not fit the predictions */
export function targetsOf(where: string, yTrue: TensorLike, yPred: Tensor, wanted: MetricTargets, classes: Classes = {}): Tensor {
  if (wanted === 'any') return asTensor(yTrue);
  const either = wanted === 'either' ? asTensor(yTrue) : undefined;
  const targets = either === undefined ? (wanted as Targets) : either.size === yPred.size ? 'values' : 'classes';
  const expected = targets === 'values' ? 'float32' : 'int32';
  const given = either ?? asTensor(yTrue, expected);
  if (given.dtype === expected) return fitTargets(where, given, yPred, targets, classes);
  if (targets !== 'values' && given.concrete) {
    const at = given.data.findIndex((v) => !Number.isInteger(v));
    if (at >= 0) throw new DataError(`${where}: expected whole class numbers, received ${given.data[at]} at position ${at}.`);
    return fitTargets(where, constant(Int32Array.from(given.data), given.shape), yPred, targets, classes);
  }
  return fitTargets(where, cast(given, expected), yPred, targets, classes);
}

/** Reshapes targets to the shape that the formula needs: a last axis of size 1 may be missing or extra.
 *  @throws {ShapeError} if they do not fit the predictions */
export function fitTargets(where: string, yTrue: Tensor, yPred: Tensor, targets: Targets, classes: Classes = {}): Tensor {
  if (targets === 'labels') return checkRows(where, yTrue, yPred);
  const expected = targets === 'classes' ? shapeOfClasses(where, yPred.shape, classes) : yPred.shape;
  if (sameShape(yTrue.shape, expected)) return yTrue;
  const squeezed = (shape: readonly number[]): readonly number[] => (shape.at(-1) === 1 ? shape.slice(0, -1) : shape);
  if (sameShape(squeezed(yTrue.shape), squeezed(expected)) || sameShape(squeezed(yTrue.shape), expected)) return reshape(yTrue, expected);
  throw new ShapeError(
    `${where}: expected targets of shape ${showShape(expected)} for predictions of shape ${showShape(yPred.shape)}, ` +
      `received ${showShape(yTrue.shape)}.`,
  );
}

function checkRows(where: string, labels: Tensor, yPred: Tensor): Tensor {
  if (labels.rank > 0 && labels.shape[0] === yPred.shape[0]) return labels;
  const expected = `labels for each of ${yPred.shape[0]} rows of predictions of shape ${showShape(yPred.shape)}`;
  throw new ShapeError(`${where}: expected ${expected}, received shape ${showShape(labels.shape)}.`);
}
