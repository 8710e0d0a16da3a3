import { ShapeError } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import { normalizeAxis, sameShape, showShape, sizeOf } from '../core/shape.ts';
import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { node } from '../run/node.ts';
import { transpose } from './move.ts';

/** Along which axis an op works: the last unless told otherwise. */
interface AxisOptions {
  readonly axis?: number;
}

/** Applies a kernel that works along the last axis to another axis. */
function along(where: string, op: string, x: TensorLike, options: AxisOptions): Tensor {
  checkKeys(where, options, ['axis']);
  const input = asTensor(x);
  const at = normalizeAxis(options.axis ?? -1, input.rank, where);
  if (at === input.rank - 1) return node(op, [input], {}, input.shape);
  const axes = [...input.shape.keys()].with(at, input.rank - 1).with(input.rank - 1, at);
  return transpose(along(where, op, transpose(input, { axes }), {}), { axes });
}

export const softmax = (x: TensorLike, options: AxisOptions = {}): Tensor => along('softmax', 'softmax', x, options);
export const logSoftmax = (x: TensorLike, options: AxisOptions = {}): Tensor => along('logSoftmax', 'log_softmax', x, options);
export const sparsemax = (x: TensorLike, options: AxisOptions = {}): Tensor => along('sparsemax', 'sparsemax', x, options);

/** -sum(target * logSoftmax(logits)) along the last axis: [..., classes] -> [...]. */
export function softmaxCrossEntropy(logits: TensorLike, target: TensorLike): Tensor {
  const [x, t] = [asTensor(logits), asTensor(target)];
  if (!sameShape(x.shape, t.shape)) throw new ShapeError(`softmaxCrossEntropy: expected targets of the logits' shape ${showShape(x.shape)}, received ${showShape(t.shape)}.`);
  return node('softmax_cross_entropy', [x, t], {}, x.shape.slice(0, -1));
}

/** -logSoftmax(logits)[label] along the last axis; labels are int32 of the logits' shape without it. */
export function sparseSoftmaxCrossEntropy(logits: TensorLike, labels: TensorLike): Tensor {
  const [x, label] = [asTensor(logits), asTensor(labels, 'int32')];
  if (label.dtype !== 'int32' || sizeOf(label.shape) !== sizeOf(x.shape.slice(0, -1))) {
    throw new ShapeError(`sparseSoftmaxCrossEntropy: expected int32 labels of shape ${showShape(x.shape.slice(0, -1))}, received ${label.dtype} ${showShape(label.shape)}.`);
  }
  return node('sparse_softmax_cross_entropy', [x, label], {}, x.shape.slice(0, -1));
}

/** Gradients of the two with respect to the logits. */
export const softmaxCrossEntropyGradient = (x: Tensor, t: Tensor, dy: Tensor): Tensor => node('softmax_cross_entropy_dx', [x, t, dy], {}, x.shape);
export const sparseSoftmaxCrossEntropyGradient = (x: Tensor, label: Tensor, dy: Tensor): Tensor => node('sparse_softmax_cross_entropy_dx', [x, label, dy], {}, x.shape);
