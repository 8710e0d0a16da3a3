import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readTable } from '../data/read-table.ts';
import type { Table } from '../preprocessing/table.ts';
import { ConfigError, DataError } from '../core/errors.ts';
import { readIdxPair, type LabelledImages } from '../formats/idx-folder.ts';
import { csvOptions, type CsvFlags } from './arguments.ts';

/** The contents of DATA: rows of a table, or a folder of images. */
export type Source =
  | { readonly kind: 'table'; readonly table: Table }
  | { readonly kind: 'images'; readonly train: LabelledImages | undefined; readonly test: LabelledImages | undefined };

/** The name that standard input has in a command. */
const STDIN = '-';

/** Reads the rows of a file, or of standard input.
 *  @param known  whether a model knows how numbers and dates are written, so that none is asked for */
export function readRows(path: string, flags: CsvFlags, known = false): Promise<Table> {
  return readTable(path === STDIN ? process.stdin : path, { ...csvOptions(flags), ...(known && { ambiguous: 'text' }) });
}

/** Reads DATA.
 *  @param known  see readRows
 *  @throws {DataError} if a folder holds no IDX files */
export async function readSource(path: string, flags: CsvFlags, known = false): Promise<Source> {
  if (path === STDIN || !(await stat(path)).isDirectory()) return { kind: 'table', table: await readRows(path, flags, known) };
  const [train, test] = await Promise.all([readIdxPair(path, 'train'), readIdxPair(path, 'test')]);
  if (train === undefined && test === undefined) {
    throw new DataError(
      `${path}: expected train-images-idx3-ubyte and train-labels-idx1-ubyte, or the t10k- pair (each plain or .gz), found neither. ` +
      'For a table, name the file.',
    );
  }
  return { kind: 'images', train, test };
}

/** Checks before the work that its result can be written afterwards. */
export async function checkWritable(path: string): Promise<void> {
  await access(dirname(path), constants.W_OK);
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw new ConfigError(`${path}: expected the name of a file to write, this is a folder.`);
}
