import { allocate, BYTES, dtypeOf, type DType, type TypedArray } from '../core/dtype.ts';
import { ConfigError, FormatError, show } from '../core/errors.ts';
import { showShape, sizeOf, type Shape } from '../core/shape.ts';
import { isLittleEndian, swapBytes } from './byte-order.ts';

/** One named array of a safetensors file. */
export interface StoredTensor {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: TypedArray;
}

/** The contents of a safetensors file. Both records have no prototype, so that any name is an ordinary key. */
export interface SafetensorsFile {
  readonly tensors: Record<string, StoredTensor>;
  readonly metadata: Record<string, string>;
}

/** @source safetensors 0.8, MAX_HEADER_SIZE: what the reference reader accepts */
const MAX_HEADER_BYTES = 100_000_000;
/** The bytes of the header's length, a little-endian u64 before the header. */
const LENGTH_BYTES = 8;
/** The nesting of the header: the header itself, a tensor's entry, its shape. */
const HEADER_DEPTH = 3;
const METADATA = '__metadata__';

/** How elements of a type in the file are read: their bytes, the dtype they become, and the conversion if there is
 *  one. */
interface Element {
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

const CODES: Readonly<Record<DType, string>> = { float32: 'F32', int32: 'I32', uint8: 'U8', int8: 'I8' };

/** Writes tensors and metadata as one safetensors file. Types of 4 bytes come first, so that every array is aligned.
 *  @throws {ConfigError} if a tensor's data, dtype and shape disagree, or a name is reserved
 *  @source https://github.com/huggingface/safetensors, "Format" */
export function writeSafetensors(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(tensors);
  for (const [name, tensor] of entries) checkTensor(name, tensor);
  entries.sort(([, a], [, b]) => BYTES[b.dtype] - BYTES[a.dtype]);

  const header: Record<string, unknown> = Object.create(null);
  if (Object.keys(metadata).length > 0) header[METADATA] = checkMetadata(metadata);
  let end = 0;
  for (const [name, { dtype, shape, data }] of entries) {
    const begin = end;
    end += data.byteLength;
    header[name] = { dtype: CODES[dtype], shape, data_offsets: [begin, end] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(json.length / 8) * 8;
  if (headerBytes > MAX_HEADER_BYTES) {
    throw new ConfigError(
      `safetensors: the header would take ${headerBytes} bytes, readers accept ${MAX_HEADER_BYTES}. Store less metadata.`,
    );
  }

  const file = new Uint8Array(LENGTH_BYTES + headerBytes + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes).set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerBytes;
  for (const [, { data }] of entries) {
    const place = file.subarray(at, at + data.byteLength);
    place.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    if (!isLittleEndian) swapBytes(place, data.BYTES_PER_ELEMENT);
    at += data.byteLength;
  }
  return file;
}

/** Parses a safetensors file. It may come from anywhere, so nothing is allocated before the header has been checked.
 *  F64, F16 and BF16 become float32, I64 becomes int32.
 *  @throws {FormatError} if the file is malformed, or holds a type or a value that myelin cannot represent */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { header, dataAt } = readHeader(bytes);
  const metadata = readMetadata(header[METADATA]);
  const places = Object.keys(header).filter((name) => name !== METADATA).map((name) => readPlace(name, header[name]));
  checkCover(places, bytes.length - dataAt);

  const tensors: SafetensorsFile['tensors'] = Object.create(null);
  for (const place of places) {
    const { name, element, shape } = place;
    const raw = bytes.subarray(dataAt + place.begin, dataAt + place.end);
    tensors[name] = {
      dtype: element.dtype,
      shape,
      data: element.convert ? convert(place, raw, element.convert) : copy(element.dtype, raw),
    };
  }
  return { tensors, metadata };
}

interface Place {
  readonly name: string;
  readonly code: string;
  readonly element: Element;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; dataAt: number } {
  if (bytes.length < LENGTH_BYTES) {
    fail(`expected at least ${LENGTH_BYTES} bytes, received ${bytes.length}. The file is empty or cut short.`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES) {
    fail(`expected a header of at most ${MAX_HEADER_BYTES} bytes, the file says ${length}. It is not a safetensors file, or damaged.`);
  }
  const dataAt = LENGTH_BYTES + Number(length);
  if (dataAt > bytes.length) {
    fail(
      `expected a header of ${length} bytes, the file ends after ${bytes.length - LENGTH_BYTES}. ` +
      'It is cut short, or not a safetensors file.',
    );
  }

  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(LENGTH_BYTES, dataAt));
    checkKeys(text);
    header = JSON.parse(text);
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError('safetensors: expected the header to be JSON in UTF-8. The file is damaged, or not a safetensors file.', {
      cause,
    });
  }
  if (!isObject(header) || !text.startsWith('{')) fail(`expected the header to be a JSON object, received ${show(header)}.`);
  return { header, dataAt };
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

function copy(dtype: DType, raw: Uint8Array): TypedArray {
  const data = allocate(dtype, raw.length / BYTES[dtype]);
  const place = new Uint8Array(data.buffer);
  place.set(raw);
  if (!isLittleEndian) swapBytes(place, BYTES[dtype]);
  return data;
}

function convert({ name, code, element, shape }: Place, raw: Uint8Array, read: (view: DataView, offset: number) => number): TypedArray {
  const data = allocate(element.dtype, sizeOf(shape));
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  for (let i = 0; i < data.length; i++) {
    const value = read(view, i * element.bytes);
    data[i] = value;
    // Rounding to float32 is fine. A number that would become infinite or wrap around is refused.
    const kept = element.dtype === 'int32' ? data[i] === value : Number.isFinite(data[i]) || !Number.isFinite(value);
    if (!kept) {
      fail(`${show(name)}: element ${i} is ${value}, a ${code} that ${element.dtype} cannot hold. Convert the tensor before saving it.`);
    }
  }
  return data;
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

function checkTensor(name: string, { dtype, shape, data }: StoredTensor): void {
  const where = `safetensors: ${show(name)}`;
  if (name === METADATA) throw new ConfigError(`${where} is the name of the metadata. Give the tensor another name.`);
  if (dtypeOf(data) !== dtype) throw new ConfigError(`${where}: expected ${dtype} data, received ${show(data)}.`);
  if (!isSizes(shape) || sizeOf(shape) !== data.length) {
    throw new ConfigError(`${where}: shape ${showShape(shape)} does not hold the ${data.length} values given.`);
  }
}

function checkMetadata(metadata: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== 'string') {
      throw new ConfigError(`safetensors: metadata ${show(key)} must be a string, received ${show(value)}. Use JSON.stringify.`);
    }
  }
  return metadata;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((d) => Number.isSafeInteger(d) && d >= 0);
}

function fail(message: string): never {
  throw new FormatError(`safetensors: ${message}`);
}
