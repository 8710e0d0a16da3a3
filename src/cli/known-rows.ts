import { Option, type Command } from 'commander';
import { ConfigError, DataError } from '../core/errors.ts';
import { addCsvOptions, type CsvFlags } from './arguments.ts';
import { noticeDropped, noticeUnseen } from './notice.ts';
import { readSource } from './source.ts';
import { imageRows, tableRows, type Rows, type Subject } from './subject.ts';
import { withoutIgnored } from './target.ts';

/** Which rows of DATA are used, and how they are read. */
export interface KnownFlags extends CsvFlags {
  readonly set?: 'train' | 'test';
}

export function addKnownOptions(command: Command): Command {
  return addCsvOptions(
    command.addOption(new Option('--set <name>', 'which pair of a folder (default: test if there is one)').choices(['train', 'test'])),
  );
}

/** The rows of DATA with their targets, in the form that the model takes.
 *  @throws {ConfigError | DataError | FormatError} if DATA does not fit the model */
export async function knownRows(subject: Subject, path: string, flags: KnownFlags): Promise<Rows> {
  const source = await readSource(path, flags, true);
  if (source.kind === 'table') {
    if (flags.set !== undefined) throw new ConfigError('--set names a pair of a folder of images, and DATA is a table. Leave it away.');
    if (subject.kind !== 'table') throw new ConfigError('the model takes images. Name a folder of IDX files.');
    const rows = tableRows(subject, withoutIgnored(source.table, flags.ignore));
    if (rows.count === 0) throw new DataError('expected rows with a target, received none.');
    noticeUnseen(rows.unseen);
    noticeDropped(rows.dropped);
    return rows;
  }
  if (subject.kind !== 'images') throw new ConfigError('the model takes rows of a table. Name a file of rows.');
  const pair = flags.set === undefined ? (source.test ?? source.train) : source[flags.set];
  if (pair === undefined) throw new ConfigError(`the folder has no ${flags.set} set.`);
  return imageRows(subject, pair);
}
