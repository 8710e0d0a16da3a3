import { doesNotFit, fillFrom, fits, isNumberArray, type NumberArray } from '../core/convert.ts';
import { allocate, BYTES, dtypeOf, type DType, type TypedArray } from '../core/dtype.ts';
import { DataError, givenAway, show, ShapeError, unknownName } from '../core/errors.ts';
import type { Pieces } from '../core/pieces.ts';
import { isDetached, isRecord } from '../core/realm.ts';
import { sizeOf, type Shape } from '../core/shape.ts';

/** Nested arrays of numbers or, as in masks, of true for 1 and false for 0. Rows may be typed arrays. */
export type NestedValues = number | readonly (boolean | bigint | NumberArray | NestedValues)[];

type Level = boolean | bigint | NumberArray | NestedValues;

/** The most axes of values that are given: arrays may hold themselves. */
export const MOST_AXES = 64;

const isRow = (level: unknown): level is NumberArray | readonly Level[] => Array.isArray(level) || isNumberArray(level);

/** What to do about a value in the place of a number, behind a sentence. */
function cureFor(value: unknown): string {
  if (value === null || value === undefined) return ' Fill what is missing, or leave such rows out; tableEncoding reads them as they are.';
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return ' Convert such texts by Number.';
  if (typeof value === 'string') return ' Texts are read by layers such as tableEncoding, labelEncoding and textVectorization.';
  if (!isRecord(value)) return '';
  if ('input' in value && 'output' in value) return ' Give the inputs of all rows first, then their outputs: fit(x, y).';
  return ' Records are read by a model whose first layer is tableEncoding.';
}

interface Read {
  readonly data: TypedArray;
  readonly shape: Shape;
}

/** Values that are read between two looks at the time, and the bytes that one of them counts. */
const FEW = 1 << 13;
const COUNTS = 1 << 9;

/** The values of nested arrays, in pieces. Rows that are typed arrays of one kind that tensors hold keep it.
 *  @param dtype  of all other values
 *  @throws {ShapeError} if arrays are ragged
 *  @throws {DataError} if a leaf is not a number, or not one of the dtype */
export function* nestedIn(values: NestedValues, dtype: DType): Pieces<Read> {
  if (!Object.keys(BYTES).includes(dtype)) unknownName('dtype', dtype, Object.keys(BYTES));
  const shape: number[] = [];
  let level: unknown = values;
  for (; isRow(level); level = (level as readonly unknown[])[0]) {
    if (shape.push(level.length) > MOST_AXES)
      throw new DataError(`expected at most ${MOST_AXES} levels of arrays. Do they hold themselves?`);
    if (!Array.isArray(level)) break;
  }
  const kind = isNumberArray(level) && Array.isArray(values) && rowsAre(dtypeOf(level), values) ? dtypeOf(level)! : dtype;
  const data = allocate(kind, sizeOf(shape));
  let at = 0;
  const path: number[] = [];
  const fill = (given: Level, axis: number): void => {
    if (axis === shape.length) {
      const value = typeof given === 'boolean' || typeof given === 'bigint' ? Number(given) : given;
      if (typeof value !== 'number') {
        if (isRow(value)) throw ragged(path, 'a number', `an array of ${value.length}`);
        throw new DataError(`expected a number at [${path.join(', ')}], received ${show(value)}.${cureFor(value)}`);
      }
      data[at] = value;
      if (data[at] !== value && !fits(data[at]!, value, kind)) throw doesNotFit(kind, `[${path.join(', ')}]`, given);
      at++;
      return;
    }
    if (!isRow(given)) throw ragged(path, `an array of ${shape[axis]}`, show(given));
    if (!Array.isArray(given) && isDetached(given as TypedArray)) throw givenAway(`[${path.join(', ')}]`);
    const { length } = given;
    if (length !== shape[axis]) throw ragged(path, `an array of ${shape[axis]}`, `an array of ${length}`);
    if (!Array.isArray(given)) {
      if (axis < shape.length - 1) throw ragged([...path, 0], `an array of ${shape[axis + 1]}`, 'a number');
      fillFrom(data, kind, given as NumberArray, at, (i) => `[${[...path, i].join(', ')}]`);
      at += length;
      return;
    }
    for (let i = 0; i < length; i++) {
      path[axis] = i;
      fill(given[i] as Level, axis + 1);
    }
    path.length = axis;
  };
  let left = FEW;
  const fillInPieces = function* (given: Level, axis: number): Pieces<void> {
    const below = sizeOf(shape.slice(axis));
    if (below <= FEW || !Array.isArray(given) || given.length !== shape[axis]) {
      fill(given, axis);
      left -= below;
    } else {
      // A copy: whoever gave the list may shorten it between two pieces.
      for (const [i, row] of (given as readonly Level[]).slice().entries()) {
        path[axis] = i;
        yield* fillInPieces(row, axis + 1);
      }
      path.length = axis;
    }
    if (left > 0) return;
    yield (FEW - left) * COUNTS;
    left = FEW;
  };
  yield* fillInPieces(values, 0);
  return { data, shape };
}

/** Whether all innermost rows are typed arrays of a dtype. */
function rowsAre(dtype: DType | undefined, values: readonly unknown[]): boolean {
  return dtype !== undefined && values.every((row) => (Array.isArray(row) ? rowsAre(dtype, row) : dtypeOf(row) === dtype));
}

function ragged(path: readonly number[], expected: string, received: string): ShapeError {
  return new ShapeError(
    `nested arrays must be rectangular: expected ${expected} at [${path.join(', ')}] as in the first row, received ${received}.`,
  );
}
