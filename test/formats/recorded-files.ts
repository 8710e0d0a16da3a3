/** A file system that notes what it is asked for, and what may be left of it if the power goes at any moment. */
import { mkdirSync, writeFileSync } from 'node:fs';
import type * as promises from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';

/** What the file system was asked for. Files have numbers, since their names change. */
type Asked =
  | { readonly op: 'create' | 'truncate' | 'sync'; readonly path: string; readonly id: number }
  | { readonly op: 'write'; readonly path: string; readonly id: number; readonly bytes: Buffer }
  | { readonly op: 'rename'; readonly path: string; readonly to: string }
  | { readonly op: 'remove' | 'mkdir' | 'sync folder'; readonly path: string };

const asked: Asked[] = [];
const ids = new Map<string, number>();
let made = 0;

/** Number of requests so far. */
export const requests = (): number => asked.length;

/** The functions of node:fs/promises that change something, noted. */
export function recorded(real: typeof promises): typeof promises {
  const open = async (path: string, ...rest: [never]): Promise<promises.FileHandle> => {
    const there = await real.stat(path).catch(() => undefined);
    const handle = await real.open(path, ...rest);
    if ((await handle.stat()).isDirectory()) {
      const sync = handle.sync.bind(handle);
      handle.sync = async () => {
        await sync();
        asked.push({ op: 'sync folder', path });
      };
      return handle;
    }
    const id = there === undefined ? made++ : ids.get(path)!;
    ids.set(path, id);
    if (there === undefined) asked.push({ op: 'create', path, id });
    else if ((rest as unknown[])[0] === 'w') asked.push({ op: 'truncate', path, id });
    const [sync, write] = [handle.sync.bind(handle), handle.write.bind(handle)];
    handle.sync = async () => {
      await sync();
      asked.push({ op: 'sync', path, id });
    };
    handle.write = (async (bytes: Uint8Array, at: number, length: number) => {
      const done = await write(bytes, at, length);
      asked.push({ op: 'write', path, id, bytes: Buffer.from(bytes.subarray(at, at + done.bytesWritten)) });
      return done;
    }) as never;
    return handle;
  };
  const remove = async (path: string, work: () => Promise<void>): Promise<void> => {
    await work();
    asked.push({ op: 'remove', path });
  };
  return {
    ...real,
    open: open as never,
    rename: (async (from: string, to: string) => {
      await real.rename(from, to);
      ids.set(to, ids.get(from)!);
      asked.push({ op: 'rename', path: from, to });
    }) as never,
    unlink: ((path: string) => remove(path, () => real.unlink(path))) as never,
    rm: ((path: string, options: never) => remove(path, () => real.rm(path, options))) as never,
    rmdir: ((path: string) => remove(path, () => real.rmdir(path))) as never,
    mkdir: (async (path: string, options: never) => {
      const first = await real.mkdir(path, options);
      if (first !== undefined) for (let at = path; ; at = dirname(at)) {
        asked.push({ op: 'mkdir', path: at });
        if (at === first) break;
      }
      return first;
    }) as never,
  };
}

/** A change of a folder: names that come, with their file or as a folder, and names that go. */
interface Change {
  readonly set?: readonly [name: string, what: number | 'folder'];
  readonly gone?: string;
}

class Disk {
  /** The names in each folder that are on the disk, and changes that may be or not. */
  readonly folders = new Map<string, { readonly names: Map<string, number | 'folder'>; pending: Change[] }>();
  readonly files = new Map<number, { now: Buffer; synced: Buffer }>();

  folder(path: string) {
    if (!this.folders.has(path)) this.folders.set(path, { names: new Map(), pending: [] });
    return this.folders.get(path)!;
  }

  take(request: Asked): void {
    const { path } = request;
    const [folder, name] = [this.folder(dirname(path)), basename(path)];
    switch (request.op) {
      case 'create':
        this.files.set(request.id, { now: Buffer.alloc(0), synced: Buffer.alloc(0) });
        folder.pending.push({ set: [name, request.id] });
        break;
      case 'truncate': this.files.get(request.id)!.now = Buffer.alloc(0); break;
      case 'write': {
        const file = this.files.get(request.id)!;
        file.now = Buffer.concat([file.now, request.bytes]);
        break;
      }
      case 'sync': {
        const file = this.files.get(request.id)!;
        file.synced = file.now;
        break;
      }
      case 'rename': {
        const names = changed(folder.names, folder.pending);
        folder.pending.push({ set: [basename(request.to), names.get(name)!], gone: name });
        break;
      }
      case 'remove': folder.pending.push({ gone: name }); break;
      case 'mkdir': folder.pending.push({ set: [name, 'folder'] }); break;
      case 'sync folder': {
        const synced = this.folder(path);
        const names = changed(synced.names, synced.pending);
        synced.names.clear();
        for (const [key, what] of names) synced.names.set(key, what);
        synced.pending = [];
      }
    }
  }
}

function changed(names: ReadonlyMap<string, number | 'folder'>, changes: readonly Change[]): Map<string, number | 'folder'> {
  const after = new Map(names);
  for (const { set, gone } of changes) {
    if (gone !== undefined) after.delete(gone);
    if (set !== undefined) after.set(...set);
  }
  return after;
}

/** The most changes of a folder that may wait to be synced: each doubles what may be left. */
const MOST = 8;

/** What may have become of bytes that were not synced: nothing of them, all, zeros in their place, half of them. */
const FATES: readonly ((file: { now: Buffer; synced: Buffer }) => Buffer)[] = [
  ({ synced }) => synced,
  ({ now }) => now,
  ({ now, synced }) => Buffer.concat([synced, Buffer.alloc(Math.max(0, now.length - synced.length))]),
  ({ now, synced }) => now.subarray(0, synced.length + (Math.max(0, now.length - synced.length) >> 1)),
];

/** A folder after a loss of power: the contents of its files by their paths within. */
export type Left = ReadonlyMap<string, Buffer>;

/** All that may be left in a folder after the first `count` requests: of changes of names that were not synced each may be there or not,
 *  and bytes that were not synced meet one of the fates. Nothing is said twice. */
export function leftAfter(root: string, count: number): readonly Left[] {
  const disk = new Disk();
  for (const request of asked.slice(0, count)) disk.take(request);
  const inside = [...disk.folders].filter(([path]) => path === root || path.startsWith(`${root}/`));
  const found = new Map<string, Left>();
  const choose = (i: number, chosen: ReadonlyMap<string, ReadonlyMap<string, number | 'folder'>>): void => {
    if (i < inside.length) {
      const [path, { names, pending }] = inside[i]!;
      if (pending.length > MOST) throw new Error(`${path}: ${pending.length} changes of names wait to be synced`);
      for (let mask = 0; mask < 2 ** pending.length; mask++)
        choose(i + 1, new Map([...chosen, [path, changed(names, pending.filter((_, bit) => (mask >> bit) & 1))]]));
      return;
    }
    for (const fate of FATES) {
      const left = new Map<string, Buffer>();
      const walk = (folder: string): void => {
        for (const [name, what] of chosen.get(folder) ?? []) {
          if (what === 'folder') walk(join(folder, name));
          else left.set(relative(root, join(folder, name)), fate(disk.files.get(what)!));
        }
      };
      walk(root);
      const parts = [...left].toSorted(([a], [b]) => (a < b ? -1 : 1));
      found.set(parts.map(([name, bytes]) => `${name} ${bytes.toString('latin1')}`).join('\n'), left);
    }
  };
  choose(0, new Map());
  return [...found.values()];
}

/** Makes a folder as it was left. */
export function lay(folder: string, left: Left): void {
  for (const [name, bytes] of left) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
}
