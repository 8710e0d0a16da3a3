import { FileError, FormatError, MyelinError } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { onFile } from './file-error.ts';
import { isStream, partsOf, piecesOfStream, type StreamSource } from './source.ts';

/** Bytes that are read at once. What is made of them takes some milliseconds, between which others get their turn on the event loop. */
export const PIECE: number = 1 << 17;
/** Pieces that are joined before others get their turn. */
const JOINED = 32;
/** The most bytes of a file, after decompression, unless the caller says another number. */
export const MOST_BYTES: number = 2 ** 30;
/** The part of JavaScript's memory that may be in use while a file is read. Where it ends, so does the process. */
const FULL = 0.6;
/** What of it is for new objects alone. @source V8, semi-spaces of 16 MiB */
const YOUNG = 48 << 20;

/** Whether bytes begin like a gzip file. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The contents of a file, plain or gzipped, in pieces.
 *  @param where  the call, as errors name it
 *  @param what  what is read, as errors about the contents name it
 *  @param most  the most bytes, after decompression
 *  @throws {FileError} if the file cannot be read
 *  @throws {FormatError} if there are more bytes, the compressed data is damaged, or there is no memory for what is made of them */
export async function* readPieces(where: string, what: string, source: StreamSource, most: number): AsyncGenerator<Uint8Array> {
  const raw =
    typeof source === 'string' ? piecesOfFile(where, source)
    : isStream(source) ? piecesOfStream(where, source)
    : partsOf(where, source, PIECE);
  const first = await beginning(raw);
  const whole = joined(first, raw);
  const zipped = isGzip(first);
  let bytes = 0;
  for await (const piece of zipped ? gunzip(what, whole) : whole) {
    bytes += piece.length;
    if (bytes > most) throw tooLarge(what, most, zipped);
    const { used, limit } = host().heap();
    if (used > FULL * (limit - YOUNG))
      throw new FormatError(
        `${what}: there is no memory for so much: after ${bytes} bytes, ${Math.round(used / 2 ** 20)} of ` +
        `${Math.round(limit / 2 ** 20)} MiB are in use. ` +
        'Start Node with a larger --max-old-space-size, or divide the file.',
      );
    yield piece;
  }
}

/** The contents of a file, plain or gzipped, as a whole; see readPieces. */
export const readWhole = (where: string, what: string, source: StreamSource, most: number): Promise<Uint8Array> =>
  wholeOf(readPieces(where, what, source, most));

/** Bytes that come in pieces, as a whole. */
export async function wholeOf(given: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of given) pieces.push(piece);
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const [i, piece] of pieces.entries()) {
    if (i % JOINED === JOINED - 1) await host().pause();
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** The error for more bytes than are allowed. */
export const tooLarge = (what: string, most: number, zipped: boolean): FormatError =>
  new FormatError(
    `${what}: expected at most ${most} bytes${zipped ? ' after decompression' : ''}, there are more. ` +
    'If the file is to be trusted, give a larger maxBytes.',
  );

async function* piecesOfFile(where: string, path: string): AsyncGenerator<Uint8Array> {
  const { open } = host().files(where);
  const file = await onFile(where, path, () => open(path, 'r'));
  try {
    // What is no plain file, such as a pipe, has no size.
    const { size } = await onFile(where, path, () => file.stat());
    for (let read = 0; ; ) {
      const piece = new Uint8Array(PIECE);
      const { bytesRead } = await onFile(where, path, () => file.read(piece, 0, PIECE));
      read += bytesRead;
      if (bytesRead === 0 && read < size) throw cutShort(where, path, read, size);
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** The error for a file that had more bytes when it was opened. */
export const cutShort = (where: string, path: string, read: number, size: number): FileError =>
  new FileError(`${path}: ${where}: the file was cut short while it was read: ${size} bytes became ${read}. Read it when it is whole.`);

/** The first piece, with the two bytes that tell a gzip file: a pipe may give one at a time. */
async function beginning(pieces: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  let first = new Uint8Array();
  while (first.length < 2) {
    const { done, value } = await pieces.next();
    if (done === true) break;
    const longer = new Uint8Array(first.length + value.length);
    longer.set(first);
    longer.set(value, first.length);
    first = longer;
  }
  return first;
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
  try {
    yield* host().gunzip(pieces, PIECE);
  } catch (cause) {
    if (cause instanceof MyelinError) throw cause;
    throw damaged(what, cause);
  }
}

/** The error for gzip data that cannot be read. */
export const damaged = (what: string, cause: unknown): FormatError =>
  new FormatError(
    `${what}: the gzip data cannot be read: ${(cause as Error).message}. The file is cut short or damaged: fetch it again.`,
    { cause },
  );
