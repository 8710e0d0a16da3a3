import { ConfigError, DataError, show } from '../core/errors.ts';
import { Gathered } from '../core/gathered.ts';
import { atOnce, inTurns, type Pieces } from '../core/pieces.ts';
import { decoded } from '../formats/decode.ts';
import { readPieces } from '../formats/read-pieces.ts';
import { naming, nameOf, type StreamSource } from '../formats/source.ts';
import { columnOf, columnsOfTexts, inferColumns, type Inferred } from '../preprocessing/infer-columns.ts';
import { Table, type Column } from '../preprocessing/table.ts';
import { beginningOf, SAMPLE, type Beginning } from './csv-dialect.ts';
import { checkWidths, framed, totalsOf, type Framed } from './csv-frame.ts';
import { csvOptions, tell, type CsvOptions } from './csv-options.ts';
import { checkLines, readRecords, recordsOf, type Records } from './csv-rows.ts';

export type { CsvOptions } from './csv-options.ts';

/** Characters that are read to find out what columns hold, of a file that is read batch by batch. */
const STREAM_SAMPLE = 1 << 20;

/** Reads a CSV file, plain or gzipped, in pieces: a path, a Blob, bytes, or a stream of bytes such as `process.stdin`. How it is written is
 *  found out: encoding, separator, quotes, comments, titles and totals, and for each column the form of its numbers or dates; what changes
 *  values is said in the table's `notices`.
 *  @throws {FileError} if the file cannot be read
 *  @throws {DataError} if it is malformed, larger than `maxBytes`, or has a column that can be read in two ways; names the file, the line
 *    and the fault */
export async function readCsv(source: StreamSource, options: CsvOptions = {}): Promise<Table> {
  const held = csvOptions('readCsv', options);
  const table = await naming(source, DataError, () => csvTable(readPieces('readCsv', 'csv', source, held.maxBytes), held));
  tell(table.notices, held, nameOf(source));
  return table;
}

/** The table of a CSV text that comes as bytes. */
export async function csvTable(pieces: AsyncIterable<Uint8Array>, held: CsvOptions): Promise<Table> {
  const notices: string[] = [];
  const { beginning, texts } = await begun(decoded('csv', pieces, held.encoding, (notice) => notices.push(notice)), held.separator, SAMPLE);
  const [rows, places] = [new Gathered<string[]>(), new Gathered<number>()];
  for await (const { cells, lines } of readRecords(texts, beginning.dialect, beginning.lines)) {
    for (const row of cells) rows.push(row);
    for (const line of lines) places.push(line);
  }
  const all: Records = { cells: await inTurns(rows.list()), lines: await inTurns(places.list()) };
  return inTurns(tableOf(all, beginning, held, notices));
}

/** Reads a CSV file batch by batch, in bounded memory: files of any size, standard input, downloads. What columns hold is found out from
 *  the first megabyte; later cells that are written otherwise are an error.
 *  @throws as readCsv */
export async function* streamCsv(source: StreamSource, options: StreamCsvOptions = {}): AsyncGenerator<Table> {
  const { batchSize = 1024, maxBytes = Number.MAX_SAFE_INTEGER, ...rest } = options;
  const held = csvOptions('streamCsv', { ...rest, maxBytes });
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new ConfigError(`streamCsv: batchSize must be an integer >= 1, received ${show(batchSize)}.`);
  const batches = batchesOf(source, batchSize, held);
  try {
    for (;;) {
      const next = await naming(source, DataError, () => batches.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await batches.return(undefined); // whoever reads may have ended early
  }
}

export interface StreamCsvOptions extends CsvOptions {
  /** Rows of a table; the last one may have fewer (default 1024). */
  readonly batchSize?: number | undefined;
}

async function* batchesOf(
  source: StreamSource, batchSize: number, held: CsvOptions & { readonly maxBytes: number },
): AsyncGenerator<Table> {
  const notices: string[] = [];
  const pieces = readPieces('streamCsv', 'csv', source, held.maxBytes);
  const text = decoded('csv', pieces, held.encoding, (notice) => notices.push(notice));
  const { beginning, texts } = await begun(text, held.separator, STREAM_SAMPLE);
  const { separator } = beginning.dialect;
  let frame: Framed | undefined;
  let inferred: Inferred | undefined;
  let rows: Records = { cells: [], lines: [] };
  let said: readonly string[] = [];
  let taken = 0; // rows of which tables were made
  const next = function* (): Pieces<Table> {
    const end = taken + batchSize;
    const [cells, lines] = [rows.cells.slice(taken, end), rows.lines.slice(taken, end)];
    taken += cells.length;
    yield* checkWidths({ cells, lines }, frame!.names.length, separator);
    return yield* tableBy(frame!, inferred!, { cells, lines }, said);
  };
  /** Finds out what columns hold, from the rows that there are. */
  const begin = function* (): Pieces<void> {
    frame = yield* framed(rows, held.header, beginning.names, notices);
    rows = { cells: [...frame.cells], lines: [...frame.lines] };
    const seen = withoutTotals(frame);
    yield* checkWidths(seen, frame.names.length, separator);
    const place = (row: number): string => `line ${seen.lines[row]}`;
    inferred = yield* inferColumns(frame.names, yield* textsOf(seen, frame.names.length), place, held);
    said = [...notices, ...inferred.notices];
    tell(said, held, nameOf(source));
  };
  for await (const records of readRecords(texts, beginning.dialect, beginning.lines)) {
    for (const row of records.cells) rows.cells.push(row);
    for (const line of records.lines) rows.lines.push(line);
    // A header says nothing without rows.
    if (frame === undefined && rows.cells.length >= KEPT) await inTurns(begin());
    // The last rows wait: they may be totals.
    while (frame !== undefined && rows.cells.length - taken >= batchSize + KEPT) yield await inTurns(next());
    if (taken > 0) rows = { cells: rows.cells.slice(taken), lines: rows.lines.slice(taken) };
    taken = 0;
  }
  if (frame === undefined) await inTurns(begin());
  const whole = withoutTotals({ ...frame!, ...rows });
  tell(totalsText(rows, whole), held, nameOf(source));
  rows = whole;
  while (taken < rows.cells.length) yield await inTurns(next());
}

/** Rows that a batch leaves behind, for totals. */
const KEPT = 8;

/** How a text is written, and the text. @param most  characters to look at */
async function begun(
  texts: AsyncGenerator<string>, separator: string | undefined, most: number,
): Promise<{ readonly beginning: Beginning; readonly texts: AsyncGenerator<string> }> {
  const parts: string[] = [];
  let length = 0;
  while (length <= most) { // one more tells that there is more
    const { done, value } = await texts.next();
    if (done === true) break;
    parts.push(value);
    length += value.length;
  }
  const sample = parts.join('');
  const close = (): Promise<unknown> => texts.return(undefined); // the file is closed, whether it was read or not
  let beginning: Beginning;
  try {
    beginning = await inTurns(beginningOf(sample, separator));
  } catch (error) {
    await close();
    throw error;
  }
  const all = async function* (): AsyncGenerator<string> {
    try {
      yield sample.slice(beginning.skipped);
      yield* texts;
    } finally {
      await close();
    }
  };
  return { beginning, texts: all() };
}

/** Parses the text of a CSV file. Cells are trimmed, blank lines are skipped, and rows must have equal lengths. A
 *  first row without numbers is taken for names if the rows below look different.
 *  @throws {DataError} if it is malformed, or has a column that can be read in two ways; names the line and the fault */
export function parseCsv(text: string, options: CsvOptions = {}): Table {
  const held = csvOptions('csv', options);
  if (typeof text !== 'string') {
    throw new ConfigError(`csv: expected the text of a file, received ${show(text)}. For its name there is readCsv.`);
  }
  const rows = text.startsWith('\ufeff') ? text.slice(1) : text;
  const beginning = atOnce(beginningOf(rows, held.separator));
  checkLines(rows, beginning.dialect);
  const records = recordsOf(rows.slice(beginning.skipped), beginning.dialect, beginning.lines);
  const table = atOnce(tableOf(records, beginning, held, []));
  tell(table.notices, held, '');
  return table;
}

function* tableOf(records: Records, beginning: Beginning, held: CsvOptions, notices: string[]): Pieces<Table> {
  const frame = yield* framed(records, held.header, beginning.names, notices);
  const rows = withoutTotals(frame);
  notices.push(...totalsText(frame, rows));
  yield* checkWidths(rows, frame.names.length, beginning.dialect.separator);
  const { names, header } = frame;
  const made = yield* columnsOfTexts(names, yield* textsOf(rows, names.length), rows.lines, held);
  return new Table(made.columns, rows.cells.length, header, [...notices, ...made.notices]);
}

function withoutTotals(frame: Framed): Records {
  const totals = totalsOf(frame, frame.names.length);
  const { cells, lines } = frame;
  return totals === 0 ? { cells, lines } : { cells: cells.slice(0, -totals), lines: lines.slice(0, -totals) };
}

/** What is said of the rows that were left out. */
function totalsText(all: Records, left: Records): string[] {
  const totals = all.cells.slice(left.cells.length).filter((row) => row.some((cell) => cell !== ''));
  const which = totals.length === 1 ? 'line is' : `${totals.length} lines are`;
  return totals.length === 0 ? [] : [`the last ${which} left out as totals: ${show(totals[0]!.join(' ').trim())}`];
}

/** Cells that are put into columns between two looks at the time, and the bytes that one of them counts. */
const [CELLS, COUNTS] = [1 << 13, 1 << 7];

/** The cells of each column. */
function* textsOf({ cells }: Records, width: number): Pieces<string[][]> {
  const texts: string[][] = [];
  for (let c = 0; c < width; c++) {
    texts.push(new Array<string>(cells.length));
    yield cells.length * COUNTS;
  }
  for (let row = 0, read = 0; row < cells.length; row++) {
    const record = cells[row]!;
    for (let c = 0; c < width; c++) texts[c]![row] = record[c]!;
    if ((read += width) < CELLS) continue;
    yield read * COUNTS;
    read = 0;
  }
  return texts;
}

function* tableBy({ names, header }: Framed, { plans }: Inferred, rows: Records, notices: readonly string[]): Pieces<Table> {
  const columns: Column[] = [];
  for (const [c, texts] of (yield* textsOf(rows, names.length)).entries())
    columns.push(yield* columnOf(plans[c]!, names[c]!, texts, rows.lines));
  return new Table(columns, rows.cells.length, header, notices);
}

/** One row of a CSV file. Cells are quoted if necessary (RFC 4180). */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => (/[",;\t\r\n]/.test(`${cell}`) ? `"${`${cell}`.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}
