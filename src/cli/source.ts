import { access, constants, stat } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { readCsv } from '../data/csv.ts';
import type { Table } from '../preprocessing/table.ts';
import { ConfigError, DataError } from '../core/errors.ts';
import { readIdxPair, type LabelledImages } from '../formats/idx-folder.ts';
import { csvOptions, type CsvFlags } from './arguments.ts';
import { note } from './say.ts';

/** The contents of DATA: rows of a CSV file, or a folder of images. */
export type Source =
  | { readonly kind: 'table'; readonly table: Table }
  | { readonly kind: 'images'; readonly train: LabelledImages | undefined; readonly test: LabelledImages | undefined };

/** Reads DATA.
 *  @throws {DataError} if a folder holds no IDX files */
export async function readSource(path: string, flags: CsvFlags): Promise<Source> {
  if (!(await stat(path)).isDirectory()) return { kind: 'table', table: await readCsv(path, csvOptions(flags)) };
  const [train, test] = await Promise.all([readIdxPair(path, 'train'), readIdxPair(path, 'test')]);
  if (train === undefined && test === undefined) {
    throw new DataError(
      `${path}: expected train-images-idx3-ubyte and train-labels-idx1-ubyte, or the t10k- pair (each plain or .gz), found neither. ` +
      'For a CSV file, name the file.',
    );
  }
  return { kind: 'images', train, test };
}

/** Checks before the work that its result can be written afterwards.
 *  @param overwrite  whether the user wants a file that is there replaced
 *  @throws {ConfigError} if it cannot, or a file is there that must stay */
export async function checkWritable(path: string, overwrite: boolean | undefined): Promise<void> {
  await access(dirname(path), constants.W_OK);
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw new ConfigError(`${path}: expected the name of a file to write, this is a folder.`);
  if (there?.isFile() && overwrite !== true) {
    throw new ConfigError(`${path}: there is such a file already. Give --overwrite to replace it, or another name.`);
  }
}

/** A path, or another one beside it, if a file has come to be there while a model trained: that of another training, say.
 *  @example model.safetensors, model-2.safetensors */
export async function freePath(path: string): Promise<string> {
  const { dir, name, ext } = parse(path);
  let free = path;
  for (let i = 2; (await stat(free).catch(() => undefined))?.isFile() === true; i++) free = join(dir, `${name}-${i}${ext}`);
  if (free !== path) note(`Another file has become ${path} meanwhile, and stays: the model goes to ${free}`);
  return free;
}
