/** Reads what a shared library for Linux asks for. @source ELF-64 Object File Format, version 1.5; LSB Core, symbol versioning */
const SYMTAB = 2, DYNAMIC = 6, DYNSYM = 11, VERNEED = 0x6ffffffe, VERSYM = 0x6fffffff;
const WEAK = 2, NEEDED = 1n;

/** The sections by their headers. */
function sectionsOf(bytes) {
  const table = Number(bytes.readBigUInt64LE(40)), size = bytes.readUInt16LE(58), count = bytes.readUInt16LE(60);
  return Array.from({ length: count }, (_, i) => table + i * size).map((at) => {
    const [begin, length] = [24, 32].map((field) => Number(bytes.readBigUInt64LE(at + field)));
    return { type: bytes.readUInt32LE(at + 4), link: bytes.readUInt32LE(at + 40), bytes: bytes.subarray(begin, begin + length) };
  });
}

export const textAt = (bytes, at) => bytes.toString('latin1', at, bytes.indexOf(0, at));

/** Versions by the numbers that symbols have, `{ name: 'GLIBC_2.17', library: 'libc.so.6' }`. */
function versionsOf(section, names) {
  const versions = new Map();
  if (section === undefined) return versions;
  const { bytes } = section;
  for (let at = 0, next = 1; next !== 0; at += next) {
    const library = textAt(names, bytes.readUInt32LE(at + 4));
    next = bytes.readUInt32LE(at + 12);
    for (let entry = at + bytes.readUInt32LE(at + 8), step = 1; step !== 0; entry += step) {
      versions.set(bytes.readUInt16LE(entry + 6), { name: textAt(names, bytes.readUInt32LE(entry + 8)), library });
      step = bytes.readUInt32LE(entry + 12);
    }
  }
  return versions;
}

/** @returns the libraries, the symbols that it looks for and those that others see, and whether names for debuggers are gone */
export function readElf(bytes) {
  const sections = sectionsOf(bytes);
  const find = (type) => sections.find((section) => section.type === type);
  const symbols = find(DYNSYM), names = sections[symbols.link].bytes, numbers = find(VERSYM);
  const versions = versionsOf(find(VERNEED), names);
  const imports = [], exports = [], libraries = [];
  for (let i = 1; i < symbols.bytes.length / 24; i++) {
    const at = 24 * i, name = textAt(names, symbols.bytes.readUInt32LE(at));
    const defined = symbols.bytes.readUInt16LE(at + 6) !== 0;
    if (defined) exports.push(name);
    else imports.push({ name, weak: symbols.bytes[at + 4] >> 4 === WEAK, version: versions.get(numbers?.bytes.readUInt16LE(2 * i))?.name });
  }
  const dynamic = find(DYNAMIC).bytes;
  for (let at = 0; at < dynamic.length; at += 16) {
    if (dynamic.readBigInt64LE(at) === NEEDED) libraries.push(textAt(names, Number(dynamic.readBigUInt64LE(at + 8))));
  }
  return { libraries, imports, exports, stripped: find(SYMTAB) === undefined };
}
