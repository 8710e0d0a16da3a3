import { DataError, show } from '../core/errors.ts';
import { showShape, type Shape } from '../core/shape.ts';
import { npyValues } from '../formats/npy.ts';
import { inArray, npzEntries } from '../formats/npz.ts';
import { wholeOf } from '../formats/read-pieces.ts';
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
    const only = async function* (): AsyncGenerator<Uint8Array> {
      yield file;
    };
    arrays.push({ name: '', ...(await npyValues(only(), maxBytes, numbers)) });
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
  return new Table(arrays.flatMap(columnsOf), rows, arrays[0]!.name !== '');
}

function columnsOf({ name, shape, data }: Named): NumericColumn[] {
  const [rows, width = 1] = shape as readonly [number, number?];
  return Array.from({ length: width }, (_, c) => {
    const called = name === '' ? `column_${c}` : shape.length === 1 ? name : `${name}_${c}`;
    return new NumericColumn(called, Float64Array.from({ length: rows }, (_, row) => data[row * width + c]!));
  });
}
