import { EPSILON } from '../core/epsilon.ts';
import { kept, type Option } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { all } from '../core/realm.ts';
import type { Shape } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { add, ceil, clip, isnan, less, maximum, multiply, notEqual, subtract, where } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import type { Trace } from '../trace/trace.ts';
import { histogram } from './histogram.ts';
import type { MetricState, RunningSum } from './running-sum.ts';

/** Thresholds in ascending order; `even` if they divide [0, 1] evenly. */
export interface Thresholds {
  readonly values: readonly number[];
  readonly even: boolean;
}

/** The confusion matrix at one threshold. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** The most thresholds that are made: each has counts that are variables. */
const MOST = 2 ** 20;

function mustBeFew(count: number): void {
  if (count > MOST) throw new ConfigError(`numThresholds must be an integer <= ${MOST}, received ${count}.`);
}

/** Keras keeps the outermost of evenly divided thresholds a little outside of [0, 1].
 *  @throws {ConfigError} if there are too many */
export function evenThresholds(count: number): Thresholds {
  mustBeFew(count);
  const inner = Array.from({ length: count - 2 }, (_, i) => (i + 1) / (count - 1));
  return { values: [-EPSILON, ...inner, 1 + EPSILON], even: true };
}

/** Thresholds that divide [0, 1] evenly, from 0 to 1; a single one is 0.5. @throws {ConfigError} if there are too many */
export function unitThresholds(count: number): Thresholds {
  mustBeFew(count);
  return count === 1
    ? { values: [0.5], even: false }
    : { values: Array.from({ length: count }, (_, i) => i / (count - 1)), even: true };
}

/** An option of numbers in [0, 1]. */
export const thresholds = <T extends number | readonly number[]>(): Option<T, T> =>
  kept((where, name, given) => {
    const values: readonly unknown[] = Array.isArray(given) ? given : [given];
    if (values.length > 0 && all(values, (v) => typeof v === 'number' && v >= 0 && v <= 1)) return given;
    throw new ConfigError(`${where}: ${name} must be numbers from 0 to 1, received ${show(given)}.`);
  });

/** One threshold or several, as a list. */
export const listed = (given: number | readonly number[]): readonly number[] => (typeof given === 'object' ? given : [given]);

/** Counts positives and negatives between neighbouring thresholds, for each label. Sums from the end of this histogram are the
 *  counts above each threshold. */
export class ThresholdCounts {
  readonly #thresholds: Thresholds;
  readonly #labels: number;
  readonly #positives: RunningSum;
  readonly #negatives: RunningSum;

  /** @param sum  makes a running sum of the metric */
  constructor(sum: (name: string, shape: Shape) => RunningSum, thresholds: Thresholds, labels: number) {
    this.#thresholds = thresholds;
    this.#labels = labels;
    this.#positives = sum('positives', [labels * this.#bins]);
    this.#negatives = sum('negatives', [labels * this.#bins]);
  }

  /** Targets that are not 0 are positive, as in Keras. @shape yTrue, yPred, weight [samples, labels] */
  add(t: Trace, yTrue: Tensor, yPred: Tensor, weight: Tensor): void {
    const bin = where(isnan(yPred), 0, this.#below(yPred)); // NaN is above no threshold
    const offsets = constant(
      Float32Array.from({ length: this.#labels }, (_, label) => label * this.#bins),
      [this.#labels],
    );
    const at = reshape(add(bin, offsets), [yPred.size]);
    const counts = (weights: Tensor): Tensor => histogram(reshape(weights, [yPred.size]), at, this.#labels * this.#bins);
    const positive = notEqual(yTrue, 0);
    this.#positives.add(t, counts(multiply(weight, positive)));
    this.#negatives.add(t, counts(multiply(weight, subtract(1, positive))));
  }

  /** The confusion matrix of a label at each threshold. */
  read(state: MetricState, label = 0): Confusion[] {
    const from = (sums: RunningSum): number[] => fromEnd(sums.values(state).subarray(label * this.#bins, (label + 1) * this.#bins));
    const [positives, negatives] = [from(this.#positives), from(this.#negatives)];
    return this.#thresholds.values.map((_, i) => {
      const [truePositives, falsePositives] = [positives[i + 1]!, negatives[i + 1]!];
      return {
        truePositives,
        falsePositives,
        falseNegatives: positives[0]! - truePositives,
        trueNegatives: negatives[0]! - falsePositives,
      };
    });
  }

  /** Number of bins: one below all thresholds, and one above each of them. */
  get #bins(): number {
    return this.#thresholds.values.length + 1;
  }

  /** How many thresholds each prediction is above. @shape as yPred */
  #below(yPred: Tensor): Tensor {
    const { values, even } = this.#thresholds;
    // All predictions are above a first threshold that is a little below 0.
    if (even) return maximum(ceil(multiply(clip(yPred, 0, 1), values.length - 1)), values[0]! < 0 ? 1 : 0);
    return values.map((threshold) => less(threshold, yPred)).reduce(add);
  }
}

/** For each element, the sum of it and of all elements behind it. */
function fromEnd(values: Float64Array): number[] {
  let sum = 0;
  return [...values.toReversed()].map((v) => (sum += v)).toReversed();
}
