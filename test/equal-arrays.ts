/** Lets vitest compare arrays of numbers by their bytes first: element by element, as it does alone, the weights of one model take it
 *  seconds. */
import { expect } from 'vitest';

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);

expect.addEqualityTesters([
  (a: unknown, b: unknown): true | undefined => {
    if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b) || a.constructor !== b.constructor) return undefined;
    return Buffer.compare(bytesOf(a), bytesOf(b)) === 0 ? true : undefined;
  },
]);
