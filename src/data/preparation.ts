import { numberIn } from './table.ts';

/** A numeric column: (value - mean) / std, a missing value being the mean; with `indicator`, a second feature that is 1
 *  where the value is missing. A std of 0 (every value equal) means no first feature. */
export interface NumericFeature {
  readonly kind: 'numeric';
  readonly name: string;
  /** Place among the columns of the training table. */
  readonly index: number;
  readonly mean: number;
  readonly std: number;
  readonly indicator: boolean;
  /** Missing cells in the training rows. */
  readonly missing: number;
}

/** A text column: one feature per category, then one for all rarer texts (`other`), then one for missing cells. */
export interface TextFeature {
  readonly kind: 'text';
  readonly name: string;
  readonly index: number;
  readonly categories: readonly string[];
  readonly other: boolean;
  readonly indicator: boolean;
  readonly missing: number;
  /** Different texts in the training rows. */
  readonly distinct: number;
}

export type Feature = NumericFeature | TextFeature;

/** What is predicted: one of `labels`, or a number that was standardised as (value - mean) / std. */
export type Target =
  | {
      readonly task: 'classification';
      readonly name: string;
      readonly index: number;
      readonly labels: readonly string[];
      readonly numeric: boolean;
    }
  | { readonly task: 'regression'; readonly name: string; readonly index: number; readonly mean: number; readonly std: number };

export type Task = Target['task'];

/** How the columns of a table become the numbers a model takes: plain JSON, fitted once, stored with the model. */
export interface Preparation {
  readonly version: 1;
  readonly target: Target;
  readonly features: readonly Feature[];
  /** Rows it was fitted on. */
  readonly rows: number;
}

/** Features a column gives. */
export function featureWidth(feature: Feature): number {
  const own = feature.kind === 'numeric' ? Number(feature.std > 0) : feature.categories.length + Number(feature.other);
  return own + Number(feature.indicator);
}

/** Features all columns give: the width of x. */
export function inputWidth(preparation: Preparation): number {
  return preparation.features.reduce((sum, feature) => sum + featureWidth(feature), 0);
}

/** What became of a column, in a line's worth of words. */
export interface ColumnReport {
  readonly name: string;
  readonly kind: Feature['kind'];
  /** Inputs of the model the column gives. */
  readonly features: number;
  /** Missing cells in the training rows. */
  readonly missing: number;
  readonly note: string;
}

/** What the preparation does with every column, for people to read. */
export function describePreparation(preparation: Preparation): ColumnReport[] {
  return preparation.features.map((feature) => {
    const { name, kind, missing } = feature;
    return {
      name, kind, features: featureWidth(feature), missing,
      note: [ownFeatures(feature), ...(feature.indicator ? ['a flag for missing cells'] : [])].join(', '),
    };
  });
}

function ownFeatures(feature: Feature): string {
  if (feature.kind === 'numeric') {
    return feature.std > 0
      ? `mean ${feature.mean.toPrecision(4)}, deviation ${feature.std.toPrecision(4)}`
      : 'left out: every value is the same';
  }
  if (feature.categories.length > 0) {
    return feature.other
      ? `the ${feature.categories.length} most frequent of ${feature.distinct} texts, and one for the others`
      : `${feature.distinct} categories`;
  }
  return feature.distinct <= 1 ? 'left out: every value is the same' : 'left out: every value is different';
}

/** The numbers that standardised predictions stand for, in the target's own units. */
export function restoreTarget(target: Extract<Target, { task: 'regression' }>, values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, (value) => value * target.std + target.mean);
}

/** One spelling per class: 1, 1.0 and 01 are the same number. */
export function labelOf(cell: string, numeric: boolean): string {
  const value = numeric ? numberIn(cell) : undefined;
  return value === undefined ? cell : `${value}`;
}
