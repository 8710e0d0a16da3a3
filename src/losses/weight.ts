import { ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { reshape } from '../op/move.ts';

/** Weights beside values, with axes of 1 for those that they do not tell apart: weights of samples, or of steps within them.
 *  Last axes of one element may be too many. Beside one number for a batch they stay as they are.
 *  @throws {ShapeError} if they are weights of something else
 *  @shape weight [batch, ...], as many of the values' axes as it has -> as many axes as the values */
export function alignWeight(where: string, weight: Tensor, values: Tensor): Tensor {
  if (values.rank === 0) return weight;
  const axes = [...weight.shape];
  while (axes.length > values.rank && axes.at(-1) === 1) axes.pop();
  while (axes.length < values.rank) axes.push(1);
  if (axes.length === values.rank && axes.every((d, i) => d === 1 || d === values.shape[i])) return reshape(weight, axes);
  const expected = `weights for values of shape ${showShape(values.shape)}`;
  throw new ShapeError(
    `${where}: expected ${expected}, received shape ${showShape(weight.shape)}. Give one for each sample, or one for each value.`,
  );
}
