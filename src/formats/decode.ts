import { ConfigError, DataError, show } from '../core/errors.ts';

/** What an encoding is taken for where bytes are no UTF-8: in it, every byte is a character. */
const EVERY_BYTE = 'windows-1252';
type Decoder = InstanceType<typeof TextDecoder>;

/** Bytes that are looked at to find UTF-16 without a byte order mark. */
const LOOK = 4096;

/** Text that comes as bytes, in pieces, without a byte order mark: UTF-16 if a mark or the places of zeros say so, else UTF-8, or
 *  windows-1252 where bytes are no UTF-8.
 *  @param what  begins the errors
 *  @param encoding  one that the user gave; undefined to find it out
 *  @param say  is told where windows-1252 is assumed
 *  @throws {DataError} on a zero byte, or bytes that are not in the encoding */
export async function* decoded(
  what: string, pieces: AsyncIterable<Uint8Array>, encoding: string | undefined, say: (notice: string) => void,
): AsyncGenerator<string> {
  let decode: ((piece: Uint8Array, end: boolean) => string) | undefined;
  let wide = false;
  let at = 0;
  for await (const piece of pieces) {
    if (decode === undefined) {
      if (piece.length === 0) continue;
      const name = encoding ?? wideIn(piece);
      wide = name !== undefined && /^(?:utf-?16|ucs-?2|unicode)/i.test(name);
      decode = name === undefined ? utf8(what, say) : given(what, name);
    }
    const zero = wide ? -1 : piece.indexOf(0);
    if (zero >= 0)
      throw new DataError(
        `${what}: expected text, received a zero byte at ${at + zero}. It is not a ${what.toUpperCase()} file.`,
      );
    at += piece.length;
    yield decode(piece, false);
  }
  if (decode !== undefined) yield decode(new Uint8Array(), true);
}

/** The share of bytes that are zero in UTF-16 of mostly ASCII, whose letters have one each. */
const ZEROS = 0.35;

/** The kind of UTF-16 that bytes are, if they are. */
function wideIn(piece: Uint8Array): string | undefined {
  if (piece[0] === 0xff && piece[1] === 0xfe) return 'utf-16le';
  if (piece[0] === 0xfe && piece[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  const length = Math.min(piece.length, LOOK);
  for (let i = 0; i < length; i++) if (piece[i] === 0) zeros[i & 1]!++;
  if (zeros[0] === 0 && zeros[1]! > ZEROS * length) return 'utf-16le';
  return zeros[1] === 0 && zeros[0]! > ZEROS * length ? 'utf-16be' : undefined;
}

function given(what: string, name: string): (piece: Uint8Array, end: boolean) => string {
  const decoder = decoderOf(what, name);
  return (piece, end) => {
    try {
      const text = decoder.decode(piece, { stream: !end });
      return decoder.encoding === EVERY_BYTE ? western(text) : text;
    } catch (cause) {
      throw new DataError(`${what}: the text is not in the encoding ${name}. Give the option encoding, such as 'windows-1252'.`, { cause });
    }
  };
}

function decoderOf(what: string, name: string): Decoder {
  try {
    return new TextDecoder(name, { fatal: true });
  } catch (cause) {
    const known = "such as 'windows-1252' or 'shift_jis'";
    throw new ConfigError(`${what}: encoding must be a name that TextDecoder knows, ${known}, received ${show(name)}.`, { cause });
  }
}

/** UTF-8, or windows-1252 from the first piece on that is none: all that came before is ASCII, which is the same in both. */
function utf8(what: string, say: (notice: string) => void): (piece: Uint8Array, end: boolean) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let [latin, ascii, begun]: [Decoder | undefined, boolean, boolean] = [undefined, true, false];
  let held: Uint8Array = new Uint8Array();
  const decodedWhole = (bytes: Uint8Array): string => {
    const text = decoder.decode(bytes);
    ascii &&= text.length === bytes.length;
    const mark = !begun && text.startsWith('\ufeff');
    begun ||= text !== '';
    return mark ? text.slice(1) : text;
  };
  return (piece, end) => {
    const bytes = held.length === 0 ? piece : joined(held, piece);
    if (latin !== undefined) return western(latin.decode(piece, { stream: !end }));
    const whole = bytes.length - (end ? 0 : unfinished(bytes));
    held = bytes.slice(whole);
    try {
      return decodedWhole(bytes.subarray(0, whole));
    } catch (cause) {
      if (!ascii)
        throw new DataError(`${what}: the text is UTF-8 at first and not later on. Give the option encoding, such as 'windows-1252'.`, {
          cause,
        });
      latin = new TextDecoder(EVERY_BYTE);
      say(`the text is no UTF-8 and is read as ${EVERY_BYTE}; if it is in another encoding, give the option encoding`);
      return western(latin.decode(bytes, { stream: !end }));
    }
  };
}

/** The letters of windows-1252 between 0x80 and 0x9f. Some versions of Node read the encoding as ISO 8859-1, which has none there. */
const LETTERS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const western = (text: string): string => text.replace(/[\u0080-\u009f]/g, (letter) => LETTERS[letter.charCodeAt(0) - 0x80]!);

/** How many bytes at the end are the beginning of a character that goes on. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
