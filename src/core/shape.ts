import { show, ShapeError } from './errors.ts';

/** Sizes of a tensor's axes, outermost first; row-major throughout. */
export type Shape = readonly number[];

/** Number of elements: the product of the axes, 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const d of shape) size *= d;
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

/** `[2, 3]`; a null axis (any size) reads `*`. */
export function showShape(shape: readonly (number | null)[]): string {
  return `[${shape.map((d) => d ?? '*').join(', ')}]`;
}

/** The most values of a table that is computed in JavaScript: a gigabyte of them. */
export const MOST_IN_TABLE: number = 2 ** 28;

/** Refuses a table that would be computed in JavaScript and has too many values, before memory is asked for it.
 *  @throws {ShapeError} with the place and the shape */
export function mustBeTable(where: string, shape: Shape): void {
  if (sizeOf(shape) <= MOST_IN_TABLE) return;
  throw new ShapeError(`${where}: needs a table of shape ${showShape(shape)}, of more than ${MOST_IN_TABLE} values. Use smaller sizes.`);
}

/** Element strides of a contiguous row-major tensor. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  return strides;
}

/** The shape two operands broadcast to (NumPy's rule).
 *  @throws {ShapeError} if an axis differs and neither is 1 */
export function broadcastShapes(a: Shape, b: Shape, where: string): Shape {
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let i = 0; i < rank; i++) {
    const da = a[a.length - rank + i] ?? 1;
    const db = b[b.length - rank + i] ?? 1;
    if (da !== db && da !== 1 && db !== 1) {
      throw new ShapeError(
        `${where}: shapes ${showShape(a)} and ${showShape(b)} do not broadcast: axis ${i} is ${da} and ${db}. ` +
          'Make them equal, or one of them 1.',
      );
    }
    out[i] = da === 1 ? db : da;
  }
  return out;
}

/** A negative axis counts from the end.
 *  @throws {ShapeError} if it is outside the rank or not an integer */
export function normalizeAxis(axis: number, rank: number, where: string): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw new ShapeError(`${where}: axis must be an integer from ${-rank} to ${rank - 1} for rank ${rank}, received ${show(axis)}.`);
}

/** All axes, or the given ones, normalised and ascending. */
export function normalizeAxes(axis: number | readonly number[] | undefined, rank: number, where: string): number[] {
  if (axis === undefined) return Array.from({ length: rank }, (_, i) => i);
  if (typeof axis !== 'number' && !Array.isArray(axis))
    throw new ShapeError(`${where}: axis must be an integer or an array of integers, received ${show(axis)}.`);
  const axes = (typeof axis === 'number' ? [axis] : [...axis]).map((a) => normalizeAxis(a, rank, where)).toSorted((a, b) => a - b);
  if (new Set(axes).size !== axes.length) throw new ShapeError(`${where}: axes must differ, received [${axes.join(', ')}].`);
  return axes;
}
