import { numberIn } from './table.ts';

/** A numeric column: its feature is (value - mean) / std, with the mean for a missing value. With `indicator` there
 *  is a second feature that is 1 if the value is missing. If std is 0 (all values are equal) there is no first
 *  feature. */
export interface NumericFeature {
  readonly kind: 'numeric';
  readonly name: string;
  /** Index among the columns of the training table. */
  readonly index: number;
  readonly mean: number;
  readonly std: number;
  readonly indicator: boolean;
  /** Missing cells in the training rows. */
  readonly missing: number;
}

/** A text column: one feature per category, then one for all rarer texts (`other`), then one for missing cells
 *  (`indicator`). */
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

/** How the columns of a table become the inputs and targets of a model. Plain JSON; fitted once and stored with the
 *  model. */
export interface Preparation {
  readonly version: 1;
  readonly target: Target;
  readonly features: readonly Feature[];
  /** Rows it was fitted on. */
  readonly rows: number;
}

/** The number of features of a column. */
export function featureWidth(feature: Feature): number {
  const own = feature.kind === 'numeric' ? Number(feature.std > 0) : feature.categories.length + Number(feature.other);
  return own + Number(feature.indicator);
}

/** The number of features of all columns: the width of x. */
export function inputWidth(preparation: Preparation): number {
  return preparation.features.reduce((sum, feature) => sum + featureWidth(feature), 0);
}

/** A short description of what the preparation does with a column. */
export interface ColumnReport {
  readonly name: string;
  readonly kind: Feature['kind'];
  /** The number of model inputs from this column. */
  readonly features: number;
  /** Missing cells in the training rows. */
  readonly missing: number;
  readonly note: string;
}

/** Describes for the user what the preparation does with each column. */
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

/** Converts standardised predictions to the target's own units. */
export function restoreTarget(target: Extract<Target, { task: 'regression' }>, values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, (value) => value * target.std + target.mean);
}

/** The label of a cell, with one spelling per class: 1, 1.0 and 01 are the same number. */
export function labelOf(cell: string, numeric: boolean): string {
  const value = numeric ? numberIn(cell) : undefined;
  return value === undefined ? cell : `${value}`;
}
