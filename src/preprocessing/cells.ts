/** Cells that mark a missing value. */
const MISSING: ReadonlySet<string> = new Set(['', '?', 'NA', 'N/A', 'n/a', '#N/A', 'NaN', 'nan', 'null', 'NULL']);

/** A decimal number, with or without exponent. Each digit has one place in it, so that a long cell takes time in proportion. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

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

/** Compares texts by code units: the same order on every machine and in every locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
