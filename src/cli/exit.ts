import { inspect } from 'node:util';
import { FileError, MyelinError } from '../core/errors.ts';
import { meaningOf } from '../formats/file-error.ts';

/** The exit codes for scripts; every --help lists them. */
export const EXIT: Readonly<Record<'ok' | 'failed' | 'input' | 'interrupted', number>> = { ok: 0, failed: 1, input: 2, interrupted: 130 };

export const EXIT_HELP: string = `
Exit codes: ${EXIT.ok} done, ${EXIT.failed} the work failed, ${EXIT.input} wrong usage or input, ${EXIT.interrupted} interrupted.`;

/** Codes of errors that the user's input causes. */
const INPUT_CODES: ReadonlySet<unknown> = new Set([
  ...['ERR_MYELIN_CONFIG', 'ERR_MYELIN_DATA', 'ERR_MYELIN_FORMAT', 'ERR_MYELIN_SHAPE'],
  ...['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'EROFS'],
]);

/** Runs `work` on a file. Adds the file's name to errors about the file or its contents. */
export async function naming<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MyelinError && INPUT_CODES.has(codeOf(error)) && !error.message.startsWith(path)) {
      error.message = `${path}: ${error.message}`;
    }
    // Node's errors name no file if the file was already open.
    if (meaningOf(error) !== undefined) (error as NodeJS.ErrnoException).path ??= path;
    throw error;
  }
}

/** The exit code of the command after an error. */
export function exitCodeOf(error: unknown): number {
  return INPUT_CODES.has(codeOf(error)) ? EXIT.input : EXIT.failed;
}

/** The code of an error; that of the system, if the file system has refused. */
const codeOf = (error: unknown): unknown =>
  error instanceof FileError ? codeOf(error.cause) : (error as { code?: unknown } | undefined)?.code;

/** An error as text for the user.
 *  @param verbose  whether to tell where it was thrown, and what caused it */
export function errorText(error: unknown, verbose: boolean): string {
  if (verbose) return `myelin: ${inspect(error)}`;
  if (error instanceof MyelinError) return `myelin: ${error.message}`;
  const meaning = meaningOf(error);
  const { path } = (error ?? {}) as NodeJS.ErrnoException;
  if (meaning !== undefined) return `myelin: ${path === undefined ? '' : `${path}: `}${meaning}`;
  return `myelin: unexpected ${String(error)} (--verbose tells where)`;
}
