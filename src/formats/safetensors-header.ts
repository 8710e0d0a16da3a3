import type { DType } from '../core/dtype.ts';
import { FormatError, show } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import { all } from '../core/realm.ts';

/** @source safetensors 0.8, MAX_HEADER_SIZE: what the reference reader accepts */
export const MAX_HEADER_BYTES = 100_000_000;
/** The bytes of the header's length, a little-endian u64 before the header. */
export const LENGTH_BYTES = 8;
/** The nesting of the header: the header itself, a tensor's entry, its shape. */
const HEADER_DEPTH = 3;
export const METADATA = '__metadata__';
/** How files begin in which other libraries keep models. */
const OTHERS: Readonly<Record<string, string>> = {
  'PK\x03\x04': "a zip archive, as .keras, .npz and PyTorch's files are",
  '\x89HDF': 'HDF5, as .h5 files are',
  '{"': 'JSON, as models of TensorFlow.js and brain.js are',
};

/** How elements of a type in the file are read: their bytes, the dtype they become, and the conversion if there is
 *  one. */
export interface Element {
  readonly bytes: number;
  readonly dtype: DType;
  readonly convert?: (view: DataView, offset: number) => number;
}

const ELEMENTS: ReadonlyMap<unknown, Element> = new Map<unknown, Element>([
  ['F32', { bytes: 4, dtype: 'float32' }],
  ['I32', { bytes: 4, dtype: 'int32' }],
  ['U8', { bytes: 1, dtype: 'uint8' }],
  ['I8', { bytes: 1, dtype: 'int8' }],
  ['F64', { bytes: 8, dtype: 'float32', convert: (view, at) => view.getFloat64(at, true) }],
  ['F16', { bytes: 2, dtype: 'float32', convert: (view, at) => fromHalf(view.getUint16(at, true)) }],
  ['BF16', { bytes: 2, dtype: 'float32', convert: (view, at) => fromBrain(view.getUint16(at, true)) }],
  ['I64', { bytes: 8, dtype: 'int32', convert: (view, at) => Number(view.getBigInt64(at, true)) }],
]);

/** What the header says of a tensor. */
export interface Place {
  readonly name: string;
  readonly code: string;
  readonly element: Element;
  readonly shape: readonly number[];
  /** The bytes it takes, counted from the first one behind the header. */
  readonly begin: number;
  readonly end: number;
}

/** Where the data begin.
 *  @param start  the first LENGTH_BYTES bytes of the file, or fewer if it has fewer
 *  @param fileBytes  bytes of the whole file
 *  @throws {FormatError} if there cannot be a header */
export function dataBegin(start: Uint8Array, fileBytes: number): number {
  if (start.length < LENGTH_BYTES) {
    fail(`expected at least ${LENGTH_BYTES} bytes, received ${start.length}. The file is empty or cut short.`);
  }
  const length = new DataView(start.buffer, start.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES) {
    const other = Object.entries(OTHERS).find(([begins]) => [...begins].every((sign, i) => start[i] === sign.charCodeAt(0)));
    if (other !== undefined)
      fail(
        `the file is ${other[1]}, and no safetensors file. Bring its weights over as arrays, for example by datasets.readNpz and ` +
        'setWeights.',
      );
    fail(`expected a header of at most ${MAX_HEADER_BYTES} bytes, the file says ${length}. It is not a safetensors file, or damaged.`);
  }
  if (length < 2n) fail(`expected a header of JSON, the file says that it has ${length} bytes. It is not a safetensors file, or damaged.`);
  const dataAt = LENGTH_BYTES + Number(length);
  if (dataAt > fileBytes) {
    fail(
      `expected a header of ${length} bytes, the file ends after ${fileBytes - LENGTH_BYTES}. ` +
      'It is cut short, or not a safetensors file.',
    );
  }
  return dataAt;
}

/** What a header says. The metadata have no prototype, so that any name is an ordinary key.
 *  @param json  the bytes of the header
 *  @param dataBytes  how many bytes the file has behind it
 *  @throws {FormatError} if it is malformed, or its tensors do not cover the data */
export function parseHeader(json: Uint8Array, dataBytes: number): { places: readonly Place[]; metadata: Record<string, string> } {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json);
    checkKeys(text);
    header = JSON.parse(text);
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError('safetensors: expected the header to be JSON in UTF-8. The file is damaged, or not a safetensors file.', {
      cause,
    });
  }
  if (!isObject(header) || !text.startsWith('{')) fail(`expected the header to be a JSON object, received ${show(header)}.`);
  const entries = header;
  const metadata = readMetadata(entries[METADATA]);
  const places = Object.keys(entries).filter((name) => name !== METADATA).map((name) => readPlace(name, entries[name]));
  checkCover(places, dataBytes);
  return { places, metadata };
}

function readMetadata(stored: unknown): Record<string, string> {
  const metadata: Record<string, string> = Object.create(null);
  if (stored === undefined) return metadata;
  if (!isObject(stored)) fail(`expected ${METADATA} to be an object of strings, received ${show(stored)}.`);
  for (const key of Object.keys(stored)) {
    const value = stored[key];
    if (typeof value !== 'string') fail(`${METADATA}: expected ${show(key)} to be a string, received ${show(value)}.`);
    metadata[key] = value;
  }
  return metadata;
}

function readPlace(name: string, entry: unknown): Place {
  const where = show(name);
  if (!isObject(entry)) fail(`${where}: expected an object with dtype, shape and data_offsets, received ${show(entry)}.`);
  for (const key of Object.keys(entry)) {
    if (!['dtype', 'shape', 'data_offsets'].includes(key)) {
      fail(`${where}: unknown key ${show(key)}. Expected dtype, shape and data_offsets only.`);
    }
  }
  const { dtype: code, shape, data_offsets: offsets } = entry;
  const element = ELEMENTS.get(code);
  if (element === undefined) {
    fail(
      `${where}: expected dtype to be one of ${[...ELEMENTS.keys()].join(', ')}, received ${show(code)}. ` +
      'Convert the tensor before saving it.',
    );
  }
  if (!isSizes(shape)) fail(`${where}: expected shape to be a list of whole numbers, received ${show(shape)}.`);
  if (!isSizes(offsets) || offsets.length !== 2) fail(`${where}: expected data_offsets to be [begin, end], received ${show(offsets)}.`);

  let size = element.bytes;
  for (const d of shape) {
    size *= d;
    if (!Number.isSafeInteger(size)) fail(`${where}: shape ${showShape(shape)} has more elements than can be counted.`);
  }
  const [begin, end] = offsets as [number, number];
  if (end - begin !== size) {
    fail(
      `${where}: shape ${showShape(shape)} of ${code as string} takes ${size} bytes, data_offsets [${begin}, ${end}] give it ` +
      `${end - begin}.`,
    );
  }
  return { name, code: code as string, element, shape, begin, end };
}

/** The data section must be covered exactly: no overlap, no gap, nothing left over. */
function checkCover(places: readonly Place[], dataBytes: number): void {
  let end = 0;
  for (const place of places.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    const where = show(place.name);
    if (place.begin < end) {
      fail(`${where}: begins at byte ${place.begin}, inside the tensor that ends at ${end}. Tensors must not overlap.`);
    }
    if (place.begin > end) fail(`${where}: begins at byte ${place.begin}, the tensor before it ends at ${end}. There must be no gaps.`);
    if (place.end > dataBytes) fail(`${where}: ends at byte ${place.end} of the data, the file has ${dataBytes}. It is cut short.`);
    end = place.end;
  }
  if (end !== dataBytes) fail(`the tensors take ${end} bytes of data, the file has ${dataBytes}. It is damaged.`);
}

/** IEEE 754 binary16 */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const brainBits = new Uint32Array(1);
const brainValue = new Float32Array(brainBits.buffer);
/** bfloat16: the upper half of a float32 */
function fromBrain(bits: number): number {
  brainBits[0] = bits << 16;
  return brainValue[0];
}

/** Refuses two things that JSON.parse would accept: a key that occurs twice in one object (JSON.parse silently keeps
 *  the last one), and nesting deeper than that of a header, which would cost much memory. Malformed JSON is left to
 *  JSON.parse. */
function checkKeys(json: string): void {
  const open: Set<string>[] = [];
  for (let i = 0; i < json.length; i++) {
    const c = json[i];
    if (c === '{' || c === '[') {
      if (open.push(new Set()) > HEADER_DEPTH) fail(`expected a header at most ${HEADER_DEPTH} levels deep. It is not a safetensors file.`);
    } else if (c === '}' || c === ']') {
      open.pop();
    } else if (c === '"') {
      const begin = i++;
      while (i < json.length && json[i] !== '"') i += json[i] === '\\' ? 2 : 1;
      let next = i + 1;
      while (' \t\n\r'.includes(json[next] ?? '.')) next++;
      if (json[next] !== ':') continue;
      const key = JSON.parse(json.slice(begin, i + 1)) as string;
      const keys = open[open.length - 1];
      if (keys?.has(key)) fail(`the header names ${show(key)} twice. Write the file again with distinct names.`);
      keys?.add(key);
    }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && all(value, (d) => Number.isSafeInteger(d) && d >= 0);
}

function fail(message: string): never {
  throw new FormatError(`safetensors: ${message}`);
}
