import { DataError } from '../core/errors.ts';
import { inTurns, Turns } from '../core/pieces.ts';
import { decoded } from '../formats/decode.ts';
import { readPieces } from '../formats/read-pieces.ts';
import { naming, nameOf, type StreamSource } from '../formats/source.ts';
import type { CellOptions } from '../preprocessing/infer-columns.ts';
import type { Table } from '../preprocessing/table.ts';
import { tableOptions, tell, type TableOptions } from './csv-options.ts';
import { elementsOf } from './json-array.ts';
import { linesOf } from './lines.ts';
import { Records } from './records.ts';

/** Reads a table from JSON lines, a record a line, or from an array of records, plain or gzipped. A name that a record does not have is a
 *  missing value; records within records become columns such as `size.width`. Texts are read as the cells of CSV files, and so are whole
 *  numbers beyond 2^53, which would become others.
 *  @throws {FileError} if the file cannot be read
 *  @throws {DataError} if a line is no record, or a value no number, text, true, false or null; names the line */
export async function readJsonLines(source: StreamSource, options: TableOptions = {}): Promise<Table> {
  const held = tableOptions('readJsonLines', options);
  const table = await naming(source, DataError, () => jsonTable(readPieces('readJsonLines', 'json', source, held.maxBytes), held));
  tell(table.notices, held, nameOf(source));
  return table;
}

/** The table of JSON that comes as bytes. */
export async function jsonTable(pieces: AsyncIterable<Uint8Array>, options: CellOptions): Promise<Table> {
  const rows = new Records('json');
  const { first, texts } = await beginning(decoded('json', pieces, undefined, (notice) => rows.notices.push(notice)));
  if (first === '[') await addElements(rows, texts);
  else await addLines(rows, texts);
  return inTurns(rows.table(options));
}

/** The first character of a text that is no blank, and the text again. */
async function beginning(given: AsyncGenerator<string>): Promise<{ readonly first: string; readonly texts: AsyncIterable<string> }> {
  let begin = '';
  for (let next = await given.next(); next.done !== true; next = await given.next()) {
    begin += next.value;
    if (begin.trim() !== '') break;
  }
  const texts = async function* (): AsyncGenerator<string> {
    try {
      yield begin;
      yield* given;
    } finally {
      await given.return(undefined);
    }
  };
  return { first: begin.trimStart().slice(0, 1), texts: texts() };
}

async function addElements(rows: Records, texts: AsyncIterable<string>): Promise<void> {
  const turns = new Turns();
  for await (const elements of elementsOf('json', texts)) {
    for (const element of elements) {
      const at = `record ${rows.count}`;
      rows.add(parsed(element, at), rows.count, at);
      if (turns.over) await turns.next();
    }
  }
}

async function addLines(rows: Records, texts: AsyncIterable<string>): Promise<void> {
  /** The text of a record that is not on one line. */
  let whole: string[] | undefined;
  for await (const [line, number] of linesOf('json', texts)) {
    if (whole === undefined && line.trim() === '') continue;
    if (whole === undefined && rows.count === 0 && /^\s*\{\s*$/.test(line)) whole = [];
    if (whole !== undefined) whole.push(line);
    else rows.add(parsed(line, `line ${number}`), number);
  }
  if (whole !== undefined) rows.add(parsed(whole.join('\n'), 'the file'), 0, 'record 0');
}

/** Whole numbers that would become others are texts. */
const keepingDigits = (text: string): string =>
  text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g, (token) =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
  );

function parsed(text: string, at: string): unknown {
  try {
    return JSON.parse(/\d{16}/.test(text) ? keepingDigits(text) : text);
  } catch (cause) {
    throw new DataError(`json: ${at}: ${(cause as Error).message}. Write a record on each line, or an array of records.`, { cause });
  }
}
