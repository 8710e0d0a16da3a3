import type { Tensor } from '../graph/tensor.ts';
import type { MetricKey, MetricName, MetricResult } from '../metrics/registry.ts';
import type { History } from './callback.ts';
import type { EvaluateOptions } from './evaluate.ts';
import type { FitOptions, ValidationData } from './fit-options.ts';
import type { DataSource } from './source/data-source.ts';
import type { Inputs, Targets } from './network.ts';
import type { BatchOptions } from './train-on-batch.ts';

/** The types of what `evaluate` and `fit` give, by the metrics that `compile` was given. They follow `figuresOf`, which names figures. */

/** Whether a list is a tuple of names, none of which stands for the same key as another. */
type Literal<M, Seen = never> = M extends readonly [infer First, ...infer Rest]
  ? MetricKey<First> extends Seen ? false : Literal<Rest, Seen | MetricKey<First>>
  : M extends readonly [] ? true : false;

/** The name of a weighted metric, if one without weights may have the same. */
type Weighted<Key, Plain> = Key extends Plain ? `weighted${Capitalize<Key & string>}` : Key;

type ByName<M extends MetricNames, W extends MetricNames> = { readonly loss: number } & {
  readonly [N in M[number] as MetricKey<N>]: MetricResult<N>;
} & {
  readonly [N in W[number] as Weighted<MetricKey<N>, MetricKey<M[number]>> & string]: MetricResult<N>;
};

/** Metrics of one output, all given by name. */
export type MetricNames = readonly MetricName[];

/** Figures of which only the loss is known by name. */
export type AnyFigures = { readonly loss: number } & Readonly<Record<string, number>>;

/** Figures by name. Other keys are allowed if the names are not known one by one, or if there may be several outputs.
 *  @typeParam M, W  the options `metrics` and `weightedMetrics`
 *  @typeParam Answer  what the model predicts: a single tensor if it has one output */
export type FiguresOf<M extends MetricNames, W extends MetricNames, Answer> = [
  Answer, Literal<M>, Literal<W>,
] extends [Tensor, true, true]
  ? Flat<ByName<M, W>>
  : AnyFigures;

/** The same properties, as editors show them. */
type Flat<T> = { [K in keyof T]: T[K] };

/** The lists of a history: one for each figure, and what fit and its callbacks note. */
type Lists<F> = { readonly [K in keyof F]: F[K][] } & {
  /** What callbacks that set it note. */
  readonly learningRate?: number[];
  /** With a driver: how often it evaluated the loss. */
  readonly evaluations?: number[];
  /** With the option `gradientNorms`. */
  readonly gradientNorm?: number[];
  readonly [ofLayer: `${string}GradientNorm`]: number[] | undefined;
};
/** The lists of validation. */
type Validated<F> = { readonly [K in keyof F & string as `val${Capitalize<K>}`]: F[K][] };

/** The record of a fit of a compiled model. */
export type HistoryOf<Listed> = History<Listed>;

/** Options by which a fit validates. */
type Validating = { readonly validationData: ValidationData | DataSource } | { readonly validationSplit: number };

/** A model whose figures are known. `compile` answers with it. */
export interface Compiled<F> {
  fit(x: Inputs | DataSource, y: Targets | null | undefined, options: FitOptions & Validating): Promise<HistoryOf<Lists<F> & Validated<F>>>;
  fit(x: Inputs | DataSource, y?: Targets | null, options?: FitOptions): Promise<HistoryOf<Lists<F> & Partial<Validated<F>>>>;
  evaluate(x: Inputs | DataSource, y?: Targets | null, options?: EvaluateOptions): Promise<F>;
  trainOnBatch(x: Inputs, y?: Targets | null, options?: BatchOptions): Promise<F>;
}
