import { sizeOf } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { broadcastTo, reshape } from '../op/move.ts';

/** Repeats each element along an axis so many times. @shape the axis becomes `times` as long */
export function repeat(x: Tensor, axis: number, times: number): Tensor {
  const [outer, inner] = [sizeOf(x.shape.slice(0, axis + 1)), sizeOf(x.shape.slice(axis + 1))];
  return reshape(broadcastTo(reshape(x, [outer, 1, inner]), [outer, times, inner]), x.shape.with(axis, x.shape[axis]! * times));
}
