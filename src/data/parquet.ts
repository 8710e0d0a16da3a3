import type * as hyparquet from 'hyparquet';
import { ConfigError, DataError, MyelinError } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { inTurns } from '../core/pieces.ts';
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
  const { parquetReadObjects } = library();
  const bytes = await wholeOf(pieces);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const records = new Records('parquet');
  try {
    for (const [i, row] of (await parquetReadObjects({ file })).entries()) records.add(row, i, `row ${i}`);
  } catch (cause) {
    if (cause instanceof MyelinError) throw cause;
    const why = 'It is damaged, or compressed by other means than snappy.';
    throw new DataError(`parquet: the file cannot be read: ${(cause as Error).message}. ${why}`, { cause });
  }
  return inTurns(records.table(options));
}

function library(): typeof hyparquet {
  try {
    return host().library('hyparquet') as typeof hyparquet;
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError('parquet: the package hyparquet reads these files. Install it: npm i hyparquet', { cause });
  }
}
