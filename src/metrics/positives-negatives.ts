import { or } from '../core/declaration.ts';
import { METRIC, type Metric, type MetricOptions } from './metric.ts';
import { eachThreshold } from './over-thresholds.ts';
import { thresholds, type Confusion } from './threshold-counts.ts';

export interface ThresholdsOptions extends MetricOptions {
  /** A prediction above it is positive (default 0.5). Several thresholds give a list with a result each. */
  thresholds?: number | readonly number[];
}

const OPTIONS = METRIC.extend<ThresholdsOptions>()({ thresholds: or(thresholds<number | readonly number[]>(), 0.5) });

const counted = (kind: keyof Confusion, options: ThresholdsOptions): Metric<number | number[]> =>
  eachThreshold(kind, options, OPTIONS.read(kind, options).thresholds, {}, (counts) => counts[kind]);

/** Sum of the weights of predictions above the threshold whose target is not 0. */
export const truePositives = (options: ThresholdsOptions = {}): Metric<number | number[]> => counted('truePositives', options);

/** Sum of the weights of predictions not above the threshold whose target is 0. */
export const trueNegatives = (options: ThresholdsOptions = {}): Metric<number | number[]> => counted('trueNegatives', options);

/** Sum of the weights of predictions above the threshold whose target is 0. */
export const falsePositives = (options: ThresholdsOptions = {}): Metric<number | number[]> => counted('falsePositives', options);

/** Sum of the weights of predictions not above the threshold whose target is not 0. */
export const falseNegatives = (options: ThresholdsOptions = {}): Metric<number | number[]> => counted('falseNegatives', options);
