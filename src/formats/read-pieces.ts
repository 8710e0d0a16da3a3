import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { getHeapStatistics } from 'node:v8';
import { createGunzip } from 'node:zlib';
import { FormatError, MyelinError } from '../core/errors.ts';
import { onFile } from './file-error.ts';

/** Bytes that are read at once. What is made of them takes some milliseconds, between which others get their turn on the event loop. */
const PIECE = 1 << 17;
/** The part of JavaScript's memory that may be in use while a file is read. Where it ends, so does the process. */
const FULL = 0.6;
/** What of it is for new objects alone. @source V8, semi-spaces of 16 MiB */
const YOUNG = 48 << 20;

/** The contents of a file, plain or gzipped, in pieces.
 *  @param what  what is read, as errors name it
 *  @param most  the most bytes, after decompression
 *  @throws {FileError} if the file cannot be read
 *  @throws {FormatError} if there are more bytes, the compressed data is damaged, or there is no memory for what is made of them */
export async function* readPieces(what: string, path: string, most: number): AsyncGenerator<Uint8Array> {
  const raw = rawPieces(what, path);
  const first = await raw.next();
  if (first.done === true) return;
  const whole = joined(first.value, raw);
  const zipped = first.value[0] === 0x1f && first.value[1] === 0x8b;
  let bytes = 0;
  for await (const piece of zipped ? gunzip(what, whole) : whole) {
    bytes += piece.length;
    if (bytes > most) throw tooLarge(what, most, zipped);
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    if (used > FULL * (limit - YOUNG))
      throw new FormatError(
        `${what}: there is no memory for so much: after ${bytes} bytes, ${Math.round(used / 2 ** 20)} of ` +
        `${Math.round(limit / 2 ** 20)} MiB are in use. ` +
        'Start Node with a larger --max-old-space-size, or divide the file.',
      );
    yield piece;
  }
}

/** The error for more bytes than are allowed. */
export const tooLarge = (what: string, most: number, zipped: boolean): FormatError =>
  new FormatError(
    `${what}: expected at most ${most} bytes${zipped ? ' after decompression' : ''}, there are more. ` +
    'If the file is to be trusted, give a larger maxBytes.',
  );

async function* rawPieces(what: string, path: string): AsyncGenerator<Uint8Array> {
  const file = await onFile(what, path, () => open(path, 'r'));
  try {
    for (;;) {
      const piece = new Uint8Array(PIECE);
      const { bytesRead } = await onFile(what, path, () => file.read(piece, 0, PIECE));
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function* joined(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

async function* gunzip(what: string, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = Readable.from(pieces, { objectMode: false });
  const stream = source.pipe(createGunzip({ chunkSize: PIECE }));
  source.on('error', (error) => stream.destroy(error));
  try {
    for await (const piece of stream) yield piece as Uint8Array;
  } catch (cause) {
    if (cause instanceof MyelinError) throw cause;
    throw damaged(what, cause);
  } finally {
    stream.destroy();
    source.destroy();
  }
}

/** The error for gzip data that cannot be read. */
export const damaged = (what: string, cause: unknown): FormatError =>
  new FormatError(
    `${what}: the gzip data cannot be read: ${(cause as Error).message}. The file is cut short or damaged: fetch it again.`,
    { cause },
  );
