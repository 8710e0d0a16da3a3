import { EPSILON } from '../core/epsilon.ts';
import { axes, or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { cosineSimilarity as cosineLoss } from '../losses/factories.ts';
import { add, divide, multiply, negative, square, subtract } from '../op/elementwise.ts';
import { mean } from '../op/reduce.ts';
import { std, variance } from '../op/statistics.ts';
import { Mean } from './mean.ts';
import { METRIC, type Metric, type MetricOptions } from './metric.ts';

export interface AxisOptions extends MetricOptions {
  /** The axis or axes along which values are compared (default -1). */
  axis?: number | readonly number[];
}

const OPTIONS = METRIC.extend<AxisOptions>()({ axis: or(axes(), -1) });

type Axes = number | readonly number[];
const centred = (x: Tensor, axis: Axes): Tensor => subtract(x, mean(x, { axis, keepdims: true }));

/** The covariance divided by both standard deviations. */
function pearson(yTrue: Tensor, yPred: Tensor, axis: Axes): Tensor {
  const scaled = (x: Tensor): Tensor => divide(centred(x, axis), std(centred(x, axis), { axis, keepdims: true }));
  return mean(multiply(scaled(yTrue), scaled(yPred)), { axis });
}

/** Twice the covariance, divided by both variances and the squared difference of the means. */
function concordance(yTrue: Tensor, yPred: Tensor, axis: Axes): Tensor {
  const covariance = multiply(centred(yTrue, axis), centred(yPred, axis));
  const means = [yTrue, yPred].map((x) => mean(x, { axis, keepdims: true })) as [Tensor, Tensor];
  const variances = [yTrue, yPred].map((x) => variance(x, { axis, keepdims: true })).reduce(add);
  return mean(divide(multiply(covariance, 2), add(add(variances, square(subtract(...means))), EPSILON)), { axis });
}

/** Pearson's correlation of targets and predictions, from -1 to 1: 1 if each is a rising line of the other. It is NaN where
 *  targets or predictions do not vary, as in Keras. */
export function pearsonCorrelation(options: AxisOptions = {}): Metric {
  const { axis } = OPTIONS.read('pearsonCorrelation', options);
  return new Mean('pearsonCorrelation', options, 'values', (yTrue, yPred) => pearson(yTrue, yPred, axis), { direction: 'up' });
}

/** The concordance correlation of targets and predictions, from -1 to 1: 1 if they are equal.
 *  @source Lin 1989, A Concordance Correlation Coefficient to Evaluate Reproducibility */
export function concordanceCorrelation(options: AxisOptions = {}): Metric {
  const { axis } = OPTIONS.read('concordanceCorrelation', options);
  return new Mean('concordanceCorrelation', options, 'values', (yTrue, yPred) => concordance(yTrue, yPred, axis), { direction: 'up' });
}

/** The cosine of the angle between targets and predictions, from -1 to 1: 1 if they have the same direction. */
export function cosineSimilarity(options: AxisOptions = {}): Metric {
  const { axis } = OPTIONS.read('cosineSimilarity', options);
  const { values } = cosineLoss({ axis });
  return new Mean('cosineSimilarity', options, 'values', (yTrue, yPred) => negative(values(yTrue, yPred)), { direction: 'up' });
}
