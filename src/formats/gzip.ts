import { gunzipSync } from 'node:zlib';
import { FormatError } from '../core/errors.ts';

/** What a compressed file may grow to, at the most. */
export const MAX_BYTES: number = 2 ** 31 - 1;

/** The bytes as they are or, where their beginning says that gzip made them, what it made them of.
 *  @throws {FormatError} if the compressed data is damaged, or too much */
export function gunzipped(where: string, bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (cause) {
    throw new FormatError(
      `${where}: the gzip data cannot be read: ${(cause as Error).message}. The file is cut short or damaged: fetch it again.`,
      { cause },
    );
  }
}
