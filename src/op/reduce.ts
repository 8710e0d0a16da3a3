import { ShapeError } from '../core/errors.ts';
import { normalizeAxes, normalizeAxis, sameShape, showShape, sizeOf, type Shape } from '../core/shape.ts';
import { asTensor, node, type Tensor, type TensorLike } from '../graph/tensor.ts';
import type { Lowering } from './lowering.ts';
import { broadcastTo, reshape, transpose } from './move.ts';

export interface ReduceOptions {
  /** Axis or axes to reduce; all by default. Negative counts from the end. */
  readonly axis?: number | readonly number[] | undefined;
  /** Keep reduced axes with size 1. */
  readonly keepdims?: boolean | undefined;
}

type Reduction = 'reduce_sum' | 'reduce_prod' | 'reduce_max' | 'reduce_min';

function reduce(op: Reduction, x: TensorLike, { axis, keepdims = false }: ReduceOptions, mean = false): Tensor {
  const input = asTensor(x);
  const axes = normalizeAxes(axis, input.rank, op);
  const kept = input.shape.flatMap((d, i) => (axes.includes(i) ? (keepdims ? [1] : []) : [d]));
  const count = axes.reduce((size, a) => size * input.shape[a]!, 1);
  if (count === 0 && (op === 'reduce_max' || op === 'reduce_min')) throw new ShapeError(`${op}: nothing to reduce over in shape ${showShape(input.shape)}.`);
  if (count === 1) return reshape(input, kept);
  // The kernels reduce one stretch of neighbouring axes; others are first moved together to the end.
  const neighbours = axes.every((a, i) => i === 0 || a === axes[i - 1]! + 1);
  const source = neighbours ? input : transpose(input, [...input.shape.keys()].filter((i) => !axes.includes(i)).concat(axes));
  const first = neighbours ? (axes[0] ?? 0) : input.rank - axes.length;
  const outer = sizeOf(source.shape.slice(0, first));
  return node(op, [source], { outer, mid: count, inner: sizeOf(source.shape.slice(first + axes.length)), scale: mean ? 1 / count : 1 }, kept);
}

export const sum = (x: TensorLike, options: ReduceOptions = {}): Tensor => reduce('reduce_sum', x, options);
export const mean = (x: TensorLike, options: ReduceOptions = {}): Tensor => reduce('reduce_sum', x, options, true);
export const prod = (x: TensorLike, options: ReduceOptions = {}): Tensor => reduce('reduce_prod', x, options);
export const max = (x: TensorLike, options: ReduceOptions = {}): Tensor => reduce('reduce_max', x, options);
export const min = (x: TensorLike, options: ReduceOptions = {}): Tensor => reduce('reduce_min', x, options);

function arg(op: 'argmax' | 'argmin', x: TensorLike, axis: number): Tensor {
  const input = asTensor(x);
  const at = normalizeAxis(axis, input.rank, op);
  if (input.shape[at] === 0) throw new ShapeError(`${op}: nothing to choose from along axis ${at} of shape ${showShape(input.shape)}.`);
  return node(op, [input], { outer: sizeOf(input.shape.slice(0, at)), mid: input.shape[at]!, inner: sizeOf(input.shape.slice(at + 1)) }, input.shape.toSpliced(at, 1), 'int32');
}

/** Index of the largest value along an axis, as int32; the first of equals. */
export const argmax = (x: TensorLike, { axis = -1 }: { axis?: number } = {}): Tensor => arg('argmax', x, axis);
export const argmin = (x: TensorLike, { axis = -1 }: { axis?: number } = {}): Tensor => arg('argmin', x, axis);

/** The Euclidean norm of all elements, whose squares cannot leave the range: of shape []. */
export const norm = (x: TensorLike): Tensor => node('norm', [asTensor(x)], {}, []);

/** Sums a broadcast away: the gradient of broadcasting `shape` to the shape of x. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.rank - shape.length;
  const axes = x.shape.flatMap((d, i) => (i < lead || (shape[i - lead] === 1 && d !== 1) ? [i] : []));
  return reshape(sum(x, { axis: axes }), shape);
}

/** A reduction's result (or its gradient) spread again over the axes it lost. */
export function spread(reduced: Tensor, node: Tensor): Tensor {
  const input = node.inputs[0]!;
  const { outer, inner, mid } = node.attrs as { outer: number; inner: number; mid: number };
  return reshape(broadcastTo(reshape(reduced, [outer, 1, inner]), [outer, mid, inner]), input.shape);
}

const lower: Lowering = (y, to) => {
  const { outer, mid, inner, scale } = y.attrs as Record<string, number>;
  const scaled = y.op === 'reduce_sum' || y.op === 'reduce_prod';
  to.emit(y.op, { outer: outer!, mid: mid!, inner: inner!, ...(scaled ? { scale: scale! } : {}), x: to.at(y.inputs[0]!), y: to.at(y) });
};

export const lowerings: Readonly<Record<string, Lowering>> = { reduce_sum: lower, reduce_prod: lower, reduce_max: lower, reduce_min: lower, argmax: lower, argmin: lower, norm: (y, to) => to.emit('snrm2', { n: y.inputs[0]!.size, x: to.at(y.inputs[0]!), incx: 1, norm: to.at(y) }) };
