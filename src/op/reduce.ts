import { ShapeError } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import { normalizeAxes, normalizeAxis, sameShape, showShape, sizeOf, type Shape } from '../core/shape.ts';
import { tensorOf, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { MAX_RANK } from '../lower/move.ts';
import { node } from '../run/node.ts';
import { broadcastTo, reshape, transpose } from './move.ts';

export interface ReduceOptions {
  /** Axis or axes to reduce; all by default. Negative counts from the end. */
  readonly axis?: number | readonly number[] | undefined;
  /** Keep reduced axes with size 1. */
  readonly keepdims?: boolean | undefined;
}

type Reduction = 'reduce_sum' | 'reduce_prod' | 'reduce_max' | 'reduce_min';

function reduce(where: string, op: Reduction, x: TensorLike, options: ReduceOptions): Tensor {
  checkKeys(where, options, ['axis', 'keepdims']);
  const { axis, keepdims = false } = options;
  const input = tensorOf(where, x, 'float32');
  const axes = normalizeAxes(axis, input.rank, where);
  const kept = input.shape.flatMap((d, i) => (axes.includes(i) ? (keepdims ? [1] : []) : [d]));
  const count = axes.reduce((size, a) => size * input.shape[a]!, 1);
  if (count === 0 && (op === 'reduce_max' || op === 'reduce_min')) {
    throw new ShapeError(`${where}: nothing to reduce over in shape ${showShape(input.shape)}.`);
  }
  if (count === 1) return reshape(input, kept);
  // The kernels reduce adjacent axes. Other axes are moved to the end first.
  const neighbours = axes.every((a, i) => i === 0 || a === axes[i - 1]! + 1);
  const source = neighbours ? input : transpose(input, { axes: [...input.shape.keys()].filter((i) => !axes.includes(i)).concat(axes) });
  const first = neighbours ? (axes[0] ?? 0) : input.rank - axes.length;
  const outer = sizeOf(source.shape.slice(0, first));
  return node(
    op,
    [source],
    { outer, mid: count, inner: sizeOf(source.shape.slice(first + axes.length)), scale: where === 'mean' ? 1 / count : 1 },
    kept,
  );
}

export const sum = (x: TensorLike, options: ReduceOptions = {}): Tensor => reduce('sum', 'reduce_sum', x, options);
export const mean = (x: TensorLike, options: ReduceOptions = {}): Tensor => reduce('mean', 'reduce_sum', x, options);
export const prod = (x: TensorLike, options: ReduceOptions = {}): Tensor => reduce('prod', 'reduce_prod', x, options);
export const max = (x: TensorLike, options: ReduceOptions = {}): Tensor => reduce('max', 'reduce_max', x, options);
export const min = (x: TensorLike, options: ReduceOptions = {}): Tensor => reduce('min', 'reduce_min', x, options);

function arg(op: 'argmax' | 'argmin', x: TensorLike, options: { axis?: number }): Tensor {
  checkKeys(op, options, ['axis']);
  const given = tensorOf(op, x, 'float32');
  const input = options.axis === undefined ? reshape(given, [given.size]) : given;
  const at = normalizeAxis(options.axis ?? 0, input.rank, op);
  if (input.shape[at] === 0) throw new ShapeError(`${op}: nothing to choose from along axis ${at} of shape ${showShape(input.shape)}.`);
  return node(
    op,
    [input],
    { outer: sizeOf(input.shape.slice(0, at)), mid: input.shape[at]!, inner: sizeOf(input.shape.slice(at + 1)) },
    input.shape.toSpliced(at, 1),
    'int32',
  );
}

/** Index of the largest value along an axis, as int32; the first one if several are equal. Without an axis, x is
 *  treated as flat. */
export const argmax = (x: TensorLike, options: { axis?: number } = {}): Tensor => arg('argmax', x, options);
export const argmin = (x: TensorLike, options: { axis?: number } = {}): Tensor => arg('argmin', x, options);

/** The Euclidean norm of all elements; squares neither overflow nor underflow. @shape [] */
export const normOfAll = (x: Tensor): Tensor => node('norm', [x], {}, []);

/** Undoes a broadcast by sums: the gradient of broadcasting `shape` to the shape of x. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.rank - shape.length;
  const axes = x.shape.flatMap((d, i) => (i < lead || (shape[i - lead] === 1 && d !== 1) ? [i] : []));
  return reshape(sum(x, { axis: axes }), shape);
}

/** The result of a reduction, or its gradient, broadcast again over the reduced axes. */
export function spread(reduced: Tensor, node: Tensor): Tensor {
  const input = node.inputs[0]!;
  const { outer, mid, inner } = node.attrs as { outer: number; mid: number; inner: number };
  // In the input's own shape, so that what comes next can read the result as rows or columns.
  const shape = input.rank > MAX_RANK ? [outer, mid, inner] : input.shape;
  const before = shape.findIndex((_, i) => sizeOf(shape.slice(0, i)) === outer);
  const behind = shape.findLastIndex((_, i) => sizeOf(shape.slice(i + 1)) === inner);
  const kept = shape.map((d, i) => (i < before || i > behind ? d : 1));
  return reshape(broadcastTo(reshape(reduced, kept), shape), input.shape);
}
