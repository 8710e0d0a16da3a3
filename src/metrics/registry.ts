import { ConfigError, show, unknownName } from '../core/errors.ts';
import { camelCase } from '../core/options.ts';
import { mustBeTensor, type Tensor } from '../graph/tensor.ts';
import type { Loss } from '../losses/index.ts';
import { accuracy, binaryAccuracy, categoricalAccuracy, sparseCategoricalAccuracy, sparseTopKCategoricalAccuracy, topKCategoricalAccuracy } from './accuracy.ts';
import { meanAbsoluteError, meanSquaredError } from './errors.ts';
import { Metric } from './metric.ts';

/** How saved metrics are made again, by kind. */
export const METRICS: Readonly<Record<string, (options?: never) => Metric>> = {
  accuracy, binaryAccuracy, categoricalAccuracy, meanAbsoluteError, meanSquaredError, sparseCategoricalAccuracy, sparseTopKCategoricalAccuracy, topKCategoricalAccuracy,
};

const ALIASES: Readonly<Record<string, string>> = { acc: 'accuracy', mse: 'meanSquaredError', mae: 'meanAbsoluteError' };

export type MetricName = 'accuracy' | 'acc' | 'binaryAccuracy' | 'categoricalAccuracy' | 'sparseCategoricalAccuracy' | 'topKCategoricalAccuracy' | 'sparseTopKCategoricalAccuracy' | 'meanSquaredError' | 'mse' | 'meanAbsoluteError' | 'mae';
/** What compile's `metrics` takes: a name, a metric, or a function of (yTrue, yPred) giving values of samples. */
export type MetricLike = MetricName | (string & {}) | Metric | ((yTrue: Tensor, yPred: Tensor) => Tensor);

/** The metric an option means. The name 'accuracy' is resolved by the loss and the output's width, as in Keras, and a
 *  name given as alias stays the key in histories.
 *  @param width  size of the output's last axis */
export function resolveMetric(value: MetricLike, loss: Loss, width: number): Metric {
  if (typeof value === 'function') {
    const kind = value.name || 'metric';
    return new Metric(kind, {}, loss.targets, (yTrue, yPred) => mustBeTensor(kind, value(yTrue, yPred)));
  }
  if (value instanceof Metric) return value;
  if (typeof value !== 'string') throw new ConfigError(`a metric must be a name, a metric or a function of (yTrue, yPred), received ${show(value)}.`);
  const name = ALIASES[value.toLowerCase()] ?? camelCase(value);
  if (!Object.hasOwn(METRICS, name)) unknownName('metric', value, [...Object.keys(METRICS), ...Object.keys(ALIASES)]);
  const named = { name: camelCase(value) } as never;
  if (name !== 'accuracy') return METRICS[name]!(named);
  if (loss.targets === 'classes') return sparseCategoricalAccuracy(named);
  return width === 1 ? binaryAccuracy(named) : categoricalAccuracy(named);
}
