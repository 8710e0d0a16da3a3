import type { Tensor } from '../graph/tensor.ts';
import { divideOrZero, type Reduction } from '../losses/loss.ts';
import { alignWeight } from '../losses/weight.ts';
import { multiply } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';

/** The weights of values, 0 where the mask hides them. The other weights are scaled up, so that a mean over all
 *  values is the mean over those that count.
 *  @source Keras 3, losses.loss.apply_mask
 *  @shape mask [batch, steps], weight [batch] or [batch, steps] -> as many axes as the values, or undefined */
export function maskedWeight(
  mask: Tensor | undefined,
  weight: Tensor | undefined,
  values: Tensor,
  reduction: Reduction,
): Tensor | undefined {
  if (mask === undefined || mask.rank > values.rank) return weight;
  const mean = reduction === 'sumOverBatchSize' || reduction === 'mean';
  const scaled = alignWeight('mask', mean ? multiply(mask, divideOrZero(mask.size, sum(mask))) : mask, values);
  return weight === undefined ? scaled : multiply(scaled, alignWeight('sampleWeight', weight, values));
}
