import { DataError, show } from '../core/errors.ts';
import { byText } from './cells.ts';
import { widthOf, type ColumnFeature } from './column-features.ts';
import type { Column, NumericColumn, Table, TextColumn } from './table.ts';

/** The most categories of a text column that get their own feature; rarer texts share one. */
const MAX_CATEGORIES = 50;

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

const featureOf = (column: Column): ColumnFeature => (column.kind === 'numeric' ? numericFeature(column) : textFeature(column));

function numericFeature(column: NumericColumn): ColumnFeature {
  const { mean, std, missing } = momentsOf(column);
  return { kind: 'numeric', name: column.name, mean, std, indicator: missing > 0 && missing < column.length, missing };
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
  // A column with a single value carries no information, and neither do texts that all differ, such as names or
  // ticket numbers.
  if (distinct <= 1 || (distinct === present && distinct > MAX_CATEGORIES)) {
    return { kind: 'text', name, categories: [], other: false, indicator, missing, distinct };
  }
  const frequent = [...counts].toSorted(([a, m], [b, n]) => n - m || byText(a, b)).slice(0, MAX_CATEGORIES);
  const categories = frequent.map(([text]) => text).toSorted(byText);
  return { kind: 'text', name, categories, other: distinct > MAX_CATEGORIES, indicator, missing, distinct };
}

/** Mean and standard deviation of the values that are not missing, and how many are.
 *  @throws {DataError} if the values are too large */
export function momentsOf(column: NumericColumn): { mean: number; std: number; missing: number } {
  const values = [...column.values].filter((value) => !Number.isNaN(value));
  const missing = column.length - values.length;
  if (values.every((value) => value === values[0])) return { mean: values[0] ?? 0, std: 0, missing };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  if (!Number.isFinite(std)) throw new DataError(`column ${show(column.name)}: the values are too large to standardise. Scale them down.`);
  return { mean, std, missing };
}
