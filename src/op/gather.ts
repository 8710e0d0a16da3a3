import { ShapeError } from '../core/errors.ts';
import { checkInteger, checkKeys } from '../core/options.ts';
import { normalizeAxis, showShape, type Shape } from '../core/shape.ts';
import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { node } from '../run/node.ts';
import { reshape, slice, transpose } from './move.ts';

function indices(where: string, index: TensorLike): Tensor {
  const i = asTensor(index, 'int32');
  if (i.dtype !== 'int32') {
    throw new ShapeError(`${where}: expected int32 indices, received ${i.dtype} of shape ${showShape(i.shape)}. Use cast(x, 'int32').`);
  }
  return i;
}

/** The values of x at the indices along an axis; without an axis, x is treated as flat. An index outside gives NaN.
 *  @shape the axis is replaced by the axes of the indices */
export function take(x: TensorLike, index: TensorLike, options: { axis?: number } = {}): Tensor {
  checkKeys('take', options, ['axis']);
  const input = asTensor(x);
  if (options.axis === undefined) return takeRows(reshape(input, [input.size]), index);
  const at = normalizeAxis(options.axis, input.rank, 'take');
  if (at === 0) return takeRows(input, index);
  const i = asTensor(index, 'int32');
  const rows = takeRows(transpose(input, { axes: [at, ...[...input.shape.keys()].toSpliced(at, 1)] }), i);
  const axes = [...rows.shape.keys()];
  return transpose(rows, { axes: [...axes.slice(i.rank, i.rank + at), ...axes.slice(0, i.rank), ...axes.slice(i.rank + at)] });
}

/** `take` along the first axis; an index outside gives a row of NaN. */
export function takeRows(x: TensorLike, index: TensorLike): Tensor {
  const [table, i] = [asTensor(x), indices('take', index)];
  if (table.rank === 0 || table.dtype !== 'float32') {
    throw new ShapeError(`take: expected a float32 tensor of one axis or more, received ${table.dtype} ${showShape(table.shape)}.`);
  }
  return node('gather_rows', [table, i], {}, [...i.shape, ...table.shape.slice(1)]);
}

/** The gradient of `takeRows`: adds rows of dy at the rows from which they were taken. */
export const takeGradient = (dy: Tensor, index: Tensor, shape: Shape): Tensor => node('gather_rows_dx', [dy, index], {}, shape);

/** A gradient of few rows: their values and their indices. All other rows are 0. */
export interface RowGradient {
  /** @shape [n, ...], each row like a row of the table */
  readonly values: Tensor;
  /** The row of the table for each row of values, each at most once; negative if that row of values is to be ignored.
   *  @shape [n] int32 */
  readonly index: Tensor;
}

/** A gradient that `takeGradient` made, as sums of the rows with the same index; the bits are those of the whole
 *  gradient. Undefined for any other gradient, and if the batch names so many rows that the whole gradient takes less
 *  time. */
export function gradientRows(gradient: Tensor): RowGradient | undefined {
  if (gradient.op !== 'gather_rows_dx') return undefined;
  const [dy, index] = gradient.inputs as [Tensor, Tensor];
  const [n, rows] = [index.size, gradient.shape[0]!];
  if (2 * n > rows || n * gradient.size === 0) return undefined;
  const groups = node('group_indices', [index], { rows }, [2 * n], 'int32');
  return { values: node('sum_groups', [dy, groups], {}, [n, ...gradient.shape.slice(1)]), index: slice(groups, [n], [n]) };
}

/** 1 where the new last axis, of size `classes`, equals the index, else 0; an index outside gives zeros. */
export function oneHot(index: TensorLike, classes: number): Tensor {
  const i = indices('oneHot', index);
  return node('one_hot', [i], {}, [...i.shape, checkInteger('oneHot', 'the number of classes', classes, 1)]);
}

/** One batch of a data set: rows order[cursor], order[cursor + 1], ... of x as float32 (int32 stays).
 *  @shape x [rows, ...], order [total] int32, cursor [] int32 -> [batch, ...] */
export function gatherBatch(x: Tensor, order: Tensor, cursor: Tensor, batch: number): Tensor {
  const dtype = x.dtype === 'int32' ? 'int32' : 'float32';
  return node(x.dtype === 'uint8' ? 'gather_batch_u8' : 'gather_batch', [x, order, cursor], {}, [batch, ...x.shape.slice(1)], dtype);
}
