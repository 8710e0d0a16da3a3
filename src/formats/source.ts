import { ConfigError, MyelinError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { onFile } from './file-error.ts';
import { isGzip, MAX_BYTES, unreadable } from './gzip.ts';

/** A file: its path, a Blob, such as a page gets from `<input type=file>` or `fetch`, or its bytes. */
export type FileSource = string | Blob | ArrayBuffer | Uint8Array;

/** The bytes of a file.
 *  @param where  the call, as errors name it
 *  @throws {ConfigError} if the source is no file, or a path where there are none
 *  @throws {FileError} if the file system refuses */
export async function bytesOf(where: string, source: FileSource): Promise<Uint8Array> {
  if (typeof source === 'string') {
    const { readFile } = host().files(where);
    return onFile(where, source, () => readFile(source));
  }
  if (typeof (source as Partial<Blob> | null)?.arrayBuffer === 'function') return new Uint8Array(await (source as Blob).arrayBuffer());
  if (Object.prototype.toString.call(source) === '[object ArrayBuffer]') return new Uint8Array(source as ArrayBuffer);
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  throw new ConfigError(
    `${where}: expected the path of a file, a Blob, or bytes as a Uint8Array or an ArrayBuffer, received ${show(source)}.`,
  );
}

/** Reads a file, which may be gzipped, and parses it.
 *  @param format  begins errors about the contents
 *  @param Again  the kind of error that names the file */
export async function parsed<T>(
  where: string, format: string, source: FileSource, parse: (bytes: Uint8Array) => T,
  Again: new (message: string, options: ErrorOptions) => Error,
): Promise<T> {
  const bytes = await bytesOf(where, source);
  try {
    return parse(isGzip(bytes) ? await unzipped(format, bytes) : bytes);
  } catch (cause) {
    if (!(cause instanceof MyelinError) || typeof source !== 'string') throw cause;
    throw new Again(`${source}: ${cause.message}`, { cause });
  }
}

async function unzipped(where: string, bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await host().gunzip(bytes, MAX_BYTES);
  } catch (cause) {
    throw unreadable(where, cause);
  }
}
