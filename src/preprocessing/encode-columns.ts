import { DataError, show } from '../core/errors.ts';
import { isMissing, numberIn } from './cells.ts';
import { featureWidth, widthOf, type ColumnFeature, type NumericFeature, type TextFeature } from './column-features.ts';
import { findColumns } from './column-finder.ts';
import type { Column, Table } from './table.ts';

/** Rows of features. */
export interface EncodedColumns {
  /** @shape [rows, width] */
  readonly data: Float32Array;
  readonly shape: readonly [number, number];
  /** For each column the number of values of a kind that the rows it was fitted on did not have: missing, or text outside the
   *  categories. */
  readonly unseen: Readonly<Record<string, number>>;
}

/** Turns the rows of a table into numbers. Finds columns by name or, if there are no names, by position.
 *  @throws {DataError} if a column is missing or a value does not fit; names column and place */
export function encodeColumns(features: readonly ColumnFeature[], table: Table): EncodedColumns {
  const columns = findColumns(features, table);
  const width = widthOf(features);
  const data = new Float32Array(table.rows * width);
  const unseen: Record<string, number> = Object.create(null);
  let at = 0;
  features.forEach((feature, f) => {
    const column = columns[f]!;
    const write = feature.kind === 'numeric' ? numericWriter(feature, column) : textWriter(feature, column);
    for (let row = 0; row < table.rows; row++) {
      if (!write(data, row * width + at, row)) unseen[feature.name] = (unseen[feature.name] ?? 0) + 1;
    }
    at += featureWidth(feature);
  });
  return { data, shape: [table.rows, width], unseen };
}

/** Writes the features of one value. Returns whether the fitted rows had values of its kind. */
type Writer = (x: Float32Array, at: number, row: number) => boolean;

function numericWriter(feature: NumericFeature, column: Column): Writer {
  const { mean, std, indicator } = feature;
  const value = numberReader(feature.name, column);
  const flag = std > 0 ? 1 : 0;
  return (x, at, row) => {
    const v = value(row);
    const missing = Number.isNaN(v);
    if (std > 0 && !missing) {
      x[at] = (v - mean) / std;
      if (!Number.isFinite(x[at]!)) {
        throw new DataError(
          `${column.place(row)}: column ${show(feature.name)}: ${v} is too large beside the values of training (mean ` +
          `${mean.toPrecision(4)}, deviation ${std.toPrecision(4)}).`,
        );
      }
    }
    if (indicator && missing) x[at + flag] = 1;
    return !missing || feature.missing > 0;
  };
}

function textWriter(feature: TextFeature, column: Column): Writer {
  const { categories, other, indicator } = feature;
  const places = new Map(categories.map((text, i) => [text, i]));
  const flag = categories.length + Number(other);
  return (x, at, row) => {
    const text = column.cell(row);
    const missing = isMissing(text);
    const place = missing ? (indicator ? flag : undefined) : (places.get(text) ?? (other ? categories.length : undefined));
    if (place !== undefined) x[at + place] = 1;
    return place !== undefined || categories.length === 0 || (missing && feature.missing > 0);
  };
}

/** Reads the numbers of a column, NaN where one is missing. The function throws a DataError on a text. */
export function numberReader(name: string, column: Column): (row: number) => number {
  if (column.kind === 'numeric') return (row) => column.values[row]!;
  return (row) => {
    const value = numberIn(column.cell(row));
    if (value !== undefined) return value;
    throw new DataError(
      `${column.place(row)}: column ${show(name)}: expected a number as in training, received ${show(column.cell(row))}.`,
    );
  };
}
