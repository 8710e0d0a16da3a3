import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { lstat, readdir, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { codeOf } from './file-error.ts';

/** Names of files that are being written: `.myelin-<place>-<process>-<its start>-<random>.part`. A process that is killed leaves such
 *  a file behind, and the next one that writes into the folder removes it. */
const PART = /^\.myelin-([0-9a-f]{16})-([0-9]{1,10})-([0-9]{1,20})-[0-9a-f]{16}\.part$/;

/** Milliseconds after which a file that nobody writes to is left over, whoever wrote it: its process may have been in another
 *  container or on another machine, where this one cannot see whether it lives. */
const OLD = 3_600_000;

const read = (what: () => string): string => {
  try {
    return what();
  } catch {
    return ''; // Not on this system.
  }
};

/** Where numbers of processes mean the same: a start of a machine, and a container on it. */
const PLACE = createHash('sha256')
  .update(
    [
      hostname(),
      read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
      read(() => readlinkSync('/proc/self/ns/pid')),
    ].join('\n'),
  )
  .digest('hex')
  .slice(0, 16);

/** When a process began, in the system's ticks: numbers of processes are used again. 0 where the system does not tell.
 *  @source proc(5), /proc/pid/stat, field 22; the name in field 2 may hold spaces and brackets */
const startOf = (pid: number | string): string => {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
};

const OWN_START = startOf('self');

/** A name for a file that is being written; no two calls give the same, whatever process and thread they are in. */
export const partName = (): string => `.myelin-${PLACE}-${process.pid}-${OWN_START}-${randomBytes(8).toString('hex')}.part`;

/** Whether the process that wrote a part is known to have ended. */
function hasEnded(place: string, pid: string, start: string): boolean {
  if (place !== PLACE) return false;
  try {
    process.kill(Number(pid), 0); // sends nothing
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
  const now = startOf(pid);
  return start !== '0' && now !== '0' && now !== start;
}

/** Removes what processes that were killed have left in a folder. What it may not read or remove stays. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const [, place, pid, start] = PART.exec(name) ?? [];
    if (place === undefined) continue;
    const path = join(folder, name);
    const there = await lstat(path).catch(() => undefined);
    if (there?.isFile() !== true) continue;
    if (hasEnded(place, pid!, start!) || Date.now() - there.mtimeMs > OLD) await unlink(path).catch(() => undefined);
  }
}
