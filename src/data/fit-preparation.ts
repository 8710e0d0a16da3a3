import { ConfigError, DataError, nearest, show } from '../core/errors.ts';
import { featureWidth, labelOf, type Feature, type Preparation, type Target, type Task } from './preparation.ts';
import { numberIn, presentRows, type Column, type NumericColumn, type Table } from './table.ts';

/** The most categories of a text column that get their own feature; rarer texts share one. */
const MAX_CATEGORIES = 50;
/** A target of whole numbers is classified if it has at most this many values, with at least MIN_ROWS_PER_CLASS rows
 *  for each on average. */
const MAX_INTEGER_CLASSES = 20;
const MIN_ROWS_PER_CLASS = 5;

/** Fits the preparation of a table's columns to its rows.
 *  @param target  the target column: its name, or its number counted from 0 (negative: from the end)
 *  @param task  what the target is (default: classification for text and for few whole numbers, else regression)
 *  @throws {DataError} if the target cannot be learnt from this table */
export function fitPreparation(table: Table, target: string | number, task?: Task): Preparation {
  const index = targetIndex(table, target);
  const column = table.columns[index];
  const rows = presentRows(table, index);
  if (rows.length === 0) throw new DataError(`target ${show(column.name)}: every cell is missing. Choose another column.`);
  if (rows.length === 1) throw new DataError(`expected at least two rows with a target ${show(column.name)} to learn from, received 1.`);
  const features = table.columns.flatMap((c, i) => (i === index ? [] : [fitFeature(c, i, rows)]));
  if (features.every((feature) => featureWidth(feature) === 0)) {
    throw new DataError(
      `expected a column besides the target ${show(column.name)} that differs from row to row, received ` +
      `${features.length === 0 ? 'none. Check what separates the cells' : 'only constant ones'}.`,
    );
  }
  return { version: 1, target: fitTarget(table, index, rows, task ?? inferTask(column, rows)), features, rows: rows.length };
}

/** The index of a column, given by its name or by a number from 0 (negative: from the end). A name is tried first.
 *  @throws {ConfigError} if there is no such column; lists the columns */
export function targetIndex(table: Table, target: string | number): number {
  const names = table.columns.map((c) => c.name);
  const named = names.indexOf(`${target}`);
  if (named >= 0) return named;
  const number = /^-?\d+$/.test(`${target}`) ? Number(target) : NaN;
  const index = number < 0 ? number + names.length : number;
  if (index >= 0 && index < names.length) return index;
  const near = nearest(`${target}`, names);
  throw new ConfigError(
    `unknown target column ${show(target)}.${near === undefined ? '' : ` Did you mean '${near}'?`} Expected a number from 0 to ` +
    `${names.length - 1} (negative: from the end)${table.header ? ` or one of ${names.join(', ')}` : '; the file has no header'}.`,
  );
}

function inferTask(column: Column, rows: readonly number[]): Task {
  if (column.kind === 'text') return 'classification';
  const values = new Set<number>();
  for (const row of rows) {
    const value = column.values[row];
    if (!Number.isInteger(value) || values.size > MAX_INTEGER_CLASSES) return 'regression';
    values.add(value);
  }
  return values.size <= 2 || (values.size <= MAX_INTEGER_CLASSES && values.size * MIN_ROWS_PER_CLASS <= rows.length)
    ? 'classification'
    : 'regression';
}

function fitTarget(table: Table, index: number, rows: readonly number[], task: Task): Target {
  const column = table.columns[index];
  const { name } = column;
  if (task === 'regression') {
    if (column.kind === 'text') {
      const row = rows.find((r) => numberIn(table.cells[r][index]) === undefined)!;
      throw new DataError(
        `target ${show(name)}: regression needs numbers, received ${show(table.cells[row][index])} on line ${table.lines[row]}. ` +
        'Choose another target, or classification.',
      );
    }
    const { mean, std } = moments(column, rows);
    if (std === 0) throw new DataError(`target ${show(name)}: every value is ${mean}, there is nothing to learn. Choose another column.`);
    return { task, name, index, mean, std };
  }
  const numeric = column.kind === 'numeric';
  const labels = [...new Set(rows.map((row) => labelOf(table.cells[row][index], numeric)))].toSorted(
    numeric ? (a, b) => Number(a) - Number(b) : byText,
  );
  if (labels.length === 1) {
    throw new DataError(`target ${show(name)}: every value is ${show(labels[0])}, there is nothing to learn. Choose another column.`);
  }
  if (labels.length === rows.length && rows.length > 2) {
    throw new DataError(
      `target ${show(name)}: all ${rows.length} values differ, so no class can be learnt. ` +
      `Choose another column${numeric ? ', or regression' : ''}.`,
    );
  }
  return { task, name, index, labels, numeric };
}

function fitFeature(column: Column, index: number, rows: readonly number[]): Feature {
  const { name } = column;
  if (column.kind === 'numeric') {
    const { mean, std, missing } = moments(column, rows);
    return { kind: 'numeric', name, index, mean, std, indicator: missing > 0 && missing < rows.length, missing };
  }
  const counts = new Map<string, number>();
  let present = 0;
  for (const row of rows) {
    const value = column.values[row];
    if (value === undefined) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    present++;
  }
  const missing = rows.length - present;
  const distinct = counts.size;
  const indicator = missing > 0 && distinct > 0;
  // A column with a single value carries no information, and neither do texts that all differ, such as names or
  // ticket numbers.
  if (distinct <= 1 || (distinct === present && distinct > MAX_CATEGORIES)) {
    return { kind: 'text', name, index, categories: [], other: false, indicator, missing, distinct };
  }
  const frequent = [...counts].toSorted(([a, m], [b, n]) => n - m || byText(a, b)).slice(0, MAX_CATEGORIES);
  const categories = frequent.map(([text]) => text).toSorted(byText);
  return { kind: 'text', name, index, categories, other: distinct > MAX_CATEGORIES, indicator, missing, distinct };
}

function moments(column: NumericColumn, rows: readonly number[]): { mean: number; std: number; missing: number } {
  const values = rows.map((row) => column.values[row]).filter((value) => !Number.isNaN(value));
  const missing = rows.length - values.length;
  if (values.every((value) => value === values[0])) return { mean: values[0] ?? 0, std: 0, missing };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  if (!Number.isFinite(std)) throw new DataError(`column ${show(column.name)}: the values are too large to standardise. Scale them down.`);
  return { mean, std, missing };
}

/** Compares by code units: the same order on every machine and in every locale. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
