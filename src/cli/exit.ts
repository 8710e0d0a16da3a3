import { MyelinError } from '../core/errors.ts';

/** What the exit code tells a script; every --help lists it. */
export const EXIT: Readonly<Record<'ok' | 'failed' | 'input' | 'interrupted', number>> = { ok: 0, failed: 1, input: 2, interrupted: 130 };

export const EXIT_HELP: string = `
Exit codes: ${EXIT.ok} done, ${EXIT.failed} the work failed, ${EXIT.input} wrong usage or input, ${EXIT.interrupted} interrupted.`;

/** Codes of errors whose cause is what the user gave. */
const INPUT_CODES: ReadonlySet<unknown> = new Set([
  ...['ERR_MYELIN_CONFIG', 'ERR_MYELIN_DATA', 'ERR_MYELIN_FORMAT', 'ERR_MYELIN_SHAPE'],
  ...['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'EROFS'],
]);

/** Runs work on a file; what goes wrong with it or its contents is told with its name. */
export async function naming<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MyelinError && INPUT_CODES.has(error.code) && !error.message.startsWith(path)) {
      error.message = `${path}: ${error.message}`;
    }
    // Node itself names no file that was open already.
    if (isFileError(error)) error.path ??= path;
    throw error;
  }
}

/** The exit code an error ends the command with. */
export function exitCodeOf(error: unknown): number {
  return INPUT_CODES.has((error as { code?: unknown } | undefined)?.code) ? EXIT.input : EXIT.failed;
}

/** An error as the user reads it: one line where it was made on purpose, the stack where it was not. */
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
  return error instanceof Error && Object.hasOwn(FILE_ERRORS, `${(error as NodeJS.ErrnoException).code}`);
}
