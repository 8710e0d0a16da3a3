/** Reads what a shared library for Windows asks for. @source Microsoft, PE Format */
import { textAt } from './elf.mjs';

/** @returns as `readElf` */
export function readPe(bytes) {
  const header = bytes.readUInt32LE(0x3c), optional = header + 24;
  const sections = Array.from({ length: bytes.readUInt16LE(header + 6) }, (_, i) => {
    const at = optional + bytes.readUInt16LE(header + 20) + 40 * i;
    const [address, size, place] = [12, 16, 20].map((field) => bytes.readUInt32LE(at + field));
    return { name: bytes.toString('latin1', at, at + 8), address, size, place };
  });
  /** Where an address of the loaded library lies in the file. */
  const place = (address) => {
    const section = sections.find((s) => address >= s.address && address < s.address + s.size);
    return address - section.address + section.place;
  };
  const directory = (i) => bytes.readUInt32LE(optional + 112 + 8 * i);
  const libraries = [], imports = [], exports = [];
  for (let at = directory(1) && place(directory(1)); at && bytes.readUInt32LE(at + 12) !== 0; at += 20) {
    const library = textAt(bytes, place(bytes.readUInt32LE(at + 12)));
    libraries.push(library);
    for (let entry = place(bytes.readUInt32LE(at)); bytes.readBigUInt64LE(entry) !== 0n; entry += 8) {
      const address = Number(bytes.readBigUInt64LE(entry));
      imports.push({ name: textAt(bytes, place(address) + 2), weak: false, library });
    }
  }
  if (directory(0) !== 0) {
    const at = place(directory(0)), names = place(bytes.readUInt32LE(at + 32));
    for (let i = 0; i < bytes.readUInt32LE(at + 24); i++) exports.push(textAt(bytes, place(bytes.readUInt32LE(names + 4 * i))));
  }
  const stripped = bytes.readUInt32LE(header + 12) === 0 && !sections.some((s) => s.name.startsWith('.debug'));
  return { libraries, imports, exports, stripped };
}
