import { DataError, show } from '../core/errors.ts';
import { inTurns, numbersOf, type Pieces } from '../core/pieces.ts';
import { showShape, type Shape } from '../core/shape.ts';
import { npyValues } from '../formats/npy.ts';
import { inArray, npzEntries } from '../formats/npz.ts';
import { PIECE, wholeOf } from '../formats/read-pieces.ts';
import { partsOf } from '../formats/source.ts';
import { NumericColumn, Table } from '../preprocessing/table.ts';

interface Named {
  readonly name: string;
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** The table of an npy file, a column for each of its columns; or of an npz file, whose arrays stand beside one another under their names.
 *  @throws {DataError} if an array is no column or matrix, or they differ in their rows */
export async function arraysTable(pieces: AsyncIterable<Uint8Array>, { maxBytes }: { readonly maxBytes: number }): Promise<Table> {
  const file = await wholeOf(pieces);
  const numbers = (length: number): Float64Array => new Float64Array(length);
  const arrays: Named[] = [];
  if (file[0] !== 0x50) {
    arrays.push({ name: '', ...(await npyValues(partsOf('readTable', file, PIECE), maxBytes, numbers)) });
  } else {
    for (const { name, pieces: contents } of npzEntries(file, maxBytes))
      arrays.push({ name, ...(await inArray(name, () => npyValues(contents(), maxBytes, numbers))) });
  }
  const rows = arrays[0]?.shape[0] ?? 0;
  for (const { name, shape } of arrays)
    if (shape.length < 1 || shape.length > 2 || shape[0] !== rows || rows === 0)
      throw new DataError(
        `npy: ${name === '' ? 'the array' : show(name)}: expected a column or a matrix of ${rows === 0 ? 'some' : rows} rows, received ` +
        `shape ${showShape(shape)}. datasets.readNpy and readNpz read others.`,
      );
  if (arrays.length === 0) throw new DataError('npz: expected arrays, received none.');
  const columns: NumericColumn[] = [];
  for (const array of arrays) columns.push(...(await inTurns(columnsOf(array))));
  return new Table(columns, rows, arrays[0]!.name !== '');
}

function* columnsOf({ name, shape, data }: Named): Pieces<NumericColumn[]> {
  const [rows, width = 1] = shape as readonly [number, number?];
  const columns: NumericColumn[] = [];
  for (let c = 0; c < width; c++) {
    const called = name === '' ? `column_${c}` : shape.length === 1 ? name : `${name}_${c}`;
    columns.push(new NumericColumn(called, yield* numbersOf(rows, (row) => data[row * width + c]!)));
  }
  return columns;
}
