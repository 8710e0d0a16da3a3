import { DataError } from '../core/errors.ts';

/** Bytes that are no UTF-8. */
export class NotUtf8 extends Error {}

/** Text that comes as bytes, in pieces.
 *  @param encoding  undefined: UTF-16 if a byte order mark says so, else UTF-8
 *  @throws {NotUtf8} on bytes that are no UTF-8, if no encoding is given
 *  @throws {DataError} on a zero byte */
export async function* decoded(pieces: AsyncIterable<Uint8Array>, encoding?: string): AsyncGenerator<string> {
  let decode: ((piece?: Uint8Array) => string) | undefined;
  let wide = false;
  let at = 0;
  for await (const piece of pieces) {
    if (decode === undefined) {
      wide = encoding === undefined && piece[0] === 0xff && piece[1] === 0xfe;
      decode = decoderOf(encoding ?? (wide ? 'utf-16le' : 'utf-8'));
    }
    const zero = wide ? -1 : piece.indexOf(0);
    if (zero >= 0) throw new DataError(`csv: expected text, received a zero byte at ${at + zero}. It is not a CSV file.`);
    at += piece.length;
    yield decode(piece);
  }
  if (decode !== undefined) yield decode();
}

function decoderOf(encoding: string): (piece?: Uint8Array) => string {
  const decoder = new TextDecoder(encoding, { fatal: encoding === 'utf-8' });
  return (piece) => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined });
    } catch (cause) {
      throw new NotUtf8(undefined, { cause });
    }
  };
}
