import { ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { reshape } from '../op/move.ts';

/** Reshapes weights of samples, or of steps within them, so that they broadcast to the values. Missing axes become axes of size
 *  1, and extra last axes of size 1 are removed. If the values are one number for a batch, the weights stay as they are.
 *  @throws {ShapeError} if the weights do not fit the values
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
