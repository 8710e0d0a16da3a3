import type { FileHandle } from 'node:fs/promises';
import { allocate, BYTES, dtypeOf, type DType, type TypedArray } from '../core/dtype.ts';
import { ConfigError, FormatError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { showShape, sizeOf, type Shape } from '../core/shape.ts';
import { isLittleEndian, swapBytes } from './byte-order.ts';
import { onFile } from './file-error.ts';
import { partOf } from './source.ts';
import { dataBegin, isSizes, LENGTH_BYTES, MAX_HEADER_BYTES, METADATA, parseHeader, type Place } from './safetensors-header.ts';

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

/** Bytes that are read at once. Every element that files hold divides them. */
const PIECE = 4 << 20;

const CODES: Readonly<Record<DType, string>> = { float32: 'F32', int32: 'I32', uint8: 'U8', int8: 'I8' };

/** Tensors and metadata as the pieces of one safetensors file, one behind another: the header, then each array as it lies in memory.
 *  Types of 4 bytes come first, so that every array is aligned.
 *  @throws {ConfigError} if a tensor's data, dtype and shape disagree, or a name is reserved
 *  @source https://github.com/huggingface/safetensors, "Format" */
export function safetensorsPieces(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): readonly Uint8Array[] {
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
  const head = new Uint8Array(LENGTH_BYTES + headerBytes);
  new DataView(head.buffer).setBigUint64(0, BigInt(headerBytes), true);
  head.fill(0x20, LENGTH_BYTES).set(json, LENGTH_BYTES);
  return [head, ...entries.map(([, { data }]) => littleEndian(data))];
}

/** Writes tensors and metadata as one safetensors file; see `safetensorsPieces`. */
export function writeSafetensors(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const pieces = safetensorsPieces(tensors, metadata);
  const file = new Uint8Array(pieces.reduce((bytes, piece) => bytes + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    file.set(piece, at);
    at += piece.length;
  }
  return file;
}

/** Parses a safetensors file. It may come from anywhere, so nothing is allocated before the header has been checked.
 *  F64, F16 and BF16 become float32, I64 becomes int32.
 *  @throws {FormatError} if the file is malformed, or holds a type or a value that myelin cannot represent */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const dataAt = dataBegin(bytes.subarray(0, LENGTH_BYTES), bytes.length);
  const { places, metadata } = parseHeader(bytes.subarray(LENGTH_BYTES, dataAt), bytes.length - dataAt);
  const tensors: SafetensorsFile['tensors'] = Object.create(null);
  for (const place of places) {
    const reading = new Reading(place);
    reading.take(bytes.subarray(dataAt + place.begin, dataAt + place.end), 0);
    tensors[place.name] = reading.tensor;
  }
  return { tensors, metadata };
}

/** Reads a safetensors file of any size, a piece at a time, between which others get their turn on the event loop; see `readSafetensors`.
 *  @param source  a path, or bytes, which must not change meanwhile
 *  @param where  the call, as errors name it
 *  @throws {FileError} if the file system refuses
 *  @throws {FormatError} as `readSafetensors` */
export function readSafetensorsFile(where: string, source: string | Uint8Array): Promise<SafetensorsFile> {
  if (typeof source !== 'string') {
    const { length } = source;
    return contents(length, async (from, bytes) => {
      await host().pause();
      return partOf(source, length, from, bytes);
    });
  }
  const { open } = host().files(where);
  return onFile(where, source, async () => {
    const file = await open(source, 'r');
    try {
      const there = await file.stat();
      if (!there.isFile()) return await readSafetensorsFile(where, await unmeasured(file));
      return await contents(there.size, async (from, bytes) => {
        const piece = new Uint8Array(bytes);
        for (let at = 0; at < bytes; ) {
          const { bytesRead } = await file.read(piece, at, bytes - at, from + at);
          if (bytesRead === 0) throw new FormatError(`safetensors: ${source} has become shorter while it was read. Read it again.`);
          at += bytesRead;
        }
        return piece;
      });
    } finally {
      await file.close();
    }
  });
}

/** The bytes of a pipe or a device, which does not say how many it has; a folder is refused. What does not begin as a file of this form is
 *  read no further: a device may have no end. */
async function unmeasured(file: FileHandle): Promise<Uint8Array> {
  const start = new Uint8Array(LENGTH_BYTES);
  let at = 0;
  for (let read = 1; read > 0 && at < LENGTH_BYTES; at += read) ({ bytesRead: read } = await file.read(start, at, LENGTH_BYTES - at));
  dataBegin(start.subarray(0, at), Infinity);
  const rest = await file.readFile();
  const all = new Uint8Array(at + rest.length);
  all.set(start);
  all.set(rest, at);
  return all;
}

async function contents(size: number, read: (from: number, bytes: number) => Promise<Uint8Array>): Promise<SafetensorsFile> {
  const dataAt = dataBegin(await read(0, Math.min(size, LENGTH_BYTES)), size);
  const { places, metadata } = parseHeader(await read(LENGTH_BYTES, dataAt - LENGTH_BYTES), size - dataAt);
  const tensors: SafetensorsFile['tensors'] = Object.create(null);
  for (const place of places) {
    const reading = new Reading(place);
    for (let at = place.begin; at < place.end; at += PIECE)
      reading.take(await read(dataAt + at, Math.min(PIECE, place.end - at)), at - place.begin);
    tensors[place.name] = reading.tensor;
  }
  return { tensors, metadata };
}

/** A tensor on its way out of a file. */
class Reading {
  readonly tensor: StoredTensor;
  readonly #place: Place;

  constructor(place: Place) {
    const { dtype } = place.element;
    this.#place = place;
    this.tensor = { dtype, shape: place.shape, data: allocate(dtype, sizeOf(place.shape)) };
  }

  /** Takes over a piece of its bytes.
   *  @param from  the byte of the tensor at which the piece begins, at a whole element */
  take(raw: Uint8Array, from: number): void {
    const { data } = this.tensor;
    const { name, code, element } = this.#place;
    if (element.convert === undefined) {
      const place = new Uint8Array(data.buffer, data.byteOffset + from, raw.length);
      place.set(raw);
      if (!isLittleEndian) swapBytes(place, element.bytes);
      return;
    }
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    for (let i = 0, at = from / element.bytes; i < raw.length; i += element.bytes, at++) {
      const value = element.convert(view, i);
      data[at] = value;
      // Rounding to float32 is fine. A number that would become infinite or wrap around is refused.
      const kept = element.dtype === 'int32' ? data[at] === value : Number.isFinite(data[at]) || !Number.isFinite(value);
      if (!kept) {
        throw new FormatError(
          `safetensors: ${show(name)}: element ${at} is ${value}, a ${code} that ${element.dtype} cannot hold. ` +
          'Convert the tensor before saving it.',
        );
      }
    }
  }
}

/** The bytes of an array as files hold them: the array itself on most machines. */
function littleEndian(data: TypedArray): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (isLittleEndian || data.BYTES_PER_ELEMENT === 1) return bytes;
  const copy = bytes.slice();
  swapBytes(copy, data.BYTES_PER_ELEMENT);
  return copy;
}

function checkTensor(name: string, { dtype, shape, data }: StoredTensor): void {
  const where = (): string => `safetensors: ${show(name)}`;
  if (name === METADATA) throw new ConfigError(`${where()} is the name of the metadata. Give the tensor another name.`);
  if (dtypeOf(data) !== dtype) throw new ConfigError(`${where()}: expected ${dtype} data, received ${show(data)}.`);
  if (!isSizes(shape) || sizeOf(shape) !== data.length) {
    throw new ConfigError(`${where()}: shape ${showShape(shape)} does not hold the ${data.length} values given.`);
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
