import { DataError, show } from '../core/errors.ts';
import { byText } from './cells.ts';
import { isBoolean } from './booleans.ts';
import { CYCLES, widthOf, type ColumnFeature } from './column-features.ts';
import { angleOf } from './cycles.ts';
import type { Column, DateColumn, NumericColumn, Table, TextColumn } from './table.ts';
import { wordsOf } from './tokens.ts';

/** The most categories of a text column that get their own feature; rarer texts share one. */
const MAX_CATEGORIES = 50;
/** The share of texts that differ from which on they are names of rows. */
const NEARLY_ALL = 0.9;
/** Texts of so many words, on average, are free ones; and of how many words each gets a feature. */
const WORDS_OF_TEXT = 3;
const MAX_WORDS = 100;
/** The texts that must have a word, at least, and the share of them. */
const LEAST_TEXTS = 3;
const LEAST_SHARE = 0.005;

/** Finds what becomes of each column of a table.
 *  @throws {DataError} if no column differs from row to row, or values are too large */
export function fitColumns(table: Table): ColumnFeature[] {
  const features = table.columns.map(featureOf);
  if (widthOf(features) > 0) return features;
  throw new DataError(
    'expected a column that differs from row to row, received ' +
    `${features.length === 0 ? 'none. Check what separates the cells' : 'only constant ones'}.`,
  );
}

const featureOf = (column: Column): ColumnFeature =>
  column.kind === 'numeric' ? numericFeature(column) : column.kind === 'date' ? dateFeature(column) : textFeature(column);

function numericFeature(column: NumericColumn): ColumnFeature {
  const { name, form } = column;
  const { mean, std, missing } = momentsOf(column);
  const indicator = missing > 0 && missing < column.length;
  const distinct = namesRows(column) ? new Set(column.values).size - Number(missing > 0) : 0;
  if (distinct > MAX_CATEGORIES && distinct === column.length - missing)
    return { kind: 'text', name, categories: [], other: false, indicator, missing, distinct };
  return { kind: 'numeric', name, mean, std, indicator, missing, ...(form !== undefined && { form }) };
}

/** Whether whole numbers are called by a word for numbers of rows. */
const namesRows = ({ name, values }: NumericColumn): boolean =>
  (/(?:^|[\s_.-])(?:id|index|idx|key|rownum|row|rownames)$|^unnamed: 0$/i.test(name) || /[a-z]I[dD]$/.test(name)) &&
  values.every((value) => Number.isNaN(value) || Number.isSafeInteger(value));

function dateFeature(column: DateColumn): ColumnFeature {
  const { mean, std, missing } = momentsOf(column);
  const { name, order } = column;
  const present = column.values.filter((value) => !Number.isNaN(value));
  const cycles = CYCLES.filter((cycle) => {
    const first = angleOf(cycle, present[0] ?? 0);
    return (order !== 'time' || cycle === 'hour') && present.some((value) => angleOf(cycle, value) !== first);
  });
  const indicator = missing > 0 && missing < column.length;
  return { kind: 'date', name, order, mean, std, cycles: std > 0 ? cycles : [], indicator, missing };
}

function textFeature({ name, values }: TextColumn): ColumnFeature {
  const counts = new Map<string, number>();
  let present = 0;
  for (const value of values) {
    if (value === undefined) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    present++;
  }
  const missing = values.length - present;
  const distinct = counts.size;
  const indicator = missing > 0 && distinct > 0;
  const words = [...counts.keys()];
  if (isBoolean(words)) return { kind: 'boolean', name, indicator, missing };
  if (distinct > MAX_CATEGORIES && distinct > present / 2 && isFreeText(words))
    return { kind: 'words', name, words: frequentWords(values, present), indicator, missing };
  // A column with a single value carries no information, and neither do texts of which nearly all differ, such as names or ticket numbers.
  if (distinct <= 1 || (distinct > MAX_CATEGORIES && distinct >= NEARLY_ALL * present))
    return { kind: 'text', name, categories: [], other: false, indicator, missing, distinct };
  const frequent = [...counts].toSorted(([a, m], [b, n]) => n - m || byText(a, b)).slice(0, MAX_CATEGORIES);
  const categories = frequent.map(([text]) => text).toSorted(byText);
  return { kind: 'text', name, categories, other: distinct > MAX_CATEGORIES, indicator, missing, distinct };
}

/** Whether texts have several words each, on average. */
const isFreeText = (texts: readonly string[]): boolean =>
  texts.reduce((sum, text) => sum + wordsOf(text).size, 0) >= WORDS_OF_TEXT * texts.length;

/** The words that most texts have, in the order of words. */
function frequentWords(values: readonly (string | undefined)[], present: number): string[] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== undefined) for (const word of wordsOf(value)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const least = Math.max(LEAST_TEXTS, LEAST_SHARE * present);
  return [...counts]
    .filter(([, n]) => n >= least && n < present)
    .toSorted(([a, m], [b, n]) => n - m || byText(a, b))
    .slice(0, MAX_WORDS)
    .map(([word]) => word)
    .toSorted(byText);
}

/** Mean and standard deviation of the values that are not missing, and how many are.
 *  @throws {DataError} if the values are too large */
export function momentsOf(column: NumericColumn | DateColumn): { mean: number; std: number; missing: number } {
  const endless = column.values.findIndex((value) => value === Infinity || value === -Infinity);
  if (endless >= 0)
    throw new DataError(
      `${column.place(endless)}: column ${show(column.name)}: the value is infinite, and no mean is. Leave the cell empty, or the row out.`,
    );
  const values = [...column.values].filter((value) => !Number.isNaN(value));
  const missing = column.length - values.length;
  if (values.every((value) => value === values[0])) return { mean: values[0] ?? 0, std: 0, missing };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  if (!Number.isFinite(std)) throw new DataError(`column ${show(column.name)}: the values are too large to standardise. Scale them down.`);
  return { mean, std, missing };
}
