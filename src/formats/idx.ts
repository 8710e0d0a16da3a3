import { readFile } from 'node:fs/promises';
import { ConfigError, FormatError, MyelinError, show } from '../core/errors.ts';
import { showShape, type Shape } from '../core/shape.ts';
import type { TypedArray } from '../core/dtype.ts';
import { onFile } from './file-error.ts';
import { gunzipped, MAX_BYTES } from './gzip.ts';

/** The contents of an IDX file. */
export interface IdxArray {
  readonly shape: Shape;
  readonly data: TypedArray;
}

interface Element {
  readonly bytes: number;
  readonly read: (view: DataView, count: number) => TypedArray;
}

/** The third byte of the magic number. @source LeCun, Cortes & Burges, "The MNIST database", file formats */
const ELEMENTS: ReadonlyMap<number, Element> = new Map<number, Element>([
  [0x08, { bytes: 1, read: (view, n) => fill(new Uint8Array(n), (i) => view.getUint8(i)) }],
  [0x09, { bytes: 1, read: (view, n) => fill(new Int32Array(n), (i) => view.getInt8(i)) }],
  [0x0b, { bytes: 2, read: (view, n) => fill(new Int32Array(n), (i) => view.getInt16(2 * i)) }],
  [0x0c, { bytes: 4, read: (view, n) => fill(new Int32Array(n), (i) => view.getInt32(4 * i)) }],
  [0x0d, { bytes: 4, read: (view, n) => fill(new Float32Array(n), (i) => view.getFloat32(4 * i)) }],
  [0x0e, { bytes: 8, read: (view, n) => fill(new Float32Array(n), (i) => view.getFloat64(8 * i)) }],
]);

/** Reads an IDX file (the format of MNIST and similar data sets), plain or gzipped.
 *  @throws {FormatError} if it is malformed; names the file and the fault */
export async function readIdx(path: string): Promise<IdxArray> {
  const bytes = await onFile('readIdx', path, () => readFile(path));
  try {
    return parseIdx(bytes);
  } catch (cause) {
    if (cause instanceof MyelinError) throw new FormatError(`${path}: ${cause.message}`, { cause });
    throw cause;
  }
}

/** Parses the bytes of an IDX file; gzip is detected by its content. Unsigned bytes stay bytes, other integers become
 *  int32, floats become float32. All sizes are checked against the file before anything is allocated.
 *  @throws {FormatError} if the bytes are not an IDX file */
export function parseIdx(bytes: Uint8Array): IdxArray {
  if (!(bytes instanceof Uint8Array)) {
    throw new ConfigError(`idx: expected the bytes of a file as a Uint8Array, received ${show(bytes)}. For its name there is readIdx.`);
  }
  const file = gunzipped('idx', bytes);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 4) fail(`expected at least 4 bytes, received ${file.length}. The file is empty or cut short.`);
  const magic = view.getUint32(0);
  const element = ELEMENTS.get((magic >>> 8) & 0xff);
  const rank = magic & 0xff;
  if (magic >>> 16 !== 0 || element === undefined || rank === 0) {
    fail(
      `expected a magic number such as 0x00000803 (bytes, 3 axes), received 0x${magic.toString(16).padStart(8, '0')}. ` +
      'It is not an IDX file.',
    );
  }
  const dataAt = 4 + 4 * rank;
  if (file.length < dataAt) fail(`expected ${rank} sizes after the magic number, the file ends after ${file.length} bytes.`);

  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  let count = 1;
  for (const d of shape) {
    count *= d;
    if (count * element.bytes > MAX_BYTES) fail(`shape ${showShape(shape)} takes more than ${MAX_BYTES} bytes. Split the file.`);
  }
  const expected = count * element.bytes;
  const received = file.length - dataAt;
  if (received !== expected) {
    fail(
      `shape ${showShape(shape)} takes ${expected} bytes of data, the file has ${received}. ` +
      `It is ${received < expected ? 'cut short' : 'longer than it says'}.`,
    );
  }
  return { shape, data: element.read(new DataView(file.buffer, file.byteOffset + dataAt, expected), count) };
}

function fill<T extends TypedArray>(data: T, value: (i: number) => number): T {
  for (let i = 0; i < data.length; i++) data[i] = value(i);
  return data;
}

function fail(message: string): never {
  throw new FormatError(`idx: ${message}`);
}
