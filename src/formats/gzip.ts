import { ConfigError } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { damaged, isGzip, tooLarge } from './read-pieces.ts';

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
