import { FileError } from '../core/errors.ts';

/** What the system's codes mean, and what to do. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder. Check the path, or make the folder first.',
  EACCES: 'permission denied. Ask for the right to it, or give another path.',
  EPERM: 'permission denied. Ask for the right to it, or give another path.',
  EROFS: 'the file system is read-only. Give another path.',
  EISDIR: 'expected a file, this is a folder. Give the path of a file.',
  ENOTDIR: 'a part of the path is not a folder. Check the path.',
  EEXIST: 'expected a folder, there is a file of this name. Give another path.',
  ENAMETOOLONG: 'the name is too long for the file system. Give a shorter one.',
  ELOOP: 'the links of the path lead in a circle. Remove one of them.',
  ENOSPC: 'there is no space left. Free some, or give a path on another disk.',
  EDQUOT: 'the quota of the disk is used up. Free some space, or give a path on another disk.',
  EFBIG: 'the file is larger than the file system allows. Give a path on another disk.',
  EMFILE: 'the process has too many open files. Close some, or raise its limit (ulimit -n).',
  EIO: 'the disk has failed to read or write. Check it, and try again.',
  EBUSY: 'another process holds the file. Close it there, and try again.',
};

/** The code that the system gives an error, such as ENOENT; undefined for an error of another kind. */
export const codeOf = (error: unknown): string | undefined => {
  const code = (error as NodeJS.ErrnoException | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
};

/** What an error of the file system means for the user; undefined for any other error. */
export const meaningOf = (error: unknown): string | undefined => {
  const code = codeOf(error);
  // What Node says of a path with a zero in it, before it asks the system.
  if (code === 'ERR_INVALID_ARG_VALUE') return 'the path has a character that no path can have. Give another path.';
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code) || code.startsWith('ERR')) return undefined;
  return Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : `the system says ${code}. Check the path and the disk, and try again.`;
};

/** What TensorFlow.js and pages take for a file. */
const ADDRESS = /^[a-z][a-z0-9+.-]+:\/\//i;

/** Does work on a file; errors of the file system become a FileError that names the path. Others pass.
 *  @param where  the call, as errors name it
 *  @throws {FileError} if the file system refuses */
export async function onFile<T>(where: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const meaning = meaningOf(cause);
    if (meaning === undefined) throw cause;
    const why = ADDRESS.test(path) ? 'this is an address. Give a path; to read what lies there, fetch its bytes first.' : meaning;
    throw new FileError(`${path.replaceAll('\0', '\\0')}: ${where}: ${why}`, { cause });
  }
}
