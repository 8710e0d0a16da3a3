import type { TypedArray } from '../core/dtype.ts';
import { ConfigError, show, ShapeError } from '../core/errors.ts';
import { showShape, sizeOf, type Shape } from '../core/shape.ts';

/** Where the largest values along an axis are: the first of several, and the first NaN, as in NumPy.
 *  @throws {ConfigError} if there is no such axis
 *  @throws {ShapeError} if it is empty */
export function argMax(data: TypedArray, shape: Shape, axis: number): { readonly data: Int32Array; readonly shape: Shape } {
  if (!Number.isInteger(axis) || axis < -shape.length || axis >= shape.length)
    throw new ConfigError(`argMax: expected an axis of the shape ${showShape(shape)}, received ${show(axis)}.`);
  const at = axis < 0 ? axis + shape.length : axis;
  const [outer, mid, inner] = [sizeOf(shape.slice(0, at)), shape[at]!, sizeOf(shape.slice(at + 1))];
  if (mid === 0) throw new ShapeError(`argMax: axis ${axis} of ${showShape(shape)} has no values.`);
  const places = new Int32Array(outer * inner);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const from = o * mid * inner + i;
      let best = 0;
      for (let m = 1; m < mid; m++) {
        const [value, largest] = [data[from + m * inner]!, data[from + best * inner]!];
        if (value > largest || (Number.isNaN(value) && !Number.isNaN(largest))) best = m;
      }
      places[o * inner + i] = best;
    }
  }
  return { data: places, shape: [...shape.slice(0, at), ...shape.slice(at + 1)] };
}
