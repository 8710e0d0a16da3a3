/** Files are replaced as a whole: whatever happens, a path leads to the old contents or the new ones. */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync, existsSync, linkSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync,
  symlinkSync,
  utimesSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileError } from '../../src/core/errors.ts';
import { partName } from '../../src/formats/leftovers.ts';
import { appendTo, writeWhole } from '../../src/formats/write-file.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'myelin-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const text = (value: string): Uint8Array[] => [new TextEncoder().encode(value)];
const read = (path: string): string => readFileSync(path, 'utf8');
const write = (path: string, value: string): Promise<void> => writeWhole('save', path, text(value));

test('the file has the pieces one behind another, and nothing lies beside it', async () => {
  const path = join(folder, 'f');
  await writeWhole('save', path, [...text('one '), new Uint8Array(), ...text('two')]);
  expect([read(path), readdirSync(folder)]).toEqual(['one two', ['f']]);
});

test('the mode of the old file is kept; a new one has what the process gives', async () => {
  const path = join(folder, 'f');
  const umask = process.umask();
  await write(path, 'old');
  expect(statSync(path).mode & 0o777).toBe(0o666 & ~umask);
  chmodSync(path, 0o640);
  await write(path, 'new');
  expect([read(path), statSync(path).mode & 0o777]).toEqual(['new', 0o640]);
});

test('what a link points to is written, also if it is not there yet', async () => {
  mkdirSync(join(folder, 'elsewhere'));
  const [link, dangling] = [join(folder, 'link'), join(folder, 'dangling')];
  writeFileSync(join(folder, 'elsewhere', 'f'), 'old');
  symlinkSync(join('elsewhere', 'f'), link);
  symlinkSync(join('elsewhere', 'g'), dangling);
  await write(link, 'new');
  await write(dangling, 'made');
  expect([read(join(folder, 'elsewhere', 'f')), readlinkSync(link)]).toEqual(['new', join('elsewhere', 'f')]);
  expect([read(join(folder, 'elsewhere', 'g')), lstatSync(dangling).isSymbolicLink()]).toEqual(['made', true]);
  expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['f', 'g']);
});

test('another name of the old file keeps the old contents', async () => {
  const [path, other] = [join(folder, 'f'), join(folder, 'other')];
  writeFileSync(path, 'old');
  linkSync(path, other);
  await write(path, 'new');
  expect([read(path), read(other)]).toEqual(['new', 'old']);
});

test('calls for one path all resolve, and the file is as one of them wrote it', async () => {
  const path = join(folder, 'f');
  const contents = Array.from({ length: 8 }, (_, i) => String(i).repeat(3_000_000));
  await Promise.all(contents.map((value) => write(path, value)));
  expect(contents).toContain(read(path));
  expect(readdirSync(folder)).toEqual(['f']);
});

test('if pieces fail, the old file is as before, and nothing lies beside it', async () => {
  const path = join(folder, 'f');
  await write(path, 'old');
  const pieces = function* (): Generator<Uint8Array> {
    yield* text('new');
    throw new RangeError('no more');
  };
  await expect(writeWhole('save', path, pieces())).rejects.toThrow(RangeError);
  expect([read(path), readdirSync(folder)]).toEqual(['old', ['f']]);
});

test('errors of the file system name the path and what to do', async () => {
  writeFileSync(join(folder, 'f'), '');
  symlinkSync('circle', join(folder, 'circle'));
  const refused = async (path: string, work: (path: string) => Promise<void>): Promise<string> => {
    const error = await work(path).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(FileError);
    expect((error as FileError).code).toBe('ERR_MYELIN_FILE');
    expect((error as FileError).message.startsWith(`${path}: save: `)).toBe(true);
    return (error as FileError).message.slice(path.length);
  };
  const append = (path: string): Promise<void> => appendTo('save', path, 'x');
  for (const work of [(path: string) => write(path, 'x'), append]) {
    expect(await refused(join(folder, 'missing', 'f'), work)).toMatch(/no such file or folder.*make the folder/);
    expect(await refused(folder, work)).toMatch(/this is a folder.*Give/);
    expect(await refused(join(folder, 'f', 'g'), work)).toMatch(/not a folder/);
    expect(await refused(join(folder, 'circle'), work)).toMatch(/circle/);
    expect(await refused(join(folder, 'n'.repeat(300)), work)).toMatch(/too long/);
  }
  if (existsSync('/dev/full')) expect(await refused('/dev/full', (path) => write(path, 'x'))).toMatch(/no space left/);
  expect(readdirSync(folder).toSorted()).toEqual(['circle', 'f']);
});

const ended = (): number => spawnSync(process.execPath, ['-e', '']).pid;

test('what dead processes have left is removed, and nothing else', async () => {
  const own = partName();
  const [, place, , start] = /^\.myelin-(\w+)-(\d+)-(\d+)-/.exec(own)!;
  const part = (where: string, pid: number, began: string): string => `.myelin-${where}-${pid}-${began}-0123456789abcdef.part`;
  const elsewhere = '0'.repeat(16);
  const left = [part(place!, ended(), '1'), part(elsewhere, 2, '1')];
  const kept = [own, part(elsewhere, 1, '1'), '.myelin-notes.part', 'f.part', part(place!, process.pid, start!)];
  for (const name of [...left, ...kept]) writeFileSync(join(folder, name), 'x');
  const long = Date.now() / 1000 - 7200;
  for (const name of [left[1]!, 'f.part', '.myelin-notes.part']) utimesSync(join(folder, name), long, long);
  // A number that the system has given again.
  if (start !== '0') {
    left.push(part(place!, process.pid, String(Number(start) + 1)));
    writeFileSync(join(folder, left.at(-1)!), 'x');
  }
  const target = join(folder, 'precious');
  writeFileSync(target, 'kept');
  const link = part(place!, ended(), '2');
  symlinkSync(target, join(folder, link));
  await write(join(folder, 'f'), 'new');
  expect(readdirSync(folder).toSorted()).toEqual([...kept, link, 'f', 'precious'].toSorted());
  expect(read(target)).toBe('kept');
});

const MODULE = JSON.stringify(new URL('../../dist/formats/write-file.js', import.meta.url).href);
/** Writes forever, a letter after another. */
const writer = (path: string, letters: string): string => `
  const { writeWhole } = await import(${MODULE});
  console.log('begun');
  for (let i = 0; ; i = (i + 1) % ${letters.length}) {
    const letter = ${JSON.stringify(letters)}.charCodeAt(i);
    await writeWhole('save', ${JSON.stringify(path)}, Array.from({ length: 16 }, () => new Uint8Array(1 << 16).fill(letter)));
  }
`;

test('two writers that are killed at any moment leave a whole file, and the next one a clean folder', async () => {
  const path = join(folder, 'f');
  for (let round = 0; round < 8; round++) {
    await Promise.all(
      ['ab', 'cd'].map(async (letters, i) => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', writer(path, letters)]);
        await new Promise((resolve) => child.stdout.once('data', resolve));
        await new Promise((resolve) => setTimeout(resolve, 5 + ((round * 7 + i * 3) % 23)));
        child.kill('SIGKILL');
        await new Promise((resolve) => child.once('exit', resolve));
      }),
    );
    if (!existsSync(path)) continue;
    const bytes = readFileSync(path);
    expect(bytes.length).toBe(1 << 20);
    expect(bytes.every((b) => b === bytes[0])).toBe(true);
  }
  await write(path, 'new');
  expect(readdirSync(folder)).toEqual(['f']);
});

test('threads write one path, and each file is whole', async () => {
  const path = join(folder, 'f');
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    import(${MODULE}).then(async ({ writeWhole }) => {
      for (let i = 0; i < 10; i++) await writeWhole('save', ${JSON.stringify(path)}, [new Uint8Array(1 << 20).fill(workerData)]);
      parentPort.postMessage('done');
    });`;
  const workers = [1, 2, 3].map((workerData) => new Worker(code, { eval: true, workerData }));
  await Promise.all(workers.map((worker) => new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject))));
  const bytes = readFileSync(path);
  expect([bytes.length, bytes.every((b) => b === bytes[0]), readdirSync(folder)]).toEqual([1 << 20, true, ['f']]);
});
