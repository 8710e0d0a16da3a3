import type { TypedArray } from '../core/dtype.ts';
import { forBlocks, type Pieces } from '../core/pieces.ts';

export interface GroupMoments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Mean and variance (divided by the count) of groups of values, summed in float64, in pieces. The second pass sums squared distances
 *  from the mean, so that a small variance beside a large mean is not lost (Chan, Golub & LeVeque 1983).
 *  @param groupOf  the group of each element of a row
 *  @shape rows [rows, groupOf.length] -> [groups] */
export function* groupMoments(rows: TypedArray, groupOf: Int32Array, groups: number): Pieces<GroupMoments> {
  const count = rows.length / groups;
  const meanOf = function* (value: (i: number, group: number) => number): Pieces<Float64Array> {
    const sums = new Float64Array(groups);
    yield* forBlocks(rows.length, (from, to) => {
      for (let row = from; row < to; row += groupOf.length) {
        for (let i = 0; i < groupOf.length; i++) sums[groupOf[i]!]! += value(row + i, groupOf[i]!);
      }
    }, groupOf.length);
    return sums.map((s) => s / count);
  };
  const mean = yield* meanOf((i) => rows[i]!);
  return { mean, variance: yield* meanOf((i, group) => (rows[i]! - mean[group]!) ** 2) };
}
