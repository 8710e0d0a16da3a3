import { ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import { constant, full, type NestedNumbers, type Tensor } from '../graph/tensor.ts';
import { add, equal, less, multiply, where } from '../op/elementwise.ts';
import { reshape, slice } from '../op/move.ts';
import { sum } from '../op/reduce.ts';
import type { Trace } from '../trace/trace.ts';
import { Metric, spreadWeight, type MetricOptions } from './metric.ts';
import type { MetricState } from './running-sum.ts';
import { listed, ThresholdCounts, type Confusion, type Thresholds } from './threshold-counts.ts';

export interface OverThresholdsSettings {
  readonly thresholds: Thresholds;
  /** Only so many of the largest predictions of a sample can be positive. */
  readonly topK?: number | undefined;
  /** Only this place on the last axis counts. */
  readonly classId?: number | undefined;
  readonly direction?: 'up';
}

/** A metric of a binary classifier, computed from its confusion matrix at each of some thresholds. */
export class OverThresholds<Result extends NestedNumbers> extends Metric<Result> {
  readonly kind: string;
  readonly #settings: OverThresholdsSettings;
  readonly #counts: ThresholdCounts;
  readonly #result: (counts: readonly Confusion[]) => Result;

  /** @param result  computes the result from the confusion matrices, in the order of the thresholds */
  constructor(
    kind: string,
    options: MetricOptions & object,
    settings: OverThresholdsSettings,
    result: (counts: readonly Confusion[]) => Result,
  ) {
    super(kind, options);
    this.kind = kind;
    this.#settings = settings;
    this.#result = result;
    this.#counts = new ThresholdCounts((name, shape) => this.addSum(name, shape), settings.thresholds, 1);
  }

  override get direction(): 'up' | undefined {
    return this.#settings.direction;
  }

  update(t: Trace, yTrue: Tensor, yPred: Tensor, weight?: Tensor): void {
    const { topK, classId } = this.#settings;
    if (classId !== undefined && (yPred.rank < 2 || classId >= yPred.shape.at(-1)!))
      throw new ShapeError(`${this.kind}: expected predictions with a class ${classId}, received shape ${showShape(yPred.shape)}.`);
    const weights = weight === undefined ? full(yPred.shape, 1) : spreadWeight(this.kind, weight, yPred);
    const column = (x: Tensor): Tensor => {
      const picked = classId === undefined ? x : slice(x, [...x.shape.slice(1).map(() => 0), classId], [...x.shape.slice(0, -1), 1]);
      return reshape(picked, [picked.size, 1]);
    };
    this.#counts.add(t, column(yTrue), column(topK === undefined ? yPred : largest(yPred, topK)), column(weights));
  }

  compute(state: MetricState): Result {
    return this.#result(this.#counts.read(state));
  }
}

/** A metric with a result for each threshold: a number for one threshold, a list for a list of them.
 *  @param measure  computes the result from the confusion matrix at a threshold */
export function eachThreshold(
  kind: string,
  options: MetricOptions & object,
  given: number | readonly number[],
  settings: Omit<OverThresholdsSettings, 'thresholds'>,
  measure: (counts: Confusion) => number,
): Metric<number | number[]> {
  const values = listed(given);
  const sorted = values.toSorted((a, b) => a - b);
  const places = values.map((v) => sorted.indexOf(v));
  return new OverThresholds<number | number[]>(kind, options, { ...settings, thresholds: { values: sorted, even: false } }, (counts) => {
    const results = places.map((i) => measure(counts[i]!));
    return typeof given === 'number' ? results[0]! : results;
  });
}

/** Keeps the k largest of each row, the first of equal ones. The others become too small for any threshold. */
function largest(x: Tensor, k: number): Tensor {
  const width = x.shape.at(-1)!;
  const [mine, theirs] = [reshape(x, [...x.shape, 1]), reshape(x, [...x.shape.slice(0, -1), 1, width])];
  const before = constant(
    Float32Array.from({ length: width * width }, (_, i) => (i % width < Math.floor(i / width) ? 1 : 0)),
    [width, width],
  );
  const ahead = add(less(mine, theirs), multiply(equal(mine, theirs), before));
  return where(less(sum(ahead, { axis: -1 }), k), x, NaN);
}
