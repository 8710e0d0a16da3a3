/** Moments and sums of the columns of a matrix, in one pass over memory; sums of squares of its rows, too. Long columns are cut into parts
 *  of rows, which threads share; the shape alone decides into how many. */
import { sizeOf } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, square, subtract } from './elementwise.ts';
import { reshape } from './move.ts';
import { centeredSumsOfParts, momentsOfParts, squareSumsOfParts, type Parts } from './moments.ts';
import { mean, sum } from './reduce.ts';

/** Elements from which on columns are cut, the most parts, and the least rows of a part. */
const LONG = 1 << 16;
const MOST_PARTS = 64;
const LEAST_ROWS = 8;

function partsOf(x: Tensor): Parts {
  const columns = x.shape.at(-1)!;
  return cut(x.size / columns, columns);
}

function cut(rows: number, columns: number): Parts {
  const size = rows * columns;
  let parts = size < LONG ? 1 : Math.min(MOST_PARTS, Math.floor(rows / LEAST_ROWS));
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

export interface SquareSums {
  /** @shape [..., rows] */
  readonly rows: Tensor;
  /** @shape [..., columns] */
  readonly columns: Tensor;
}

/** The sums of squares of each row and of each column of matrices. @shape x [..., rows, columns] */
export function squareSums(x: Tensor): SquareSums {
  const lead = x.shape.slice(0, -2);
  const [height, columns] = x.shape.slice(-2) as [number, number];
  const matrices = sizeOf(lead);
  const { parts, rows } = cut(height, columns);
  const [ofRows, ofColumns] = squareSumsOfParts(x, undefined, { parts: matrices * parts, rows, columns }) as [Tensor, Tensor];
  const whole = parts === 1 ? ofColumns : sum(reshape(ofColumns, [matrices, parts, columns]), { axis: 1 });
  return { rows: reshape(ofRows, [...lead, height]), columns: reshape(whole, [...lead, columns]) };
}

/** The sums of squares of each row, each multiplied by the weight of its column. @shape x [rows, columns], weights [columns] -> [rows] */
export function weightedSquares(x: Tensor, weights: Tensor): Tensor {
  const [sums] = squareSumsOfParts(x, weights, partsOf(x)) as [Tensor];
  return reshape(sums, [x.shape[0]!]);
}
