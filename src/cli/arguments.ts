import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CsvOptions } from '../data/csv.ts';
import { COLUMN_TYPES, type ColumnType } from '../preprocessing/infer-columns.ts';
import { note } from './say.ts';

/** Parsers of option values. Commander puts the option and the given value before their messages. */

export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    if (!/^\d+$/.test(text) || Number(text) < least || !Number.isSafeInteger(Number(text))) {
      throw new InvalidArgumentError(`Expected a whole number, ${least} or more.`);
    }
    return Number(text);
  };
}

export function positiveNumber(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError('Expected a number above 0.');
  return value;
}

/** A strength or a weight, 0 or more. */
export function strength(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= 0 && value < Infinity)) throw new InvalidArgumentError('Expected a number, 0 or more.');
  return value;
}

/** A share of the whole, from 0 up to but not including 1. */
export function share(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= 0 && value < 1)) throw new InvalidArgumentError('Expected a number from 0 to below 1.');
  return value;
}

/** Sizes separated by commas; `none` for no hidden layer. */
export function sizes(text: string): number[] {
  return text === 'none' ? [] : text.split(',').map((size) => wholeNumber(1)(size.trim()));
}

/** Options for reading a table; without them the format is detected. */
export interface CsvFlags {
  readonly header?: boolean;
  readonly separator?: string;
  /** Columns that are left out, as they were given. */
  readonly ignore?: readonly string[];
  readonly encoding?: string;
  readonly decimal?: '.' | ',';
  readonly dates?: 'dmy' | 'mdy';
  readonly type?: Readonly<Record<string, ColumnType>>;
}

/** The options for reading a table, from all flags. What was found out about it goes to stderr. */
export function csvOptions({ header, separator, encoding, decimal, dates, type }: CsvFlags): CsvOptions {
  return { header, separator, encoding, decimal, dates, types: type, onNotice: note };
}

export function addCsvOptions(command: Command): Command {
  return command
    .option('--header', 'the first row of the CSV holds names (default: found out)')
    .option('--no-header', 'the first row of the CSV holds values')
    .option('--separator <character>', 'what separates cells (default: found out)', (text) => {
      const character = text === 'tab' || text === '\\t' ? '\t' : text;
      if (character.length !== 1) throw new InvalidArgumentError("Expected one character, or 'tab'.");
      return character;
    })
    .option('--encoding <name>', 'encoding of the CSV (default: UTF-8, UTF-16, or else windows-1252)')
    .addOption(new Option('--decimal <sign>', 'what stands before decimals, where 1,234 tells nothing').choices(['.', ',']))
    .addOption(new Option('--dates <order>', 'the order of dates, where 01/02/2024 tells nothing').choices(['dmy', 'mdy']))
    .option('--type <column=type>', 'what a column holds: number, date or text (default: found out); may come again', columnType)
    .option(
      '--ignore <columns>',
      'columns to leave out, separated by commas: names, or numbers counted from 0; may be given several times',
      (text: string, before: readonly string[] = []) => [...before, text],
    );
}

export function addOverwriteOption(command: Command): Command {
  return command.option('--overwrite', 'replace files that are there already');
}

export function addQuietOption(command: Command): Command {
  return command.option('--quiet', 'tell the results, warnings and errors alone');
}

function columnType(text: string, before: CsvFlags['type'] = {}): NonNullable<CsvFlags['type']> {
  const at = text.lastIndexOf('=');
  const type = COLUMN_TYPES.find((one) => one === text.slice(at + 1));
  if (at < 1 || type === undefined)
    throw new InvalidArgumentError(`Expected a column and one of ${COLUMN_TYPES.join(', ')}, such as zip=text.`);
  return { ...before, [text.slice(0, at)]: type };
}
