/** Cells that mark a missing value in any column: spreadsheets' errors and databases' words among them. */
const MISSING: ReadonlySet<string> = new Set([
  '', '?', 'NA', 'N/A', 'n/a', '#N/A', '#NA', '<NA>', 'NaN', 'nan', 'null', 'NULL', '(null)', '\\N', 'NaT', '#NULL!', '#DIV/0!', '#VALUE!',
  '#REF!', '#NUM!', '#NAME?',
]);
const LONGEST_MISSING = Math.max(...[...MISSING].map(({ length }) => length));
const FIRST_OF_MISSING = new Uint8Array(128);
for (const word of MISSING) if (word !== '') FIRST_OF_MISSING[word.charCodeAt(0)] = 1;
/** Cells that mark one among numbers or dates, and may be a word or a sign elsewhere: '+' and '-' are classes of some data sets. */
const MISSING_AMONG_NUMBERS: ReadonlySet<string> = new Set([
  '-', '--', '---', '.', '..', '...', '*', '\u2013', '\u2014', '\u2212', 'None', 'none', 'nil', 'Nil', 'na', 'n.a.', 'N.A.', 'k.A.',
  'k. A.', 'missing', 'Missing', 'unknown', '-nan', '1.#QNAN', '-1.#IND', '#NV', '#N/D', 'NULL!', 's/d', 'n.d.', 'n/d', 'N/D',
]);

/** A decimal number, with or without exponent. Each digit has one place in it, so that a long cell takes time in proportion. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

export function isMissing(cell: string): boolean {
  // Most cells are told by their length and first letter: to look a text up takes its hash.
  return cell.length <= LONGEST_MISSING && (cell === '' || FIRST_OF_MISSING[cell.charCodeAt(0)] === 1) && MISSING.has(cell);
}

/** Whether a cell of a column of numbers or dates marks a missing value. */
export function isMissingNumber(cell: string): boolean {
  return MISSING.has(cell) || MISSING_AMONG_NUMBERS.has(cell);
}

/** Whether a cell is a number as programs write it: with a point, and no more than digits, signs and an exponent. */
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
