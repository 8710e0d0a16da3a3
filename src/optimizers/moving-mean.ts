import type { Tensor } from '../graph/tensor.ts';
import { add, multiply, subtract } from '../op/elementwise.ts';

/** A mean that keeps `beta` of what it was. The rest is that of beta in float32, of which corrections by 1 - beta^step are made, too:
 *  1 - 0.999 in float64 is 1.3e-5 of it larger, and the first steps would be half as much too short.
 *  @shape before, value and result the same */
export function movingMean(before: Tensor, value: Tensor, beta: number): Tensor {
  return add(before, multiply(subtract(value, before), 1 - Math.fround(beta)));
}
