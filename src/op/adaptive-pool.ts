import { mustBeTable } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { take } from './gather.ts';
import { pool } from './pool.ts';
import { alongAxis, type AxisMatrix } from './resize.ts';

/** Where a window of `count` over n places begins and ends. They cover all places, and share some where n is no multiple of count.
 *  @source Keras 3, adaptive_average_pool: from floor(i n / count) to ceil((i + 1) n / count) */
const beginOf = (i: number, n: number, count: number): number => Math.floor((i * n) / count);
const endOf = (i: number, n: number, count: number): number => Math.ceil(((i + 1) * n) / count);

/** A row for each window, with 1 / its size at its places. */
function meansMatrix(n: number, count: number): AxisMatrix {
  mustBeTable('adaptive pooling', [count, n]);
  const values = new Float32Array(count * n);
  for (let i = 0; i < count; i++) {
    const [begin, end] = [beginOf(i, n, count), endOf(i, n, count)];
    values.fill(1 / (end - begin), i * n + begin, i * n + end);
  }
  return { values, rows: count, size: n };
}

/** The largest value of each of `count` windows along an axis of places. Windows are taken one beside another, all with as many places as
 *  the largest: a shorter one has its last place several times, which changes neither its maximum nor who gets the gradient. */
function maximaAlong(where: string, x: Tensor, axis: number, count: number): Tensor {
  mustBeTable(where, [count]);
  const n = x.shape[axis]!;
  let size = 0;
  for (let i = 0; i < count; i++) size = Math.max(size, endOf(i, n, count) - beginOf(i, n, count));
  mustBeTable(where, [count, size]);
  const places = new Int32Array(count * size);
  for (let i = 0, at = 0; i < count; i++) {
    const [begin, last] = [beginOf(i, n, count), endOf(i, n, count) - 1];
    for (let k = 0; k < size; k++) places[at++] = Math.min(begin + k, last);
  }
  const window = x.shape.slice(1, -1).map((_, i) => (i + 1 === axis ? size : 1));
  return pool(where, 'max_pool', take(x, constant(places, [places.length]), { axis }), window, {});
}

/** A value for each of as many windows as are asked for, along each axis of places.
 *  @param x  [batch, ...places, channels] @param counts  windows on each axis of places */
export function adaptivePool(where: string, op: 'max_pool' | 'average_pool', x: Tensor, counts: readonly number[]): Tensor {
  const places = x.shape.slice(1, -1);
  if (places.every((n, i) => Number.isInteger(n / counts[i]!))) return pool(where, op, x, places.map((n, i) => n / counts[i]!), {});
  return counts.reduce(
    (y, count, i) =>
      places[i] === count
        ? y
        : op === 'max_pool'
          ? maximaAlong(where, y, i + 1, count)
          : alongAxis(y, i + 1, meansMatrix(places[i]!, count)),
    x,
  );
}
