import { ShapeError } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import { normalizeAxes, sameShape, showShape, sizeOf } from '../core/shape.ts';
import { warnOnce } from '../core/warn.ts';
import { asTensor, tensorOf, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { node } from '../run/node.ts';
import { reshape, transpose } from './move.ts';

interface AxisOptions {
  /** The axis, or the axes together, along which an op works (default -1, the last). */
  readonly axis?: number | readonly number[];
}

/** Applies a kernel that works along the last axis to other axes: moves them to the end and joins them. */
function along(where: string, op: string, x: TensorLike, options: AxisOptions): Tensor {
  checkKeys(where, options, ['axis']);
  const input = tensorOf(where, x, 'float32');
  const axes = normalizeAxes(options.axis ?? -1, input.rank, where);
  if (axes.length === 0) throw new ShapeError(`${where}: expected an axis or several, received none.`);
  if (axes.length === 1 && axes[0] === input.rank - 1) return node(op, [input], {}, input.shape);
  const order = [...input.shape.keys()].filter((i) => !axes.includes(i)).concat(axes);
  const moved = transpose(input, { axes: order });
  const outer = moved.shape.slice(0, input.rank - axes.length);
  const rows = reshape(moved, [...outer, sizeOf(axes.map((a) => input.shape[a]!))]);
  return transpose(reshape(node(op, [rows], {}, rows.shape), moved.shape), { axes: order.map((_, i) => order.indexOf(i)) });
}

/** e^x divided by the sum of e^x: shares with sum 1. Warns once in a process if the axes hold a single value, because
 *  its share is always 1 and nothing is learned from it.
 *  @throws {ShapeError} if an axis is outside the rank */
export function softmax(x: TensorLike, options: AxisOptions = {}): Tensor {
  const y = along('softmax', 'softmax', x, options);
  const { axis = -1 } = options;
  if (typeof axis === 'number' && y.shape.at(axis) === 1) {
    warnOnce(
      'MYELIN_SOFTMAX_OF_ONE',
      `softmax over axis ${axis}: the axis has size 1, so that every result is 1 and nothing is learned. Use sigmoid instead.`,
    );
  }
  return y;
}
/** softmax along the last axis, without a warning where it has a single value. */
export const shares = (x: Tensor): Tensor => along('softmax', 'softmax', x, {});
export const logSoftmax = (x: TensorLike, options: AxisOptions = {}): Tensor => along('logSoftmax', 'log_softmax', x, options);
export const sparsemax = (x: TensorLike, options: AxisOptions = {}): Tensor => along('sparsemax', 'sparsemax', x, options);

/** -sum(target * logSoftmax(logits)) along the last axis: [..., classes] -> [...]. */
export function softmaxCrossEntropy(logits: TensorLike, target: TensorLike): Tensor {
  const [x, t] = [tensorOf('softmaxCrossEntropy', logits, 'float32'), tensorOf('softmaxCrossEntropy', target, 'float32')];
  if (!sameShape(x.shape, t.shape))
    throw new ShapeError(
      `softmaxCrossEntropy: expected targets of the logits' shape ${showShape(x.shape)}, received ${showShape(t.shape)}.`,
    );
  return node('softmax_cross_entropy', [x, t], {}, x.shape.slice(0, -1));
}

/** -logSoftmax(logits)[label] along the last axis; labels are int32 of the logits' shape without it. */
export function sparseSoftmaxCrossEntropy(logits: TensorLike, labels: TensorLike): Tensor {
  const [x, label] = [tensorOf('sparseSoftmaxCrossEntropy', logits, 'float32'), asTensor(labels, 'int32')];
  if (label.dtype !== 'int32' || sizeOf(label.shape) !== sizeOf(x.shape.slice(0, -1))) {
    throw new ShapeError(
      `sparseSoftmaxCrossEntropy: expected int32 labels of shape ${showShape(x.shape.slice(0, -1))}, received ${label.dtype} ` +
        `${showShape(label.shape)}.`,
    );
  }
  return node('sparse_softmax_cross_entropy', [x, label], {}, x.shape.slice(0, -1));
}

/** Gradients of both with respect to the logits. */
export const softmaxCrossEntropyGradient = (x: Tensor, t: Tensor, dy: Tensor): Tensor =>
  node('softmax_cross_entropy_dx', [x, t, dy], {}, x.shape);
export const sparseSoftmaxCrossEntropyGradient = (x: Tensor, label: Tensor, dy: Tensor): Tensor =>
  node('sparse_softmax_cross_entropy_dx', [x, label, dy], {}, x.shape);
