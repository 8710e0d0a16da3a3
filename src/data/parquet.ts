import type * as hyparquet from 'hyparquet';
import { ConfigError, DataError, MyelinError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { inTurns, Turns } from '../core/pieces.ts';
import { readPieces, wholeOf } from '../formats/read-pieces.ts';
import { naming, nameOf, type StreamSource } from '../formats/source.ts';
import type { CellOptions } from '../preprocessing/infer-columns.ts';
import type { Table } from '../preprocessing/table.ts';
import { tableOptions, tell, type TableOptions } from './csv-options.ts';
import { Records } from './records.ts';

/** Reads a Parquet file by the package hyparquet, which is to be installed beside this one: uncompressed, or compressed by snappy. Whole
 *  numbers beyond 2^53 become texts, dates and timestamps a column of dates, records within rows columns such as `size.width`.
 *  @throws {ConfigError} if hyparquet is not installed
 *  @throws {FileError} if the file cannot be read
 *  @throws {DataError} if it is malformed, larger than `maxBytes`, or has lists */
export async function readParquet(source: StreamSource, options: TableOptions = {}): Promise<Table> {
  const held = tableOptions('readParquet', options);
  const table = await naming(source, DataError, () => parquetTable(readPieces('readParquet', 'parquet', source, held.maxBytes), held));
  tell(table.notices, held, nameOf(source));
  return table;
}

/** The table of a Parquet file that comes as bytes. */
export async function parquetTable(pieces: AsyncIterable<Uint8Array>, options: CellOptions): Promise<Table> {
  let reader: typeof hyparquet;
  try {
    reader = library();
  } catch (error) {
    await pieces[Symbol.asyncIterator]().return?.(); // closes the file
    throw error;
  }
  const bytes = await wholeOf(pieces);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const records = new Records('parquet');
  try {
    await readAll(reader, file, (row, i) => records.add(row, i, `row ${i}`));
  } catch (cause) {
    if (cause instanceof MyelinError) throw cause;
    const why = 'It is damaged, or compressed by other means than snappy.';
    throw new DataError(`parquet: the file cannot be read: ${(cause as Error).message}. ${why}`, { cause });
  }
  return inTurns(records.table(options));
}

type Take = (row: Readonly<Record<string, unknown>>, i: number) => void;

/** Reads the rows of a file: the columns of a group of rows one after another, with turns for others in between. */
async function readAll(reader: typeof hyparquet, file: ArrayBuffer, take: Take): Promise<void> {
  const metadata = await reader.parquetMetadataAsync(file);
  const names = reader.parquetSchema(metadata).children.map(({ element }) => element.name);
  const turns = new Turns();
  let rowStart = 0;
  for (const { num_rows: count } of metadata.row_groups) {
    const rowEnd = rowStart + Number(count);
    const columns: Iterator<unknown>[] = [];
    for (const name of names) {
      const parts: ArrayLike<unknown>[] = [];
      const onChunk = ({ columnData }: { readonly columnData: ArrayLike<unknown> }): void => void parts.push(columnData);
      await reader.parquetRead({ file, metadata, columns: [name], rowStart, rowEnd, onChunk });
      const there = parts.reduce((sum, { length }) => sum + length, 0);
      if (there !== rowEnd - rowStart) throw new Error(`column ${show(name)} has ${there} of ${rowEnd - rowStart} values`);
      columns.push(valuesOf(parts));
      if (turns.over) await turns.next();
    }
    for (let row = rowStart; row < rowEnd; row++) {
      take(Object.fromEntries(names.map((name, c) => [name, columns[c]!.next().value])), row);
      if (turns.over) await turns.next();
    }
    rowStart = rowEnd;
  }
}

function* valuesOf(parts: readonly ArrayLike<unknown>[]): Generator<unknown> {
  for (const part of parts) for (let i = 0; i < part.length; i++) yield part[i];
}

function library(): typeof hyparquet {
  try {
    return host().library('hyparquet') as typeof hyparquet;
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError('parquet: the package hyparquet reads these files. Install it: npm i hyparquet', { cause });
  }
}
