import { isNumberArray, type NumberArray } from '../core/convert.ts';
import type { TypedArray } from '../core/dtype.ts';
import { DataError, MyelinError, show, ShapeError } from '../core/errors.ts';
import { forBlocks, forEach, listOf, type Pieces } from '../core/pieces.ts';
import { arrayKind, isRecord } from '../core/realm.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { asTensor, constant, Tensor, type TensorLike } from '../graph/tensor.ts';
import type { Data } from '../model/network.ts';
import { isColumn, Table, type Column } from '../preprocessing/table.ts';

/** Some rows of data, in the form in which all of them were given: a tensor of a tensor, an array of rows of an array of rows, a list or
 *  a record of a list or a record of several inputs. */
export type RowsOf<T> = T extends Tensor | Table | Column
  ? T extends Tensor ? Tensor : T
  : T extends NumberArray
    ? T
    : T extends { readonly data: infer D; readonly shape: Shape }
      ? { data: D; shape: number[] }
      : T extends readonly (infer E)[]
        ? E extends number | boolean | bigint | NumberArray | readonly unknown[]
          ? E[]
          : { -readonly [K in keyof T]: RowsOf<T[K]> }
        : { -readonly [K in keyof T]: RowsOf<T[K]> };

/** Data whose rows can be taken. */
interface Rowed {
  /** Number of rows. */
  readonly count: number;
  /** The rows with these numbers, in this order, as a copy, in pieces. */
  take(rows: Int32Array): Pieces<unknown>;
}

/** Reads data of any form that `fit` takes. Values are not copied until rows are taken.
 *  @param name  the argument, as errors name it
 *  @throws {MyelinError} on anything else, on no rows, or on inputs that differ in the number of rows */
function rowed(name: string, given: unknown): Rowed {
  if (given instanceof Table) return atLeastOne(name, { count: given.rows, take: (rows) => tableRows(given, rows) });
  if (isColumn(given)) return atLeastOne(name, { count: given.length, take: (rows) => columnRows(given, rows) });
  if (isNumberArray(given)) return atLeastOne(name, { count: given.length, take: (rows) => taken(given, rows, 1) });
  if (isDataShape(given) || given instanceof Tensor) return values(name, given);
  if (!Array.isArray(given) && !isRecord(given))
    throw new DataError(
      `${name}: expected a tensor, nested arrays, a typed array, { data, shape }, a table, or a list or record of these, ` +
      `received ${show(given)}.`,
    );
  if (Array.isArray(given) && !isList(given)) {
    if (given.length === 0) throw new DataError(`${name}: expected at least one row, received none.`);
    return { count: given.length, take: (rows) => listOf(rows.length, (i) => given[rows[i]!] as unknown) };
  }
  const parts = Object.entries(given).map(([key, part]) => [key, rowed(`${name} of ${key}`, part)] as const);
  const count = sameCount(parts.map(([key, part]) => [`${name} of ${key}`, part]));
  return {
    count,
    *take(rows) {
      const taken: [string, unknown][] = [];
      for (const [key, part] of parts) taken.push([key, yield* part.take(rows)]);
      return Array.isArray(given) ? taken.map(([, part]) => part) : Object.fromEntries(taken);
    },
  };
}

function atLeastOne(name: string, rows: Rowed): Rowed {
  if (rows.count === 0) throw new DataError(`${name}: expected at least one row, received none.`);
  return rows;
}

const isDataShape = (given: unknown): given is { readonly data: NumberArray; readonly shape: Shape } =>
  isRecord(given) && 'data' in given && 'shape' in given;

/** Whether an array is a list of several inputs. Nested arrays, and a list of typed arrays alone, are rows. */
const isList = (given: readonly unknown[]): boolean =>
  given.some((part) => part instanceof Tensor || isDataShape(part)) &&
  given.every((part) => part instanceof Tensor || isDataShape(part) || isNumberArray(part));

/** Rows of fewer values are copied value by value: a view of each would take longer. */
const NARROW = 64;

/** Some rows of a typed array, as an array of its kind, in pieces.
 *  @param width  values of a row */
function* taken(given: NumberArray, rows: Int32Array, width: number): Pieces<NumberArray> {
  const values = given as Float64Array;
  const picked = new globalThis[arrayKind(given) as 'Float64Array'](rows.length * width);
  if (width === 0) return picked;
  yield* forBlocks(picked.length, (begin, end) => {
    for (let to = begin; to < end; to += width) {
      const from = rows[to / width]! * width;
      if (width < NARROW) for (let c = 0; c < width; c++) picked[to + c] = values[from + c]!;
      else picked.set(values.subarray(from, from + width), to);
    }
  }, width);
  return picked;
}

/** What a cell of a column counts that is copied, with what is kept of its text. */
const CELL = 1 << 8;

function* columnRows(column: Column, rows: Int32Array): Pieces<Column> {
  const picked = column.select(rows);
  yield rows.length * CELL;
  return picked;
}

function* tableRows(table: Table, rows: Int32Array): Pieces<Table> {
  const columns: Column[] = [];
  for (const column of table.columns) columns.push(yield* columnRows(column, rows));
  return new Table(columns, rows.length, table.header);
}

function values(name: string, given: Tensor | { readonly data: NumberArray; readonly shape: Shape }): Rowed {
  // Each is read once: a getter may answer something else the next time.
  const own: NumberArray = given.data;
  const { shape } = tensorOf(name, given instanceof Tensor ? given : { data: own, shape: given.shape });
  const [count, ...axes] = shape;
  if (count === undefined) throw new ShapeError(`${name}: expected rows of data, received a single number. Put it into an array.`);
  if (count === 0) throw new DataError(`${name}: expected at least one row, received none.`);
  const width = sizeOf(axes);
  return {
    count,
    *take(rows) {
      const shape = [rows.length, ...axes];
      const data = yield* taken(own, rows, width);
      return given instanceof Tensor ? constant(data as TypedArray, shape) : { data, shape };
    },
  };
}

/** @throws {MyelinError} that names the argument */
function tensorOf(name: string, given: TensorLike): { data: TypedArray; shape: Shape } {
  try {
    const { data, shape } = asTensor(given);
    return { data, shape };
  } catch (error) {
    if (error instanceof MyelinError) error.message = `${name}: ${error.message}`;
    throw error;
  }
}

function sameCount(parts: readonly (readonly [name: string, part: Rowed])[]): number {
  const [first] = parts;
  if (first === undefined) throw new DataError('expected data, received an empty list or record of inputs.');
  const other = parts.find(([, part]) => part.count !== first[1].count);
  if (other === undefined) return first[1].count;
  throw new ShapeError(
    `${other[0]}: expected ${first[1].count} rows as in ${first[0]}, received ${other[1].count}. ` +
      'Give several inputs of nested arrays as a record by name, or as tensors: a list of nested arrays is read as rows.',
  );
}

/** Several arrays of data that have as many rows, as `fit` takes them: x, y, sample weights. */
export class RowSets {
  readonly count: number;
  readonly #sets: readonly Rowed[];

  /** @throws {MyelinError} that names the place, on data that cannot be read or differ in the number of rows */
  constructor(where: string, given: readonly unknown[]) {
    const names = ['x', 'y'];
    const sets = given.map((data, i) => {
      const name = `${where}: ${names[i] ?? `argument ${i}`}`;
      return [name, rowed(name, data)] as const;
    });
    this.count = sameCount(sets);
    this.#sets = sets.map(([, set]) => set);
  }

  /** The rows for training and for testing of each set, in pieces: [xTrain, xTest, yTrain, yTest, ...]. */
  *divide(train: Int32Array, test: Int32Array): Pieces<unknown[]> {
    const parts: unknown[] = [];
    for (const set of this.#sets) parts.push(yield* set.take(train), yield* set.take(test));
    return parts;
  }
}

/** The class of each row, numbered in the order of appearance, and how many rows each class has. */
export interface Strata {
  readonly of: Int32Array;
  readonly counts: readonly number[];
}

/** Labels by which rows are stratified: a number or a text for each row, or rows of numbers, of which equal rows are one class. */
export type StratifyLabels = Data | readonly string[] | Column;

/** Data whose rows can be divided. */
export type Divisible = Data | Table | Column | readonly string[];

/** Finds the classes of rows, in pieces. @throws {ShapeError} unless there is a label for each row */
export function* strataOf(where: string, labels: StratifyLabels, rows: number): Pieces<Strata> {
  const { length, at } = labelRows(`${where}: stratify`, labels);
  if (length !== rows) throw new ShapeError(`${where}: expected a label of stratify for each of ${rows} rows, received ${length}.`);
  const numbers = new Map<unknown, number>();
  const counts: number[] = [];
  const of = new Int32Array(rows);
  yield* forEach(rows, (row) => {
    const label = at(row);
    let k = numbers.get(label);
    if (k === undefined) {
      numbers.set(label, (k = counts.length));
      counts.push(0);
    }
    of[row] = k;
    counts[k]!++;
  });
  return { of, counts };
}

/** The number of labels, and what tells the label of a row from others. */
function labelRows(name: string, labels: StratifyLabels): { readonly length: number; readonly at: (row: number) => unknown } {
  if (isColumn(labels)) return { length: labels.length, at: (row) => String(labels.values[row]) };
  if (Array.isArray(labels) && typeof labels[0] === 'string') return { length: labels.length, at: (row) => (labels as string[])[row] };
  const { data, shape } = tensorOf(name, labels as TensorLike);
  if (shape.length === 0) throw new ShapeError(`${name}: expected a label for each row, received a single number.`);
  const width = sizeOf(shape.slice(1));
  const at = (row: number): unknown => (width === 1 ? data[row] : data.subarray(row * width, (row + 1) * width).join());
  return { length: shape[0]!, at };
}
