import { DataError, show } from '../core/errors.ts';
import { atOnce, firstWhere, forEach, sorted, type Pieces } from '../core/pieces.ts';
import { byText } from './cells.ts';
import { isBoolean } from './booleans.ts';
import { CYCLES, widthOf, type ColumnFeature, type Cycle } from './column-features.ts';
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

/** Finds what becomes of each column of a table, in pieces.
 *  @throws {DataError} if no column differs from row to row, or values are too large */
export function* fittingColumns(table: Table): Pieces<ColumnFeature[]> {
  const features: ColumnFeature[] = [];
  for (const column of table.columns) features.push(yield* featureOf(column));
  if (widthOf(features) > 0) return features;
  throw new DataError(
    'expected a column that differs from row to row, received ' +
    `${features.length === 0 ? 'none. Check what separates the cells' : 'only constant ones'}.`,
  );
}

/** As `fittingColumns`, at once. */
export const fitColumns = (table: Table): ColumnFeature[] => atOnce(fittingColumns(table));

const featureOf = (column: Column): Pieces<ColumnFeature> =>
  column.kind === 'numeric' ? numericFeature(column) : column.kind === 'date' ? dateFeature(column) : textFeature(column);

function* numericFeature(column: NumericColumn): Pieces<ColumnFeature> {
  const { name, form, values } = column;
  const { mean, std, missing } = yield* momentsIn(column);
  const indicator = missing > 0 && missing < column.length;
  const different = new Set<number>();
  if (yield* namesRows(column)) yield* forEach(values.length, (i) => void different.add(values[i]!));
  const distinct = different.size - Number(missing > 0);
  if (distinct > MAX_CATEGORIES && distinct === column.length - missing)
    return { kind: 'text', name, categories: [], other: false, indicator, missing, distinct };
  return { kind: 'numeric', name, mean, std, indicator, missing, ...(form !== undefined && { form }) };
}

/** Whether whole numbers are called by a word for numbers of rows. */
function* namesRows({ name, values }: NumericColumn): Pieces<boolean> {
  if (!/(?:^|[\s_.-])(?:id|index|idx|key|rownum|row|rownames)$|^unnamed: 0$/i.test(name) && !/[a-z]I[dD]$/.test(name)) return false;
  return (yield* firstWhere(values.length, (i) => !Number.isNaN(values[i]) && !Number.isSafeInteger(values[i]))) < 0;
}

function* dateFeature(column: DateColumn): Pieces<ColumnFeature> {
  const { mean, std, missing } = yield* momentsIn(column);
  const { name, order, values } = column;
  const begin = Math.max(0, yield* firstWhere(values.length, (i) => !Number.isNaN(values[i])));
  const cycles: Cycle[] = [];
  for (const cycle of CYCLES) {
    if (order === 'time' && cycle !== 'hour') continue;
    const first = angleOf(cycle, values[begin] ?? 0);
    const differs = (i: number): boolean => !Number.isNaN(values[i]) && angleOf(cycle, values[i]!) !== first;
    if ((yield* firstWhere(values.length, differs)) >= 0) cycles.push(cycle);
  }
  const indicator = missing > 0 && missing < column.length;
  return { kind: 'date', name, order, mean, std, cycles: std > 0 ? cycles : [], indicator, missing };
}

function* textFeature({ name, values }: TextColumn): Pieces<ColumnFeature> {
  const counts = new Map<string, number>();
  let present = 0;
  yield* forEach(values.length, (i) => {
    const value = values[i];
    if (value === undefined) return;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    present++;
  });
  const missing = values.length - present;
  const distinct = counts.size;
  const indicator = missing > 0 && distinct > 0;
  const words = [...counts.keys()];
  if (isBoolean(words)) return { kind: 'boolean', name, indicator, missing };
  if (distinct > MAX_CATEGORIES && distinct > present / 2 && (yield* isFreeText(words)))
    return { kind: 'words', name, words: yield* frequentWords(values, present), indicator, missing };
  // A column with a single value carries no information, and neither do texts of which nearly all differ, such as names or ticket numbers.
  if (distinct <= 1 || (distinct > MAX_CATEGORIES && distinct >= NEARLY_ALL * present))
    return { kind: 'text', name, categories: [], other: false, indicator, missing, distinct };
  const frequent = (yield* sorted([...counts], moreFrequent)).slice(0, MAX_CATEGORIES);
  const categories = frequent.map(([text]) => text).toSorted(byText);
  return { kind: 'text', name, categories, other: distinct > MAX_CATEGORIES, indicator, missing, distinct };
}

/** Whether a text that occurs so often stands before another. */
const moreFrequent = ([a, m]: readonly [string, number], [b, n]: readonly [string, number]): boolean => (n - m || byText(a, b)) < 0;

/** Whether texts have several words each, on average. */
function* isFreeText(texts: readonly string[]): Pieces<boolean> {
  let words = 0;
  yield* forEach(texts.length, (i) => void (words += wordsOf(texts[i]!).size));
  return words >= WORDS_OF_TEXT * texts.length;
}

/** The words that most texts have, in the order of words. */
function* frequentWords(values: readonly (string | undefined)[], present: number): Pieces<string[]> {
  const counts = new Map<string, number>();
  yield* forEach(values.length, (i) => {
    const value = values[i];
    if (value !== undefined) for (const word of wordsOf(value)) counts.set(word, (counts.get(word) ?? 0) + 1);
  });
  const least = Math.max(LEAST_TEXTS, LEAST_SHARE * present);
  return (yield* sorted([...counts].filter(([, n]) => n >= least && n < present), moreFrequent))
    .slice(0, MAX_WORDS)
    .map(([word]) => word)
    .toSorted(byText);
}

/** Mean and standard deviation of the values that are not missing, and how many are, in pieces.
 *  @throws {DataError} if the values are too large */
export function* momentsIn(column: NumericColumn | DateColumn): Pieces<{ mean: number; std: number; missing: number }> {
  const all = column.values;
  const endless = yield* firstWhere(all.length, (i) => all[i] === Infinity || all[i] === -Infinity);
  if (endless >= 0)
    throw new DataError(
      `${column.place(endless)}: column ${show(column.name)}: the value is infinite, and no mean is. Leave the cell empty, or the row out.`,
    );
  const begin = yield* firstWhere(all.length, (i) => !Number.isNaN(all[i]));
  const first = all[begin] ?? 0;
  let missing = 0;
  yield* forEach(all.length, (i) => void (missing += Number(Number.isNaN(all[i]))));
  const differs = (i: number): boolean => !Number.isNaN(all[i]) && all[i] !== first;
  if ((yield* firstWhere(all.length, differs)) < 0) return { mean: first, std: 0, missing };
  const meanOf = function* (term: (value: number) => number): Pieces<number> {
    let sum = 0;
    yield* forEach(all.length, (i) => {
      if (!Number.isNaN(all[i])) sum += term(all[i]!);
    });
    return sum / (all.length - missing);
  };
  const mean = yield* meanOf((value) => value);
  const std = Math.sqrt(yield* meanOf((value) => (value - mean) ** 2));
  if (!Number.isFinite(std)) throw new DataError(`column ${show(column.name)}: the values are too large to standardise. Scale them down.`);
  return { mean, std, missing };
}
