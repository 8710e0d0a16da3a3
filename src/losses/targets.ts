import { DataError, ShapeError } from '../core/errors.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { asTensor, constant, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { cast } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';

/** The kind of targets that a loss or a metric takes: values of the output's shape, or class numbers. */
export type Targets = 'values' | 'classes';

/** Targets of a metric: as a loss takes them; 'either' for class numbers (int32) as well as values; 'any' if the metric brings
 *  them into shape itself. */
export type MetricTargets = Targets | 'either' | 'any';

/** Converts targets to the dtype and the shape that the formula needs.
 *  @throws {DataError} on class numbers that are not whole
 *  @throws {ShapeError} if they do not fit the predictions */
export function targetsOf(where: string, yTrue: TensorLike, yPred: Tensor, wanted: MetricTargets): Tensor {
  if (wanted === 'any') return asTensor(yTrue);
  const either = wanted === 'either' ? asTensor(yTrue) : undefined;
  const targets = either === undefined ? (wanted as Targets) : either.size === yPred.size ? 'values' : 'classes';
  const given = either ?? asTensor(yTrue, targets === 'classes' ? 'int32' : 'float32');
  const expected = targets === 'classes' ? 'int32' : 'float32';
  if (given.dtype === expected) return fitTargets(where, given, yPred, targets);
  if (targets === 'classes' && given.concrete) {
    const at = given.data.findIndex((v) => !Number.isInteger(v));
    if (at >= 0) throw new DataError(`${where}: expected whole class numbers, received ${given.data[at]} at position ${at}.`);
    return fitTargets(where, constant(Int32Array.from(given.data), given.shape), yPred, targets);
  }
  return fitTargets(where, cast(given, expected), yPred, targets);
}

/** Reshapes targets to the shape that the formula needs: a last axis of size 1 may be missing or extra.
 *  @throws {ShapeError} if they do not fit the predictions */
export function fitTargets(where: string, yTrue: Tensor, yPred: Tensor, targets: Targets): Tensor {
  const expected = targets === 'classes' ? yPred.shape.slice(0, -1) : yPred.shape;
  if (sameShape(yTrue.shape, expected)) return yTrue;
  const squeezed = (shape: readonly number[]): readonly number[] => (shape.at(-1) === 1 ? shape.slice(0, -1) : shape);
  if (sameShape(squeezed(yTrue.shape), squeezed(expected)) || sameShape(squeezed(yTrue.shape), expected)) return reshape(yTrue, expected);
  throw new ShapeError(
    `${where}: expected targets of shape ${showShape(expected)} for predictions of shape ${showShape(yPred.shape)}, ` +
      `received ${showShape(yTrue.shape)}.`,
  );
}
