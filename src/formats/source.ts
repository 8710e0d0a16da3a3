import { isUint8 } from '../core/dtype.ts';
import { changed, ConfigError, DataError, FileError, givenAway, MyelinError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { isDetached, tagged } from '../core/realm.ts';
import { onFile } from './file-error.ts';

/** A file: its path, a Blob, such as a page gets from `<input type=file>` or `fetch`, or its bytes. */
export type FileSource = string | Blob | ArrayBuffer | Uint8Array;

/** A file that may also come as a stream of bytes, such as `process.stdin`, or the body of a response. */
export type StreamSource = FileSource | AsyncIterable<Uint8Array>;

/** Whether a source is a stream of bytes. */
export const isStream = (source: unknown): source is AsyncIterable<Uint8Array> =>
  typeof source === 'object' && source !== null &&
  typeof (source as Partial<AsyncIterable<Uint8Array>>)[Symbol.asyncIterator] === 'function';

/** The bytes of a stream. @throws {DataError} on pieces of another kind */
export async function* piecesOfStream(where: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    if (!isUint8(piece))
      throw new DataError(`${where}: expected a stream of bytes, received ${show(piece)} from it. Set no encoding for it.`);
    yield piece;
  }
}

/** What a source is called in messages; '' if it has no path. */
export const nameOf = (source: StreamSource): string => (typeof source === 'string' ? source : '');

function isBlob(source: unknown): source is Blob {
  const { size, arrayBuffer } = (source ?? {}) as Partial<Blob>;
  return typeof size === 'number' && typeof arrayBuffer === 'function';
}

async function bytesOfBlob(where: string, blob: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    const message = `${where}: the Blob cannot be read: ${(cause as Error).message}. Its file may have changed: open it again.`;
    throw new FileError(message, { cause });
  }
}

/** The bytes of a file.
 *  @param where  the call, as errors name it
 *  @throws {ConfigError} if the source is no file, or a path where there are none
 *  @throws {FileError} if the file system refuses, or a Blob cannot be read */
export async function bytesOf(where: string, source: FileSource): Promise<Uint8Array> {
  if (typeof source === 'string') {
    const { readFile } = host().files(where);
    return onFile(where, source, () => readFile(source));
  }
  return isBlob(source) ? bytesOfBlob(where, source) : bytesIn(where, source);
}

/** The bytes of a file that has no path, in pieces, between which others get their turn on the event loop.
 *  @throws {ConfigError} if the source is no file
 *  @throws {FileError} if a Blob cannot be read */
export async function* partsOf(where: string, source: Exclude<FileSource, string>, size: number): AsyncGenerator<Uint8Array> {
  if (!isBlob(source)) {
    const bytes = bytesIn(where, source);
    const { length } = bytes;
    for (let at = 0; at < length; at += size) {
      if (at > 0) await host().pause();
      yield partOf(bytes, length, at, size);
    }
    return;
  }
  for (let at = 0; at < source.size; at += size) yield await bytesOfBlob(where, source.slice(at, at + size));
}

/** A copy of a part of bytes that had this length when they were given: whoever gave them may change them while it is read.
 *  @throws {DataError} if they have another one now */
export function partOf(bytes: Uint8Array, length: number, from: number, size: number): Uint8Array {
  if (isDetached(bytes)) throw givenAway('the data');
  if (bytes.length !== length) throw changed(length, bytes.length);
  return bytes.slice(from, from + size);
}

function bytesIn(where: string, source: ArrayBuffer | Uint8Array): Uint8Array {
  const view = tagged(source, 'ArrayBuffer')
    ? { buffer: source as ArrayBuffer, byteOffset: 0, byteLength: source.byteLength }
    : ArrayBuffer.isView(source) ? source : undefined;
  if (view === undefined)
    throw new ConfigError(
      `${where}: expected the path of a file, a Blob, or bytes as a Uint8Array or an ArrayBuffer, received ${show(source)}.`,
    );
  if (isDetached(view)) throw givenAway(where);
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** Does what reads a file; its errors about the contents are then of one kind, and name the file, if it has a path.
 *  @param Again  that kind */
export async function naming<T>(
  source: StreamSource, Again: new (message: string, options: ErrorOptions) => MyelinError, read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof MyelinError) || cause instanceof ConfigError || cause instanceof FileError) throw cause;
    const path = nameOf(source);
    if (cause instanceof Again && cause.message.startsWith(path)) throw cause;
    throw new Again(path === '' ? cause.message : `${path}: ${cause.message}`, { cause });
  }
}
