import { DataError, show } from '../core/errors.ts';
import { columnFinder } from './column-finder.ts';
import { featureWidth, inputWidth, labelOf, type NumericFeature, type Preparation, type Target, type TextFeature } from './preparation.ts';
import { isMissing, numberIn, presentRows, type Table } from './table.ts';

/** Rows ready for a model. */
export interface Prepared {
  readonly x: Float32Array;
  readonly shape: readonly [number, number];
  /** Class numbers, or standardised values; undefined if the table has no target or it is not wanted. */
  readonly y: Float32Array | Int32Array | undefined;
  /** The table's rows that x and y hold, in order. */
  readonly rows: readonly number[];
  /** Rows left out because their target is missing. */
  readonly dropped: number;
  /** For each column the number of cells of a kind that the training rows did not have: missing, or text outside the
   *  categories. */
  readonly unseen: Readonly<Record<string, number>>;
}

/** Turns the rows of a table into numbers. Finds columns by name or, if there are no names, by position.
 *  @param withTarget  whether the target is wanted: then its column must exist, and rows without a target are dropped
 *  @throws {DataError} if a cell does not fit; names its line and column */
export function applyPreparation(preparation: Preparation, table: Table, withTarget: boolean): Prepared {
  const { features, target } = preparation;
  const find = columnFinder(preparation, table, withTarget);
  const rows = withTarget ? presentRows(table, find(target)) : Array.from({ length: table.rows }, (_, row) => row);
  const width = inputWidth(preparation);
  const x = new Float32Array(rows.length * width);
  const unseen: Record<string, number> = Object.create(null);
  let at = 0;
  for (const feature of features) {
    const c = find(feature);
    const write = feature.kind === 'numeric' ? numericWriter(feature, table, c) : textWriter(feature, table, c);
    for (let i = 0; i < rows.length; i++) {
      if (!write(x, i * width + at, rows[i])) unseen[feature.name] = (unseen[feature.name] ?? 0) + 1;
    }
    at += featureWidth(feature);
  }
  const y = withTarget ? targetValues(target, table, find(target), rows) : undefined;
  return { x, shape: [rows.length, width], y, rows, dropped: table.rows - rows.length, unseen };
}

/** Writes the features of one cell. Returns whether the training rows had cells of its kind. */
type Writer = (x: Float32Array, at: number, row: number) => boolean;

function numericWriter(feature: NumericFeature, table: Table, c: number): Writer {
  const { mean, std, indicator } = feature;
  const value = numericReader(feature.name, table, c);
  const flag = std > 0 ? 1 : 0;
  return (x, at, row) => {
    const v = value(row);
    const missing = Number.isNaN(v);
    if (std > 0 && !missing) {
      x[at] = (v - mean) / std;
      if (!Number.isFinite(x[at])) {
        throw new DataError(
          `line ${table.lines[row]}: column ${show(feature.name)}: ${v} is too large beside the values of training (mean ` +
          `${mean.toPrecision(4)}, deviation ${std.toPrecision(4)}).`,
        );
      }
    }
    if (indicator && missing) x[at + flag] = 1;
    return !missing || feature.missing > 0;
  };
}

function textWriter(feature: TextFeature, table: Table, c: number): Writer {
  const { categories, other, indicator } = feature;
  const places = new Map(categories.map((text, i) => [text, i]));
  const flag = categories.length + Number(other);
  return (x, at, row) => {
    const text = table.cells[row][c];
    const missing = isMissing(text);
    const place = missing ? (indicator ? flag : undefined) : (places.get(text) ?? (other ? categories.length : undefined));
    if (place !== undefined) x[at + place] = 1;
    return place !== undefined || categories.length === 0 || (missing && feature.missing > 0);
  };
}

function targetValues(target: Target, table: Table, c: number, rows: readonly number[]): Float32Array | Int32Array {
  if (target.task === 'regression') {
    const value = numericReader(target.name, table, c);
    return Float32Array.from(rows, (row) => (value(row) - target.mean) / target.std);
  }
  const places = new Map(target.labels.map((label, i) => [label, i]));
  return Int32Array.from(rows, (row) => {
    const label = labelOf(table.cells[row][c], target.numeric);
    // In some test files of the UCI repository (adult.test) labels end with a full stop, which the training file does
    // not have.
    const place = places.get(label) ?? places.get(label.replace(/\.$/, ''));
    if (place === undefined) {
      throw new DataError(
        `line ${table.lines[row]}: target ${show(target.name)} is ${show(table.cells[row][c])}, which was not among the training ` +
        `labels ${show(target.labels)}.`,
      );
    }
    return place;
  });
}

function numericReader(name: string, table: Table, c: number): (row: number) => number {
  const column = table.columns[c];
  if (column.kind === 'numeric') return (row) => column.values[row];
  return (row) => {
    const value = numberIn(table.cells[row][c]);
    if (value === undefined) {
      throw new DataError(
        `line ${table.lines[row]}: column ${show(name)}: expected a number as in training, received ${show(table.cells[row][c])}.`,
      );
    }
    return value;
  };
}
