import { allocate, isUint8, type DType, type TypedArray } from '../core/dtype.ts';
import { number, options as declared, or } from '../core/declaration.ts';
import { ConfigError, FormatError, show } from '../core/errors.ts';
import { showShape, type Shape } from '../core/shape.ts';
import { gunzipped } from './gzip.ts';
import { MOST_BYTES, readPieces } from './read-pieces.ts';
import { naming, type FileSource } from './source.ts';

/** The contents of an IDX file. */
export interface IdxArray {
  readonly shape: Shape;
  readonly data: TypedArray;
}

export interface IdxOptions {
  /** The most bytes of the file, after decompression (default 2^30). */
  readonly maxBytes?: number | undefined;
}

const OPTIONS = declared<IdxOptions>()({ maxBytes: or(number({ least: 1 }), MOST_BYTES) });

interface Element {
  readonly bytes: number;
  readonly dtype: DType;
  readonly read: (view: DataView, at: number) => number;
}

/** The third byte of the magic number. @source LeCun, Cortes & Burges, "The MNIST database", file formats */
const ELEMENTS: ReadonlyMap<number, Element> = new Map<number, Element>([
  [0x08, { bytes: 1, dtype: 'uint8', read: (view, at) => view.getUint8(at) }],
  [0x09, { bytes: 1, dtype: 'int32', read: (view, at) => view.getInt8(at) }],
  [0x0b, { bytes: 2, dtype: 'int32', read: (view, at) => view.getInt16(at) }],
  [0x0c, { bytes: 4, dtype: 'int32', read: (view, at) => view.getInt32(at) }],
  [0x0d, { bytes: 4, dtype: 'float32', read: (view, at) => view.getFloat32(at) }],
  [0x0e, { bytes: 8, dtype: 'float32', read: (view, at) => view.getFloat64(at) }],
]);
/** The longest header: the magic number, and as many sizes as a byte can say. */
const MOST_HEADER = 4 + 4 * 255;

/** Reads an IDX file (the format of MNIST and similar data sets), plain or gzipped, in pieces.
 *  @throws {FileError} if it cannot be read
 *  @throws {FormatError} if it is malformed or larger than `maxBytes`; names the file and the fault */
export async function readIdx(source: FileSource, options: IdxOptions = {}): Promise<IdxArray> {
  const { maxBytes } = OPTIONS.read('readIdx', options);
  return naming(source, FormatError, async () => {
    let [start, reading]: [Uint8Array, Reading | undefined] = [new Uint8Array(), undefined];
    for await (const piece of readPieces('readIdx', 'idx', source, maxBytes)) {
      if (reading !== undefined) {
        reading.take(piece);
        continue;
      }
      start = joined(start, piece);
      if (start.length < MOST_HEADER) continue;
      reading = new Reading(start, maxBytes);
      reading.take(start.subarray(reading.dataAt));
    }
    return (reading ?? wholeOf(start, maxBytes)).end();
  });
}

/** Parses the bytes of an IDX file; gzip is detected by its content. Unsigned bytes stay bytes, other integers become
 *  int32, floats become float32. All sizes are checked against the file before anything is allocated.
 *  @throws {FormatError} if the bytes are not an IDX file */
export function parseIdx(bytes: Uint8Array, options: IdxOptions = {}): IdxArray {
  const { maxBytes } = OPTIONS.read('idx', options);
  if (!isUint8(bytes)) {
    throw new ConfigError(`idx: expected the bytes of a file as a Uint8Array, received ${show(bytes)}. For its name there is readIdx.`);
  }
  return wholeOf(gunzipped('idx', bytes, maxBytes), maxBytes).end();
}

function wholeOf(file: Uint8Array, maxBytes: number): Reading {
  const reading = new Reading(file, maxBytes);
  reading.take(file.subarray(reading.dataAt));
  return reading;
}

/** The array on its way out of a file. */
class Reading {
  readonly dataAt: number;
  readonly #shape: Shape;
  readonly #element: Element;
  readonly #expected: number;
  #data: TypedArray | undefined;
  #received = 0;
  /** The bytes of an element whose other bytes are in the next piece. */
  #begun: Uint8Array = new Uint8Array();

  /** @param start  the file, or its first bytes, among them the header
   *  @param maxBytes  the most bytes of the file */
  constructor(start: Uint8Array, maxBytes: number) {
    const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
    if (start.length < 4) fail(`expected at least 4 bytes, received ${start.length}. The file is empty or cut short.`);
    const magic = view.getUint32(0);
    const element = ELEMENTS.get((magic >>> 8) & 0xff);
    const rank = magic & 0xff;
    if (magic >>> 16 !== 0 || element === undefined || rank === 0) {
      fail(
        `expected a magic number such as 0x00000803 (bytes, 3 axes), received 0x${magic.toString(16).padStart(8, '0')}. ` +
        'It is not an IDX file.',
      );
    }
    this.dataAt = 4 + 4 * rank;
    if (start.length < this.dataAt) fail(`expected ${rank} sizes after the magic number, the file ends after ${start.length} bytes.`);
    this.#shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
    let count = 1;
    for (const d of this.#shape) {
      count *= d;
      if (count * element.bytes > maxBytes)
        fail(`shape ${showShape(this.#shape)} takes more than ${maxBytes} bytes. If the file is to be trusted, give a larger maxBytes.`);
    }
    this.#element = element;
    this.#expected = count * element.bytes;
  }

  /** Takes over a piece of the data. */
  take(piece: Uint8Array): void {
    const { bytes, dtype, read } = this.#element;
    const from = Math.floor(this.#received / bytes);
    this.#received += piece.length;
    if (this.#received > this.#expected) return; // `end` refuses it
    this.#data ??= allocate(dtype, this.#expected / bytes);
    const raw = this.#begun.length === 0 ? piece : joined(this.#begun, piece);
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    const count = Math.floor(raw.length / bytes);
    if (dtype === 'uint8') this.#data.set(raw, from);
    else for (let i = 0; i < count; i++) this.#data[from + i] = read(view, i * bytes);
    this.#begun = raw.slice(count * bytes);
  }

  /** The array, if all of it has come, and nothing else. */
  end(): IdxArray {
    if (this.#received !== this.#expected) {
      fail(
        `shape ${showShape(this.#shape)} takes ${this.#expected} bytes of data, the file has ${this.#received}. ` +
        `It is ${this.#received < this.#expected ? 'cut short' : 'longer than it says'}.`,
      );
    }
    const { dtype } = this.#element;
    return { shape: this.#shape, data: this.#data ?? allocate(dtype, 0) };
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function fail(message: string): never {
  throw new FormatError(`idx: ${message}`);
}
