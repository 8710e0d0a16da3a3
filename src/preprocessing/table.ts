import { ConfigError, show, unknownName } from '../core/errors.ts';
import { atOnce, type Pieces } from '../core/pieces.ts';
import { isMissing, numberIn } from './cells.ts';

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

/** What a cell costs, in bytes that are read meanwhile, and cells that are looked at in one go. */
export const COST = 64;
const TOGETHER = 1 << 13;

/** Rows [from, to) that are looked at in one go. */
export function* stretches(rows: number): Generator<[from: number, to: number]> {
  for (let from = 0; from < rows; from += TOGETHER) yield [from, Math.min(rows, from + TOGETHER)];
}

/** A table from rows of equal length. A column is numeric if all its cells are numbers or missing.
 *  @param lines  the line of the file on which each row begins, counted from 1 */
export function* tableOf(
  names: readonly string[], cells: readonly (readonly string[])[], lines: readonly number[], header: boolean,
): Pieces<Table> {
  const columns: Column[] = [];
  for (const [c, name] of names.entries()) {
    const texts: string[] = [];
    for (const [from, to] of stretches(cells.length)) {
      for (let row = from; row < to; row++) texts.push(cells[row]![c]!);
      yield COST * (to - from);
    }
    columns.push(yield* columnOf(name, texts, lines));
  }
  return new Table(columns, cells.length, header);
}

/** A column from texts: of numbers if each is one or marks a missing value. */
export const columnOfTexts = (name: string, texts: readonly string[]): Column => atOnce(columnOf(name, texts));

function* columnOf(name: string, texts: readonly string[], lines?: readonly number[]): Pieces<Column> {
  const numbers = new Float64Array(texts.length);
  let text = -1;
  for (const [from, to] of stretches(texts.length)) {
    for (let row = from; row < to && text < 0; row++) {
      const number = numberIn(texts[row]!);
      if (number === undefined) text = row;
      else numbers[row] = number;
    }
    if (text >= 0) break;
    yield COST * (to - from);
  }
  if (text < 0) return new NumericColumn(name, numbers, texts, lines);
  const values: (string | undefined)[] = [];
  for (const [from, to] of stretches(texts.length)) {
    for (let row = from; row < to; row++) values.push(isMissing(texts[row]!) ? undefined : texts[row]);
    yield COST * (to - from);
  }
  return new TextColumn(name, values, texts, lines);
}
