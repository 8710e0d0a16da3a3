/** What addons may ask of a system. Small files are made here; the addons of `npm run prebuild` that lie in prebuilds are read, too. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

interface Platform {
  readonly os: string;
  readonly cpu: string;
  readonly libc?: string;
}
interface Read {
  readonly libraries: string[];
  readonly imports: { readonly name: string; readonly version?: string }[];
}
type Known = Readonly<Record<'node' | 'system', { has(name: string): boolean }>>;
const load = async <T>(file: string): Promise<T> => (await import(new URL(`../../native/prebuild/${file}.mjs`, import.meta.url).href)) as T;
const { check } = await load<{ check(bytes: Buffer, platform: Platform, known: Known): void }>('check');
const { PLATFORMS } = await load<{ PLATFORMS: Readonly<Record<string, Platform>> }>('platforms');
const { readElf } = await load<{ readElf(bytes: Buffer): Read }>('elf');

/** The functions that the files made here name, and for musl those that addons use. */
const KNOWN: Known = { node: { has: (name) => /^(napi|node_api)_/.test(name) }, system: { has: (name) => name !== 'arc4random' } };
const faultOf = (bytes: Buffer, name: string): string => {
  try {
    check(bytes, PLATFORMS[name]!, KNOWN);
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
};

/** Parts one behind another, each on a multiple of 8 bytes, and where each begins. */
function joined(parts: readonly Buffer[], from: number): { bytes: Buffer; at: number[] } {
  const at: number[] = [];
  const padded = parts.map((part) => {
    at.push(from);
    from += Math.ceil(part.length / 8) * 8;
    return Buffer.concat([part, Buffer.alloc(-part.length & 7)]);
  });
  return { bytes: Buffer.concat(padded), at };
}
const words = (...values: readonly number[]): Buffer => Buffer.from(Int32Array.from(values).buffer);
/** Texts that end with 0, and where each begins. */
function texts(names: readonly string[]): { bytes: Buffer; at(name: string): number } {
  const bytes = Buffer.from(['', ...names, ''].join('\0'), 'latin1');
  return { bytes, at: (name) => bytes.indexOf(`\0${name}\0`) + 1 };
}

interface Made {
  readonly libraries?: readonly string[];
  readonly imports?: readonly (readonly [name: string, version?: string])[];
  readonly exports?: readonly string[];
  readonly extra?: boolean;
}
const ENTRY = 'napi_register_module_v1';
const BASE = { exports: [ENTRY], imports: [['napi_create_object'] as const] };

/** An ELF file of section headers alone: symbols, their names and versions, libraries. `extra`: names for debuggers. */
function elf({ libraries = ['libc.so.6'], imports = BASE.imports, exports = BASE.exports, extra = false }: Made): Buffer {
  const versions = [...new Set(imports.flatMap(([, version]) => version ?? []))];
  const names = texts([...libraries, ...imports.map(([name]) => name), ...exports, ...versions]);
  const symbol = (name: string, section: number): Buffer => words(names.at(name), 0x12 | (section << 16), 0, 0, 0, 0);
  const symbols = [Buffer.alloc(24), ...imports.map(([name]) => symbol(name, 0)), ...exports.map((name) => symbol(name, 1))];
  const numberOf = (version?: string): number => (version === undefined ? 1 : 2 + versions.indexOf(version));
  const numbers = [0, ...imports.map(([, version]) => numberOf(version)), ...exports.map(() => 1)];
  const needed = versions.map((version, i) =>
    words(0, 0, 0, 0).fill(Buffer.from(Uint16Array.of(0, 2 + i).buffer), 4, 8).fill(words(names.at(version)), 8, 12)
      .fill(words(i + 1 < versions.length ? 16 : 0), 12, 16));
  const asked = Buffer.concat([words(1 | (versions.length << 16), names.at(libraries[0]!), 16, 0), ...needed]);
  const sections: [type: number, link: number, bytes: Buffer][] = [
    [0, 0, Buffer.alloc(0)], [3, 0, names.bytes], [11, 1, Buffer.concat(symbols)],
    [0x6fffffff, 2, Buffer.from(Uint16Array.from(numbers).buffer)],
    [6, 1, Buffer.concat([...libraries.map((name) => words(1, 0, names.at(name), 0)), Buffer.alloc(16)])],
  ];
  if (versions.length > 0) sections.push([0x6ffffffe, 1, asked]);
  if (extra) sections.push([2, 1, Buffer.alloc(24)]);
  const { bytes, at } = joined(sections.map(([, , part]) => part), 64);
  const header = Buffer.alloc(64);
  header.writeUInt32BE(0x7f454c46);
  header.writeUInt16LE(64, 58);
  header.writeUInt16LE(sections.length, 60);
  header.writeUInt32LE(64 + bytes.length, 40);
  const headers = sections.map(([type, link, part], i) => words(0, type, 0, 0, 0, 0, at[i]!, 0, part.length, 0, link, 0, 0, 0, 0, 0));
  return Buffer.concat([header, bytes, ...headers]);
}

/** A library for macOS of load commands and symbols. `extra`: bytes altered after signing. */
function mach({ libraries = ['/usr/lib/libSystem.B.dylib'], imports = BASE.imports, exports = BASE.exports, extra = false }: Made): Buffer {
  const names = texts([...imports, ...exports.map((name) => [name])].map(([name]) => `_${name}`));
  const entry = (name: string, kind: number, from: number): Buffer => words(names.at(`_${name}`), kind | (from << 24), 0, 0);
  // A library of 254 is the whole process.
  const symbols = Buffer.concat([
    ...imports.map(([name, from]) => entry(name, 0x01, from === undefined ? 254 : 1)), ...exports.map((name) => entry(name, 0x0f, 0)),
  ]);
  const loads = libraries.map((name) => {
    const path = Buffer.from(`${name}\0`.padEnd(Math.ceil((name.length + 1) / 8) * 8, '\0'));
    return Buffer.concat([words(0xc, 24 + path.length, 24, 0, 0, 0), path]);
  });
  const size = loads.reduce((sum, load) => sum + load.length, 0) + 24 + 24 + 16;
  const table = 32 + size, strings = table + symbols.length, end = strings + Math.ceil(names.bytes.length / 8) * 8;
  const body = Buffer.concat([
    words(0xfeedfacf | 0, 0x0100000c, 0, 6, libraries.length + 3, size, 0, 0), ...loads,
    words(2, 24, table, symbols.length / 16, strings, names.bytes.length), words(0x32, 24, 1, 11 << 16, 0, 0), words(0x1d, 16, end, 0),
    symbols, names.bytes, Buffer.alloc(end - strings - names.bytes.length),
  ]);
  const directory = Buffer.alloc(44);
  for (const [field, value] of [[0, 0xfade0c02], [16, 44], [28, 1], [32, end]] as const) directory.writeUInt32BE(value, field);
  directory[39] = 12; // pages of 4096 bytes
  const blob = Buffer.alloc(20);
  for (const [field, value] of [[0, 0xfade0cc0], [8, 1], [16, 20]] as const) blob.writeUInt32BE(value, field);
  const whole = Buffer.concat([body, blob, directory, createHash('sha256').update(body).digest()]);
  if (extra) whole[end - 1]! ^= 1;
  return whole;
}

/** A library for Windows with one section. `extra`: symbols for debuggers. */
function pe({ libraries = [], imports = [['GetProcAddress', 'KERNEL32.dll']], exports = BASE.exports, extra = false }: Made): Buffer {
  const START = 512, used = [...new Set([...libraries, ...imports.map(([, library]) => library!)])];
  const of = (library: string): string[] => imports.filter(([, from]) => from === library).map(([name]) => name);
  const names = texts([...used, ...imports.map(([name]) => `..${name}`), ...exports]);
  const tables = used.map((library) => words(...of(library).flatMap((name) => [START + names.at(`..${name}`), 0]), 0, 0));
  const lists = joined([names.bytes, ...tables, words(...exports.map((name) => START + names.at(name)))], START);
  const directories = joined([
    Buffer.concat([...used.map((name, i) => words(lists.at[1 + i]!, 0, 0, START + names.at(name), 0)), Buffer.alloc(20)]),
    words(0, 0, 0, 0, 0, exports.length, exports.length, 0, lists.at.at(-1)!, 0),
  ], START + lists.bytes.length);
  const bytes = Buffer.concat([Buffer.alloc(START), lists.bytes, directories.bytes]);
  bytes.write('MZ');
  bytes.writeUInt32LE(64, 0x3c);
  bytes.write('PE\0\0', 64);
  bytes.writeUInt16LE(1, 70);
  bytes.writeUInt32LE(extra ? START : 0, 76);
  bytes.writeUInt16LE(240, 84);
  bytes.writeUInt32LE(directories.at[1]!, 88 + 112);
  bytes.writeUInt32LE(directories.at[0]!, 88 + 120);
  words(bytes.length - START, START, bytes.length - START, START).copy(bytes, 88 + 240 + 8);
  return bytes;
}

describe('Linux', () => {
  test.each([
    ['linux-x64-gnu', {}, 'none'],
    ['linux-x64-gnu', { imports: [['memcpy', 'GLIBC_2.14'], ['sin', 'GLIBC_2.28']] }, 'none'],
    ['linux-x64-gnu', { imports: [['g', 'GLIBC_2.36'], ['f', 'GLIBC_2.17']] }, /Node asks for glibc 2\.28, and it for g@GLIBC_2\.36$/],
    ['linux-x64-gnu', { imports: [['_ZTV5Arena']] }, /neither Node nor the system has _ZTV5Arena/],
    ['linux-x64-gnu', { libraries: ['libstdc++.so.6'] }, /it needs the library libstdc\+\+\.so\.6/],
    ['linux-x64-gnu', { exports: [ENTRY, '_Znwm'] }, /shows parts of its C\+\+ library/],
    ['linux-x64-gnu', { exports: [] }, /it has no napi_register_module_v1/],
    ['linux-x64-gnu', { extra: true }, /names for debuggers/],
    ['linux-x64-musl', { libraries: ['libc.so'], imports: [['memcpy']] }, 'none'],
    ['linux-x64-musl', { libraries: ['libc.so'], imports: [['arc4random']] }, /neither Node nor the system has arc4random/],
    ['linux-x64-musl', { libraries: ['libc.so'], imports: [['memcpy', 'GLIBC_2.14']] }, /asks for glibc and is for musl/],
    ['linux-x64-musl', {}, /it needs the library libc\.so\.6/],
  ] as const)('%s %o: %s', (name, made, fault) => expect(faultOf(elf(made), name)).toMatch(fault));
});

describe('macOS', () => {
  test.each([
    [{}, 'none'],
    [{ imports: [['memcpy', 'libSystem'], ['napi_throw']] }, 'none'],
    [{ imports: [['memcpy']] }, /neither Node nor the system has memcpy/],
    [{ libraries: ['/usr/local/lib/libomp.dylib'] }, /it needs the library \/usr\/local\/lib\/libomp\.dylib/],
    [{ exports: ['f'] }, /it has no napi_register_module_v1/],
    [{ extra: true }, /its signature is not that of its bytes/],
  ] as const)('%o: %s', (made, fault) => expect(faultOf(mach(made), 'darwin-arm64')).toMatch(fault));
});

describe('Windows', () => {
  test.each([
    [{}, 'none'],
    [{ imports: [['malloc', 'api-ms-win-crt-heap-l1-1-0.dll']] }, 'none'],
    // The program may be called otherwise.
    [{ imports: [['napi_throw', 'node.exe']] }, /it needs the library node\.exe/],
    [{ imports: [['f', 'VCRUNTIME140.dll']] }, /it needs the library VCRUNTIME140\.dll/],
    [{ exports: ['f'] }, /it has no napi_register_module_v1/],
    [{ extra: true }, /names for debuggers/],
  ] as const)('%o: %s', (made, fault) => expect(faultOf(pe(made), 'win32-x64')).toMatch(fault));
});

/** `npm pack` lays the local addon there, without a package.json. */
const built = Object.keys(PLATFORMS).filter((name) => existsSync(`prebuilds/${name}/package.json`));
test.each(built)('the addon in prebuilds/%s asks for nothing that its system lacks', (name) => {
  expect(faultOf(readFileSync(`prebuilds/${name}/myelin.node`), name)).toBe('none');
});

const LOCAL = 'build/Release/myelin.node';
const objdump = spawnSync('objdump', ['-T', LOCAL], { encoding: 'utf8' });
test.runIf(objdump.status === 0)('symbols of the local addon are read as objdump reads them', () => {
  const lines = objdump.stdout.matchAll(/\*UND\*\s+\w+\s+\(?(\w+_[\d.]+)\)?\s+(\w+)$/gm);
  const listed = [...lines].map(([, version, name]) => `${name} ${version}`);
  const read = readElf(readFileSync(LOCAL)).imports.flatMap(({ name, version }) => (version === undefined ? [] : `${name} ${version}`));
  expect(listed.length).toBeGreaterThan(50);
  expect(read.toSorted()).toEqual(listed.toSorted());
});
