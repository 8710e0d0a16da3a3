import { printable, printableLines } from '../core/printable.ts';
import { meaningOf } from '../formats/file-error.ts';
import { EXIT } from './exit.ts';
import type { Progress } from './progress.ts';

/** All that the command writes on terminals, but for the bar, goes through here: characters of files that a terminal would obey are told by
 *  their codes. */

let quiet = false;
let bar: Progress | undefined;

/** Leaves notes away from now on. */
export function beQuiet(): void {
  quiet = true;
}

export const isQuiet = (): boolean => quiet;

/** Names the bar that has to make place for what is written, as long as there is one. */
export function setBar(shown: Progress | undefined): void {
  bar = shown;
}

/** Tells on stderr how the work goes; nothing with --quiet. */
export function note(text: string): void {
  if (!quiet) tellOnStderr(printableLines(text));
}

/** Tells an error or a warning in one line on stderr. */
export function complain(text: string): void {
  tellOnStderr(printable(text.trim().replaceAll(/\s*\n\s*/g, ' ')));
}

/** The same with the stack of an error, whose lines stay. */
export function complainAtLength(text: string): void {
  tellOnStderr(printableLines(text));
}

function tellOnStderr(text: string): void {
  bar?.clear();
  process.stderr.write(`${text}\n`);
}

/** Writes a result to stdout. */
export function tell(text: string): void {
  process.stdout.write(`${printableLines(text)}\n`);
}

/** Writes a result as JSON to stdout, lists of numbers in a line each. */
export function tellJson(value: unknown): void {
  const lines = JSON.stringify(value, null, 2).replaceAll(/\[\n[-+\d.e,\s]*\]/g, (list) =>
    list.replaceAll(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'),
  );
  // JSON leaves the controls from 7f on as they are; `\u` and four digits mean the same to who reads it.
  const text = lines.replaceAll(/[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  process.stdout.write(`${text}\n`);
}

/** A reader that closes the pipe early, such as `head`, is not a failure. */
export function heedClosedPipes(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') complain(`myelin: standard output: ${meaningOf(error) ?? error.message}`);
    process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed);
  });
  // Notes that nobody reads do not end the work.
  process.stderr.on('error', () => undefined);
}
