import { BackendError } from './errors.ts';
import { arrayKind } from './realm.ts';

/** Element types a tensor can hold. Arithmetic is float32; int32 carries indices and counters, uint8
 *  images; int8 holds the kernels of quantised layers. */
export type DType = 'float32' | 'int32' | 'uint8' | 'int8';

/** The typed array that holds a dtype's values. */
export type TypedArray = Float32Array | Int32Array | Uint8Array | Int8Array;

export const BYTES: Readonly<Record<DType, number>> = { float32: 4, int32: 4, uint8: 1, int8: 1 };

const ARRAYS = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array, int8: Int8Array };

/** A zeroed typed array of `length` elements.
 *  @param cure  what to do if there is no memory for it
 *  @throws {BackendError} if there is none */
export function allocate(dtype: DType, length: number, cure = 'Use smaller layers, or fewer rows at a time.'): TypedArray {
  try {
    return new ARRAYS[dtype](length);
  } catch (cause) {
    throw new BackendError(`there is no memory for ${length} values of ${dtype}. ${cure}`, { cause });
  }
}

/** The dtype whose values `array` holds, or undefined if myelin has none for it. Arrays of other realms count. */
export function dtypeOf(array: unknown): DType | undefined {
  switch (arrayKind(array)) {
    case 'Float32Array': return 'float32';
    case 'Int32Array': return 'int32';
    case 'Uint8Array': return 'uint8';
    case 'Int8Array': return 'int8';
    default: return undefined;
  }
}

export const isFloat32 = (array: unknown): array is Float32Array => arrayKind(array) === 'Float32Array';
export const isInt32 = (array: unknown): array is Int32Array => arrayKind(array) === 'Int32Array';
export const isUint8 = (array: unknown): array is Uint8Array => arrayKind(array) === 'Uint8Array';
export const isInt8 = (array: unknown): array is Int8Array => arrayKind(array) === 'Int8Array';

/** Places in an arena begin at multiples of so many elements: 64 bytes, which is a cache line and the widest vector. */
export const ALIGNMENT = 16;
export const align = (elements: number): number => Math.ceil(elements / ALIGNMENT) * ALIGNMENT;

/** Arena elements (4 bytes each) that `length` values of `dtype` take. */
export function arenaElements(dtype: DType, length: number): number {
  return Math.ceil((length * BYTES[dtype]) / 4);
}
