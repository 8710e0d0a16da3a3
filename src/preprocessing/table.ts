import { ConfigError, show, unknownName } from '../core/errors.ts';
import { isMissing, isNumber, numberIn } from './cells.ts';

/** A column of a table. Rows are counted from 0. */
abstract class Values<V> {
  readonly name: string;
  readonly values: V;
  readonly #texts: readonly string[] | undefined;
  readonly #lines: readonly number[] | undefined;

  /** @param texts  the text of each cell, where a file had it
   *  @param lines  the line of the file on which each row begins, counted from 1 */
  constructor(name: string, values: V, texts?: readonly string[], lines?: readonly number[]) {
    this.name = name;
    this.values = values;
    this.#texts = texts;
    this.#lines = lines;
  }

  abstract get length(): number;

  /** The text that the value in a row stands for, '' for a missing one. */
  protected abstract textOf(row: number): string;

  /** The text of the cell in a row, as a file has it; '' or another word of `isMissing` if the value is missing. */
  cell(row: number): string {
    return this.#texts?.[row] ?? this.textOf(row);
  }

  /** Whether the value in a row is missing. */
  lacks(row: number): boolean {
    return isMissing(this.cell(row));
  }

  /** Where a row stands, for messages: its line in the file, or its number. */
  place(row: number): string {
    return this.#lines === undefined ? `row ${row}` : `line ${this.#lines[row]}`;
  }

  /** What the cells were read from, for some of the rows. */
  protected picked(rows: ArrayLike<number>): [texts: string[] | undefined, lines: number[] | undefined] {
    return [this.#texts && pick(this.#texts, rows), this.#lines && pick(this.#lines, rows)];
  }
}

const pick = <T>(values: ArrayLike<T>, rows: ArrayLike<number>): T[] => Array.from(rows, (row) => values[row]!);

/** A column of numbers; NaN where a value is missing. */
export class NumericColumn extends Values<Float64Array> {
  readonly kind = 'numeric';

  get length(): number {
    return this.values.length;
  }

  protected textOf(row: number): string {
    const value = this.values[row]!;
    return Number.isNaN(value) ? '' : `${value}`;
  }

  /** Some of the rows, in the given order. */
  select(rows: ArrayLike<number>): NumericColumn {
    return new NumericColumn(this.name, Float64Array.from(pick(this.values, rows)), ...this.picked(rows));
  }
}

/** A column of texts; undefined where a value is missing. */
export class TextColumn extends Values<readonly (string | undefined)[]> {
  readonly kind = 'text';

  get length(): number {
    return this.values.length;
  }

  protected textOf(row: number): string {
    return this.values[row] ?? '';
  }

  /** Some of the rows, in the given order. */
  select(rows: ArrayLike<number>): TextColumn {
    return new TextColumn(this.name, pick(this.values, rows), ...this.picked(rows));
  }
}

export type Column = NumericColumn | TextColumn;

export const isColumn = (value: unknown): value is Column => value instanceof NumericColumn || value instanceof TextColumn;

/** Columns of equal length. `fit`, `evaluate` and `predict` take it as it is. */
export class Table {
  readonly columns: readonly Column[];
  /** The number of rows. */
  readonly rows: number;
  /** Whether the columns have names; otherwise they are called `column_0`, `column_1`, ... */
  readonly header: boolean;

  constructor(columns: readonly Column[], rows: number, header: boolean) {
    this.columns = columns;
    this.rows = rows;
    this.header = header;
  }

  /** The column with a name. @throws {ConfigError} if there is none */
  column(name: string): Column {
    return this.columns.find((column) => column.name === name) ?? unknownName('column', name, this.columns.map((c) => c.name));
  }

  /** The table without some of its columns, such as the target. @throws {ConfigError} if there is no such column */
  without(...names: readonly string[]): Table {
    const left = names.map((name) => this.column(name));
    return new Table(this.columns.filter((column) => !left.includes(column)), this.rows, this.header);
  }

  /** Some of the rows, in the given order. Columns keep their kind.
   *  @throws {ConfigError} if a row does not exist */
  select(rows: ArrayLike<number>): Table {
    const wrong = Array.from(rows).find((row) => !(Number.isInteger(row) && row >= 0 && row < this.rows));
    if (wrong !== undefined) throw new ConfigError(`select: expected rows from 0 to ${this.rows - 1}, received ${show(wrong)}.`);
    return new Table(this.columns.map((column) => column.select(rows)), rows.length, this.header);
  }

  /** The rows whose value in a column, such as the target, is not missing. @throws {ConfigError} if there is no such column */
  dropMissing(name: string): Table {
    const column = this.column(name);
    const rows = Array.from({ length: this.rows }, (_, row) => row).filter((row) => !column.lacks(row));
    return rows.length === this.rows ? this : this.select(rows);
  }

  /** The text of every cell, row by row. */
  get cells(): string[][] {
    return Array.from({ length: this.rows }, (_, row) => this.columns.map((column) => column.cell(row)));
  }
}

/** A table from rows of equal length. A column is numeric if all its cells are numbers or missing.
 *  @param lines  the line of the file on which each row begins, counted from 1 */
export function tableOf(names: readonly string[], cells: readonly (readonly string[])[], lines: readonly number[], header: boolean): Table {
  const columns = names.map((name, c) => columnOfTexts(name, cells.map((row) => row[c]!), lines));
  return new Table(columns, cells.length, header);
}

/** A column from texts: of numbers if each is one or marks a missing value. */
export function columnOfTexts(name: string, texts: readonly string[], lines?: readonly number[]): Column {
  return texts.every((text) => isNumber(text) || isMissing(text))
    ? new NumericColumn(name, Float64Array.from(texts, (text) => numberIn(text)!), texts, lines)
    : new TextColumn(name, texts.map((text) => (isMissing(text) ? undefined : text)), texts, lines);
}
