import type { DateOrder } from './date-form.ts';
import type { NumberForm } from './number-form.ts';

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
  /** How its numbers were written, where texts told; texts in later tables are read so. */
  readonly form?: NumberForm;
}

/** What of a date comes again, as an angle: its sine and cosine are features. */
export const CYCLES = ['month', 'weekday', 'hour'] as const;
export type Cycle = (typeof CYCLES)[number];

/** A column of dates: the feature of its moments is that of a numeric column, and each of the cycles has two more. */
export interface DateFeature extends Omit<NumericFeature, 'kind' | 'form'> {
  readonly kind: 'date';
  readonly order: DateOrder;
  readonly cycles: readonly Cycle[];
}

/** A column of words for true and false: its feature is 1 for true. */
export interface BooleanFeature {
  readonly kind: 'boolean';
  readonly name: string;
  readonly indicator: boolean;
  readonly missing: number;
}

/** A column of free texts: a feature per word, 1 if the text has it. */
export interface WordsFeature {
  readonly kind: 'words';
  readonly name: string;
  readonly words: readonly string[];
  readonly indicator: boolean;
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
export type ColumnFeature = NumericFeature | DateFeature | BooleanFeature | WordsFeature | TextFeature;

/** The number of features of a column, without the flag for missing values. */
function ownWidth(feature: ColumnFeature): number {
  switch (feature.kind) {
    case 'numeric':
      return Number(feature.std > 0);
    case 'date':
      return Number(feature.std > 0) + 2 * feature.cycles.length;
    case 'boolean':
      return 1;
    case 'words':
      return feature.words.length;
    case 'text':
      return feature.categories.length + Number(feature.other);
  }
}

/** The number of features of a column. */
export const featureWidth = (feature: ColumnFeature): number => ownWidth(feature) + Number(feature.indicator);

/** The number of features of all columns. */
export const widthOf = (features: readonly ColumnFeature[]): number =>
  features.reduce((sum, feature) => sum + featureWidth(feature), 0);

/** What becomes of a column, in words. */
export function featureText(feature: ColumnFeature): string {
  return [ownFeatures(feature), ...(feature.indicator ? ['a flag for missing cells'] : [])].join(', ');
}

const SAME = 'left out: every value is the same';
const CYCLE_WORDS: Readonly<Record<Cycle, string>> = { month: 'month of the year', weekday: 'day of the week', hour: 'time of the day' };

function ownFeatures(feature: ColumnFeature): string {
  switch (feature.kind) {
    case 'numeric':
      return feature.std > 0 ? `mean ${feature.mean.toPrecision(4)}, deviation ${feature.std.toPrecision(4)}` : SAME;
    case 'date':
      return feature.std === 0
        ? SAME
        : ['a number for the moment', ...feature.cycles.map((cycle) => `the ${CYCLE_WORDS[cycle]} as a cycle`)].join(', ');
    case 'boolean':
      return 'true or false';
    case 'words':
      return feature.words.length > 0
        ? `free text, its ${feature.words.length} most frequent words`
        : 'left out: free text without words that come again';
    case 'text':
      return textFeatures(feature);
  }
}

function textFeatures({ categories, other, distinct }: TextFeature): string {
  if (categories.length > 0)
    return other ? `the ${categories.length} most frequent of ${distinct} texts, and one for the others` : `${distinct} categories`;
  return distinct <= 1 ? SAME : 'left out: nearly every value is different, it names rows';
}
