/** Moments and sums of the columns of a matrix, in one pass over memory. Long columns are cut into parts of rows, which threads share; the
 *  shape alone decides into how many. */
import type { Tensor } from '../graph/tensor.ts';
import { add, square, subtract } from './elementwise.ts';
import { reshape } from './move.ts';
import { centeredSumsOfParts, momentsOfParts, type Parts } from './moments.ts';
import { mean, sum } from './reduce.ts';

/** Elements from which on columns are cut, the most parts, and the least rows of a part. */
const LONG = 1 << 16;
const MOST_PARTS = 64;
const LEAST_ROWS = 8;

function partsOf(x: Tensor): Parts {
  const columns = x.shape.at(-1)!;
  const rows = x.size / columns;
  let parts = x.size < LONG ? 1 : Math.min(MOST_PARTS, Math.floor(rows / LEAST_ROWS));
  while (parts > 1 && rows % parts > 0) parts--;
  return { parts: Math.max(parts, 1), rows: rows / Math.max(parts, 1), columns };
}

export interface ColumnMoments {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** Mean and variance of each column. Without rows there are none. @shape x [..., columns] -> [columns] each */
export function columnMoments(x: Tensor): ColumnMoments {
  const sizes = partsOf(x);
  const [means, variances] = momentsOfParts(x, sizes);
  const flat = (t: Tensor): Tensor => reshape(t, [sizes.columns]);
  if (sizes.parts === 1) return { mean: flat(means), variance: flat(variances) };
  const center = mean(means, { axis: 0, keepdims: true });
  // Parts have equally many rows: the variance is the mean of theirs and the variance of their means.
  const between = mean(square(subtract(means, center)), { axis: 0 });
  return { mean: flat(center), variance: add(mean(variances, { axis: 0 }), between) };
}

/** The sums of dy, and of dy (x - center), over each column. @shape x, dy [..., columns], center [columns] -> [columns] each */
export function columnSums(x: Tensor, center: Tensor, dy: Tensor): readonly [sums: Tensor, products: Tensor] {
  const sizes = partsOf(x);
  const [sums, products] = centeredSumsOfParts(x, center, dy, sizes);
  const all = (t: Tensor): Tensor => (sizes.parts === 1 ? reshape(t, [sizes.columns]) : sum(t, { axis: 0 }));
  return [all(sums), all(products)];
}
