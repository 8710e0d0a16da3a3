import { constants } from 'node:fs';
import { lstat, mkdir, open, readlink, realpath, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { codeOf, onFile } from './file-error.ts';
import { partName, removeLeftovers } from './leftovers.ts';

/** Bytes that are written at once, so that no write holds a thread of Node's pool for long. */
const PIECE = 4 << 20;
/** Links that are followed one after another. @source Linux, path_resolution(7) */
const MOST_LINKS = 40;
/** What a system says that cannot make a folder durable, or does not let us open one. */
const NO_FOLDER_SYNC: readonly (string | undefined)[] = ['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'ENOSYS', 'EBADF'];
/** How often, and after how many milliseconds, Windows is asked again to replace a file that somebody reads. */
const ATTEMPTS = 20;
const PAUSE = 50;

/** Writes a whole file, so that at any moment, also after a kill or a loss of power, its path leads to the old contents or the new ones,
 *  and never to a mixture. When the promise resolves, the new ones are on the disk. They are first written beside the old ones, under a
 *  name of their own. The old file's mode is kept. If the path is a link, what it points to is written. A device or a pipe is
 *  written directly. Of several calls for one path, all resolve, and the file is as one of them wrote it.
 *  @param where  the call, as errors name it
 *  @param pieces  the contents, from the first byte to the last; they must not change until they are asked for the next piece
 *  @throws {FileError} if the file system refuses; the old file and the folder are then as before */
export function writeWhole(where: string, path: string, pieces: Iterable<Uint8Array>): Promise<void> {
  return onFile(where, path, async () => {
    const there = await stat(path).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
      return undefined;
    });
    if (there !== undefined && !there.isFile()) return writeInto(path, pieces);
    const target = there === undefined ? await pointedTo(path) : await realpath(path);
    const folder = dirname(target);
    await removeLeftovers(folder);
    const part = join(folder, partName());
    // O_EXCL follows no link, and opens nothing that is there already.
    const file = await open(part, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, there === undefined ? 0o666 : 0o600);
    try {
      try {
        if (there !== undefined) await file.chmod(there.mode & 0o7777).catch(mustHaveModes);
        await writeAll(file, pieces);
        await file.sync();
      } finally {
        await file.close();
      }
      await replace(part, target);
    } catch (error) {
      await unlink(part).catch(() => undefined);
      throw error;
    }
    await syncFolder(folder);
  });
}

/** Adds text to the end of a file. When the promise resolves, it is on the disk.
 *  @param where  the call, as errors name it
 *  @throws {FileError} if the file system refuses */
export function appendTo(where: string, path: string, text: string): Promise<void> {
  return onFile(where, path, async () => {
    const file = await open(path, 'a');
    try {
      await file.writeFile(text);
      if ((await file.stat()).isFile()) await file.sync();
    } finally {
      await file.close();
    }
  });
}

/** Makes a folder and those above it, unless they are there. When the promise resolves, they are on the disk. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true }).catch(async (error: unknown) => {
    // Node says so of a disk that is read-only, too. Asked for the highest folder that lacks alone, the system gives its reason.
    if (codeOf(error) !== 'ENOENT') throw error;
    let missing = resolve(path);
    while (dirname(missing) !== missing && (await stat(dirname(missing)).catch(() => undefined)) === undefined) missing = dirname(missing);
    await mkdir(missing);
    return mkdir(path, { recursive: true });
  });
  if (first === undefined) return;
  const top = dirname(resolve(first));
  for (let at = resolve(path); at !== top; at = dirname(at)) await syncFolder(dirname(at));
}

/** Lets a file system pass that has no modes. */
function mustHaveModes(error: unknown): void {
  if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EINVAL'].includes(codeOf(error) ?? '')) throw error;
}

/** Where the links of a path lead that end at nothing. */
async function pointedTo(path: string): Promise<string> {
  let at = resolve(path);
  for (let i = 0; i < MOST_LINKS; i++) {
    const link = await lstat(at).catch(() => undefined);
    if (link?.isSymbolicLink() !== true) return at;
    at = resolve(dirname(at), await readlink(at));
  }
  throw Object.assign(new Error(`too many links: ${path}`), { code: 'ELOOP' });
}

async function writeInto(path: string, pieces: Iterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'w');
  try {
    await writeAll(file, pieces);
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, pieces: Iterable<Uint8Array>): Promise<void> {
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      at += (await file.write(piece, at, Math.min(PIECE, piece.length - at))).bytesWritten;
    }
  }
}

/** Gives a file the place of another. */
async function replace(part: string, target: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(part, target);
    } catch (error) {
      // Windows refuses while another process, such as a virus scanner, has one of the two open.
      const again = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error) ?? '');
      if (!again || attempt === ATTEMPTS) throw error;
      await new Promise((resume) => setTimeout(resume, PAUSE));
    }
  }
}

/** Makes the names in a folder durable, where the system can. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    if (!NO_FOLDER_SYNC.includes(codeOf(error))) throw error;
  } finally {
    await handle?.close();
  }
}
