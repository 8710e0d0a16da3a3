import type { CsvError, Options, Parser } from 'csv-parse';
import { boolean, maybe, number, options as declared, or, text as words } from '../core/declaration.ts';
import { ConfigError, DataError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { atOnce, inPieces, type Pieces } from '../core/pieces.ts';
import { MOST_BYTES, readPieces } from '../formats/read-pieces.ts';
import { naming, type FileSource } from '../formats/source.ts';
import { decoded, NotUtf8 } from './decode.ts';
import { isMissing, isNumber } from '../preprocessing/cells.ts';
import { COST, stretches, tableOf, type Table } from '../preprocessing/table.ts';

export interface CsvOptions {
  /** Whether the first row holds names (default: detected from the cells). */
  readonly header?: boolean | undefined;
  /** The separator of cells (default: detected; one of `,` `;` and tab). */
  readonly separator?: string | undefined;
  /** The most bytes of a file, after decompression (default 2^30). A table takes several times as much memory. */
  readonly maxBytes?: number | undefined;
}

const OPTIONS = declared<CsvOptions>()({
  header: maybe(boolean()), separator: maybe(words()), maxBytes: or(number({ least: 1 }), MOST_BYTES),
});

/** The most cells of a row, and characters of a line: V8 has no arrays for more cells than some hundred millions, and ends the process. */
const MOST_CELLS = 2 ** 22;
const MOST_IN_LINE = 2 ** 26;
/** Characters that are looked at to detect the separator. */
const SAMPLE = 1 << 20;
const SEPARATORS = [',', ';', '\t'] as const;
/** The number of records that are read to detect the separator. */
const SAMPLE_RECORDS = 20;

interface Records {
  readonly cells: string[][];
  readonly lines: number[];
}

/** Reads a CSV file, plain or gzipped, in pieces. It is UTF-8, UTF-16 with a byte order mark, or else windows-1252.
 *  @throws {FileError} if the file cannot be read
 *  @throws {DataError} if it is malformed or larger than `maxBytes`; names the file, the line and the fault */
export async function readCsv(source: FileSource, options: CsvOptions = {}): Promise<Table> {
  const held = OPTIONS.read('readCsv', options);
  const pieces = (): AsyncGenerator<Uint8Array> => readPieces('readCsv', 'csv', source, held.maxBytes);
  return naming(source, DataError, async () => {
    const table = (encoding?: string): Promise<Records> => readRecords(decoded(pieces(), encoding), held.separator);
    const records = await table().catch(async (error: unknown) => {
      // Most likely an export in windows-1252, in which every byte is a character.
      if (!(error instanceof NotUtf8)) throw error;
      if (typeof source === 'string' && !(await host().files('readCsv').stat(source)).isFile())
        throw new DataError('csv: the text is not UTF-8, and a pipe cannot be read again in another encoding. Write it to a file first.');
      return table('windows-1252');
    });
    return inPieces(tableFrom(records, held.header));
  });
}

/** Parses the text of a CSV file. Cells are trimmed, blank lines are skipped, and rows must have equal lengths. A
 *  first row without numbers is taken for names if the rows below look different.
 *  @throws {DataError} if it is malformed; names the line and the fault */
export function parseCsv(text: string, options: CsvOptions = {}): Table {
  const { separator, header } = OPTIONS.read('csv', options);
  if (typeof text !== 'string') {
    throw new ConfigError(`csv: expected the text of a file, received ${show(text)}. For its name there is readCsv.`);
  }
  for (let at = 0, end = 0; end >= 0 && at < text.length; at = end + 1) {
    end = text.indexOf('\n', at);
    if ((end < 0 ? text.length : end) - at > MOST_IN_LINE)
      throw new DataError(`csv: a line has more than ${MOST_IN_LINE} characters. Check the line breaks, or divide it.`);
  }
  return atOnce(tableFrom(records(text, separator ?? detectSeparator(text)), header));
}

function* tableFrom({ cells, lines }: Records, given: boolean | undefined): Pieces<Table> {
  if (cells.length === 0) throw new DataError('csv: expected rows of cells, received nothing but blank lines.');
  const header = given ?? (yield* hasHeader(cells));
  const names = header ? headerNames(cells[0]) : cells[0].map((_, i) => `column_${i}`);
  const first = header ? 1 : 0;
  if (cells.length === first) throw new DataError('csv: expected rows below the header, received none.');
  return yield* tableOf(names, cells.slice(first), lines.slice(first), header);
}

/** One row of a CSV file. Cells are quoted if necessary (RFC 4180). */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => (/[",;\t\r\n]/.test(`${cell}`) ? `"${`${cell}`.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}

/** What the parser, which is a stream, knows of the row that it reads. */
interface ParserState {
  readonly state: { readonly record: readonly string[] };
}

/** Rows on their way out of a text. The parser counts lines, including line breaks in quoted cells. */
class Rows {
  readonly cells: string[][] = [];
  readonly lines: number[] = [];
  readonly options: Options;
  readonly #separator: string;
  #end = 0;

  /** @param to  the number of records after which to end */
  constructor(separator: string, to?: number) {
    this.#separator = separator;
    this.options = {
      bom: true,
      delimiter: separator,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      ...(to === undefined ? {} : { to }),
      on_record: (record: string[], info) => {
        this.#end = info.lines;
        if (record.length === 1 && record[0] === '') return null; // a line of blanks
        this.cells.push(record);
        this.lines.push(this.#end - record.reduce((breaks, cell) => breaks + cell.split('\n').length - 1, 0));
        return null;
      },
    };
  }

  /** The error for what the parser throws. */
  refused(cause: unknown): unknown {
    return isCsvError(cause) ? new DataError(`csv: ${explain(cause, this.#end + 1)}`, { cause }) : cause;
  }

  /** @param width  cells of the row that is being read
   *  @throws {DataError} if they are too many */
  checkWidth(width: number): void {
    if (width <= MOST_CELLS) return;
    throw new DataError(
      `csv: line ${this.#end + 1}: a row has more than ${MOST_CELLS} cells. Check the separator (read as ` +
      `${JSON.stringify(this.#separator)}) and the line breaks.`,
    );
  }

  /** The rows, if they have equal lengths. */
  get records(): Records {
    const { cells, lines } = this;
    const width = cells[0]?.length;
    const ragged = cells.findIndex((row) => row.length !== width);
    if (ragged < 0) return { cells, lines };
    throw new DataError(
      `csv: line ${lines[ragged]}: expected ${width} cells as in the first row, received ${cells[ragged].length}. ` +
      `Check the separator (read as ${JSON.stringify(this.#separator)}) and the quotes.`,
    );
  }
}

/** Parses rows of equal length. */
function records(text: string, separator: string): Records {
  return allRows(text, separator).records;
}

function allRows(text: string, separator: string, to?: number): Rows {
  const rows = new Rows(separator, to);
  try {
    host().csvSync().parse(text, rows.options);
  } catch (cause) {
    throw rows.refused(cause);
  }
  return rows;
}

/** As `records`, of a text that comes in pieces. */
async function readRecords(texts: AsyncGenerator<string>, separator: string | undefined): Promise<Records> {
  const { parse } = await host().csv();
  let sample = '';
  for (let next = await texts.next(); next.done !== true; next = await texts.next()) {
    sample += next.value;
    if (separator !== undefined || sample.length >= SAMPLE) break;
  }
  const rows = new Rows(separator ?? detectSeparator(sample));
  try {
    const parsing = parse(rows.options);
    const all = async function* (): AsyncGenerator<string> {
      yield sample;
      for await (const text of texts) {
        rows.checkWidth((parsing as unknown as ParserState).state.record.length);
        yield text;
      }
    };
    await feed(parsing, all());
  } catch (cause) {
    throw rows.refused(cause);
  }
  return rows.records;
}

/** Gives a parser its text; what it reads goes to on_record. */
async function feed(parsing: Parser, texts: AsyncIterable<string>): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    parsing.on('error', reject);
    parsing.on('end', resolve);
  });
  parsing.resume();
  const given = (async () => {
    for await (const text of texts) {
      await new Promise<void>((next, stop) => {
        parsing.write(text, (error) => (error ? stop(error) : next()));
      });
    }
    parsing.end();
  })();
  try {
    await Promise.all([given, ended]);
  } finally {
    // The parser for pages is a stream of an older form, which holds nothing that must be let go.
    (parsing as Partial<Pick<Parser, 'destroy'>>).destroy?.();
  }
}

/** By its code: the parser has an error class for each of its forms, and bundles give classes other names. */
const isCsvError = (cause: unknown): cause is CsvError =>
  /^(?:CSV_|INVALID_OPENING_QUOTE$)/.test(String((cause as Partial<CsvError> | null | undefined)?.code));

function explain(error: CsvError, rowLine: number): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return `line ${rowLine}: a quote is opened and never closed. Close it, or double the quotes inside the cell.`;
  }
  if (error.code === 'INVALID_OPENING_QUOTE' || error.code === 'CSV_INVALID_CLOSING_QUOTE') {
    return `line ${rowLine}: a quote stands inside a cell. Put the whole cell in quotes and double the quotes inside.`;
  }
  return `line ${rowLine}: ${error.message}`;
}

/** The separator that cuts all of the first records into the same number of cells. Of several such separators, or if
 *  there is none, the one that gives the most cells. */
function detectSeparator(text: string): string {
  let best: { separator: string; width: number; equal: boolean } | undefined;
  for (const separator of SEPARATORS) {
    let cells: string[][];
    try {
      ({ cells } = allRows(text, separator, SAMPLE_RECORDS));
    } catch {
      continue;
    }
    const width = cells[0]?.length ?? 0;
    const equal = cells.every((row) => row.length === width);
    if (width > 1 && (best === undefined || (equal && !best.equal) || (equal === best.equal && width > best.width))) {
      best = { separator, width, equal };
    }
  }
  return best?.separator ?? ',';
}

/** The first row is a header if none of its cells is a number or marks a missing value, and the rows below differ
 *  from it: there is a column of numbers, or the names are distinct and none occurs in its own column. */
function* hasHeader(cells: readonly (readonly string[])[]): Pieces<boolean> {
  const [names] = cells;
  if (cells.length === 1 || names.some((name) => name !== '' && (isNumber(name) || isMissing(name)))) return false;
  for (const c of names.keys()) if (yield* below(cells, (row) => isNumber(row[c]) || isMissing(row[c]))) return true;
  if (names.length === 1 || new Set(names).size < names.length) return false;
  for (const [c, name] of names.entries()) if (!(yield* below(cells, (row) => row[c] !== name))) return false;
  return true;
}

/** Whether something holds for all rows below the first. */
function* below(cells: readonly (readonly string[])[], holds: (row: readonly string[]) => boolean): Pieces<boolean> {
  for (const [from, to] of stretches(cells.length)) {
    for (let row = Math.max(1, from); row < to; row++) if (!holds(cells[row])) return false;
    yield COST * (to - from);
  }
  return true;
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
