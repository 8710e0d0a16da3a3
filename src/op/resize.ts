import { sizeOf } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { matmul } from './gemm.ts';
import { reshape, transpose } from './move.ts';

/** A matrix whose rows say of which values along an axis a new value is made. */
export interface AxisMatrix {
  /** [rows, size], row by row. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly size: number;
}

/** Sums of the `size` values along an axis, weighed by each row of a matrix: resizing, means of windows.
 *  @shape the axis gets the number of rows as its size */
export function alongAxis(x: Tensor, axis: number, { values, rows, size }: AxisMatrix): Tensor {
  const [outer, inner] = [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis + 1))];
  const matrix = constant(values, [rows, size]);
  const shape = x.shape.with(axis, rows);
  if (outer === 1) return reshape(matmul(matrix, reshape(x, [size, inner])), shape);
  // One product for the whole batch: the axis comes last before it, and back behind it.
  const behind = transpose(reshape(x, [outer, size, inner]), { axes: [0, 2, 1] });
  const weighed = matmul(reshape(behind, [outer * inner, size]), matrix, { transposeB: true });
  return reshape(transpose(reshape(weighed, [outer, inner, rows]), { axes: [0, 2, 1] }), shape);
}
