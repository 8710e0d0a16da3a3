import { isNumberArray } from '../core/convert.ts';
import { DataError, MyelinError, show } from '../core/errors.ts';
import { atOnce, firstWhere, forEach, listOf, numbersOf as numbersInPieces, type Pieces } from '../core/pieces.ts';
import { tagged } from '../core/realm.ts';
import { showShape } from '../core/shape.ts';
import { Tensor, type TensorLike } from '../graph/tensor.ts';
import { momentText } from './date-form.ts';
import { columnOfTexts } from './infer-columns.ts';
import { numbersOf, type HostData } from './nested.ts';
import { DateColumn, isColumn, NumericColumn, Table, type Column } from './table.ts';

/** A value of a table. Missing ones are undefined, null, NaN, and the texts that CSV files have for them, such as '' and 'NA'. */
export type Cell = string | number | bigint | boolean | Date | null | undefined;

/** A table: as `datasets.readCsv` gives it, as rows of named values, or as columns by name. */
export type TableLike = Table | readonly Readonly<Record<string, Cell>>[] | Readonly<Record<string, HostData | readonly Cell[]>>;

/** Reads a table from all of its forms. A name that a row does not have is a missing value.
 *  @param where  the argument, as errors name it
 *  @param known  names of columns that rows may leave away altogether, if they have one of them at least
 *  @throws {DataError} on other data, on no rows, or on columns that differ in length */
export const tableFrom = (where: string, data: TableLike, known: readonly string[] = []): Table => atOnce(tableIn(where, data, known));

/** As `tableFrom`, in pieces. */
export function* tableIn(where: string, data: TableLike, known: readonly string[] = []): Pieces<Table> {
  if (data instanceof Table) return data;
  const isTensor = data instanceof Tensor || isNumberArray(data) || isColumn(data);
  if (typeof data !== 'object' || data === null || isTensor)
    throw new DataError(`${where}: expected a table, rows of named values, or columns by name, received ${show(data)}.`);
  const columns: Column[] = [];
  // Copies of lists: whoever gave them may shorten them between two pieces.
  if (Array.isArray(data)) columns.push(...(yield* columnsOfRows(where, data.slice() as readonly Readonly<Record<string, Cell>>[], known)));
  else {
    const given = Object.entries(data).map(([name, values]) => [name, Array.isArray(values) ? values.slice() : values] as const);
    for (const [name, values] of given) columns.push(yield* columnOfValues(where, name, values as HostData | readonly Cell[]));
  }
  const [first] = columns;
  if (first === undefined || first.length === 0) throw new DataError(`${where}: expected at least one row of named values, received none.`);
  const other = columns.find((column) => column.length !== first.length);
  if (other !== undefined)
    throw new DataError(
      `${where}: expected ${first.length} values in every column, as in '${first.name}', received ${other.length} of '${other.name}'.`,
    );
  return new Table(columns, first.length, true);
}

function* columnsOfRows(where: string, rows: readonly Readonly<Record<string, Cell>>[], known: readonly string[]): Pieces<Column[]> {
  const isRow = (row: unknown): boolean => typeof row === 'object' && row !== null && !Array.isArray(row);
  const wrong = yield* firstWhere(rows.length, (i) => !isRow(rows[i]));
  if (wrong >= 0) throw new DataError(`${where}: row ${wrong}: expected named values, received ${show(rows[wrong])}.`);
  const given = new Set<string>();
  yield* forEach(rows.length, (i) => Object.keys(rows[i]!).forEach((name) => given.add(name)));
  const names = new Set([...given, ...(known.some((name) => given.has(name)) ? known : [])]);
  const columns: Column[] = [];
  for (const name of names) {
    const cells = yield* listOf(rows.length, (i) => (Object.hasOwn(rows[i]!, name) ? rows[i]![name] : undefined));
    columns.push(yield* columnOfCells(where, name, cells));
  }
  return columns;
}

function* columnOfValues(where: string, name: string, values: HostData | readonly Cell[]): Pieces<Column> {
  if (isColumn(values)) return values;
  const at = `${where}: column ${show(name)}`;
  if (typeof values !== 'object' || values === null)
    throw new DataError(`${at}: expected values, one a row, received ${show(values)}. Give a single row as [row].`);
  if (Array.isArray(values)) {
    const single = (v: unknown): v is readonly [Cell] => Array.isArray(v) && v.length === 1;
    return yield* columnOfCells(where, name, values.every(single) ? values.flat() : (values as Cell[]));
  }
  const { data, shape } = numbersAt(at, values as TensorLike);
  if (shape.length === 0 || data.length !== shape[0])
    throw new DataError(`${at}: expected one value a row, received shape ${showShape(shape)}.`);
  return new NumericColumn(name, Float64Array.from(data));
}

function numbersAt(at: string, values: TensorLike): { readonly data: ArrayLike<number>; readonly shape: readonly number[] } {
  try {
    return numbersOf(values);
  } catch (error) {
    if (error instanceof MyelinError) error.message = `${at}: ${error.message}`;
    throw error;
  }
}

/** A column from values: of numbers if each is one, is missing, or is a text that is one; of dates likewise. */
function* columnOfCells(where: string, name: string, cells: readonly Cell[]): Pieces<Column> {
  const { length } = cells;
  const every = function* (test: (cell: Cell) => boolean): Pieces<boolean> {
    return (yield* firstWhere(length, (row) => !test(cells[row]))) < 0;
  };
  const isDate = (cell: Cell): cell is Date => tagged(cell, 'Date');
  const isCell = (cell: unknown): boolean =>
    cell === null || ['string', 'number', 'bigint', 'boolean', 'undefined'].includes(typeof cell) || tagged(cell, 'Date');
  const wrong = yield* firstWhere(length, (row) => !isCell(cells[row]));
  if (wrong >= 0)
    throw new DataError(
      `${where}: column ${show(name)}: expected a text, a number, a Date, true, false or null, received ${show(cells[wrong])} ` +
      `in row ${wrong}.`,
    );
  // Whole numbers that a number does not hold are identifiers, and stay texts.
  const isNumeric = (cell: Cell): boolean =>
    typeof cell === 'bigint' ? Number.isSafeInteger(Number(cell)) : typeof cell === 'number' || cell === null || cell === undefined;
  if (yield* every(isNumeric)) return new NumericColumn(name, yield* numbersInPieces(length, (row) => Number(cells[row] ?? NaN)));
  const moments = !(yield* every((cell) => !isDate(cell)));
  if (moments && (yield* every((cell) => isDate(cell) || cell === null || cell === undefined)))
    return new DateColumn(name, yield* numbersInPieces(length, (row) => (cells[row] as Date | null | undefined)?.getTime() ?? NaN), 'ymd');
  const textOf = (cell: Cell): string =>
    cell === null || cell === undefined ? '' : isDate(cell) ? momentText(cell.getTime(), 'ymd') : `${cell}`.trim();
  return yield* columnOfTexts(name, yield* listOf(length, (row) => textOf(cells[row])));
}
