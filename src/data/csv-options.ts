import { boolean, kept, maybe, number, oneOf, options as declared, or, text } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { MOST_BYTES } from '../formats/read-pieces.ts';
import { checkTypes, type CellOptions } from '../preprocessing/infer-columns.ts';

/** How the cells of tables are read, and who is told what was found out. */
export interface TableOptions extends CellOptions {
  /** The most bytes of a file, after decompression (default 2^30). A table takes several times as much memory. */
  readonly maxBytes?: number | undefined;
  /** Is told, in a line each, what was found out about the file that changes values (default: a warning each). The table keeps them as
   *  `notices`. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

export interface CsvOptions extends TableOptions {
  /** Whether the first row holds names (default: detected from the cells). */
  readonly header?: boolean | undefined;
  /** The separator of cells (default: detected; comma, semicolon, tab, bar, and others that are rare). */
  readonly separator?: string | undefined;
  /** The encoding of the text, as TextDecoder names it (default: UTF-8 or UTF-16; windows-1252 where bytes are neither). */
  readonly encoding?: string | undefined;
}

const SHARED = {
  decimal: maybe(oneOf(['.', ','])), dates: maybe(oneOf(['dmy', 'mdy'])), types: maybe(kept(checkTypes)),
  ambiguous: maybe(oneOf(['error', 'text'])), maxBytes: or(number({ least: 1 }), MOST_BYTES),
  onNotice: maybe(
    kept((where, name, given: (notice: string) => void) => {
      if (typeof given === 'function') return given;
      throw new ConfigError(`${where}: ${name} must be a function of a line, received ${show(given)}.`);
    }),
  ),
} as const;
const TABLE = declared<TableOptions>()(SHARED);
const CSV = declared<CsvOptions>()({ ...SHARED, header: maybe(boolean()), separator: maybe(text()), encoding: maybe(text()) });

/** Options that have been checked. */
type Held<O> = O & { readonly maxBytes: number };

export const tableOptions = (where: string, given: TableOptions): Held<TableOptions> => TABLE.read(where, given);
export const csvOptions = (where: string, given: CsvOptions): Held<CsvOptions> => CSV.read(where, given);

/** Notices that are shown of a file; a table may have very many columns. */
const SHOWN = 20;

/** Tells what was found out about a file.
 *  @param file  its path, or '' */
export function tell(notices: readonly string[], { onNotice }: TableOptions, file: string): void {
  const rest = notices.length - SHOWN;
  const lines = rest > 0 ? [...notices.slice(0, SHOWN), `${rest} more, see the table's notices`] : notices;
  for (const line of lines) {
    const text = file === '' ? line : `${file}: ${line}`;
    if (onNotice === undefined) host().warn('MYELIN_TABLE', text);
    else onNotice(text);
  }
}
