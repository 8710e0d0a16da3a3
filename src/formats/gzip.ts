import { ConfigError } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { damaged, tooLarge } from './read-pieces.ts';

/** Whether bytes begin like a gzip file. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Decompresses the bytes if they begin like a gzip file; otherwise returns them unchanged.
 *  @param most  the most bytes, after decompression
 *  @throws {FormatError} if the compressed data is damaged, or there are more bytes
 *  @throws {ConfigError} in a page, which can decompress only while others wait */
export function gunzipped(where: string, bytes: Uint8Array, most: number): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  try {
    return host().gunzipSync(bytes, most);
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(where, most, true);
    throw damaged(where, cause);
  }
}
