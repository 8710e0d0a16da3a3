import { allocate, type TypedArray } from '../core/dtype.ts';
import { show, ShapeError } from '../core/errors.ts';
import { isRecord } from '../core/realm.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { cast } from '../op/elementwise.ts';
import { Copying } from '../run/copying.ts';
import { inWholeTurns } from '../run/snapshot.ts';

/** Replaces the values of all weights, or of none; see `Model.setWeights`.
 *  @throws {ShapeError} if count, shapes or kinds of values differ */
export function setWeights(weights: readonly Variable[], values: readonly TensorLike[]): void {
  const tensors = checked('setWeights', weights, values);
  weights.forEach((w, i) => w.assign(tensors[i]!));
}

/** Does the same in pieces, between which the event loop turns. The weights change at one moment, when all values have been copied.
 *  @throws {DataError} if an array was detached or resized meanwhile */
export async function setWeightsInPieces(where: string, weights: readonly Variable[], values: readonly TensorLike[]): Promise<void> {
  const tensors = checked(where, weights, values);
  const copying = new Copying();
  const copies: TypedArray[] = [];
  for (const given of tensors) {
    const copy = allocate(given.dtype, given.size);
    await copying.all(copy, (from, to) => {
      copy.set(given.data.subarray(from, to), from);
      return true;
    });
    copies.push(copy);
  }
  await inWholeTurns(weights, async () => weights.forEach((w, i) => w.own(copies[i]!)));
}

/** The values as tensors of the weights' dtypes and shapes. */
function checked(where: string, weights: readonly Variable[], values: readonly TensorLike[]): Tensor[] {
  if (!Array.isArray(values) || values.length !== weights.length)
    throw new ShapeError(
      `${where}: expected ${weights.length} tensors, received ${Array.isArray(values) ? values.length : show(values)}.` +
        (isRecord(values) ? ' Give a list in the order of getWeights, such as Object.values(arrays) of what readNpz answers.' : ''),
    );
  const tensors = weights.map((w, i) => asTensor(values[i]!, w.dtype));
  weights.forEach((w, i) => {
    if (!sameShape(w.shape, tensors[i]!.shape))
      throw new ShapeError(`${where}: ${w.name} has shape ${showShape(w.shape)}, received ${showShape(tensors[i]!.shape)}.`);
    const { dtype } = tensors[i]!;
    if (dtype !== w.dtype && (w.dtype !== 'float32' || dtype === 'int8'))
      throw new ShapeError(
        `${where}: ${w.name} holds ${w.dtype} values, received ${dtype}. ` +
        `${w.dtype === 'int8' ? 'Give an Int8Array and its shape' : 'Convert them first'}.`,
      );
  });
  return tensors.map((given, i) => cast(given, weights[i]!.dtype));
}
