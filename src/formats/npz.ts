import { number, options as declared, or } from '../core/declaration.ts';
import { FormatError } from '../core/errors.ts';
import { npyArray, type NpyArray, type NpyOptions } from './npy.ts';
import { MOST_BYTES, readWhole, tooLarge } from './read-pieces.ts';
import { naming, type StreamSource } from './source.ts';
import { zipEntries, type ZipEntry } from './zip.ts';

const OPTIONS = declared<NpyOptions>()({ maxBytes: or(number({ least: 1 }), MOST_BYTES) });

/** Reads arrays of numbers that NumPy saved together (`savez`, `savez_compressed`), by their names.
 *  @throws {FileError} if the file cannot be read
 *  @throws {FormatError} if it is malformed, becomes more than `maxBytes`, or has arrays that readNpy refuses; names the array */
export async function readNpz(source: StreamSource, options: NpyOptions = {}): Promise<Record<string, NpyArray>> {
  const { maxBytes } = OPTIONS.read('readNpz', options);
  return naming(source, FormatError, async () => {
    const arrays: [string, NpyArray][] = [];
    for (const entry of npzEntries(await readWhole('readNpz', 'npz', source, maxBytes), maxBytes))
      arrays.push([entry.name, await inArray(entry.name, () => npyArray(entry.pieces(), maxBytes))]);
    return Object.fromEntries(arrays);
  });
}

/** The arrays of an archive, with their names. @throws {FormatError} if it is malformed, or they become more bytes */
export function npzEntries(file: Uint8Array, maxBytes: number): ZipEntry[] {
  const all = zipEntries('npz', file);
  if (all.some(({ name }) => name === 'xl/workbook.xml' || name === 'content.xml'))
    throw new FormatError('npz: expected arrays of NumPy, received a workbook of a spreadsheet program. Save its sheet as CSV there.');
  const entries = all.map((entry) => ({ ...entry, name: entry.name.replace(/\.npy$/, '') }));
  if (entries.reduce((sum, { size }) => sum + size, 0) > maxBytes) throw tooLarge('npz', maxBytes, true);
  return entries;
}

/** Does what reads an array; its errors name it. */
export async function inArray<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof FormatError) throw new FormatError(`npz: '${name}': ${cause.message}`, { cause });
    throw cause;
  }
}
