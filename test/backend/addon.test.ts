/** Which addon files are opened, and what is said of others. Children use the built package. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setNativePath } from '../../src/backend/addon.ts';
import { MANIFEST, manifestOf, refusalOf } from '../../src/backend/addon-file.ts';
import { ConfigError } from '../../src/core/errors.ts';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'myelin-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file in a folder of its own. */
function put(name: string, bytes: Uint8Array, manifest?: object | string): string {
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'myelin.node'), bytes);
  if (manifest !== undefined) writeFileSync(join(own, MANIFEST), typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  return join(own, 'myelin.node');
}

function header(length: number, write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(length);
  write(bytes);
  return bytes;
}
const elf = (machine: number): Buffer =>
  header(64, (bytes) => {
    bytes.writeUInt32BE(0x7f454c46);
    bytes.writeUInt16LE(machine, 18);
  });
const mach = (processor: number): Buffer =>
  header(64, (bytes) => {
    bytes.writeUInt32BE(0xcffaedfe);
    bytes.writeUInt32LE(processor, 4);
  });
const pe = (machine: number): Buffer =>
  header(80, (bytes) => {
    bytes.write('MZ');
    bytes.writeUInt32LE(64, 0x3c);
    bytes.write('PE\0\0', 64);
    bytes.writeUInt16LE(machine, 68);
  });

test('a file for another system or processor is named', () => {
  const all = {
    'linux-x64': elf(62), 'linux-arm64': elf(183), 'linux-processor 243': elf(243), 'darwin-x64': mach(0x01000007),
    'darwin-arm64': mach(0x0100000c), 'win32-x64': pe(0x8664), 'win32-arm64': pe(0xaa64),
  };
  const here = `${process.platform}-${process.arch}`;
  for (const [platform, bytes] of Object.entries(all).filter(([name]) => name !== here)) {
    expect(refusalOf(put(platform, bytes))).toBe(`it was built for ${platform}, and this process is ${here}`);
  }
});

test('what is no addon is said so', () => {
  expect(refusalOf(join(folder, 'absent.node'))).toBe('no such file');
  expect(refusalOf(folder)).toBe('it is no regular file');
  for (const bytes of [Buffer.alloc(0), Buffer.from('MZ'), Buffer.alloc(100), Buffer.from('#!/bin/sh\n'.repeat(20))]) {
    expect(refusalOf(put('none', bytes))).toMatch(/it is no addon/);
  }
});

test('a manifest that cannot be read, or is of another table, is refused before the file is looked at', () => {
  const bytes = Buffer.alloc(100);
  expect(refusalOf(put('json', bytes, '{'))).toMatch(/myelin\.json beside it cannot be read: /);
  expect(refusalOf(put('old', bytes, { ...manifestOf(bytes, 'x'), abi: 1 }))).toMatch(/another table of kernels/);
});

test('setNativePath takes a path', () => {
  for (const path of ['', 1, undefined]) expect(() => setNativePath(path as string)).toThrow(ConfigError);
});

const BUILT = resolve('build/Release/myelin.node');

describe.runIf(existsSync(BUILT))('a built addon', () => {
  const INDEX = new URL('../../dist/index.js', import.meta.url).href;
  const child = (code: string, env: NodeJS.ProcessEnv): { readonly status: number | null; readonly out: string; readonly err: string } => {
    const { MYELIN_BACKEND: _, MYELIN_NATIVE_PATH: __, ...inherited } = process.env;
    const program = `const { backend, setNativePath } = await import(${JSON.stringify(INDEX)});\n${code}`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8', env: { ...inherited, ...env }, timeout: 60_000,
    });
    return { status, out: stdout.trim(), err: stderr.trim() };
  };

  test.runIf(process.platform === 'linux')('200 files that are cut short, altered or swapped are refused, and none is opened', () => {
    const { status, stdout } = spawnSync(process.execPath, ['test/backend/damaged.mjs', BUILT, mkdtempSync(join(folder, 'damaged-'))], {
      encoding: 'utf8', timeout: 60_000,
    });
    const refused = stdout.trim().split('\n').map((line) => JSON.parse(line) as [kind: string, reason: string]);
    expect([status, refused.length, refused.at(-1)![0]]).toEqual([0, 201, 'wasm']);
    const why = new Map<string, Set<string>>();
    for (const [kind, message] of refused.slice(0, -1)) {
      const reason = /myelin\.node: (.*?)(; install or build it again|; build it again)?\. Call setNativePath with/u.exec(message)![1]!;
      // What differs from one build, Node and folder to another.
      const same = reason.replace(/(?<=cannot be read: )(?!it ).*/u, '...').replace(process.arch, 'here').replace(/'\/.*'/u, '...')
        .replaceAll(/(?<=(has|have) )\d+/gu, '...');
      why.set(kind, (why.get(kind) ?? new Set()).add(same));
    }
    expect(Object.fromEntries([...why].map(([kind, reasons]) => [kind, [...reasons].toSorted()]))).toMatchInlineSnapshot(`
      {
        "a bit flipped": [
          "its bytes are not those that myelin.json beside it stands for",
        ],
        "a folder": [
          "it is no regular file",
        ],
        "a header alone": [
          "it is cut short: parts that its header names lie behind its end",
        ],
        "a link to itself": [
          "ELOOP: too many symbolic links encountered, stat ...",
        ],
        "a link to nothing": [
          "no such file",
        ],
        "a part moved": [
          "its bytes are not those that myelin.json beside it stands for",
        ],
        "a pipe": [
          "it is no regular file",
        ],
        "cut short": [
          "it has ... bytes and should have ..., as myelin.json beside it says",
        ],
        "empty": [
          "it has ... bytes and should have ..., as myelin.json beside it says",
        ],
        "longer": [
          "it has ... bytes and should have ..., as myelin.json beside it says",
        ],
        "manifest a folder": [
          "myelin.json beside it cannot be read: it is no regular file",
        ],
        "manifest a link to itself": [
          "myelin.json beside it cannot be read: ...",
        ],
        "manifest a pipe": [
          "myelin.json beside it cannot be read: it is no regular file",
        ],
        "manifest altered": [
          "it was built from another table of kernels",
          "myelin.json beside it cannot be read: ...",
          "myelin.json beside it cannot be read: it holds 5",
          "myelin.json beside it cannot be read: it holds null",
        ],
        "manifest of another file": [
          "its bytes are not those that myelin.json beside it stands for",
        ],
        "manifest of another size": [
          "it has ... bytes and should have 'many', as myelin.json beside it says",
        ],
        "manifest of another table": [
          "it was built from another table of kernels",
        ],
        "no header": [
          "it is no addon: it begins like no file of machine code",
        ],
        "of 32 bits": [
          "it is cut short: parts that its header names lie behind its end",
        ],
        "of another processor": [
          "it was built for linux-processor 243, and this process is linux-here",
        ],
        "segments behind its end": [
          "it is cut short: parts that its header names lie behind its end",
        ],
        "text": [
          "it is no addon: it begins like no file of machine code",
        ],
        "text, with a manifest": [
          "it has ... bytes and should have ..., as myelin.json beside it says",
        ],
        "zeros at its end": [
          "its bytes are not those that myelin.json beside it stands for",
        ],
      }
    `);
  });

  test('without a manifest, too, a file that is cut short ends on WebAssembly, with the reason', () => {
    const bytes = readFileSync(BUILT);
    // Behind the segments there may be names for debuggers, which nobody misses.
    for (const part of [0.001, 0.1, 0.3, 0.6]) {
      const path = put(`short-${part}`, bytes.subarray(0, Math.floor(part * bytes.length)));
      const { status, out, err } = child('console.log(backend().name)', { MYELIN_NATIVE_PATH: path });
      expect([status, out]).toEqual([0, 'wasm']);
      expect(err).toMatch(/\[MYELIN_SLOW_BACKEND\] Warning: myelin runs on wasm.*MYELIN_NATIVE_PATH=.*it is cut short/);
    }
  });

  test('one warning in a process, worker threads among it; none where WebAssembly was asked for', () => {
    const code = `
      const { Worker } = await import('node:worker_threads');
      console.log(backend().name);
      backend();
      const worker = new Worker(
        'import(${JSON.stringify(INDEX)}).then(({ backend }) => console.log(backend().name))', { eval: true });
      await new Promise((resolve) => worker.on('exit', resolve));`;
    const warned = child(code, { MYELIN_NATIVE_PATH: join(folder, 'absent.node') });
    expect([warned.status, warned.out]).toEqual([0, 'wasm\nwasm']);
    expect(warned.err.match(/MYELIN_SLOW_BACKEND/g)).toHaveLength(1);
    expect(child(code, { MYELIN_BACKEND: 'wasm' })).toEqual({ status: 0, out: 'wasm\nwasm', err: '' });
  });

  test('setNativePath loads the addon from where it lies, and comes too late afterwards', () => {
    const path = put('elsewhere', Buffer.alloc(0));
    copyFileSync(BUILT, path);
    const code = `
      setNativePath(${JSON.stringify(path)});
      console.log(backend().name);
      try { setNativePath('other'); } catch (error) { console.log(error.name, error.message); }`;
    const { status, out, err } = child(code, { MYELIN_NATIVE_PATH: join(folder, 'absent.node') });
    expect([status, err]).toEqual([0, '']);
    expect(out).toBe('native\nConfigError setNativePath: the machine is chosen already. Call it before anything is computed.');
  });

  test('setNativePath comes too late where WebAssembly runs already', () => {
    const code = `
      console.log(backend().name);
      try { setNativePath(${JSON.stringify(BUILT)}); } catch (error) { console.log(error.name, error.message); }`;
    const { out } = child(code, { MYELIN_NATIVE_PATH: join(folder, 'absent.node') });
    expect(out).toBe('wasm\nConfigError setNativePath: the machine is chosen already. Call it before anything is computed.');
  });

  test('whoever names a file that cannot be loaded is told to name another', () => {
    const absent = join(folder, 'absent.node');
    const { err } = child('backend()', { MYELIN_NATIVE_PATH: absent });
    expect(err).toMatch(/no such file\. Let MYELIN_NATIVE_PATH be the path .* or unset it\./);
    const called = child(`setNativePath(${JSON.stringify(absent)}); backend()`, {});
    expect(called.err).toMatch(/no such file\. Call setNativePath with the path /);
  });
});
