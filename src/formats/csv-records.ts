import { DataError } from '../core/errors.ts';

/** The rows of a CSV file, and the line on which each begins. */
export interface CsvRecords {
  readonly cells: string[][];
  readonly lines: number[];
}

const BLANK = /[^\S\r\n]/;

/** Cuts the text of a CSV file into cells. Blanks around cells, and blank lines, are left out; a line ends with \n, \r\n or \r.
 *  @param most  how many records are wanted
 *  @throws {DataError} on a quote that is not closed, or that stands inside a cell; names the line
 *  @source RFC 4180 */
export function csvRecords(text: string, separator: string, most: number = Infinity): CsvRecords {
  const cells: string[][] = [];
  const lines: number[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  let line = 1;
  const isBlank = (): boolean => at < text.length && !text.startsWith(separator, at) && BLANK.test(text[at]!);
  const atEnd = (): boolean => at >= text.length || text[at] === '\n' || text[at] === '\r' || text.startsWith(separator, at);
  const misplaced = (): never => {
    throw new DataError(`csv: line ${line}: a quote stands inside a cell. Put the whole cell in quotes and double the quotes inside.`);
  };

  /** A cell in quotes; `at` is the first of them. */
  const quoted = (): string => {
    let cell = '';
    for (const opened = line; ; ) {
      const close = text.indexOf('"', at + 1);
      if (close < 0) {
        throw new DataError(
          `csv: line ${opened}: a quote is opened and never closed. Close it, or double the quotes inside the cell.`,
        );
      }
      const part = text.slice(at + 1, close);
      line += part.split(/\r\n|\r|\n/).length - 1;
      cell += part;
      at = close + 1;
      if (text[at] !== '"') break;
      cell += '"';
    }
    while (isBlank()) at++;
    return atEnd() ? cell : misplaced();
  };

  const plain = (): string => {
    const begin = at;
    while (!atEnd()) if (text[at++] === '"') misplaced();
    return text.slice(begin, at).trimEnd();
  };

  while (at < text.length && cells.length < most) {
    const row: string[] = [];
    const first = line;
    for (;;) {
      while (isBlank()) at++;
      row.push(text[at] === '"' ? quoted() : plain());
      if (!text.startsWith(separator, at)) break;
      at += separator.length;
    }
    if (at < text.length) {
      at += text.startsWith('\r\n', at) ? 2 : 1;
      line++;
    }
    if (row.length === 1 && row[0] === '') continue;
    cells.push(row);
    lines.push(first);
  }
  return { cells, lines };
}
