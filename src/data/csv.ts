import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { ConfigError, DataError, FormatError, show } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import { onFile } from '../formats/file-error.ts';
import { gunzipped } from '../formats/gzip.ts';
import { isMissing, isNumber } from '../preprocessing/cells.ts';
import { tableOf, type Table } from '../preprocessing/table.ts';

export interface CsvOptions {
  /** Whether the first row holds names (default: detected from the cells). */
  readonly header?: boolean | undefined;
  /** The separator of cells (default: detected; one of `,` `;` and tab). */
  readonly separator?: string | undefined;
}

const SEPARATORS = [',', ';', '\t'] as const;
/** The number of records that are read to detect the separator. */
const SAMPLE_RECORDS = 20;

interface Records {
  readonly cells: string[][];
  readonly lines: number[];
}

/** Reads a CSV file, plain or gzipped.
 *  @throws {DataError} if it is malformed; names the file, the line and the fault */
export async function readCsv(path: string, options: CsvOptions = {}): Promise<Table> {
  const bytes = await onFile('readCsv', path, () => readFile(path));
  try {
    return parseCsv(decode(gunzipped('csv', bytes)), options);
  } catch (cause) {
    if (cause instanceof DataError || cause instanceof FormatError) throw new DataError(`${path}: ${cause.message}`, { cause });
    throw cause;
  }
}

/** Parses the text of a CSV file. Cells are trimmed, blank lines are skipped, and rows must have equal lengths. A
 *  first row without numbers is taken for names if the rows below look different.
 *  @throws {DataError} if it is malformed; names the line and the fault */
export function parseCsv(text: string, options: CsvOptions = {}): Table {
  checkKeys('csv', options, ['header', 'separator']);
  if (typeof text !== 'string') {
    throw new ConfigError(`csv: expected the text of a file, received ${show(text)}. For its name there is readCsv.`);
  }
  const { cells, lines } = records(text, options.separator ?? detectSeparator(text));
  if (cells.length === 0) throw new DataError('csv: expected rows of cells, received nothing but blank lines.');
  const header = options.header ?? hasHeader(cells);
  const names = header ? headerNames(cells[0]) : cells[0].map((_, i) => `column_${i}`);
  const first = header ? 1 : 0;
  if (cells.length === first) throw new DataError('csv: expected rows below the header, received none.');
  return tableOf(names, cells.slice(first), lines.slice(first), header);
}

/** One row of a CSV file. Cells are quoted if necessary (RFC 4180). */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => (/[",;\t\r\n]/.test(`${cell}`) ? `"${`${cell}`.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  const zero = bytes.indexOf(0);
  if (zero >= 0) throw new DataError(`csv: expected text, received a zero byte at ${zero}. It is not a CSV file.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: most likely an export in windows-1252, in which every byte is a character.
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Parses rows of equal length. The parser counts lines, including line breaks in quoted cells. */
function records(text: string, separator: string, to?: number): Records {
  const cells: string[][] = [];
  const lines: number[] = [];
  let end = 0;
  try {
    parse(text, {
      bom: true,
      delimiter: separator,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      ...(to === undefined ? {} : { to }),
      on_record: (record: string[], info) => {
        end = info.lines;
        if (record.length === 1 && record[0] === '') return null; // a line of blanks
        cells.push(record);
        lines.push(end - record.reduce((breaks, cell) => breaks + cell.split('\n').length - 1, 0));
        return null;
      },
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new DataError(`csv: ${explain(cause, end + 1)}`, { cause });
  }
  const width = cells[0]?.length;
  const ragged = cells.findIndex((row) => row.length !== width);
  if (ragged >= 0 && to === undefined) {
    throw new DataError(
      `csv: line ${lines[ragged]}: expected ${width} cells as in the first row, received ${cells[ragged].length}. ` +
      `Check the separator (read as ${JSON.stringify(separator)}) and the quotes.`,
    );
  }
  return { cells, lines };
}

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
      ({ cells } = records(text, separator, SAMPLE_RECORDS));
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
function hasHeader(cells: readonly (readonly string[])[]): boolean {
  const [names, ...rows] = cells;
  if (rows.length === 0 || names.some((name) => name !== '' && (isNumber(name) || isMissing(name)))) return false;
  if (names.some((_, c) => rows.every((row) => isNumber(row[c]) || isMissing(row[c])))) return true;
  return names.length > 1 && new Set(names).size === names.length && names.every((name, c) => rows.every((row) => row[c] !== name));
}

/** The names from the header. An empty name becomes `column_i`; a repeated name gets a number. */
function headerNames(row: readonly string[]): string[] {
  const taken = new Set<string>();
  return row.map((cell, i) => {
    const name = cell === '' ? `column_${i}` : cell;
    let unique = name;
    for (let n = 2; taken.has(unique); n++) unique = `${name}_${n}`;
    taken.add(unique);
    return unique;
  });
}
