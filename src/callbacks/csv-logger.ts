import { appendFile, stat, writeFile } from 'node:fs/promises';
import { boolean, options, or, text } from '../core/declaration.ts';
import type { Callback } from '../model/callback.ts';

export interface CsvLoggerOptions {
  /** The path of the file. */
  filename: string;
  /** What stands between two cells (default ','). */
  separator?: string;
  /** Whether to go on in a file that is there (default false: it is replaced). */
  append?: boolean;
}

const OPTIONS = options<CsvLoggerOptions>()({ filename: text(), separator: or(text(), ','), append: or(boolean(), false) });

/** Writes the figures of every epoch into a CSV file, a row each; `NA` where an epoch has no such figure. Columns stand in
 *  the order of their names, those of validation from the beginning on.
 *  @throws {Error} in fit, if the file cannot be written */
export function csvLogger(options: CsvLoggerOptions): Callback {
  const { filename, separator, append } = OPTIONS.read('csvLogger', options);
  const row = (cells: readonly unknown[]): string => `${cells.map((cell) => quoted(cellText(cell), separator)).join(separator)}\r\n`;
  let columns: readonly string[] | undefined;
  let headed = false;
  return {
    async onTrainBegin() {
      columns = undefined;
      headed = append && ((await stat(filename).catch(() => undefined))?.size ?? 0) > 0;
      if (!append) await writeFile(filename, '');
    },
    async onEpochEnd(epoch, logs) {
      if (columns === undefined) columns = columnsOf(Object.keys(logs));
      const head = headed ? '' : row(['epoch', ...columns]);
      headed = true;
      await appendFile(filename, head + row([epoch, ...columns.map((name) => logs[name])]));
    },
  };
}

/** The names in order; validation may come only in a later epoch. */
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
