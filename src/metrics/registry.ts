import { mustBeNoFactory, unknownName } from '../core/errors.ts';
import type { Spelling } from '../core/options.ts';
import { madeOf } from '../core/saved.ts';
import { mustBeOfSamples } from '../graph/answers.ts';
import type { NestedNumbers, Tensor } from '../graph/tensor.ts';
import type { Loss } from '../losses/index.ts';
import { binaryAccuracy, categoricalAccuracy, sparseCategoricalAccuracy } from './accuracy.ts';
import * as factories from './factories.ts';
import { Mean } from './mean.ts';
import { checkMetric, type Metric } from './metric.ts';

/** Any metric. */
export type AnyMetric = Metric<NestedNumbers>;

/** Functions that make saved metrics again, by kind. */
export const METRICS: Readonly<Record<string, (options: never) => AnyMetric>> = { ...factories };

const ALIASES = {
  acc: 'accuracy',
  bce: 'binaryCrossentropy',
  mse: 'meanSquaredError',
  mae: 'meanAbsoluteError',
  mape: 'meanAbsolutePercentageError',
  msle: 'meanSquaredLogarithmicError',
} as const;
type Alias = keyof typeof ALIASES;

type Factories = typeof factories;
/** Kinds of metrics that are made without options, of targets and predictions. */
type Kind = { [K in keyof Factories]: undefined extends Parameters<Factories[K]>[0] ? K : never }[keyof Factories];

type Named = Exclude<Kind, 'mean' | 'sum'>;
/** The names of metrics, in camelCase or, as Keras has them, in snake_case or as its classes. */
export type MetricName = Spelling<Named | Alias> | Capitalize<Named> | Uppercase<Alias> | 'AUC' | 'KLDivergence';
/** Values of compile's option `metrics`: a name, a metric, or a function of (yTrue, yPred) that gives values of samples. */
export type MetricLike = MetricName | AnyMetric | ((yTrue: Tensor, yPred: Tensor) => Tensor);

/** The key in a history of a metric that is given by name: an alias as it is spelt, otherwise the kind. */
export type MetricKey<Name> = Name extends Spelling<Alias> | Uppercase<Alias> ? Name : KindOf<Name>;
/** What the metric of a name computes: a number, or nested arrays. */
export type MetricResult<Name> = [KindOf<Name>] extends [never]
  ? number
  : ReturnType<Factories[KindOf<Name>]> extends Metric<infer Result> ? Result : never;

type KindOf<Name> = Name extends 'AUC'
  ? 'auc'
  : Name extends 'KLDivergence'
    ? 'klDivergence'
    : { [K in Named]: Name extends Spelling<K> | Capitalize<K> ? K : never }[Named];

/** Names without underscores in small letters, as users may spell them -> kinds. */
const SPELT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.keys(METRICS).map((kind) => [kind.toLowerCase(), kind])),
  ...ALIASES,
};

/** The metric that an option names. The name 'accuracy' is resolved by the loss and the output's width, as in Keras. The
 *  key in histories is the kind, or an alias as it was given.
 *  @param width  size of the output's last axis
 *  @throws {ConfigError} on an unknown name, or on a value that is no metric */
export function resolveMetric(value: MetricLike, loss: Loss | undefined, width: number): AnyMetric {
  if (typeof value === 'function') {
    mustBeNoFactory('metric', 'metrics', value, METRICS);
    const kind = value.name || 'metric';
    const values = (yTrue: Tensor, yPred: Tensor): Tensor => mustBeOfSamples(kind, value(yTrue, yPred), yPred);
    const mean = new Mean(kind, {}, loss?.targets ?? 'values', values);
    return madeOf(mean, value, kind);
  }
  if (typeof value !== 'string') return checkMetric(value);
  const spelt = value.replaceAll('_', '').toLowerCase();
  if (!Object.hasOwn(SPELT, spelt)) unknownName('metric', value, [...Object.keys(METRICS), ...Object.keys(ALIASES)]);
  const name = SPELT[spelt]!;
  const named = { name: Object.hasOwn(ALIASES, spelt) ? value : name } as never;
  if (name !== 'accuracy') return METRICS[name]!(named);
  if (loss?.targets === 'classes') return sparseCategoricalAccuracy(named);
  return width === 1 ? binaryAccuracy(named) : categoricalAccuracy(named);
}
