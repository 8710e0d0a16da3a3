import type { TypedArray } from '../core/dtype.ts';

export interface GroupMoments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Mean and variance (divided by the count) of groups of values, summed in float64. The second pass sums squared distances
 *  from the mean, so that a small variance beside a large mean is not lost (Chan, Golub & LeVeque 1983).
 *  @param groupOf  the group of each element of a row
 *  @shape rows [rows, groupOf.length] -> [groups] */
export function groupMoments(rows: TypedArray, groupOf: Int32Array, groups: number): GroupMoments {
  const count = rows.length / groups;
  const meanOf = (value: (i: number, group: number) => number): Float64Array => {
    const sums = new Float64Array(groups);
    for (let row = 0; row < rows.length; row += groupOf.length) {
      for (let i = 0; i < groupOf.length; i++) sums[groupOf[i]!]! += value(row + i, groupOf[i]!);
    }
    return sums.map((s) => s / count);
  };
  const mean = meanOf((i) => rows[i]!);
  return { mean, variance: meanOf((i, group) => (rows[i]! - mean[group]!) ** 2) };
}
