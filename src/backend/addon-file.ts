import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ABI_HASH } from '../abi/gen/check.ts';

/** What stands beside an addon, in myelin.json: whether the file is the one that was built is known before it is opened. The loader of
 *  the system maps a file into memory as it is, and a process that runs into what is missing ends there, without an error. */
export interface Manifest {
  /** The platform it was built for, as in `platformNames`. */
  readonly platform: string;
  /** ABI_HASH of the table it was built from. */
  readonly abi: number;
  readonly bytes: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

export const MANIFEST = 'myelin.json';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The manifest of an addon that was built just now. */
export const manifestOf = (bytes: Uint8Array, platform: string): Manifest => ({
  platform, abi: ABI_HASH, bytes: bytes.length, sha256: sha256(bytes),
});

/** Reads a whole addon and looks at it without opening it as code.
 *  @returns why it cannot be loaded here; undefined if nothing speaks against it */
export function refusalOf(path: string): string | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (error as Error).message;
  }
  return unlikeManifest(bytes, dirname(path)) ?? foreign(bytes);
}

/** Why a file is not what its manifest says; undefined if it is, or if there is none, as beside an addon that users name. */
function unlikeManifest(bytes: Uint8Array, folder: string): string | undefined {
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as Partial<Manifest>;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? undefined : `${MANIFEST} beside it cannot be read: ${message}`;
  }
  if (manifest.abi !== ABI_HASH) return 'it was built from another table of kernels; build it again';
  if (manifest.bytes !== bytes.length) {
    return `it has ${bytes.length} bytes and should have ${manifest.bytes}, as ${MANIFEST} beside it says; install or build it again`;
  }
  if (manifest.sha256 === sha256(bytes)) return undefined;
  return `its bytes are not those that ${MANIFEST} beside it stands for; install or build it again`;
}

/** Why a file is no code for this system and processor. */
function foreign(bytes: Buffer): string | undefined {
  const made = madeFor(bytes);
  if (made === undefined) return 'it is no addon: it begins like no file of machine code';
  const here = `${process.platform}-${process.arch}`;
  if (made.platform !== here) return `it was built for ${made.platform}, and this process is ${here}`;
  return made.whole ? undefined : 'it is cut short: parts that its header names lie behind its end';
}

interface Made {
  readonly platform: string;
  readonly whole: boolean;
}

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
      return { platform: name('linux', ELF, bytes.readUInt16LE(18)), whole: wholeElf(bytes) };
    case 0xcffaedfe:
      return { platform: name('darwin', MACH, bytes.readUInt32LE(4)), whole: true };
    default: {
      const at = bytes.readUInt16BE(0) === 0x4d5a ? bytes.readUInt32LE(0x3c) : Infinity; // 'MZ'
      if (at + 6 > bytes.length || bytes.readUInt32BE(at) !== 0x50450000) return undefined; // 'PE\0\0'
      return { platform: name('win32', PE, bytes.readUInt16LE(at + 4)), whole: true };
    }
  }
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
