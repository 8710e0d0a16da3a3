/** A loss of power, simulated: what was not synced may be gone. */
import { mkdtempSync, rmSync } from 'node:fs';
import type * as promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';

/** What the file system was asked for, in order. */
type Asked = readonly ['make' | 'write' | 'sync', string, string?] | readonly ['rename', string, string] | readonly ['sync folder'];

const asked: Asked[] = [];

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof promises>();
  return {
    ...real,
    open: async (path: string, ...rest: [never]) => {
      const handle = await real.open(path, ...rest);
      const name = basename(path);
      const isFolder = (await handle.stat()).isDirectory();
      if (!isFolder) asked.push(['make', name]);
      const [sync, write] = [handle.sync.bind(handle), handle.write.bind(handle)];
      handle.sync = async () => {
        await sync();
        asked.push(isFolder ? ['sync folder'] : ['sync', name]);
      };
      handle.write = (async (bytes: Uint8Array, at: number, length: number) => {
        const done = await write(bytes, at, length);
        asked.push(['write', name, Buffer.from(bytes.subarray(at, at + done.bytesWritten)).toString()]);
        return done;
      }) as never;
      return handle;
    },
    rename: async (from: string, to: string) => {
      await real.rename(from, to);
      asked.push(['rename', basename(from), basename(to)]);
    },
  };
});

const { writeWhole } = await import('../../src/formats/write-file.ts');
const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the name may lead to if the power goes after some calls: names and contents that were synced are there; others are there or not. */
function leadsTo(name: string, before: string, calls: readonly Asked[]): ReadonlySet<string> {
  const inMemory = new Map<string, string>();
  const onDisk = new Map<string, string>();
  let names: Map<string, string>[] = [new Map([[name, before]])]; // file by its first name
  onDisk.set(before, before);
  for (const call of calls) {
    if (call[0] === 'make') inMemory.set(call[1], '');
    if (call[0] === 'write') inMemory.set(call[1], inMemory.get(call[1])! + call[2]!);
    if (call[0] === 'sync') onDisk.set(call[1], inMemory.get(call[1])!);
    if (call[0] === 'rename') names.push(new Map([[call[2], call[1]]]));
    if (call[0] === 'sync folder') names = [names.at(-1)!];
  }
  return new Set(names.map((found) => onDisk.get(found.get(name)!) ?? 'lost'));
}

test('whenever the power goes, the name leads to the whole old file or the whole new one; at the end to the new one', async () => {
  const path = join(folder, 'f');
  const pieces = (value: string): Uint8Array[] => [value.slice(0, 3), value.slice(3)].map((part) => new TextEncoder().encode(part));
  await writeWhole('save', path, pieces('the old one'));
  asked.length = 0;
  await writeWhole('save', path, pieces('the new one'));
  for (let i = 0; i <= asked.length; i++) {
    const found = [...leadsTo('f', 'the old one', asked.slice(0, i))];
    expect(found.every((contents) => ['the old one', 'the new one'].includes(contents)), `after ${i} calls: ${found.join()}`).toBe(true);
  }
  expect([...leadsTo('f', 'the old one', asked)]).toEqual(['the new one']);
});
