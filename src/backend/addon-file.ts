import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ABI_HASH } from '../abi/gen/check.ts';
import { show } from '../core/errors.ts';
import { libcHere, platformNames, type LibC } from './libc.ts';

/** What stands beside an addon, in myelin.json: whether the file is the one that was built is known before it is opened. The loader of
 *  the system maps a file into memory as it is, and a process that runs into what is missing ends there, without an error. */
export interface Manifest {
  /** The platform it was built for, as in `platformNames`. */
  readonly platform: string;
  /** ABI_HASH of the table it was built from. */
  readonly abi: number;
  readonly bytes: number;
  /** CRC-32 of the bytes. Every process that computes takes it; SHA-256 took four times as long, and as long as all else of an import. */
  readonly crc32: number;
}

export const MANIFEST = 'myelin.json';
/** Bytes that are read at a time: they stay in the cache. */
const PIECE = 1 << 17;

/** The manifest of an addon that was built just now. */
export const manifestOf = (bytes: Uint8Array, platform: string): Manifest => ({
  platform, abi: ABI_HASH, bytes: bytes.length, crc32: crc32(bytes),
});

/** Reads a whole addon and looks at it without opening it as code.
 *  @returns why it cannot be loaded here; undefined if nothing speaks against it */
export function refusalOf(path: string): string | undefined {
  const missing = notFile(path);
  if (missing !== undefined) return missing;
  try {
    const manifest = join(dirname(path), MANIFEST);
    if (notFile(manifest) === 'no such file') return foreign(readFileSync(path));
    const { platform, refused } = unlikeManifest(path, notFile(manifest) ?? readFileSync(manifest));
    // A file that is as it was built has the headers that it was built with.
    return refused ?? (platformNames().includes(platform) ? undefined : foreign(readFileSync(path)));
  } catch (error) {
    return (error as Error).message;
  }
}

/** Why a path cannot be read. What is no file, a pipe for example, might never end. */
function notFile(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? undefined : 'it is no regular file';
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'no such file' : message;
  }
}

/** Why a file is not what its manifest says, and the platform that is said.
 *  @param text  the manifest, or why it cannot be read */
function unlikeManifest(path: string, text: Buffer | string): { readonly platform: string; readonly refused?: string } {
  const manifest = manifestIn(text);
  if (typeof manifest === 'string') return { platform: '', refused: `${MANIFEST} beside it cannot be read: ${manifest}` };
  const platform = String(manifest.platform);
  if (manifest.abi !== ABI_HASH) return { platform, refused: 'it was built from another table of kernels; build it again' };
  const { bytes, sum } = sumOf(path);
  const again = `as ${MANIFEST} beside it says; install or build it again`;
  if (manifest.bytes !== bytes) return { platform, refused: `it has ${bytes} bytes and should have ${show(manifest.bytes)}, ${again}` };
  if (manifest.crc32 === sum) return { platform };
  return { platform, refused: `its bytes are not those that ${MANIFEST} beside it stands for; install or build it again` };
}

/** The length of a file and its CRC-32. */
function sumOf(path: string): { readonly bytes: number; readonly sum: number } {
  const file = openSync(path, 'r');
  try {
    const piece = new Uint8Array(PIECE);
    let sum = 0;
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) sum = crc32(piece.subarray(0, read), sum);
    return { bytes: fstatSync(file).size, sum };
  } finally {
    closeSync(file);
  }
}

function manifestIn(text: Buffer | string): Partial<Record<keyof Manifest, unknown>> | string {
  if (typeof text === 'string') return text;
  try {
    const value: unknown = JSON.parse(text.toString());
    return typeof value === 'object' && value !== null ? value : `it holds ${show(value)}`;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Why a file is no code for this system and processor. */
function foreign(bytes: Buffer): string | undefined {
  const made = madeFor(bytes);
  if (made === undefined) return 'it is no addon: it begins like no file of machine code';
  const here = `${process.platform}-${process.arch}`;
  if (made.platform !== here) return `it was built for ${made.platform}, and this process is ${here}`;
  const libc = libcHere();
  if (made.libc !== undefined && libc !== undefined && made.libc !== libc)
    return `it was built for the C library ${C_LIBRARIES[made.libc]}, and this process runs with ${C_LIBRARIES[libc]}`;
  return made.whole ? undefined : 'it is cut short: parts that its header names lie behind its end';
}

interface Made {
  readonly platform: string;
  readonly whole: boolean;
  readonly libc?: LibC;
}

const C_LIBRARIES: Readonly<Record<LibC, string>> = { gnu: 'glibc', musl: 'musl' };

const ELF: Readonly<Record<number, string>> = { 62: 'x64', 183: 'arm64' };
const MACH: Readonly<Record<number, string>> = { 0x01000007: 'x64', 0x0100000c: 'arm64' };
const PE: Readonly<Record<number, string>> = { 0x8664: 'x64', 0xaa64: 'arm64' };

/** The platform that a header names. Loaders of macOS and Windows look for themselves whether a file is whole, that of Linux does not.
 *  @source ELF-64 Object File Format, version 1.5, figures 2 and 11; Apple, mach-o/loader.h; Microsoft, PE Format */
function madeFor(bytes: Buffer): Made | undefined {
  if (bytes.length < 64) return undefined;
  const name = (system: string, known: Readonly<Record<number, string>>, processor: number): string =>
    `${system}-${known[processor] ?? `processor ${processor}`}`;
  switch (bytes.readUInt32BE(0)) {
    case 0x7f454c46: // '\x7fELF'
      return { platform: name('linux', ELF, bytes.readUInt16LE(18)), whole: wholeElf(bytes), ...libcOf(bytes) };
    case 0xcffaedfe:
      return { platform: name('darwin', MACH, bytes.readUInt32LE(4)), whole: true };
    default: {
      const at = bytes.readUInt16BE(0) === 0x4d5a ? bytes.readUInt32LE(0x3c) : Infinity; // 'MZ'
      if (at + 6 > bytes.length || bytes.readUInt32BE(at) !== 0x50450000) return undefined; // 'PE\0\0'
      return { platform: name('win32', PE, bytes.readUInt16LE(at + 4)), whole: true };
    }
  }
}

/** The C library that an ELF file was linked with. glibc alone gives its symbols versions; musl is one library, under two names. */
function libcOf(bytes: Buffer): Pick<Made, 'libc'> {
  if (bytes.includes('GLIBC_2.')) return { libc: 'gnu' };
  return bytes.includes('libc.so\0') || bytes.includes('libc.musl-') ? { libc: 'musl' } : {};
}

/** Whether all segments of an ELF file lie within it. */
function wholeElf(bytes: Buffer): boolean {
  if (bytes[4] !== 2 || bytes[5] !== 1) return false; // 64 bits, little-endian
  const [table, size, count] = [Number(bytes.readBigUInt64LE(32)), bytes.readUInt16LE(54), bytes.readUInt16LE(56)];
  if (count === 0 || size < 56 || table + count * size > bytes.length) return false;
  return Array.from({ length: count }, (_, i) => table + i * size).every(
    (at) => Number(bytes.readBigUInt64LE(at + 8)) + Number(bytes.readBigUInt64LE(at + 32)) <= bytes.length,
  );
}
