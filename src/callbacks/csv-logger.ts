import { boolean, options, or, text } from '../core/declaration.ts';
import { host } from '../core/host.ts';
import { warn } from '../core/warn.ts';
import { onFile } from '../formats/file-error.ts';
import type { Callback } from '../model/callback.ts';

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
  const { appendTo, stat, truncate, writeWhole } = host().files('csvLogger');
  const length = async (): Promise<number> => (await stat(filename).catch(() => undefined))?.size ?? 0;
  const row = (cells: readonly unknown[]): string => `${cells.map((cell) => quoted(cellText(cell), separator)).join(separator)}\r\n`;
  let columns: readonly string[] | undefined;
  let headed = false;
  return {
    kind: 'csvLogger',
    exclusive: true,
    async state(): Promise<Kept> {
      return { length: await length(), columns: columns ?? null };
    },
    async restore(kept: Kept) {
      const there = await length();
      if (there < kept.length)
        warn(
          'MYELIN_LOG_SHORTER',
          `csvLogger: ${filename} had ${kept.length} bytes when the training was saved, and has ${there} now. It lacks rows.`,
        );
      // Rows of epochs that are trained again are written again.
      if (there > kept.length) await onFile('csvLogger', filename, () => truncate(filename, kept.length));
      columns = kept.columns ?? undefined;
      headed = Math.min(there, kept.length) > 0;
    },
    async onTrainBegin() {
      columns = undefined;
      headed = append && (await length()) > 0;
      if (!append) await writeWhole('csvLogger', filename, []);
    },
    async onEpochEnd(epoch, logs) {
      if (columns === undefined) columns = columnsOf(Object.keys(logs));
      const head = headed ? '' : row(['epoch', ...columns]);
      headed = true;
      await appendTo('csvLogger', filename, head + row([epoch, ...columns.map((name) => logs[name])]));
    },
  };
}

/** The sorted names. Names of validation are added, because it may come only in a later epoch. */
function columnsOf(names: readonly string[]): readonly string[] {
  const sorted = names.toSorted();
  const measured = sorted.filter((name) => name !== 'learningRate');
  if (sorted.some((name) => /^val[A-Z]/.test(name))) return sorted;
  return [...sorted, ...measured.map((name) => `val${name.charAt(0).toUpperCase()}${name.slice(1)}`)];
}

function cellText(value: unknown): string {
  if (value === undefined) return 'NA';
  return Array.isArray(value) ? `"${JSON.stringify(value).replaceAll(',', ', ')}"` : String(value);
}

const quoted = (text: string, separator: string): string =>
  text.includes('"') || text.includes(separator) || /[\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
