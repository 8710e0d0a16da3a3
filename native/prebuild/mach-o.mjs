/** Reads what a shared library for macOS asks for. @source Apple, mach-o/loader.h, mach-o/nlist.h, kern/cs_blobs.h */
import { createHash } from 'node:crypto';
import { textAt } from './elf.mjs';

const SYMTAB = 0x2, LOAD_DYLIB = 0xc, CODE_SIGNATURE = 0x1d, BUILD_VERSION = 0x32;
const DYNAMIC_LOOKUP = 0xfe;
const version = (number) => `${number >>> 16}.${(number >> 8) & 0xff}`;

function commandsOf(bytes) {
  const commands = [];
  for (let i = 0, at = 32; i < bytes.readUInt32LE(16); i++, at += bytes.readUInt32LE(at + 4)) {
    commands.push({ type: bytes.readUInt32LE(at) & 0x7fffffff, at });
  }
  return commands;
}

/** Whether the pages are those that were signed: a process on Apple's own processors ends at the first that is not. Others take what has
 *  no signature. */
function signed(bytes, command) {
  if (command === undefined) return undefined;
  const begin = bytes.readUInt32LE(command.at + 8);
  for (let i = 0; i < bytes.readUInt32BE(begin + 8); i++) {
    if (bytes.readUInt32BE(begin + 12 + 8 * i) !== 0) continue; // not the directory of code
    const at = begin + bytes.readUInt32BE(begin + 16 + 8 * i);
    const hashes = at + bytes.readUInt32BE(at + 16), slots = bytes.readUInt32BE(at + 28), limit = bytes.readUInt32BE(at + 32);
    const page = 1 << bytes[at + 39];
    return slots === Math.ceil(limit / page) && limit === begin && Array.from({ length: slots }).every((_, slot) => {
      const digest = createHash('sha256').update(bytes.subarray(slot * page, Math.min(limit, (slot + 1) * page))).digest();
      return digest.equals(bytes.subarray(hashes + 32 * slot, hashes + 32 * (slot + 1)));
    });
  }
  return false;
}

/** @returns as `readElf`; symbols that are looked for in the whole process have no `library`. Besides the oldest system, and whether the
 *  signature holds; undefined where there is none */
export function readMachO(bytes) {
  const commands = commandsOf(bytes);
  const find = (type) => commands.find((command) => command.type === type);
  const libraries = commands.filter(({ type }) => type === LOAD_DYLIB).map(({ at }) => textAt(bytes, at + bytes.readUInt32LE(at + 8)));
  const { at } = find(SYMTAB);
  const [table, count, names] = [8, 12, 16].map((field) => bytes.readUInt32LE(at + field));
  const imports = [], exports = [];
  let stripped = true;
  for (let entry = table; entry < table + 16 * count; entry += 16) {
    const kind = bytes[entry + 4], name = textAt(bytes, names + bytes.readUInt32LE(entry)).replace(/^_/, '');
    if (kind & 0xe0) stripped = false; // for debuggers
    if (!(kind & 0x01)) continue;
    if (kind & 0x0e) {
      if (!(kind & 0x10)) exports.push(name);
      continue;
    }
    const flags = bytes.readUInt16LE(entry + 6), from = flags >> 8;
    imports.push({ name, weak: (flags & 0x40) !== 0, library: from === DYNAMIC_LOOKUP ? undefined : libraries[from - 1] });
  }
  const system = version(bytes.readUInt32LE(find(BUILD_VERSION).at + 12));
  return { libraries, imports, exports, stripped, system, signed: signed(bytes, find(CODE_SIGNATURE)) };
}
