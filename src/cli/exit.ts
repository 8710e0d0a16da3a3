import { MyelinError } from '../core/errors.ts';

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
    if (error instanceof MyelinError && INPUT_CODES.has(error.code) && !error.message.startsWith(path)) {
      error.message = `${path}: ${error.message}`;
    }
    // Node's errors name no file if the file was already open.
    if (isFileError(error)) error.path ??= path;
    throw error;
  }
}

/** The exit code of the command after an error. */
export function exitCodeOf(error: unknown): number {
  return INPUT_CODES.has((error as { code?: unknown } | undefined)?.code) ? EXIT.input : EXIT.failed;
}

/** An error as text for the user: one line if it was thrown on purpose, otherwise the stack. */
export function errorText(error: unknown): string {
  if (error instanceof MyelinError) return `myelin: ${error.message}`;
  if (isFileError(error)) return `myelin: ${error.path === undefined ? '' : `${error.path}: `}${FILE_ERRORS[error.code!]}`;
  return `myelin: ${(error as Error | undefined)?.stack ?? String(error)}`;
}

const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder.',
  EACCES: 'permission denied.',
  EPERM: 'permission denied.',
  EROFS: 'the file system is read-only.',
  EISDIR: 'expected a file, this is a folder.',
  ENOTDIR: 'a part of the path is not a folder.',
  ENOSPC: 'there is no space left.',
};

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return Object.hasOwn(FILE_ERRORS, `${(error as NodeJS.ErrnoException | undefined)?.code}`);
}
