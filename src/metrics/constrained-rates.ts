import { integer, number, or, orNone } from '../core/declaration.ts';
import { ratio } from './area.ts';
import { METRIC, type Metric, type MetricOptions } from './metric.ts';
import { OverThresholds } from './over-thresholds.ts';
import { unitThresholds, type Confusion } from './threshold-counts.ts';

export interface ConstrainedRateOptions extends MetricOptions {
  /** Thresholds to choose from, which divide [0, 1] evenly, at least 1 (default 200). */
  numThresholds?: number;
  /** Only this class counts: a place on the last axis (default: all count). */
  classId?: number | null;
}

export interface SensitivityAtSpecificityOptions extends ConstrainedRateOptions {
  /** The least specificity, in [0, 1]. */
  specificity: number;
}

export interface SpecificityAtSensitivityOptions extends ConstrainedRateOptions {
  /** The least sensitivity, in [0, 1]. */
  sensitivity: number;
}

export interface PrecisionAtRecallOptions extends ConstrainedRateOptions {
  /** The least recall, in [0, 1]. */
  recall: number;
}

export interface RecallAtPrecisionOptions extends ConstrainedRateOptions {
  /** The least precision, in [0, 1]. */
  precision: number;
}

const COMMON = METRIC.extend<ConstrainedRateOptions>()({
  numThresholds: or(integer({ least: 1 }), 200),
  classId: orNone(integer({ least: 0 })),
});
const unit = number({ least: 0, most: 1 });
const SPECIFICITY = COMMON.extend<SensitivityAtSpecificityOptions>()({ specificity: unit });
const SENSITIVITY = COMMON.extend<SpecificityAtSensitivityOptions>()({ sensitivity: unit });
const RECALL = COMMON.extend<PrecisionAtRecallOptions>()({ recall: unit });
const PRECISION = COMMON.extend<RecallAtPrecisionOptions>()({ precision: unit });

type Rate = (counts: Confusion) => number;
/** Part of the actual positives that are predicted as such. */
const sensitivity: Rate = (c) => ratio(c.truePositives, c.truePositives + c.falseNegatives);
/** Part of the actual negatives that are predicted as such. */
const specificity: Rate = (c) => ratio(c.trueNegatives, c.trueNegatives + c.falsePositives);
const precision: Rate = (c) => ratio(c.truePositives, c.truePositives + c.falsePositives);

/** The largest rate at a threshold where another rate is at least a number; 0 if that is at none. */
function constrained(kind: string, options: ConstrainedRateOptions, rate: Rate, other: Rate, least: number): Metric {
  const { numThresholds, classId } = COMMON.pick(kind, options);
  return new OverThresholds(kind, options, { thresholds: unitThresholds(numThresholds), classId, direction: 'up' }, (counts) =>
    // As in Keras, float32 numbers are compared. So weights that are no whole numbers may reach a rate that they miss by rounding.
    Math.max(0, ...counts.filter((c) => Math.fround(other(c)) >= Math.fround(least)).map(rate)),
  );
}

/** The best sensitivity at a threshold where the specificity is at least a number. */
export const sensitivityAtSpecificity = (options: SensitivityAtSpecificityOptions): Metric =>
  constrained(
    'sensitivityAtSpecificity',
    options,
    sensitivity,
    specificity,
    SPECIFICITY.read('sensitivityAtSpecificity', options).specificity,
  );

/** The best specificity at a threshold where the sensitivity is at least a number. */
export const specificityAtSensitivity = (options: SpecificityAtSensitivityOptions): Metric =>
  constrained(
    'specificityAtSensitivity',
    options,
    specificity,
    sensitivity,
    SENSITIVITY.read('specificityAtSensitivity', options).sensitivity,
  );

/** The best precision at a threshold where the recall is at least a number. */
export const precisionAtRecall = (options: PrecisionAtRecallOptions): Metric =>
  constrained('precisionAtRecall', options, precision, sensitivity, RECALL.read('precisionAtRecall', options).recall);

/** The best recall at a threshold where the precision is at least a number. */
export const recallAtPrecision = (options: RecallAtPrecisionOptions): Metric =>
  constrained('recallAtPrecision', options, sensitivity, precision, PRECISION.read('recallAtPrecision', options).precision);
