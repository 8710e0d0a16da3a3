import { unknownName } from '../core/errors.ts';
import { camelCase, checkKeys } from '../core/options.ts';
import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { divide, equal, multiply, where } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';
import { targetsOf, type Targets } from './targets.ts';
import { alignWeight } from './weight.ts';

/** How the losses of samples become one number: their sum over their number (also by its names 'mean' here, weights
 *  not counted), over the sum of their weights, their sum, or not at all. */
export type Reduction = 'sumOverBatchSize' | 'mean' | 'meanWithSampleWeight' | 'sum' | 'none';
const REDUCTIONS: readonly Reduction[] = ['sumOverBatchSize', 'mean', 'meanWithSampleWeight', 'sum', 'none'];

export interface LossOptions {
  /** null is 'none', as in Keras. */
  reduction?: Reduction | null;
}

/** Measures how far predictions are from targets. */
export interface Loss {
  /** The factory's name, as saved. */
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly targets: Targets;
  readonly reduction: Reduction;
  /** Loss of each sample: the output's shape without its last axis. */
  values(yTrue: Tensor, yPred: Tensor): Tensor;
  /** The loss of a batch, reduced. */
  call(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike): Tensor;
}

/** A loss from the formula of its values. */
export function loss(
  kind: string, options: LossOptions & object, targets: Targets, known: readonly string[], values: Loss['values'],
): Loss {
  checkKeys(kind, options, ['reduction', ...known]);
  const reduction = camelCase(options.reduction === null ? 'none' : (options.reduction ?? 'sumOverBatchSize')) as Reduction;
  if (!REDUCTIONS.includes(reduction)) unknownName(`reduction of ${kind}`, options.reduction, REDUCTIONS);
  return {
    kind,
    config: { ...options },
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

/** 0 where there is nothing to divide by, as a batch whose weights are all 0. */
export function divideOrZero(a: TensorLike, b: Tensor): Tensor {
  const nothing = equal(b, 0);
  return where(nothing, 0, divide(a, where(nothing, 1, b)));
}
