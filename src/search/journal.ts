import { ConfigError, FormatError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { all } from '../core/realm.ts';
import { onFile } from '../formats/file-error.ts';

/** What one rung of a trial has told. */
export interface Entry {
  readonly trial: number;
  /** Epochs until which the trial was to be trained. */
  readonly epochs: number;
  /** The figures of the epochs of this rung. */
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** Whether a callback, or a figure that is no number, ended the training for good. */
  readonly ended: boolean;
}

/** Numbers that JSON does not have. */
const NOT_FINITE = new Set(['NaN', 'Infinity', '-Infinity']);

/** The record of a search: a file of lines of JSON, the first with what the search is, then one for each trial and rung. Lines
 *  are only added, so that a search that was killed goes on from what its file has. */
export class Journal {
  readonly #path: string;
  /** The entries that were there already, by trial and epochs. */
  readonly #known: ReadonlyMap<string, Entry>;
  /** The line that is being written. */
  #last: Promise<void> = Promise.resolve();

  private constructor(path: string, known: readonly Entry[]) {
    this.#path = path;
    this.#known = new Map(known.map((entry) => [placeOf(entry), entry]));
  }

  /** Opens the journal of a search, or begins it.
   *  @param search  all that the trials follow from, as JSON
   *  @throws {ConfigError} if the file is the journal of another search
   *  @throws {FormatError} if it is no journal
   *  @throws {FileError} if it cannot be read or written */
  static async open(path: string, search: Readonly<Record<string, unknown>>): Promise<Journal> {
    const { dirname, makeFolder, readFile, truncate, writeWhole } = host().files('search: its journal');
    const text = await onFile('search', path, () =>
      readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      }),
    );
    // A line that was cut off by the end of its process is no line.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole === '') {
      if (!`{"journal"`.startsWith(text.slice(0, 10))) throw notOne(path, 1);
      await onFile('search', path, () => makeFolder(dirname(path)));
      await writeWhole('search', path, [new TextEncoder().encode(toLine({ journal: 1, ...search }))]);
      return new Journal(path, []);
    }
    const lines = whole.trimEnd().split('\n');
    checkSame(path, parse(path, lines[0]!, 1), search);
    const entries = lines.slice(1).map((line, i) => parse(path, line, i + 2, numbersOf));
    const wrong = entries.findIndex((entry) => !isEntry(entry));
    if (wrong >= 0) throw notOne(path, wrong + 2);
    if (whole.length < text.length) await truncate(path, new TextEncoder().encode(whole).length);
    return new Journal(path, entries as Entry[]);
  }

  /** The entry of a trial that was written before this search began, if there is one. */
  find(trial: number, epochs: number): Entry | undefined {
    return this.#known.get(placeOf({ trial, epochs }));
  }

  /** Adds a line, after those that are being written. */
  add(entry: Entry, more: Readonly<Record<string, unknown>>): Promise<void> {
    return (this.#last = this.#last.then(() => host().files('search').appendTo('search', this.#path, toLine({ ...entry, ...more }))));
  }
}

const placeOf = ({ trial, epochs }: Pick<Entry, 'trial' | 'epochs'>): string => `${trial}:${epochs}`;

const toLine = (value: unknown): string =>
  `${JSON.stringify(value, (_, v: unknown) => (typeof v === 'number' && !Number.isFinite(v) ? String(v) : v))}\n`;

const notOne = (path: string, line: number): FormatError =>
  new FormatError(`${path}, line ${line}: expected the journal of a search, found something else. Give another file, or remove this one.`);

/** Takes the words for such numbers back. */
const numbersOf = (_: string, value: unknown): unknown => (typeof value === 'string' && NOT_FINITE.has(value) ? Number(value) : value);

function parse(path: string, line: string, number: number, revive?: typeof numbersOf): unknown {
  try {
    return JSON.parse(line, revive);
  } catch {
    throw notOne(path, number);
  }
}

function checkSame(path: string, head: unknown, search: Readonly<Record<string, unknown>>): void {
  if ((head as { journal?: unknown } | null)?.journal !== 1) throw notOne(path, 1);
  const before = head as Record<string, unknown>;
  for (const [name, value] of Object.entries(search)) {
    const [was, is] = [JSON.stringify(before[name]), JSON.stringify(value)];
    if (was === is) continue;
    throw new ConfigError(
      `search: ${path} is the journal of another search: its ${name} was ${show(was)}, and now is ${show(is)}. ` +
        'Go on with the same arguments, or give another file.',
    );
  }
}

function isEntry(value: unknown): value is Entry {
  const { trial, epochs, history, ended } = (value ?? {}) as Record<string, unknown>;
  return (
    Number.isInteger(trial) &&
    Number.isInteger(epochs) &&
    typeof ended === 'boolean' &&
    typeof history === 'object' &&
    history !== null &&
    Object.values(history).every((figures) => Array.isArray(figures) && all(figures, (figure) => typeof figure === 'number'))
  );
}
