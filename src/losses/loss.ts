import { oneOf, options, or, orNull, type Options } from '../core/declaration.ts';
import type { Pieces } from '../core/pieces.ts';
import type { Shape } from '../core/shape.ts';
import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { divide, equal, multiply, where } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';
import { targetsOf, type Classes, type Targets } from './targets.ts';
import { alignWeight } from './weight.ts';

/** How the losses of samples become one number. 'sumOverBatchSize' and 'mean': their weighted sum, divided by their number.
 *  'meanWithSampleWeight': their weighted sum, divided by the sum of the weights. 'sum': their weighted sum. 'none': they stay
 *  as they are. */
export type Reduction = 'sumOverBatchSize' | 'mean' | 'meanWithSampleWeight' | 'sum' | 'none';
const REDUCTIONS: readonly Reduction[] = ['sumOverBatchSize', 'mean', 'meanWithSampleWeight', 'sum', 'none'];

export interface LossOptions {
  /** How the losses of samples become one number (default 'sumOverBatchSize'); null is 'none', as in Keras. */
  reduction?: Reduction | null;
}

/** Every loss' declaration extends this one. */
export const LOSS: Options<LossOptions, { readonly reduction: Reduction }> = options<LossOptions>()({
  reduction: orNull(or(oneOf(REDUCTIONS), 'sumOverBatchSize'), 'none'),
});

/** Measures how far predictions are from targets. */
export interface Loss {
  /** The factory's name, as saved. `loadModel` finds what makes a part of your own by it, in customObjects. */
  readonly kind: string;
  /** The options that make it again, in what JSON can hold. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly targets: Targets;
  /** Of class numbers and labels, what targets are checked for. */
  readonly classes?: Classes;
  readonly reduction: Reduction;
  /** Refuses labels that no predictions of this shape can have, null being any size, in pieces.
   *  @throws {DataError} that names the row */
  mustFit?(name: string, labels: Int32Array, shape: Shape, predictions: readonly (number | null)[]): Pieces<void>;
  /** Loss of each sample: the output's shape without its last axis, or what the formula makes of it. */
  values(yTrue: Tensor, yPred: Tensor): Tensor;
  /** 1 for each of the values that counts, 0 for those that have no part in a mean. Without it, all count. @shape as the values */
  counts?(yTrue: Tensor, values: Tensor): Tensor;
  /** The loss of a batch, reduced. */
  call(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike): Tensor;
}

/** The formula of a loss: its values, or an object that tells more. */
type Formula = Loss['values'] | Pick<Loss, 'values' | 'counts' | 'classes' | 'mustFit'>;

/** A loss from the formula of its values.
 *  @param formula  makes this formula from the options */
export function loss<O extends LossOptions, H>(
  kind: string,
  declared: Options<O, H>,
  options: O,
  targets: Targets,
  formula: (held: H) => Formula,
): Loss {
  const made = formula(declared.read(kind, options));
  const traits = typeof made === 'function' ? { values: made } : made;
  const { reduction } = LOSS.pick(kind, options);
  return {
    kind,
    config: { ...(options as object) },
    targets,
    reduction,
    ...traits,
    call: (yTrue, yPred, sampleWeight) => {
      const prediction = asTensor(yPred);
      const target = targetsOf(kind, yTrue, prediction, targets, traits.classes);
      const values = traits.values(target, prediction);
      const weight = sampleWeight === undefined ? undefined : asTensor(sampleWeight);
      return reduce(values, reduction, maskedWeight(traits.counts?.(target, values), weight, values, reduction));
    },
  };
}

/** Weighs and reduces the losses of samples, as Keras does. */
export function reduce(values: Tensor, reduction: Reduction, weight?: Tensor): Tensor {
  const aligned = weight && alignWeight('sampleWeight', weight, values);
  const weighted = aligned === undefined ? values : multiply(values, aligned);
  if (reduction === 'none') return weighted;
  const total = sum(weighted);
  if (reduction === 'sum') return total;
  if (reduction === 'meanWithSampleWeight' && aligned !== undefined) return divideOrZero(total, sum(aligned));
  return multiply(total, 1 / weighted.size);
}

/** a / b, or 0 where b is 0, as for a batch whose weights are all 0. */
export function divideOrZero(a: TensorLike, b: Tensor): Tensor {
  const nothing = equal(b, 0);
  return where(nothing, 0, divide(a, where(nothing, 1, b)));
}

/** The weights of values, 0 where the mask hides them. The other weights are scaled up, so that a mean over all
 *  values is the mean over those that count. One number for a batch is weighed once for each entry of the mask.
 *  @source Keras 3, losses.loss.apply_mask
 *  @shape mask [batch, steps], weight [batch] or [batch, steps] -> as many axes as the values, or undefined */
export function maskedWeight(
  mask: Tensor | undefined,
  weight: Tensor | undefined,
  values: Tensor,
  reduction: Reduction,
): Tensor | undefined {
  const one = values.rank === 0;
  if (mask === undefined || (mask.rank > values.rank && !one)) return weight;
  const mean = reduction === 'sumOverBatchSize' || reduction === 'mean';
  if (one && mean && weight === undefined) return undefined; // the scaled mask has a mean of 1
  const weighted = one ? mask : values;
  const scaled = alignWeight('mask', mean ? multiply(mask, divideOrZero(mask.size, sum(mask))) : mask, weighted);
  return weight === undefined ? scaled : multiply(scaled, alignWeight('sampleWeight', weight, weighted));
}

/** The mask of values that both the mask of the predictions and the loss let count. */
export function bothMasks(mask: Tensor | undefined, counts: Tensor | undefined): Tensor | undefined {
  if (mask === undefined || counts === undefined || mask.rank > counts.rank) return counts ?? mask;
  return multiply(alignWeight('mask', mask, counts), counts);
}
