import { boolean, options, or, text } from '../core/declaration.ts';
import { validated } from '../core/figure-names.ts';
import { host } from '../core/host.ts';
import type { Callback } from '../model/callback.ts';
import { EpochFile } from './epoch-file.ts';

export interface CsvLoggerOptions {
  /** The path of the file. */
  filename: string;
  /** The text between two cells (default ','). */
  separator?: string;
  /** Whether to append to an existing file (default false: it is replaced). */
  append?: boolean;
}

const OPTIONS = options<CsvLoggerOptions>()({ filename: text(), separator: or(text(), ','), append: or(boolean(), false) });

/** What it keeps in checkpoints of a fit. */
interface Kept {
  /** Bytes of the file. */
  readonly length: number;
  readonly columns: readonly string[] | null;
}

/** Writes a CSV file with a row for each epoch and a column for each figure. A cell is `NA` if the epoch has no such figure.
 *  Columns are sorted by name. Columns of validation exist from the beginning; they come last if the first epoch has no
 *  validation.
 *  @throws {FileError} in fit, if the file cannot be written */
export function csvLogger(options: CsvLoggerOptions): Callback {
  const { filename, separator, append } = OPTIONS.read('csvLogger', options);
  host().files('csvLogger'); // a page refuses here
  const file = new EpochFile('csvLogger', filename);
  const row = (cells: readonly unknown[]): string => `${cells.map((cell) => quoted(cellText(cell), separator)).join(separator)}\r\n`;
  let columns: readonly string[] | undefined;
  let headed = false;
  return {
    kind: 'csvLogger',
    exclusive: true,
    async state(): Promise<Kept> {
      return { length: await file.length(), columns: columns ?? null };
    },
    async restore(kept: Kept) {
      headed = (await file.cut(kept.length)) > 0;
      columns = kept.columns ?? undefined;
    },
    async onTrainBegin() {
      columns = undefined;
      headed = append && (await file.length()) > 0;
      if (!append) await file.empty();
    },
    async onEpochEnd(epoch, logs) {
      if (columns === undefined) columns = columnsOf(Object.keys(logs));
      const head = headed ? '' : row(['epoch', ...columns]);
      headed = true;
      await file.add(head + row([epoch, ...columns.map((name) => logs[name])]));
    },
  };
}

/** The sorted names. Names of validation are added, because it may come only in a later epoch. */
function columnsOf(names: readonly string[]): readonly string[] {
  const sorted = names.toSorted();
  const measured = sorted.filter((name) => name !== 'learningRate');
  if (sorted.some((name) => /^val[A-Z]/.test(name))) return sorted;
  return [...sorted, ...measured.map(validated)];
}

function cellText(value: unknown): string {
  if (value === undefined) return 'NA';
  return Array.isArray(value) ? `"${JSON.stringify(value).replaceAll(',', ', ')}"` : String(value);
}

const quoted = (text: string, separator: string): string =>
  text.includes('"') || text.includes(separator) || /[\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
