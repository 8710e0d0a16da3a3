/** Files within a zip archive, as far as npz files need them. @source PKWARE, APPNOTE.TXT 6.3 */
import { FormatError, MyelinError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';

const PIECE = 1 << 17;
const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
/** The bytes of the record at the end, and the most of the comment behind it. */
const [END_BYTES, MOST_COMMENT] = [22, 0xffff];

export interface ZipEntry {
  readonly name: string;
  /** Bytes, after decompression. */
  readonly size: number;
  /** The contents, in pieces; more bytes than `size` are an error. */
  pieces(): AsyncGenerator<Uint8Array>;
}

/** The files of an archive.
 *  @param what  begins the errors
 *  @throws {FormatError} if it is malformed, encrypted, or compressed by other means than deflate */
export function zipEntries(what: string, file: Uint8Array): ZipEntry[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let end = file.length - END_BYTES;
  while (end >= 0 && end >= file.length - END_BYTES - MOST_COMMENT && view.getUint32(end, true) !== END) end--;
  if (end < 0 || view.getUint32(end, true) !== END) fail(what, 'expected the table at the end of a zip archive. The file is cut short.');
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  return Array.from({ length: count }, () => {
    if (at + 46 > file.length || view.getUint32(at, true) !== CENTRAL) fail(what, 'the table of files is damaged.');
    const short = (place: number): number => view.getUint16(at + place, true);
    const [nameBytes, extraBytes, commentBytes] = [short(28), short(30), short(32)];
    const name = new TextDecoder().decode(file.subarray(at + 46, at + 46 + nameBytes));
    const [packed, size, from] = [20, 24, 42].map((place) => view.getUint32(at + place, true)) as [number, number, number];
    const [flags, method] = [short(8), short(10)];
    if ([packed, size, from].includes(0xffffffff)) fail(what, `${show(name)} has 4 GiB or more, which are not read. Save arrays apart.`);
    if ((flags & 1) !== 0 || ![0, 8].includes(method)) fail(what, `${show(name)} is encrypted, or compressed by other means than deflate.`);
    at += 46 + nameBytes + extraBytes + commentBytes;
    if (from + 30 > file.length || view.getUint32(from, true) !== LOCAL) fail(what, `${show(name)} is not where the table says.`);
    const start = from + 30 + view.getUint16(from + 26, true) + view.getUint16(from + 28, true);
    if (start + packed > file.length) fail(what, `${show(name)} is cut short.`);
    return { name, size, pieces: () => contents(what, name, file.subarray(start, start + packed), size, method === 8) };
  });
}

async function* contents(what: string, name: string, packed: Uint8Array, size: number, deflated: boolean): AsyncGenerator<Uint8Array> {
  const stored = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < packed.length; at += PIECE) yield packed.subarray(at, at + PIECE);
  };
  let bytes = 0;
  try {
    for await (const piece of deflated ? host().inflate(stored(), PIECE) : stored()) {
      bytes += piece.length;
      if (bytes > size) fail(what, `${show(name)} becomes more than the ${size} bytes that the table says.`);
      yield piece;
    }
  } catch (cause) {
    if (cause instanceof MyelinError) throw cause;
    throw new FormatError(`${what}: ${show(name)} cannot be decompressed: ${(cause as Error).message}. The file is damaged.`, { cause });
  }
  if (bytes < size) fail(what, `${show(name)} becomes ${bytes} bytes, and the table says ${size}.`);
}

function fail(what: string, message: string): never {
  throw new FormatError(`${what}: ${message}`);
}
