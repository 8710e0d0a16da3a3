import { exactly, isNumberArray, numbersIn } from '../core/convert.ts';
import { DataError, MyelinError, show, ShapeError } from '../core/errors.ts';
import { firstWhere, listOf, type Pieces } from '../core/pieces.ts';
import { isRecord } from '../core/realm.ts';
import { showShape, sizeOf, type Shape } from '../core/shape.ts';
import { asTensor, tensor, Tensor, type TensorLike } from '../graph/tensor.ts';
import { isColumn, type Column } from './table.ts';

/** Nested arrays of strings, as deep as what is made of them has axes. */
export type NestedStrings = string | readonly NestedStrings[];

/** What is read on the host, where strings can be: nested arrays of strings or numbers, a tensor, or a column of a table. */
export type HostData = TensorLike | NestedStrings | Column;

/** What stood in nested arrays, row by row. */
export interface Entries<T = string | number> {
  readonly values: readonly T[];
  readonly shape: Shape;
}

/** Whether a value holds entries itself, and is no series of pieces of data. */
export const isWhole = (data: unknown): boolean =>
  typeof data !== 'object' || data === null || Array.isArray(data) || data instanceof Tensor || ArrayBuffer.isView(data) ||
  isColumn(data) || 'data' in data;

/** The pieces of data that were given: one, or those of an iterable, such as a generator, that is no array.
 *  @throws {DataError} if it is neither */
export function* piecesOf<T>(where: string, data: T | Iterable<T>): Generator<T> {
  if (isWhole(data)) return void (yield data as T);
  if (typeof (data as Iterable<T>)[Symbol.iterator] === 'function') return void (yield* data as Iterable<T>);
  throw new DataError(`${where}: expected data, or an iterable of pieces of data, received ${show(data)}.`);
}

/** Reads nested arrays of strings or numbers, a tensor, or a column, in pieces.
 *  @throws {ShapeError} if nested arrays are not rectangular
 *  @throws {DataError} on other values, or if one is missing */
export function* entriesIn(where: string, data: HostData): Pieces<Entries> {
  if (isColumn(data)) return { values: yield* presentValues(where, data), shape: [data.length] };
  try {
    if (typeof data === 'string' || Array.isArray(data)) return yield* nestedEntries(where, data as NestedStrings);
    const { data: values, shape } = numbersOf(data as TensorLike);
    return { values: yield* listOf(values.length, (i) => values[i]!), shape };
  } catch (error) {
    if (error instanceof MyelinError) error.message = `${where}: ${error.message}`;
    throw error;
  }
}

/** Numbers with all their digits, which tensors may not have, and their shape. */
export function numbersOf(given: TensorLike): { readonly data: ArrayLike<number> & Iterable<number>; readonly shape: Shape } {
  if (isNumberArray(given)) return { data: numbersIn(given), shape: [given.length] };
  if (!isRecord(given) || !isNumberArray(given['data'])) return asTensor(given);
  const data = numbersIn(given['data']);
  // Zeros stand for the values, of which only the number counts for the shape.
  return { data, shape: tensor({ data: new Uint8Array(data.length), shape: given['shape'] as Shape }).shape };
}

/** As `numbersOf`, with errors that say where. */
export function numbersAt(where: string, given: TensorLike): ReturnType<typeof numbersOf> {
  try {
    return numbersOf(given);
  } catch (error) {
    if (error instanceof MyelinError) error.message = `${where}: ${error.message}`;
    throw error;
  }
}

/** The values of a column. @throws {DataError} if one is missing */
function* presentValues(where: string, column: Column): Pieces<(string | number)[]> {
  const lost = yield* firstWhere(column.length, (row) => column.lacks(row));
  if (lost < 0) return yield* listOf(column.length, (row) => column.values[row] as string | number);
  throw new DataError(
    `${where}: ${column.place(lost)}: the value of ${show(column.name)} is missing. Leave such rows out with table.dropMissing.`,
  );
}

/** Entries that are all strings, in pieces. @throws {DataError} that names the place of another */
export function* stringsIn(where: string, data: HostData): Pieces<Entries<string>> {
  return (yield* entriesThat(where, 'strings', yield* entriesIn(where, data), (v) => typeof v === 'string')) as Entries<string>;
}

/** Entries that are all whole numbers, in pieces. @throws {DataError} that names the place of another */
export function* integersIn(where: string, data: HostData): Pieces<Entries<number>> {
  return (yield* entriesThat(where, 'whole numbers', yield* entriesIn(where, data), Number.isSafeInteger)) as Entries<number>;
}

function* entriesThat(where: string, what: string, entries: Entries, fits: (value: unknown) => boolean): Pieces<Entries> {
  const at = yield* firstWhere(entries.values.length, (i) => !fits(entries.values[i]));
  if (at < 0) return entries;
  const row = entries.shape.length === 0 ? '' : ` in row ${Math.floor((at * entries.shape[0]!) / entries.values.length)}`;
  throw new DataError(`${where}: expected ${what}, received ${show(entries.values[at])}${row}.`);
}

/** Entries that are read between two looks at the time, and the bytes that one of them counts. */
const FEW = 1 << 9;
const COUNTS = 1 << 11;

/** Strings or numbers of nested arrays, whose rows may be typed ones. true is 1, and false 0, as in tensors. */
function* nestedEntries(where: string, data: NestedStrings): Pieces<Entries> {
  const shape: number[] = [];
  const listIn = (level: unknown): ArrayLike<unknown> | undefined => (Array.isArray(level) || isNumberArray(level) ? level : undefined);
  for (let level: unknown = data; listIn(level); level = listIn(level)![0]) shape.push(listIn(level)!.length);
  const values: (string | number)[] = [];
  const read = (level: unknown, axis: number): void => {
    const list = listIn(level);
    if (list?.length === shape[axis] && list !== undefined) {
      for (let i = 0; i < list.length; i++) read(list[i], axis + 1);
      return;
    }
    if (axis < shape.length || list !== undefined) {
      const wanted = axis < shape.length ? `an array of ${shape[axis]}` : 'a single value';
      throw new ShapeError(`${where}: nested arrays must be rectangular: expected ${wanted} as in the first row, received ${show(level)}.`);
    }
    const value = typeof level === 'boolean' ? Number(level) : typeof level === 'bigint' ? exactly(level) : level;
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new DataError(`${where}: expected strings or numbers, received ${show(level)}.`);
    values.push(value);
  };
  const readInPieces = function* (level: unknown, axis: number): Pieces<void> {
    const below = sizeOf(shape.slice(axis));
    // A copy: whoever gave the list may shorten it between two pieces.
    const list = below > FEW ? listIn(level) : undefined;
    if (list === undefined || list.length !== shape[axis]) {
      read(level, axis);
      left -= below;
    } else {
      const items = Array.isArray(list) ? list.slice() : Array.from(list);
      for (const item of items) {
        if (axis + 1 < shape.length) yield* readInPieces(item, axis + 1);
        else {
          read(item, axis + 1);
          if (--left > 0) continue;
          yield FEW * COUNTS;
          left = FEW;
        }
      }
    }
    if (left > 0) return;
    yield (FEW - left) * COUNTS;
    left = FEW;
  };
  let left = FEW;
  yield* readInPieces(data, 0);
  return { values, shape };
}

/** The entries with a last axis of one, unless they have rows of several. @shape [rows] -> [rows, 1] */
export const inRows = <T>({ values, shape }: Entries<T>): Entries<T> => ({
  values, shape: shape.length < 2 ? [sizeOf(shape), 1] : shape,
});

/** Strings in nested arrays of a shape. */
export function nest<T>({ values, shape }: Entries<T>): unknown {
  let at = 0;
  const build = (axis: number): unknown =>
    axis === shape.length ? values[at++] : Array.from({ length: shape[axis]! }, () => build(axis + 1));
  return build(0);
}

/** The error for entries whose shape does not fit. */
export const wrongEntries = (where: string, expected: string, { shape }: Entries<unknown>): ShapeError =>
  new ShapeError(`${where}: expected ${expected}, received shape ${showShape(shape)}.`);
