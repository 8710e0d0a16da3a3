/** A column of numbers; NaN where a cell is missing. */
export interface NumericColumn {
  readonly name: string;
  readonly kind: 'numeric';
  readonly values: Float64Array;
}

/** A column of text; undefined where a cell is missing. */
export interface TextColumn {
  readonly name: string;
  readonly kind: 'text';
  readonly values: readonly (string | undefined)[];
}

export type Column = NumericColumn | TextColumn;

/** The rows and columns of a file. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: number;
  /** Whether the names come from the file; otherwise they are `column_0`, `column_1`, ... */
  readonly header: boolean;
  /** The trimmed text of every cell, row by row. */
  readonly cells: readonly (readonly string[])[];
  /** For each row the line of the file on which it begins, counted from 1. */
  readonly lines: readonly number[];
}

/** Cells that mark a missing value. */
const MISSING: ReadonlySet<string> = new Set(['', '?', 'NA', 'N/A', 'n/a', '#N/A', 'NaN', 'nan', 'null', 'NULL']);

/** A decimal number, with or without exponent. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

export function isMissing(cell: string): boolean {
  return MISSING.has(cell);
}

export function isNumber(cell: string): boolean {
  return NUMBER.test(cell);
}

/** The number in a cell; NaN if the value is missing, undefined if the cell is text. */
export function numberIn(cell: string): number | undefined {
  return isNumber(cell) ? Number(cell) : isMissing(cell) ? NaN : undefined;
}

/** A table from rows of equal length. A column is numeric if all its cells are numbers or missing. */
export function tableOf(names: readonly string[], cells: Table['cells'], lines: readonly number[], header: boolean): Table {
  const columns = names.map((name, c): Column => {
    const numeric = cells.every((row) => isNumber(row[c]) || isMissing(row[c]));
    return numeric
      ? { name, kind: 'numeric', values: Float64Array.from(cells, (row) => numberIn(row[c])!) }
      : { name, kind: 'text', values: cells.map((row) => (isMissing(row[c]) ? undefined : row[c])) };
  });
  return { columns, rows: cells.length, header, cells, lines };
}

/** Selects rows of a table, in the given order. Columns keep their kind. */
export function selectRows(table: Table, rows: ArrayLike<number>): Table {
  const pick = <T>(values: ArrayLike<T>): T[] => Array.from(rows, (row) => values[row]);
  const columns = table.columns.map((column): Column =>
    column.kind === 'numeric' ? { ...column, values: Float64Array.from(pick(column.values)) } : { ...column, values: pick(column.values) },
  );
  return { columns, rows: rows.length, header: table.header, cells: pick(table.cells), lines: pick(table.lines) };
}

/** The rows whose cell in the column is not missing. */
export function presentRows(table: Table, column: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < table.rows; row++) if (!isMissing(table.cells[row][column])) rows.push(row);
  return rows;
}
