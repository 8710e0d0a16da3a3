import { integer, maybe } from '../core/declaration.ts';
import { ratio } from './area.ts';
import { METRIC, type Metric, type MetricOptions } from './metric.ts';
import { eachThreshold } from './over-thresholds.ts';
import { thresholds, type Confusion } from './threshold-counts.ts';

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

function rate(kind: string, options: PrecisionOptions, measure: (counts: Confusion) => number): Metric<number | number[]> {
  const { thresholds: given, topK, classId } = OPTIONS.read(kind, options);
  // With topK the k largest predictions are positive, however small they are.
  return eachThreshold(kind, options, given ?? (topK === undefined ? 0.5 : -Infinity), { topK, classId, direction: 'up' }, measure);
}

/** Part of the positive predictions that are right; 0 if there are none. */
export const precision = (options: PrecisionOptions = {}): Metric<number | number[]> =>
  rate('precision', options, (c) => ratio(c.truePositives, c.truePositives + c.falsePositives));

/** Part of the actual positives that are predicted as positive; 0 if there are none. */
export const recall = (options: PrecisionOptions = {}): Metric<number | number[]> =>
  rate('recall', options, (c) => ratio(c.truePositives, c.truePositives + c.falseNegatives));
