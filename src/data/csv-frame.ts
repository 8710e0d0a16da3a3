/** What stands around the rows of a table: titles and a header before them, totals behind. */
import { DataError, show } from '../core/errors.ts';
import { firstWhere, forEach, type Pieces } from '../core/pieces.ts';
import { isMissing } from '../preprocessing/cells.ts';
import { isAnyDate, surveyDates } from '../preprocessing/date-form.ts';
import { isAnyNumber, surveyNumbers } from '../preprocessing/number-form.ts';
import { usualWidth } from './csv-dialect.ts';
import type { Records } from './csv-rows.ts';

/** The most lines that are taken for a title, or for what follows a table. */
const MOST_TITLES = 20;
const MOST_TOTALS = 5;
/** Words with which the row of totals of a bank or a spreadsheet begins, and what databases write behind their answers. */
const TOTAL = new RegExp(
  '^(?:grand |sub)?(?:total(?:e|s|en|t)?|sum(?:me|ma|a|men|mary)?|gesamt(?:summe|betrag)?|saldo|kontostand|endsaldo|closing balance' +
  '|balance|insgesamt|' +
  'toplam|итого|合计|合計|ukupno|razem|celkem|yhteensä|' +
  'somme|suma|soma|solde|totaal|totalt)[\\s:]*$', 'iu',
);
const COUNT = /^\(?\d+ (?:rows?|records?|lignes?|Zeilen|filas|räkter)\b[^,;]*\)?$/i;

/** Names and the rows below them. */
export interface Framed extends Records {
  readonly names: readonly string[];
  readonly header: boolean;
}

/** Divides the first records of a file into titles, names and rows.
 *  @param given  whether there is a header, if the user says
 *  @param names  names from a comment
 *  @throws {DataError} if there are no rows */
export function* framed(
  records: Records, given: boolean | undefined, names: readonly string[] | undefined, notices: string[],
): Pieces<Framed> {
  if (records.cells.length === 0) throw new DataError('csv: expected rows of cells, received nothing but blank lines.');
  if (names !== undefined && given !== false) return { ...records, names: headerNames(names), header: true };
  const titles = given === false ? 0 : titlesOf(records.cells);
  if (titles > 0)
    notices.push(
      `${titles === 1 ? 'a line before the table is' : `${titles} lines before the table are`} left out: ` +
      show(records.cells[0]!.join(' ').trim()),
    );
  const [cells, lines] = [records.cells.slice(titles), records.lines.slice(titles)];
  // R leaves out the name of the first column, which has the names of rows.
  const short = given !== false && cells.length > 2 && isShortHeader(cells);
  const header = short || (given ?? (yield* hasHeader(cells)));
  const first = cells[0]!;
  const found = short ? ['', ...first] : first;
  if (header && cells.length === 1) throw new DataError('csv: expected rows below the header, received none.');
  if (!header && given === undefined && first.every(isName))
    notices.push(
      `the first row is read as values, for nothing tells that they are names: ${show(first.join(' '))}. Give header: true if they are.`,
    );
  return {
    names: header ? headerNames(found) : first.map((_, i) => `column_${i}`), header,
    cells: header ? cells.slice(1) : cells, lines: header ? lines.slice(1) : lines,
  };
}

/** The first records whose cells are fewer than those of nearly all others, or mostly empty above a row of names. */
function titlesOf(cells: readonly (readonly string[])[]): number {
  const sample = cells.slice(0, 2 * MOST_TITLES + MOST_TOTALS);
  const width = usualWidth(sample);
  if (width < 2) return 0;
  const filled = (row: readonly string[]): number => row.filter((cell) => cell !== '').length;
  const isTitle = (row: readonly string[]): boolean => row.length < width || (width > 2 && filled(row) <= width / 2);
  const first = sample.findIndex((row) => !isTitle(row));
  if (first <= 0 || first > MOST_TITLES) return 0;
  const [names, next] = [sample[first]!, sample[first + 1]];
  // Below titles there are names, then rows; a header of R, one cell short, is none.
  const namesFollow = next !== undefined && names.every((cell) => cell === '' || !isAnyNumber(cell)) && next.length === width;
  return namesFollow ? first : 0;
}

function isShortHeader(cells: readonly (readonly string[])[]): boolean {
  const width = cells[0]!.length + 1;
  return (
    cells[0]!.every((cell) => cell !== '' && !isAnyNumber(cell)) &&
    cells.slice(1, 2 * MOST_TITLES).every((row) => row.length === width) &&
    cells.slice(1, MOST_TITLES).some((row) => row.slice(1).some(isAnyNumber))
  );
}

/** Whether a cell may be a name: neither a number, nor a date, nor the mark of a missing value. */
const isName = (cell: string): boolean => cell === '' || !(isAnyNumber(cell) || isMissing(cell) || isAnyDate(cell));

/** The first row is a header if none of its cells is a number or marks a missing value, and the rows below differ
 *  from it: there is a column of numbers or dates, or the names are distinct and none occurs in its own column. */
function* hasHeader(cells: readonly (readonly string[])[]): Pieces<boolean> {
  const names = cells[0]!;
  if (cells.length === 1 || !names.every(isName)) return false;
  for (let c = 0; c < names.length; c++) if (yield* told(yield* below(cells, c))) return true;
  if (names.length < 2 || new Set(names).size < names.length) return false;
  return (yield* firstWhere(cells.length - 1, (i) => names.some((name, c) => cells[i + 1]![c] === name))) < 0;
}

/** The cells of a column below the first one, of the rows that have it. */
function* below(cells: readonly (readonly string[])[], c: number): Pieces<string[]> {
  const texts: string[] = [];
  yield* forEach(cells.length - 1, (i) => {
    const row = cells[i + 1]!;
    if (c < row.length) texts.push(row[c]!);
  });
  return texts;
}

/** Whether texts are numbers, dates, or all missing. */
function* told(texts: readonly string[]): Pieces<boolean> {
  if (texts.length === 0) return false;
  if ((yield* firstWhere(texts.length, (i) => !isMissing(texts[i]!))) < 0) return true;
  return (yield* surveyNumbers(texts)) !== undefined || (yield* surveyDates(texts)) !== undefined;
}

/** The names from the header. An empty name becomes `column_i`; a repeated name gets a number. */
function headerNames(row: readonly string[]): string[] {
  const taken = new Set<string>();
  /** The number to try next for a name that is repeated. */
  const next = new Map<string, number>();
  return row.map((cell, i) => {
    const name = cell === '' ? `column_${i}` : cell;
    let unique = name;
    let n = next.get(name) ?? 2;
    for (; taken.has(unique); n++) unique = `${name}_${n}`;
    next.set(name, n);
    taken.add(unique);
    return unique;
  });
}

/** How many of the last records are no rows: totals, and counts of rows. */
export function totalsOf({ cells }: Records, width: number): number {
  let totals = 0;
  while (totals < MOST_TOTALS && totals < cells.length - 1 && isTotal(cells[cells.length - 1 - totals]!, cells, width)) totals++;
  return totals;
}

function isTotal(row: readonly string[], cells: readonly (readonly string[])[], width: number): boolean {
  const at = row.findIndex((cell) => cell !== '');
  const first = row[at];
  if (first === undefined) return width > 2; // spreadsheets write rows without anything
  if (row.slice(at + 1).every((cell) => cell === '') && COUNT.test(first)) return width > 1;
  return TOTAL.test(first) && width > 1 && cells.filter((other) => other[at] === first).length === 1;
}

/** @throws {DataError} if rows have other numbers of cells than the first one */
export function* checkWidths({ cells, lines }: Records, width: number, separator: string): Pieces<void> {
  const ragged = yield* firstWhere(cells.length, (row) => cells[row]!.length !== width);
  if (ragged < 0) return;
  throw new DataError(
    `csv: line ${lines[ragged]}: expected ${width} cells as in the first row, received ${cells[ragged]!.length}. ` +
    `Check the separator (read as ${JSON.stringify(separator)}) and the quotes.`,
  );
}
