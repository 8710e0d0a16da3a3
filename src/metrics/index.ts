export * from './factories.ts';
export { Metric, type MetricOptions, type MetricValues } from './metric.ts';
export type { MeanOfValues, SumOfValues } from './of-values.ts';
export type { AnyMetric, MetricLike, MetricName } from './registry.ts';
export type { MetricState, RunningSum } from './running-sum.ts';
