import { allocate, dtypeOf, type DType, type TypedArray } from './dtype.ts';
import { changed, DataError, givenAway, show } from './errors.ts';
import type { Pieces } from './pieces.ts';
import { arrayKind, isDetached } from './realm.ts';

/** A Float16Array, which not every runtime has. */
export type Float16Like = ArrayLike<number> & { readonly [Symbol.toStringTag]: 'Float16Array' };

/** Typed arrays that are converted, for tensors hold other kinds. */
type Converted =
  | Float64Array | Float16Like | Uint8ClampedArray | Int16Array | Uint16Array | Uint32Array | BigInt64Array | BigUint64Array;

/** Every typed array that holds numbers. */
export type NumberArray = TypedArray | Converted;

const KINDS: ReadonlySet<unknown> = new Set([
  'Float32Array', 'Int32Array', 'Uint8Array', 'Int8Array', 'Float64Array', 'Float16Array', 'Uint8ClampedArray', 'Int16Array',
  'Uint16Array', 'Uint32Array', 'BigInt64Array', 'BigUint64Array',
]);

/** Whether a value is a typed array of numbers, of whichever kind and realm. */
export const isNumberArray = (value: unknown): value is NumberArray =>
  typeof value === 'object' && KINDS.has(arrayKind(value));

/** Values that are converted between two looks at the time, and what each of their bytes counts: new memory is filled. */
const FEW = 1 << 17;
const COUNTS = 4;

/** A typed array as tensors hold it, in pieces: an array of one of their kinds, and bytes that are clamped, as they are, in the same
 *  memory; any other in a new array.
 *  @param dtype  the dtype of a new array
 *  @throws {DataError} on a number that the dtype cannot hold, except for the digits that float32 has not; if the array's memory was given
 *  away, or its length changes meanwhile */
export function* heldIn(array: NumberArray, dtype: DType): Pieces<TypedArray> {
  if (isDetached(array as TypedArray)) throw givenAway('the data');
  if (dtypeOf(array) !== undefined) return array as TypedArray;
  if (arrayKind(array) === 'Uint8ClampedArray') {
    const { buffer, byteOffset, length } = array as Uint8ClampedArray;
    return new Uint8Array(buffer, byteOffset, length);
  }
  const { length } = array;
  const data = allocate(dtype, length);
  for (let from = 0; from < length; from += FEW) {
    if (array.length !== length) throw changed(length, array.length);
    const part = (array as Float64Array).subarray(from, from + FEW);
    fillFrom(data, dtype, part, from, (i) => `[${from + i}]`);
    yield part.byteLength * COUNTS;
  }
  return data;
}

/** Copies an array into one of a dtype.
 *  @param from  the place of its first value
 *  @param placeOf  names the place of a value in errors
 *  @throws {DataError} on a number that the dtype cannot hold, except for the digits that float32 has not */
export function fillFrom(data: TypedArray, dtype: DType, array: NumberArray, from: number, placeOf: (i: number) => string): void {
  const kind = arrayKind(array);
  const values = kind === 'BigInt64Array' || kind === 'BigUint64Array' ? rounded(array as BigInt64Array) : (array as Float64Array);
  data.set(values, from);
  if (kind === arrayKind(data) || (dtype === 'float32' && kind !== 'Float64Array')) return;
  const at = dtype === 'float32' ? firstInfinite(data as Float32Array, from, values) : firstOther(data, from, values);
  if (at >= 0) throw doesNotFit(dtype, placeOf(at), array[at]);
}

function rounded(array: BigInt64Array): Float64Array {
  const values = new Float64Array(array.length);
  for (let i = 0; i < values.length; i++) values[i] = Number(array[i]);
  return values;
}

/** The place of the first finite number that became infinite, or -1. */
function firstInfinite(data: Float32Array, from: number, values: Float64Array): number {
  // A finite value times 0 is 0, and any other NaN: sums tell in one pass that there is none.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += data[from + i]! * 0;
  if (sum === 0) return -1;
  return values.findIndex((value, i) => !Number.isFinite(data[from + i]) && Number.isFinite(value));
}

/** The place of the first number that became another, or -1. */
const firstOther = (data: TypedArray, from: number, values: Float64Array): number =>
  values.findIndex((value, i) => data[from + i] !== value);

/** Whether a stored number means what was given, though it differs from it. */
export const fits = (stored: number, given: number, dtype: DType): boolean =>
  dtype === 'float32' ? Number.isFinite(stored) || !Number.isFinite(given) : stored === given;

export function doesNotFit(dtype: DType, place: string, given: unknown): DataError {
  if (dtype === 'float32')
    return new DataError(`expected numbers up to 3.4e38, as float32 holds them, received ${show(given)} at ${place}. Scale them first.`);
  const advice = typeof given === 'bigint' ? ' Give large identifiers as texts, to layers.stringLookup or layers.hashing.' : '';
  return new DataError(`expected a number that ${dtype} holds at ${place}, received ${show(given)}.${advice}`);
}

/** Numbers of a typed array as JavaScript has them, with all their digits.
 *  @throws {DataError} on a whole number beyond 2^53, which would become another one */
export function numbersIn(array: NumberArray): ArrayLike<number> & Iterable<number> {
  const kind = arrayKind(array);
  if (kind !== 'BigInt64Array' && kind !== 'BigUint64Array') return array as Float64Array;
  return Float64Array.from(array as ArrayLike<unknown> as ArrayLike<bigint>, exactly);
}

/** A whole number of any size as a number. @throws {DataError} beyond 2^53, where it would become another one */
export function exactly(value: bigint): number {
  if (Number.isSafeInteger(Number(value))) return Number(value);
  throw new DataError(`expected whole numbers up to 2^53, received ${show(value)}. Give larger identifiers as texts.`);
}
