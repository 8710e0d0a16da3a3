import type { Tensor } from '../graph/tensor.ts';
import type { Reduction } from '../losses/loss.ts';
import { divide, equal, multiply, where } from '../op/elementwise.ts';
import { broadcastTo, reshape } from '../op/move.ts';
import { sum } from '../op/reduce.ts';

/** The weights of values with those out that a mask hides. A mean over all is one over what counts: the rest is scaled up.
 *  @source Keras 3, losses.loss.apply_mask
 *  @shape mask [batch, steps], weight [batch] or [batch, steps] */
export function maskedWeight(mask: Tensor | undefined, weight: Tensor | undefined, values: Tensor, reduction: Reduction): Tensor | undefined {
  if (mask === undefined || mask.rank > values.rank) return weight;
  const mean = reduction === 'sumOverBatchSize' || reduction === 'mean';
  const valid = sum(mask);
  const nothing = equal(valid, 0);
  const scaled = mean ? multiply(mask, where(nothing, 0, divide(mask.size, where(nothing, 1, valid)))) : mask;
  if (weight === undefined) return scaled;
  const rank = Math.max(weight.rank, mask.rank);
  const spread = (x: Tensor): Tensor => reshape(x, [...x.shape, ...new Array<number>(rank - x.rank).fill(1)]);
  const shape = rank === mask.rank ? mask.shape : weight.shape;
  return multiply(broadcastTo(spread(scaled), shape), broadcastTo(spread(weight), shape));
}
