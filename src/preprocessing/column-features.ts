/** A numeric column: its feature is (value - mean) / std, with the mean for a missing value. With `indicator` there
 *  is a second feature that is 1 if the value is missing. If std is 0 (all values are equal) there is no first
 *  feature. */
export interface NumericFeature {
  readonly kind: 'numeric';
  readonly name: string;
  readonly mean: number;
  readonly std: number;
  readonly indicator: boolean;
  /** Missing values in the rows that it was fitted on. */
  readonly missing: number;
}

/** A text column: one feature per category, then one for all rarer texts (`other`), then one for missing values
 *  (`indicator`). */
export interface TextFeature {
  readonly kind: 'text';
  readonly name: string;
  readonly categories: readonly string[];
  readonly other: boolean;
  readonly indicator: boolean;
  readonly missing: number;
  /** Different texts in the rows that it was fitted on. */
  readonly distinct: number;
}

/** What becomes of a column. */
export type ColumnFeature = NumericFeature | TextFeature;

/** The number of features of a column. */
export function featureWidth(feature: ColumnFeature): number {
  const own = feature.kind === 'numeric' ? Number(feature.std > 0) : feature.categories.length + Number(feature.other);
  return own + Number(feature.indicator);
}

/** The number of features of all columns. */
export const widthOf = (features: readonly ColumnFeature[]): number =>
  features.reduce((sum, feature) => sum + featureWidth(feature), 0);

/** What becomes of a column, in words. */
export function featureText(feature: ColumnFeature): string {
  return [ownFeatures(feature), ...(feature.indicator ? ['a flag for missing cells'] : [])].join(', ');
}

function ownFeatures(feature: ColumnFeature): string {
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
