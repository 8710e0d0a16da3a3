/** How a CSV file is written, found out from its beginning. */
import { DataError } from '../core/errors.ts';
import type { Pieces } from '../core/pieces.ts';
import { isMissing } from '../preprocessing/cells.ts';
import { isAnyDate } from '../preprocessing/date-form.ts';
import { isAnyNumber } from '../preprocessing/number-form.ts';
import { recordsOf, type Dialect, type Records } from './csv-rows.ts';

/** Characters that are looked at, and records of them. */
export const SAMPLE: number = 1 << 17;
const SAMPLE_RECORDS = 30;
/** Cells of a record that are looked at. */
const SAMPLE_CELLS = 200;
/** Separators. Those of the second kind stand in texts and times, too, and are believed only where cells are numbers. */
const USUAL = [',', ';', '\t', '|'];
const RARE = [' ', ':', '^', '~', '\u0001', '\u001f'];
/** The share of cells that must be numbers, dates or missing for a rare separator. */
const NUMBERS = 0.5;

/** A file's beginning, as it is to be read. */
export interface Beginning {
  readonly dialect: Dialect;
  /** Characters that are no rows: a line such as `sep=;`. */
  readonly skipped: number;
  /** The lines that these are. */
  readonly lines: number;
  /** The names, where a comment has them. */
  readonly names: readonly string[] | undefined;
}

/** @param text  the first SAMPLE characters or more, or all
 *  @param separator  one that the user gave
 *  @throws {DataError} on a page of HTML and other markup */
export function* beginningOf(text: string, separator: string | undefined): Pieces<Beginning> {
  const markup = /^\s*<(?:!doctype\s+)?(html|head|body|\?xml)\b/i.exec(text.slice(0, 1000))?.[1];
  if (markup !== undefined)
    throw new DataError(
      `csv: expected a table, received ${markup.toLowerCase() === '?xml' ? 'XML' : 'a page of HTML'}. ` +
        'A server may have answered with a page in place of the file: open it, and look.',
    );
  const said = /^\s*"?sep=([^\r\n])"?[ ,;\t]*(?:\r\n|\n|\r)/i.exec(text.slice(0, 100));
  const skipped = said === null ? 0 : said[0].length;
  const lines = said === null ? 0 : said[0].split(/\r\n|\n|\r/).length - 1;
  const whole = text.length <= SAMPLE;
  const sample = text.slice(skipped, SAMPLE + skipped);
  const given = separator ?? said?.[1];
  const [noted, rest] = notes(sample);
  const plain = yield* found(rest, given, whole);
  const dialect = { ...plain, comments: false };
  if (noted.length === 0) return { dialect, skipped, lines, names: undefined };
  // A first cell '#', or one that begins so, above as many cells as it has itself, is a name.
  const cells = (line: string): string[] => cut(line, dialect)?.cells[0] ?? [];
  const width = cut(rest, dialect)?.cells[0]?.length ?? 0;
  const [first, last] = [cells(noted[0]!), cells(noted.at(-1)!.replace(/^#\s*/, ''))];
  if (noted.length === 1 && first.length === width && width > 1 && /^#\w*$/.test(first[0]!))
    return { dialect, skipped, lines, names: undefined };
  const isHeader = last.length === width && width > 1 && last.every((cell) => cell !== '' && !isAnyNumber(cell));
  return { dialect: { ...dialect, comments: true }, skipped, lines, names: isHeader ? last : undefined };
}

/** The lines that begin with # at the beginning, and what is behind them. */
function notes(text: string): [string[], string] {
  const noted: string[] = [];
  let at = 0;
  for (;;) {
    const line = /[^\r\n]*(?:\r\n|\n|\r|$)/y;
    line.lastIndex = at;
    const [found] = line.exec(text)!;
    if (found === '' || !/^\s*(?:#|$)/.test(found)) return [noted, text.slice(at)];
    if (found.trim() !== '') noted.push(found.trim());
    at += found.length;
  }
}

type Candidate = Omit<Dialect, 'comments'>;

type Pair = readonly [quote: Dialect['quote'], escape: Dialect['escape']];

function* found(text: string, given: string | undefined, whole: boolean): Pieces<Candidate> {
  const quoted = !text.includes('"') && /(?:^|[,;\t|\r\n])'[^'\r\n]*'(?:[,;\t|]|[\r\n]|$)/.test(text);
  const quotes = (quoted ? ["'", '"'] : ['"']) as readonly Dialect['quote'][];
  const pairs = quotes.flatMap((quote) => (text.includes(`\\${quote}`) ? [[quote, quote], [quote, '\\']] : [[quote, quote]]) as Pair[]);
  const usual = [...USUAL, ...(isOneColumn(text) ? [] : RARE)];
  yield SAMPLE;
  const separators = given === undefined ? usual.filter((one) => text.includes(one)) : [given];
  let best: { readonly candidate: Candidate; readonly score: number; readonly width: number } | undefined;
  for (const separator of separators) {
    for (const [quote, escape] of pairs) {
      const candidate = { separator, quote, escape };
      const judged = judge(text, candidate, whole);
      yield SAMPLE;
      if (judged === undefined) continue;
      const more = best === undefined ? 1 : judged.score - best.score || judged.width - best.width;
      if (more > 0) best = { candidate, ...judged };
    }
  }
  return best?.candidate ?? { separator: given ?? ',', quote: '"', escape: '"' };
}

/** Whether lines are numbers or dates as a whole, below the first one. */
function isOneColumn(text: string): boolean {
  const lines = text.slice(0, SAMPLE >> 4).split(/[\r\n]+/).slice(1, -1).filter((line) => line.trim() !== '');
  return lines.length > 0 && lines.every((line) => isAnyNumber(line.trim()) || isAnyDate(line.trim()));
}

function cut(text: string, candidate: Candidate): Records | undefined {
  try {
    return recordsOf(text, { ...candidate, comments: false }, 0, SAMPLE_RECORDS);
  } catch {
    return undefined; // quotes are elsewhere: another separator, or the reader says so
  }
}

/** How well a separator cuts: whether most records have the same number of cells, and how many cells are numbers, dates or missing.
 *  Undefined if it cuts nothing. */
function judge(text: string, candidate: Candidate, whole: boolean): { score: number; width: number } | undefined {
  const records = cut(text, candidate)?.cells ?? [];
  // The last record of a part of a file may be a part, too.
  if (!whole && records.length > 1 && records.length < SAMPLE_RECORDS) records.pop();
  const width = usualWidth(records);
  if (width < 2) return undefined;
  const rows = records.filter((row) => row.length === width).slice(records.length > 2 ? 1 : 0);
  const cells = rows.flatMap((row) => row.slice(0, SAMPLE_CELLS));
  const present = cells.filter((cell) => !isMissing(cell));
  const told = present.filter((cell) => isAnyNumber(cell) || isAnyDate(cell)).length / Math.max(present.length, 1);
  // In files of R, the first row lacks the name of the names of rows.
  const short = records[0]!.length === width - 1;
  const full = short ? records.slice(1) : records;
  const alike = full.filter((row) => row.length === width).length / full.length;
  const usual = USUAL.includes(candidate.separator);
  const least = candidate.separator === ':' ? 3 : 2;
  const between = `${candidate.quote}${candidate.separator}${candidate.quote}`;
  if (!usual && ((told < NUMBERS && !text.includes(between)) || records.length < 2 || alike < 1 || width < least)) return undefined;
  return { score: (alike === 1 ? (short ? 3 : 4) : 0) + (usual ? 2 : 0) + told + alike, width };
}

/** The number of cells that most records have; of several, the largest. */
export function usualWidth(records: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].reduce((best, [width, n]) => (n > best[1] || (n === best[1] && width > best[0]) ? [width, n] : best), [0, 0])[0];
}
