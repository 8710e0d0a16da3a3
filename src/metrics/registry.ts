import { unknownName } from '../core/errors.ts';
import { camelCase } from '../core/options.ts';
import { madeOf } from '../core/saved.ts';
import { mustBeTensor, type NestedNumbers, type Tensor } from '../graph/tensor.ts';
import type { Loss } from '../losses/index.ts';
import { binaryAccuracy, categoricalAccuracy, sparseCategoricalAccuracy } from './accuracy.ts';
import * as factories from './factories.ts';
import { Mean } from './mean.ts';
import { checkMetric, type Metric } from './metric.ts';

/** Any metric. */
export type AnyMetric = Metric<NestedNumbers>;

/** Functions that make saved metrics again, by kind. */
export const METRICS: Readonly<Record<string, (options?: never) => AnyMetric>> = { ...factories };

const ALIASES: Readonly<Record<string, string>> = { acc: 'accuracy', mse: 'meanSquaredError', mae: 'meanAbsoluteError' };

export type MetricName = keyof typeof factories | 'acc' | 'mse' | 'mae';
/** Values of compile's option `metrics`: a name, a metric, or a function of (yTrue, yPred) that gives values of samples. */
export type MetricLike = MetricName | (string & {}) | AnyMetric | ((yTrue: Tensor, yPred: Tensor) => Tensor);

/** The metric that an option names. The name 'accuracy' is resolved by the loss and the output's width, as in Keras. A name
 *  that is an alias stays the key in histories.
 *  @param width  size of the output's last axis
 *  @throws {ConfigError} on an unknown name, or on a value that is no metric */
export function resolveMetric(value: MetricLike, loss: Loss | undefined, width: number): AnyMetric {
  if (typeof value === 'function') {
    const kind = value.name || 'metric';
    const mean = new Mean(kind, {}, loss?.targets ?? 'values', (yTrue, yPred) => mustBeTensor(kind, value(yTrue, yPred)));
    return madeOf(mean, value, kind);
  }
  if (typeof value !== 'string') return checkMetric(value);
  const name = ALIASES[value.toLowerCase()] ?? camelCase(value);
  if (!Object.hasOwn(METRICS, name)) unknownName('metric', value, [...Object.keys(METRICS), ...Object.keys(ALIASES)]);
  const named = { name: camelCase(value) } as never;
  if (name !== 'accuracy') return METRICS[name]!(named);
  if (loss?.targets === 'classes') return sparseCategoricalAccuracy(named);
  return width === 1 ? binaryAccuracy(named) : categoricalAccuracy(named);
}
