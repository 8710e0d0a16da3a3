import { integer, maybe, type Held } from '../core/declaration.ts';
import { ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import { constant, full, type Tensor } from '../graph/tensor.ts';
import { add, equal, less, multiply, where } from '../op/elementwise.ts';
import { reshape, slice } from '../op/move.ts';
import { sum } from '../op/reduce.ts';
import type { Trace } from '../trace/trace.ts';
import { ratio } from './area.ts';
import { Metric, METRIC, spreadWeight, type MetricOptions } from './metric.ts';
import type { MetricState } from './running-sum.ts';
import { listed, ThresholdCounts, thresholds, type Confusion, type Thresholds } from './threshold-counts.ts';

export interface PrecisionOptions extends MetricOptions {
  /** A prediction above it is positive (default 0.5; with topK every one of them is). Several thresholds give a result each. */
  thresholds?: number | readonly number[];
  /** Only the k largest predictions of a sample count as positive (default: all that are above the threshold). */
  topK?: number;
  /** Only this class counts: a place on the last axis (default: all count). */
  classId?: number;
}

const OPTIONS = METRIC.extend<PrecisionOptions>()({
  thresholds: maybe(thresholds<number | readonly number[]>()),
  topK: maybe(integer({ least: 1 })),
  classId: maybe(integer({ least: 0 })),
});

/** A ratio of counts, at one threshold or at several. */
class Rate extends Metric<number | number[]> {
  readonly kind: string;
  readonly #rate: (counts: Confusion) => number;
  readonly #options: Held<typeof OPTIONS>;
  readonly #counts: ThresholdCounts;
  readonly #place: readonly number[];

  constructor(kind: string, options: PrecisionOptions, rate: (counts: Confusion) => number) {
    const held = OPTIONS.read(kind, options);
    super(kind, options);
    this.kind = kind;
    this.#rate = rate;
    this.#options = held;
    // With topK the k largest predictions are positive, however small they are.
    const values = listed(held.thresholds ?? (held.topK === undefined ? 0.5 : -Infinity));
    const sorted: Thresholds = { values: values.toSorted((a, b) => a - b), even: false };
    this.#place = values.map((v) => sorted.values.indexOf(v));
    this.#counts = new ThresholdCounts((name, shape) => this.addSum(name, shape), sorted, 1);
  }

  override get direction(): 'up' {
    return 'up';
  }

  update(t: Trace, yTrue: Tensor, yPred: Tensor, weight?: Tensor): void {
    const { topK, classId } = this.#options;
    const width = yPred.shape.at(-1)!;
    if (classId !== undefined && classId >= width)
      throw new ShapeError(`${this.kind}: expected predictions with a class ${classId}, received shape ${showShape(yPred.shape)}.`);
    const weights = weight === undefined ? full(yPred.shape, 1) : spreadWeight(this.kind, weight, yPred);
    const column = (x: Tensor): Tensor => {
      const picked = classId === undefined ? x : slice(x, [...x.shape.slice(1).map(() => 0), classId], [...x.shape.slice(0, -1), 1]);
      return reshape(picked, [picked.size, 1]);
    };
    this.#counts.add(t, column(yTrue), column(topK === undefined ? yPred : largest(yPred, topK)), column(weights));
  }

  compute(state: MetricState): number | number[] {
    const rates = this.#counts.read(state).map(this.#rate);
    const results = this.#place.map((i) => rates[i]!);
    return Array.isArray(this.#options.thresholds) ? results : results[0]!;
  }
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

/** Part of the positive predictions that are right. */
export const precision = (options: PrecisionOptions = {}): Metric<number | number[]> =>
  new Rate('precision', options, (c) => ratio(c.truePositives, c.truePositives + c.falsePositives));

/** Part of the actual positives that are predicted as positive. */
export const recall = (options: PrecisionOptions = {}): Metric<number | number[]> =>
  new Rate('recall', options, (c) => ratio(c.truePositives, c.truePositives + c.falseNegatives));
