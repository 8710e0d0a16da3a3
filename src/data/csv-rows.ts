/** Rows on their way out of a CSV text, through csv-parse. */
import type { CsvError, Options, Parser } from 'csv-parse';
import { DataError } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { Turns } from '../core/pieces.ts';

/** The most cells of a row, and characters of a line: parsers and V8 take long for more, or end the process. */
const MOST_CELLS = 2 ** 17;
const MOST_IN_LINE = 2 ** 26;
/** Characters that are parsed between two looks at the time: one or two milliseconds. */
const PIECE = 1 << 13;

/** How a file is written. */
export interface Dialect {
  readonly separator: string;
  readonly quote: '"' | "'";
  /** What stands before a quote within quotes. */
  readonly escape: '"' | "'" | '\\';
  /** Whether lines that begin with # are comments. */
  readonly comments: boolean;
}

export interface Records {
  readonly cells: string[][];
  /** The line on which each begins. */
  readonly lines: number[];
}

/** What the parser, which is a stream, knows of the row that it reads, and how it gives one. */
interface ParserState {
  readonly state: { readonly record: readonly string[] };
  readonly info: { readonly lines: number };
  push(record: string[] | null): boolean;
}

/** Takes rows of a parser, until they are asked for. The parser counts lines, including line breaks in quoted cells. */
export class Rows {
  readonly options: Options;
  readonly #dialect: Dialect;
  #cells: string[][] = [];
  #lines: number[] = [];
  #end = 0;
  readonly #first: number;

  /** @param first  lines before the text */
  constructor(dialect: Dialect, first: number) {
    this.#dialect = dialect;
    this.#first = first;
    this.options = {
      delimiter: dialect.separator,
      quote: dialect.quote,
      escape: dialect.escape,
      record_delimiter: ['\r\n', '\n', '\r'],
      ...(dialect.comments && { comment: '#', comment_no_infix: true }),
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
    };
  }

  /** Takes a row. @param line  the line on which it ends */
  add(record: string[], line: number): void {
    this.checkWidth(record.length);
    // Blank lines and comments are counted, too; a record of one line needs no look at its cells.
    const breaks = line - this.#end > 1 ? record.reduce((sum, cell) => sum + breaksIn(cell), 0) : 0;
    this.#end = line;
    if (record.length === 1 && record[0] === '') return; // a line of blanks
    this.#cells.push(record);
    this.#lines.push(this.#first + line - breaks);
  }

  /** The rows since the last time. */
  take(): Records {
    const taken = { cells: this.#cells, lines: this.#lines };
    [this.#cells, this.#lines] = [[], []];
    return taken;
  }

  get count(): number {
    return this.#cells.length;
  }

  /** The error for what the parser throws. */
  refused(cause: unknown): unknown {
    return isCsvError(cause) ? new DataError(`csv: ${explain(cause, this.#end + 1)}`, { cause }) : cause;
  }

  /** @param width  cells of the row that is being read
   *  @throws {DataError} if they are too many */
  checkWidth(width: number): void {
    if (width > MOST_CELLS) throw tooWide(this.#end + 1, this.#dialect);
  }
}

const tooWide = (line: number, { separator }: Dialect): DataError =>
  new DataError(
    `csv: line ${line}: a row has more than ${MOST_CELLS} cells. Check the separator (read as ${JSON.stringify(separator)}) and the line ` +
    'breaks.',
  );

const breaksIn = (cell: string): number => (/[\r\n]/.test(cell) ? cell.split(/\r\n|\r|\n/).length - 1 : 0);

/** Parses a text as a whole.
 *  @param first  lines before the text */
export function recordsOf(text: string, dialect: Dialect, first = 0, to?: number): Records {
  const rows = new Rows(dialect, first);
  const take = (record: string[], { lines }: { readonly lines: number }): null => {
    rows.add(record, lines);
    return null;
  };
  try {
    host().csvSync().parse(text, { ...rows.options, ...(to !== undefined && { to }), on_record: take });
  } catch (cause) {
    throw rows.refused(cause);
  }
  return rows.take();
}

/** @throws {DataError} if a line is too long to be parsed as a whole, or has too many cells */
export function checkLines(text: string, dialect: Dialect): void {
  let line = 0;
  for (let at = 0, end = 0; end >= 0 && at < text.length; at = end + 1) {
    end = text.indexOf('\n', at);
    const length = (end < 0 ? text.length : end) - at;
    if (length > MOST_IN_LINE)
      throw new DataError(`csv: a line has more than ${MOST_IN_LINE} characters. Check the line breaks, or divide it.`);
    line++;
    if (length <= MOST_CELLS) continue;
    // The parser would tell when it has read all of them.
    const cells = text.slice(at, at + length);
    if (!cells.includes(dialect.quote) && cells.split(dialect.separator, MOST_CELLS + 2).length > MOST_CELLS) throw tooWide(line, dialect);
  }
}

/** As recordsOf, of a text that comes in pieces: the rows that each piece ends. */
export async function* readRecords(texts: AsyncIterable<string>, dialect: Dialect, first: number): AsyncGenerator<Records> {
  const { parse } = await host().csv();
  const rows = new Rows(dialect, first);
  const parsing = parse(rows.options) as Parser & ParserState;
  // Rows are taken as they come. The parser's own hook for them, on_record, makes a description of each, for a third of all time.
  const push = parsing.push.bind(parsing);
  parsing.push = (record: string[] | null) => {
    if (record === null) return push(null);
    rows.add(record, parsing.info.lines);
    return true;
  };
  let failed: { readonly cause: unknown } | undefined;
  const ended = new Promise<void>((resolve, reject) => {
    parsing.on('error', (cause: unknown) => {
      failed = { cause };
      reject(cause as Error);
    });
    parsing.on('end', resolve);
  });
  ended.catch(() => undefined);
  parsing.resume();
  const turns = new Turns();
  try {
    for await (const text of texts) {
      for (const piece of cutUp(text)) {
        await written(parsing, piece);
        if (failed !== undefined) throw failed.cause;
        rows.checkWidth(parsing.state.record.length);
        if (turns.over) await turns.next();
      }
      if (rows.count > 0) yield rows.take();
    }
    parsing.end();
    await ended;
    if (rows.count > 0) yield rows.take();
  } catch (cause) {
    throw rows.refused(cause);
  } finally {
    // The parser for pages is a stream of an older form, which holds nothing that must be let go.
    (parsing as Partial<Pick<Parser, 'destroy'>>).destroy?.();
  }
}

/** A text in pieces, none of which ends within a character. */
function* cutUp(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const end = from + PIECE;
    const within = text.charCodeAt(end - 1) >> 10 === 0xd800 >> 10;
    yield text.slice(from, within ? end + 1 : end);
    from = within ? end + 1 : end;
  }
}

const written = (parsing: Parser, text: string): Promise<void> =>
  new Promise((next, stop) => {
    parsing.write(text, (error) => (error ? stop(error) : next()));
  });

/** By its code: the parser has an error class for each of its forms, and bundles give classes other names. */
const isCsvError = (cause: unknown): cause is CsvError =>
  /^(?:CSV_|INVALID_OPENING_QUOTE$)/.test(String((cause as Partial<CsvError> | null | undefined)?.code));

function explain(error: CsvError, rowLine: number): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return `line ${rowLine}: a quote is opened and never closed. Close it, or double the quotes inside the cell.`;
  }
  if (/^(?:INVALID_OPENING_QUOTE|CSV_INVALID_CLOSING_QUOTE|CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE)$/.test(error.code)) {
    return `line ${rowLine}: a quote stands inside a cell. Put the whole cell in quotes and double the quotes inside.`;
  }
  return `line ${rowLine}: ${error.message}`;
}
