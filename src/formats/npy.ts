import { allocate, type DType, type TypedArray } from '../core/dtype.ts';
import { number, options as declared, or } from '../core/declaration.ts';
import { FormatError, show } from '../core/errors.ts';
import { forEach, inTurns, Turns, type Pieces } from '../core/pieces.ts';
import { showShape, sizeOf, type Shape } from '../core/shape.ts';
import { readPieces, MOST_BYTES } from './read-pieces.ts';
import { naming, type StreamSource } from './source.ts';

/** The contents of an npy file. */
export interface NpyArray {
  readonly shape: Shape;
  /** float32 for floats, int32 for other integers, uint8 for bytes and booleans. */
  readonly data: TypedArray;
}

export interface NpyOptions {
  /** The most bytes of the file, after decompression (default 2^30). */
  readonly maxBytes?: number | undefined;
}

const OPTIONS = declared<NpyOptions>()({ maxBytes: or(number({ least: 1 }), MOST_BYTES) });

interface Element {
  readonly dtype: DType;
  readonly read: (view: DataView, at: number, little: boolean) => number;
}

/** Numbers by their kind and bytes. @source NumPy, numpy.lib.format, versions 1.0 to 3.0 */
const ELEMENTS: ReadonlyMap<string, Element> = new Map<string, Element>([
  ['b1', { dtype: 'uint8', read: (view, at) => view.getUint8(at) }],
  ['u1', { dtype: 'uint8', read: (view, at) => view.getUint8(at) }],
  ['i1', { dtype: 'int32', read: (view, at) => view.getInt8(at) }],
  ['u2', { dtype: 'int32', read: (view, at, little) => view.getUint16(at, little) }],
  ['i2', { dtype: 'int32', read: (view, at, little) => view.getInt16(at, little) }],
  ['u4', { dtype: 'int32', read: (view, at, little) => view.getUint32(at, little) }],
  ['i4', { dtype: 'int32', read: (view, at, little) => view.getInt32(at, little) }],
  ['u8', { dtype: 'int32', read: (view, at, little) => Number(view.getBigUint64(at, little)) }],
  ['i8', { dtype: 'int32', read: (view, at, little) => Number(view.getBigInt64(at, little)) }],
  ['f2', { dtype: 'float32', read: (view, at, little) => half(view.getUint16(at, little)) }],
  ['f4', { dtype: 'float32', read: (view, at, little) => view.getFloat32(at, little) }],
  ['f8', { dtype: 'float32', read: (view, at, little) => view.getFloat64(at, little) }],
]);

/** The number that 16 bits are. @source IEEE 754, binary16 */
function half(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, (bits & 1023) / 1024];
  const sign = bits >> 15 === 0 ? 1 : -1;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}

/** Reads an array of numbers that NumPy saved, plain or gzipped, in pieces.
 *  @throws {FileError} if it cannot be read
 *  @throws {FormatError} if it is malformed, larger than `maxBytes`, of other values than numbers, or has integers beyond int32 or
 *    numbers beyond float32 */
export async function readNpy(source: StreamSource, options: NpyOptions = {}): Promise<NpyArray> {
  const { maxBytes } = OPTIONS.read('readNpy', options);
  return naming(source, FormatError, () => npyArray(readPieces('readNpy', 'npy', source, maxBytes), maxBytes));
}

/** The array of an npy file that comes as bytes. */
export async function npyArray(pieces: AsyncIterable<Uint8Array>, maxBytes: number): Promise<NpyArray> {
  return npyValues(pieces, maxBytes, (length, dtype) => allocate(dtype, length));
}

/** The numbers of an npy file in an array of the caller's.
 *  @param make  makes it, for so many values
 *  @throws {FormatError} if a value is not kept by it */
export async function npyValues<A extends TypedArray | Float64Array>(
  pieces: AsyncIterable<Uint8Array>, maxBytes: number, make: (length: number, dtype: DType) => A,
): Promise<{ readonly shape: Shape; readonly data: A }> {
  let start: Uint8Array = new Uint8Array();
  let reading: Reading<A> | undefined;
  const turns = new Turns();
  for await (const piece of pieces) {
    if (turns.over) await turns.next();
    if (reading !== undefined) {
      reading.take(piece);
      continue;
    }
    start = joined(start, piece);
    const end = headerEnd(start);
    if (end === undefined || start.length < end) continue;
    reading = new Reading(new TextDecoder().decode(start.subarray(start[6] === 1 ? 10 : 12, end)), maxBytes, make);
    reading.take(start.subarray(end));
  }
  return (reading ?? fail(`expected a header, the file ends after ${start.length} bytes. It is cut short, or no npy file.`)).end(turns);
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** The most bytes of a header; NumPy refuses longer ones, too. */
const MOST_HEADER = 10_000;

/** Where the header ends; undefined as long as that is not known. */
function headerEnd(start: Uint8Array): number | undefined {
  if (MAGIC.some((byte, i) => i < start.length && start[i] !== byte)) fail('expected the mark of NumPy. It is not an npy file.');
  if (start.length < 12) return undefined;
  const view = new DataView(start.buffer, start.byteOffset);
  const [length, from] = start[6] === 1 ? [view.getUint16(8, true), 10] : [view.getUint32(8, true), 12];
  if (start[6]! < 1 || start[6]! > 3) fail(`expected version 1, 2 or 3, received ${start[6]}.`);
  if (length > MOST_HEADER) fail(`expected a header of at most ${MOST_HEADER} bytes, received ${length}.`);
  return from + length;
}

class Reading<A extends TypedArray | Float64Array> {
  readonly #shape: Shape;
  readonly #columnsFirst: boolean;
  readonly #element: Element;
  readonly #little: boolean;
  readonly #bytes: number;
  readonly #data: A;
  #received = 0;
  #begun: Uint8Array = new Uint8Array();

  constructor(header: string, maxBytes: number, make: (length: number, dtype: DType) => A) {
    const descr = /'descr'\s*:\s*(?:'([<>|=])([a-zA-Z])(\d*)'|([^,]*))/.exec(header);
    const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
    const sizes = /'shape'\s*:\s*\(([\d, ]*)\)/.exec(header)?.[1];
    if (descr === null || order === undefined || sizes === undefined)
      fail(`expected descr, fortran_order and shape, received ${show(header)}.`);
    const element = ELEMENTS.get(`${descr[2]}${descr[3]}`);
    if (element === undefined)
      fail(`expected numbers or booleans, received ${descr[0].replaceAll("'", '').trim()}. Convert them in NumPy.`);
    this.#element = element;
    this.#bytes = Number(descr[3]);
    this.#little = descr[1] !== '>';
    this.#columnsFirst = order === 'True';
    this.#shape = sizes.split(',').map((size) => size.trim()).filter((size) => size !== '').map(Number);
    const count = sizeOf(this.#shape);
    if (!(count * this.#bytes <= maxBytes))
      fail(`shape ${showShape(this.#shape)} takes more than ${maxBytes} bytes. If the file is to be trusted, give a larger maxBytes.`);
    this.#data = make(count, element.dtype);
  }

  /** Takes over a piece of the data. */
  take(piece: Uint8Array): void {
    const bytes = this.#bytes;
    const from = Math.floor(this.#received / bytes);
    this.#received += piece.length;
    if (this.#received > this.#data.length * bytes) return; // `end` refuses it
    const raw = this.#begun.length === 0 ? piece : joined(this.#begun, piece);
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    const count = Math.floor(raw.length / bytes);
    const { read, dtype } = this.#element;
    const exact = dtype === 'int32';
    const wide = dtype === 'float32' && bytes === 8;
    for (let i = 0; i < count; i++) {
      const value = read(view, i * bytes, this.#little);
      this.#data[from + i] = value;
      const kept = this.#data[from + i]!;
      if ((exact && (kept !== value || !Number.isSafeInteger(value))) || (wide && !Number.isFinite(kept) && Number.isFinite(value)))
        fail(`${value} is beyond what ${this.#data.constructor.name} holds. Convert the array in NumPy, to float32 or texts.`);
    }
    this.#begun = raw.slice(count * bytes);
  }

  /** The array, if all of it has come, and nothing else. */
  async end(turns: Turns): Promise<{ readonly shape: Shape; readonly data: A }> {
    const shape = this.#shape;
    const data: A = this.#data;
    if (this.#received !== data.length * this.#bytes)
      fail(
        `shape ${showShape(shape)} takes ${data.length * this.#bytes} bytes of data, the file has ${this.#received}. ` +
        `It is ${this.#received < data.length * this.#bytes ? 'cut short' : 'longer than it says'}.`,
      );
    return { shape, data: this.#columnsFirst && shape.length > 1 ? await inTurns(rowsFirst<A>(data, shape), turns) : data };
  }
}

/** Values whose first axis varies fastest, with the last axis so. */
function* rowsFirst<A extends TypedArray | Float64Array>(data: A, shape: Shape): Pieces<A> {
  const out = new (data.constructor as new (length: number) => TypedArray | Float64Array)(data.length);
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  const place = shape.map(() => 0);
  let at = 0;
  yield* forEach(out.length, (i) => {
    out[i] = data[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++place[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      place[axis] = 0;
    }
  });
  return out as A;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function fail(message: string): never {
  throw new FormatError(`npy: ${message}`);
}
