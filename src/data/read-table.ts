import { DataError } from '../core/errors.ts';
import { readPieces } from '../formats/read-pieces.ts';
import { formatOf } from '../formats/sniff.ts';
import { naming, nameOf, type StreamSource } from '../formats/source.ts';
import type { Table } from '../preprocessing/table.ts';
import { arffTable } from './arff.ts';
import { arraysTable } from './arrays-table.ts';
import { csvOptions, tell, type CsvOptions } from './csv-options.ts';
import { csvTable } from './csv.ts';
import { jsonTable } from './json-lines.ts';
import { parquetTable } from './parquet.ts';

/** Reads a table from a file of any kind that there is a reader for: CSV, ARFF, JSON lines or an array of JSON, npy and npz, Parquet; plain
 *  or gzipped. The kind is told by the first bytes and the name.
 *  @throws {FileError} if the file cannot be read
 *  @throws {DataError} if it is malformed, larger than `maxBytes`, or has a column that can be read in two ways */
export async function readTable(source: StreamSource, options: CsvOptions = {}): Promise<Table> {
  const held = csvOptions('readTable', options);
  const table = await naming(source, DataError, async () => {
    const [start, pieces] = await begun(readPieces('readTable', 'table', source, held.maxBytes));
    switch (formatOf(start, nameOf(source))) {
      case 'arff':
        return arffTable(pieces, held);
      case 'json':
        return jsonTable(pieces, held);
      case 'npy':
      case 'npz':
        return arraysTable(pieces, held);
      case 'parquet':
        return parquetTable(pieces, held);
      case 'csv':
        return csvTable(pieces, held);
    }
  });
  tell(table.notices, held, nameOf(source));
  return table;
}

/** The first bytes, and all pieces. */
async function begun(pieces: AsyncGenerator<Uint8Array>): Promise<[Uint8Array, AsyncGenerator<Uint8Array>]> {
  const first: Uint8Array[] = [];
  for (let length = 0; length < 8; ) {
    const { done, value } = await pieces.next();
    if (done === true) break;
    first.push(value);
    length += value.length;
  }
  const start = Uint8Array.from(first.flatMap((piece) => [...piece.subarray(0, 1 << 14)]));
  const all = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* first;
      yield* pieces;
    } finally {
      await pieces.return(undefined);
    }
  };
  return [start, all()];
}
