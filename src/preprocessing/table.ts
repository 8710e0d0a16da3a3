import { ConfigError, show, unknownName } from '../core/errors.ts';
import { momentText, type DateOrder } from './date-form.ts';
import type { NumberForm } from './number-form.ts';

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

  /** The text of the cell in a row, as a file has it; '' or another word for it if the value is missing. */
  cell(row: number): string {
    return this.#texts?.[row] ?? this.textOf(row);
  }

  /** Whether the value in a row is missing. */
  abstract lacks(row: number): boolean;

  /** Whether the values were read from texts. */
  get written(): boolean {
    return this.#texts !== undefined;
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
  /** How its numbers were written, where the cells themselves tell. */
  readonly form: NumberForm | undefined;

  constructor(name: string, values: Float64Array, texts?: readonly string[], lines?: readonly number[], form?: NumberForm) {
    super(name, values, texts, lines);
    this.form = form;
  }

  get length(): number {
    return this.values.length;
  }

  lacks(row: number): boolean {
    return Number.isNaN(this.values[row]);
  }

  protected textOf(row: number): string {
    const value = this.values[row]!;
    return Number.isNaN(value) ? '' : `${value}`;
  }

  /** Some of the rows, in the given order. */
  select(rows: ArrayLike<number>): NumericColumn {
    const [texts, lines] = this.picked(rows);
    return new NumericColumn(this.name, Float64Array.from(pick(this.values, rows)), texts, lines, this.form);
  }
}

/** A column of dates: milliseconds since 1970 as in `Date`, UTC where no zone is written, or since midnight; NaN where one is missing. */
export class DateColumn extends Values<Float64Array> {
  readonly kind = 'date';
  /** The order of day, month and year in its texts; 'time' for times of a day. */
  readonly order: DateOrder;

  constructor(name: string, values: Float64Array, order: DateOrder, texts?: readonly string[], lines?: readonly number[]) {
    super(name, values, texts, lines);
    this.order = order;
  }

  get length(): number {
    return this.values.length;
  }

  lacks(row: number): boolean {
    return Number.isNaN(this.values[row]);
  }

  protected textOf(row: number): string {
    return momentText(this.values[row]!, this.order);
  }

  /** Some of the rows, in the given order. */
  select(rows: ArrayLike<number>): DateColumn {
    return new DateColumn(this.name, Float64Array.from(pick(this.values, rows)), this.order, ...this.picked(rows));
  }
}

/** A column of texts; undefined where a value is missing. */
export class TextColumn extends Values<readonly (string | undefined)[]> {
  readonly kind = 'text';

  get length(): number {
    return this.values.length;
  }

  lacks(row: number): boolean {
    return this.values[row] === undefined;
  }

  protected textOf(row: number): string {
    return this.values[row] ?? '';
  }

  /** Some of the rows, in the given order. */
  select(rows: ArrayLike<number>): TextColumn {
    return new TextColumn(this.name, pick(this.values, rows), ...this.picked(rows));
  }
}

export type Column = NumericColumn | DateColumn | TextColumn;

export const isColumn = (value: unknown): value is Column => value instanceof Values;

/** Columns of equal length. `fit`, `evaluate` and `predict` take it as it is. */
export class Table {
  readonly columns: readonly Column[];
  /** The number of rows. */
  readonly rows: number;
  /** Whether the columns have names; otherwise they are called `column_0`, `column_1`, ... */
  readonly header: boolean;
  /** What was found out about how a file is written, in a line each, where it changes values: decimal commas, dates, lines left out. */
  readonly notices: readonly string[];

  constructor(columns: readonly Column[], rows: number, header: boolean, notices: readonly string[] = []) {
    this.columns = columns;
    this.rows = rows;
    this.header = header;
    this.notices = notices;
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
