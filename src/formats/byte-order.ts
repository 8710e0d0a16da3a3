import { endianness } from 'node:os';

/** Whether typed arrays on this machine are little-endian. */
export const isLittleEndian: boolean = endianness() === 'LE';

/** Reverses the bytes of every element, in place. */
export function swapBytes(bytes: Uint8Array, elementBytes: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (elementBytes === 8) buffer.swap64();
  else if (elementBytes === 4) buffer.swap32();
  else if (elementBytes === 2) buffer.swap16();
}
