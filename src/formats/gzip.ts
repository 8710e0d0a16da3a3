import { gunzipSync } from 'node:zlib';
import { damaged, tooLarge } from './read-pieces.ts';

/** Decompresses the bytes if they begin like a gzip file; otherwise returns them unchanged.
 *  @param most  the most bytes, after decompression
 *  @throws {FormatError} if the compressed data is damaged, or there are more bytes */
export function gunzipped(where: string, bytes: Uint8Array, most: number): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(where, most, true);
    throw damaged(where, cause);
  }
}
