/** Data that calls are given: of a shape, in one of the forms that users give, right or wrong. */
import { tensor } from '../../src/index.ts';
import type { Draw } from '../keras/draw.ts';
import { anything } from './parts.ts';

export type Dtype = 'float32' | 'int32';

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

function nested(values: ArrayLike<number>, [first = 0, ...rest]: readonly number[], from = 0): unknown[] {
  const size = sizeOf(rest);
  return Array.from({ length: first }, (_, i) => (rest.length === 0 ? values[from + i] : nested(values, rest, from + i * size)));
}

const SPECIAL: readonly number[] = [NaN, Infinity, -Infinity, -1, 1e30, 0.5, 2 ** 31, -0];

/** Whole numbers from 0 to 2, which serve as classes, indices, flags and values; now and then another one among them. */
export function valuesOf(draw: Draw, shape: readonly number[], dtype: Dtype): Float32Array | Int32Array {
  const length = sizeOf(shape);
  const values = dtype === 'int32' ? new Int32Array(length) : new Float32Array(length);
  for (let i = 0; i < length; i++) values[i] = draw.whole(0, 2);
  if (length > 0 && draw.chance(0.05)) values[draw.whole(0, length - 1)] = draw.pick(SPECIAL);
  return values;
}

/** The shape with a change. */
export function alteredShape(draw: Draw, shape: readonly number[]): readonly number[] {
  const copy = [...shape];
  const at = draw.whole(0, Math.max(0, shape.length - 1));
  const way = draw.whole(0, 4);
  if (way === 0) copy.splice(at, 1);
  else if (way === 1) copy.splice(at, 0, draw.whole(1, 3));
  else if (way === 2) copy[at] = draw.whole(0, 4);
  else if (way === 3) copy[0] = draw.whole(0, 9);
  else copy.reverse();
  return copy;
}

/** Data of a shape, the rows first.
 *  @param wild  how often something else is given */
export function dataOf(draw: Draw, shape: readonly number[], dtype: Dtype, wild = 0.15): unknown {
  if (draw.chance(wild / 3)) return anything(draw);
  const whole = draw.chance(wild) ? alteredShape(draw, shape) : shape;
  const kind = draw.chance(wild / 2) ? draw.pick<Dtype>(['float32', 'int32']) : dtype;
  const data = valuesOf(draw, whole, kind);
  const way = draw.whole(0, 7);
  if (way === 0) return { data, shape: whole };
  if (way === 1) return nested(data, whole);
  if (way === 2 && whole.length === 1) return data;
  if (draw.chance(wild / 3)) {
    const list = nested(data, whole) as unknown[];
    list[draw.whole(0, list.length)] = anything(draw);
    return list;
  }
  if (draw.chance(wild / 3)) return { data: anything(draw), shape: whole };
  if (draw.chance(wild / 3)) return { data, shape: anything(draw) };
  return tensor(data, [...whole]);
}
