export { accuracy, binaryAccuracy, categoricalAccuracy, sparseCategoricalAccuracy, sparseTopKCategoricalAccuracy, topKCategoricalAccuracy, type MetricOptions } from './accuracy.ts';
export { meanAbsoluteError, meanSquaredError } from './errors.ts';
export { Metric } from './metric.ts';
export type { MetricLike, MetricName } from './registry.ts';
