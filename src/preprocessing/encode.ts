import { forEach, type Pieces } from '../core/pieces.ts';
import { mustBeTable, sizeOf, type Shape } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';

/** What becomes of indices: they stay, or each becomes a row of `depth` numbers with a 1 at its place; or those of a sample become
 *  one row, with 1 where an index occurs or with the number of times that it does. */
export const INDEX_MODES = ['int', 'oneHot', 'multiHot', 'count'] as const;
export type IndexMode = (typeof INDEX_MODES)[number];

/** The shape of encoded indices; null for an axis of any size. */
export function encodedShape(mode: IndexMode, shape: readonly (number | null)[], depth: number): (number | null)[] {
  if (mode === 'int') return [...shape];
  if (mode === 'oneHot') return [...(shape.length > 1 && shape.at(-1) === 1 ? shape.slice(0, -1) : shape), depth];
  return shape.length > 1 ? [shape[0]!, ...shape.slice(2), depth] : [depth];
}

/** Encodes indices on the host, in pieces. Those outside of the depth count nothing.
 *  @param weights  for each place, what a count is multiplied with
 *  @shape indices [...] -> as they are for 'int'; [..., depth] for 'oneHot', without a last axis of 1 before; else the axis behind
 *    the first is summed up, or the only one: [batch, steps] -> [batch, depth]
 *  @throws {ShapeError} if there would be more values than a table may have
 *  @source Keras 3, utils.numerical_utils, encode_categorical_inputs: axis 1 is the one that it reduces */
export function* encodeIndices(
  where: string, mode: IndexMode, indices: Int32Array, shape: Shape, depth: number, weights?: Float32Array,
): Pieces<Tensor> {
  if (mode === 'int') return constant(indices, shape);
  const encoded = encodedShape(mode, shape, depth) as number[];
  mustBeTable(where, encoded);
  const rows = new Float32Array(sizeOf(encoded));
  const inner = mode === 'oneHot' ? 1 : sizeOf(shape.slice(2));
  const reduced = mode === 'oneHot' ? 1 : (shape[shape.length > 1 ? 1 : 0] ?? 1);
  yield* forEach(indices.length, (at) => {
    const index = indices[at]!;
    if (index < 0 || index >= depth) return;
    const row = Math.floor(at / (inner * reduced)) * inner + (at % inner);
    rows[row * depth + index] = mode === 'count' ? rows[row * depth + index]! + 1 : 1;
  });
  if (weights !== undefined) yield* forEach(rows.length, (at) => void (rows[at]! *= weights[at % depth]!));
  return constant(rows, encoded);
}
