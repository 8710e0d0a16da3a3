import { oneOf, options, or, orNull, type Options } from '../core/declaration.ts';
import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { divide, equal, multiply, where } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';
import { targetsOf, type Targets } from './targets.ts';
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
  readonly reduction: Reduction;
  /** Loss of each sample: the output's shape without its last axis. */
  values(yTrue: Tensor, yPred: Tensor): Tensor;
  /** The loss of a batch, reduced. */
  call(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike): Tensor;
}

/** A loss from the formula of its values.
 *  @param formula  makes this formula from the options */
export function loss<O extends LossOptions, H>(
  kind: string,
  declared: Options<O, H>,
  options: O,
  targets: Targets,
  formula: (held: H) => Loss['values'],
): Loss {
  const values = formula(declared.read(kind, options));
  const { reduction } = LOSS.pick(kind, options);
  return {
    kind,
    config: { ...(options as object) },
    targets,
    reduction,
    values,
    call: (yTrue, yPred, sampleWeight) => {
      const prediction = asTensor(yPred);
      const each = values(targetsOf(kind, yTrue, prediction, targets), prediction);
      return reduce(each, reduction, sampleWeight === undefined ? undefined : asTensor(sampleWeight));
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
