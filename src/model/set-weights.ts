import { show, ShapeError } from '../core/errors.ts';
import { isRecord } from '../core/realm.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { asTensor, type TensorLike } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { cast } from '../op/elementwise.ts';

/** Replaces the values of all weights, or of none; see `Model.setWeights`.
 *  @throws {ShapeError} if count, shapes or kinds of values differ */
export function setWeights(weights: readonly Variable[], values: readonly TensorLike[]): void {
  if (!Array.isArray(values) || values.length !== weights.length)
    throw new ShapeError(
      `setWeights: expected ${weights.length} tensors, received ${Array.isArray(values) ? values.length : show(values)}.` +
        (isRecord(values) ? ' Give a list in the order of getWeights, such as Object.values(arrays) of what readNpz answers.' : ''),
    );
  const tensors = weights.map((w, i) => asTensor(values[i]!, w.dtype));
  weights.forEach((w, i) => {
    if (!sameShape(w.shape, tensors[i]!.shape))
      throw new ShapeError(`setWeights: ${w.name} has shape ${showShape(w.shape)}, received ${showShape(tensors[i]!.shape)}.`);
    if ((w.dtype === 'int8') !== (tensors[i]!.dtype === 'int8'))
      throw new ShapeError(
        `setWeights: ${w.name} holds ${w.dtype} values, received ${tensors[i]!.dtype}. ` +
        `${w.dtype === 'int8' ? 'Give an Int8Array and its shape' : 'Convert them first'}.`,
      );
  });
  weights.forEach((w, i) => w.assign(w.dtype === 'int8' ? tensors[i]! : cast(tensors[i]!, 'float32')));
}
