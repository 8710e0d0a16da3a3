import type { Tensor } from '../graph/tensor.ts';
import { cast, multiply } from '../op/elementwise.ts';
import { oneHot } from '../op/gather.ts';
import { expandDims, reshape } from '../op/move.ts';
import { max, sum } from '../op/reduce.ts';
import type { IndexMode } from '../preprocessing/encode.ts';

/** `encodeIndices` in ops, where indices come in tensors. An index outside of the depth counts nothing.
 *  @param weights  for each index, what it counts
 *  @shape indices [batch, ...], weights as indices -> see encodeIndices */
export function encodeTensor(mode: IndexMode, indices: Tensor, depth: number, weights?: Tensor): Tensor {
  if (mode === 'int') return indices;
  const { shape } = indices;
  if (mode === 'oneHot') return oneHot(shape.length > 1 && shape.at(-1) === 1 ? reshape(indices, shape.slice(0, -1)) : indices, depth);
  const rows = oneHot(indices, depth);
  const axis = shape.length > 1 ? 1 : 0;
  if (mode === 'multiHot') return max(rows, { axis });
  return sum(weights === undefined ? rows : multiply(rows, expandDims(cast(weights, 'float32'), -1)), { axis });
}
