import { gunzipSync } from 'node:zlib';
import { FormatError } from '../core/errors.ts';

/** The most bytes of a decompressed file. */
export const MAX_BYTES: number = 2 ** 31 - 1;

/** Decompresses the bytes if they begin like a gzip file; otherwise returns them unchanged.
 *  @throws {FormatError} if the compressed data is damaged, or larger than MAX_BYTES */
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
