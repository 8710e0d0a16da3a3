import { ConfigError, FormatError } from '../core/errors.ts';
import { host } from '../core/host.ts';

/** The most bytes of a decompressed file. */
export const MAX_BYTES: number = 2 ** 31 - 1;

/** Whether bytes begin like a gzip file. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

export const unreadable = (where: string, cause: unknown): FormatError =>
  new FormatError(
    `${where}: the gzip data cannot be read: ${(cause as Error).message}. The file is cut short or damaged: fetch it again.`,
    { cause },
  );

/** Decompresses the bytes if they begin like a gzip file; otherwise returns them unchanged.
 *  @throws {FormatError} if the compressed data is damaged, or larger than MAX_BYTES
 *  @throws {ConfigError} in a page, which can decompress only while others wait */
export function gunzipped(where: string, bytes: Uint8Array): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  try {
    return host().gunzipSync(bytes, MAX_BYTES);
  } catch (cause) {
    throw cause instanceof ConfigError ? cause : unreadable(where, cause);
  }
}
