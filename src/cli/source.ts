import { access, constants, stat } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { readTable } from '../data/read-table.ts';
import type { Table } from '../preprocessing/table.ts';
import { ConfigError, DataError } from '../core/errors.ts';
import { readIdxPair, type LabelledImages } from '../formats/idx-folder.ts';
import { csvOptions, type CsvFlags } from './arguments.ts';
import { note } from './say.ts';

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

/** Options that say something about a table. */
interface TableFlags extends CsvFlags {
  readonly target?: string;
  readonly task?: string;
}

/** Reads DATA.
 *  @param known  see readRows
 *  @throws {ConfigError} if DATA is a folder, and an option is for tables
 *  @throws {DataError} if a folder holds no IDX files */
export async function readSource(path: string, flags: TableFlags, known = false): Promise<Source> {
  if (path === STDIN || !(await stat(path)).isDirectory()) return { kind: 'table', table: await readRows(path, flags, known) };
  mustBeForImages(path, flags);
  const [train, test] = await Promise.all([readIdxPair(path, 'train'), readIdxPair(path, 'test')]);
  if (train === undefined && test === undefined) {
    throw new DataError(
      `${path}: expected train-images-idx3-ubyte and train-labels-idx1-ubyte, or the t10k- pair (each plain or .gz), found neither. ` +
      'For a table, name the file.',
    );
  }
  return { kind: 'images', train, test };
}

/** @throws {ConfigError} if an option says something about a table, where DATA are images: it would do nothing */
export function mustBeForImages(path: string, flags: TableFlags): void {
  const other = (['target', 'task', 'header', 'separator', 'ignore'] as const).find((name) => flags[name] !== undefined);
  if (other === undefined) return;
  throw new ConfigError(
    `--${flags[other] === false ? `no-${other}` : other} is for tables, and ${path} has images, whose labels stand in a file of ` +
    'their own. Leave it away, or name a CSV file.',
  );
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
