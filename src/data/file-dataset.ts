import type { Dirent } from 'node:fs';
import { boolean, integer, kept, maybe, number, oneOf, or, options, type Option, type Options } from '../core/declaration.ts';
import { ConfigError, DataError, show } from '../core/errors.ts';
import { host, type Files } from '../core/host.ts';
import { checkText } from '../core/options.ts';
import { inTurns, sorted, Turns } from '../core/pieces.ts';
import { hashSeed } from '../core/seed.ts';
import { all } from '../core/realm.ts';
import { onFile } from '../formats/file-error.ts';
import type { DataBatch, IndexedData } from '../model/source/data-source.ts';
import type { TensorLike } from '../graph/tensor.ts';
import { randomNumbers, shuffle } from './random-numbers.ts';

/** Options of all data sets of files by folder. */
export interface FolderOptions {
  /** Where labels come from: 'inferred', from the names of sub-folders, or null for none (default 'inferred'). */
  labels?: 'inferred' | null;
  /** Form of the labels: 'int' is class numbers, 'categorical' one-hot rows, 'binary' 0 or 1 of two classes, null none (default 'int'). */
  labelMode?: 'int' | 'categorical' | 'binary' | null;
  /** Names of the sub-folders, in the order of their class numbers (default: all, in alphabetical order). */
  classNames?: readonly string[];
  /** Files in a batch, if the call that uses the data says no other number (default 32). */
  batchSize?: number;
  /** Fixes which files are for validation. It must be given together with validationSplit. */
  seed?: number;
  /** Part of the files for validation, between 0 and 1 (default: no split). */
  validationSplit?: number;
  /** Which part the data set has: 'training', 'validation', or 'both' for a pair of data sets. */
  subset?: 'training' | 'validation' | 'both';
  /** Whether links to folders are followed (default false). */
  followLinks?: boolean;
}

/** One of some words, or null, which means none of them. */
const wordOrNull = <const T extends string>(words: readonly T[], fallback: NoInfer<T>): Option<T | null | undefined, T | null> => ({
  check: (where, name, given) => (given === null ? null : oneOf(words).check(where, name, given ?? fallback)),
  store: (held) => held,
});

const names = (): Option<readonly string[] | undefined, readonly string[] | undefined> =>
  kept((where, name, given) => {
    if (given === undefined) return undefined;
    if (Array.isArray(given) && given.length > 0 && all(given, (n) => typeof n === 'string')) return given as string[];
    throw new ConfigError(`${where}: ${name} must be a list of names, received ${show(given)}.`);
  });

/** The options as they are held. */
export interface HeldFolder {
  readonly labels: 'inferred' | null;
  readonly labelMode: 'int' | 'categorical' | 'binary' | null;
  readonly classNames: readonly string[] | undefined;
  readonly batchSize: number;
  readonly seed: number | undefined;
  readonly validationSplit: number | undefined;
  readonly subset: 'training' | 'validation' | 'both' | undefined;
  readonly followLinks: boolean;
}

export const FOLDER: Omit<Options<FolderOptions, HeldFolder>, 'read'> = options<FolderOptions>()({
  labels: wordOrNull(['inferred'], 'inferred'),
  labelMode: wordOrNull(['int', 'categorical', 'binary'], 'int'),
  classNames: names(),
  batchSize: or(integer({ least: 1 }), 32),
  seed: maybe(integer()),
  validationSplit: maybe(number({ least: 0, below: 1 })),
  subset: maybe(oneOf(['training', 'validation', 'both'])),
  followLinks: or(boolean(), false),
});

/** Reads files into one tensor. */
export type ReadFiles = (paths: readonly string[]) => Promise<TensorLike>;

/** Files with their labels: data for `fit`, `evaluate` and `predict`, read when they are asked for. */
export class FileDataset implements IndexedData {
  /** Paths of the files. */
  readonly files: readonly string[];
  /** Names of the classes, by class number; empty without labels. */
  readonly classNames: readonly string[];
  /** The class number of each file; undefined without labels. */
  readonly labels: Int32Array | undefined;
  readonly batchSize: number;
  readonly #labelMode: HeldFolder['labelMode'];
  readonly #read: ReadFiles;

  constructor(files: readonly string[], classNames: readonly string[], labels: Int32Array | undefined, held: HeldFolder, read: ReadFiles) {
    this.files = files;
    this.classNames = classNames;
    this.labels = labels;
    this.batchSize = held.batchSize;
    this.#labelMode = held.labelMode;
    this.#read = read;
  }

  /** Number of files. */
  get length(): number {
    return this.files.length;
  }

  /** What some files have: [values], or [values, labels]. @throws {FormatError} that names a file that cannot be read */
  async take(rows: Int32Array): Promise<DataBatch> {
    const x = await this.#read(Array.from(rows, (row) => this.files[row]!));
    return this.labels === undefined || this.#labelMode === null ? [x] : [x, this.#targets(this.labels, rows)];
  }

  #targets(labels: Int32Array, rows: Int32Array): TensorLike {
    const classes = rows.map((row) => labels[row]!);
    if (this.#labelMode === 'int') return classes;
    if (this.#labelMode === 'binary') return { data: Float32Array.from(classes), shape: [rows.length, 1] };
    const width = this.classNames.length;
    const data = new Float32Array(rows.length * width);
    classes.forEach((label, i) => (data[i * width + label] = 1));
    return { data, shape: [rows.length, width] };
  }
}

interface Found {
  readonly files: readonly string[];
  readonly classNames: readonly string[];
  readonly labels: Int32Array | undefined;
}

/** The data sets of a folder: one or, with subset 'both', two.
 *  @param ends  how the names of files end that are read
 *  @throws {ConfigError} on options that do not fit together
 *  @throws {FileError} if a folder cannot be read
 *  @throws {DataError} if there are no such files, or if the folders are not those of the classes */
export async function fileDatasets(
  where: string, directory: string, held: HeldFolder, ends: RegExp, read: ReadFiles,
): Promise<FileDataset | [training: FileDataset, validation: FileDataset]> {
  const { validationSplit: part, subset, seed } = held;
  if ((part === undefined) !== (subset === undefined))
    throw new ConfigError(`${where}: validationSplit and subset belong together, received ${show(part)} and ${show(subset)}. Give both.`);
  if (part !== undefined && seed === undefined)
    throw new ConfigError(`${where}: validationSplit needs a seed, so that the parts for training and for validation do not overlap.`);
  const found = await search(where, checkText(where, 'the directory', directory), held, ends);
  const all = Int32Array.from(found.files.keys());
  const made = (rows: Int32Array): FileDataset =>
    new FileDataset(
      Array.from(rows, (row) => found.files[row]!), found.classNames, found.labels && rows.map((row) => found.labels![row]!), held, read,
    );
  if (part === undefined) return made(all);
  const count = Math.floor(part * all.length);
  if (count === 0 || count === all.length)
    throw new ConfigError(`${where}: validationSplit ${part} of ${all.length} files leaves ${count} for validation.`);
  const order = shuffle(all, randomNumbers(hashSeed('fileDatasets', seed!)));
  const [training, validation] = [order.slice(0, -count), order.slice(-count)].map((rows) => made(rows.toSorted())) as [
    FileDataset, FileDataset,
  ];
  return subset === 'both' ? [training, validation] : subset === 'training' ? training : validation;
}

async function search(where: string, directory: string, held: HeldFolder, endings: RegExp): Promise<Found> {
  const { labels, labelMode, classNames: given, followLinks } = held;
  const none = (place: string): DataError =>
    new DataError(`${where}: expected files whose names end like ${endings.source} in ${place}, found none.`);
  const reader: FolderReader = { where, system: host().files(where), endings, followLinks, turns: new Turns() };
  if (labels === null) {
    const files: string[] = [];
    await filesIn(reader, directory, files);
    if (files.length === 0) throw none(directory);
    return { files, classNames: [], labels: undefined };
  }
  const folders = (await entriesOf(reader, directory))
    .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || (followLinks && entry.isSymbolicLink())))
    .map(({ name }) => name)
    .toSorted();
  const classNames = given ?? folders;
  const missing = classNames.find((name) => !folders.includes(name)) ?? folders.find((name) => !classNames.includes(name));
  if (missing !== undefined)
    throw new DataError(
      `${where}: expected a folder for each of classNames and no other, found ${folders.join(', ')}; see ${show(missing)}.`,
    );
  if (labelMode === 'binary' && classNames.length !== 2)
    throw new ConfigError(`${where}: labelMode 'binary' is for two classes, found ${classNames.length}: ${classNames.join(', ')}.`);
  const files: string[] = [];
  const ends: number[] = [];
  for (const name of classNames) {
    await filesIn(reader, reader.system.join(directory, name), files);
    ends.push(files.length);
  }
  if (files.length === 0) throw none(`the folders of ${directory}`);
  const classes = new Int32Array(files.length);
  ends.forEach((end, label) => classes.fill(label, label === 0 ? 0 : ends[label - 1], end));
  return { files, classNames, labels: classes };
}

/** Entries of a folder that are read at once. */
const ENTRIES = 256;

/** How folders are read. */
interface FolderReader {
  /** The call, as errors name it. */
  readonly where: string;
  readonly system: Files;
  readonly endings: RegExp;
  readonly followLinks: boolean;
  readonly turns: Turns;
}

/** What is in a folder. A large folder is read in parts, with turns for others in between. */
async function entriesOf({ where, system, turns }: FolderReader, path: string): Promise<Dirent[]> {
  return onFile(where, path, async () => {
    const entries: Dirent[] = [];
    for await (const entry of await system.opendir(path, { bufferSize: ENTRIES })) {
      entries.push(entry);
      if (turns.over) await turns.next();
    }
    return entries;
  });
}

/** Adds the files in a folder and the folders within, in alphabetical order. */
async function filesIn(reader: FolderReader, folder: string, files: string[]): Promise<void> {
  const { where, system, endings, followLinks, turns } = reader;
  for (const entry of await inTurns(sorted(await entriesOf(reader, folder), (a, b) => a.name < b.name), turns)) {
    const path = system.join(folder, entry.name);
    const linked = followLinks && entry.isSymbolicLink();
    if (entry.isDirectory() || (linked && (await onFile(where, path, () => system.stat(path))).isDirectory()))
      await filesIn(reader, path, files);
    else if (endings.test(entry.name)) files.push(path);
    if (turns.over) await turns.next();
  }
}
