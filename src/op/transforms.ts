import { constant, type Tensor } from '../graph/tensor.ts';
import { add, multiply } from './elementwise.ts';
import { broadcastTo } from './move.ts';

const IDENTITY = [1, 0, 0, 0, 1, 0];
const six = (numbers: readonly number[]): Tensor => constant(Float32Array.from(numbers), [1, 6]);

/** Affine transforms, as `warp` takes them: that which changes nothing, and of each term its six numbers as often as its values say.
 *  @shape values [batch, 1] or [1, 1] -> [batch, 6] */
export function transforms(batch: number, terms: readonly (readonly [values: Tensor, numbers: readonly number[]])[]): Tensor {
  return broadcastTo(terms.reduce((sum, [values, numbers]) => add(sum, multiply(values, six(numbers))), six(IDENTITY)), [batch, 6]);
}
