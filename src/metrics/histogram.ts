import { constant, type Tensor } from '../graph/tensor.ts';
import { add, cast } from '../op/elementwise.ts';
import { takeGradient } from '../op/gather.ts';
import { reshape, slice } from '../op/move.ts';
import { sum } from '../op/reduce.ts';

/** Largest number of values that are summed one after another. The sums stay small enough for little rounding, and counts do
 *  not stop at 2^24. */
const CHUNK = 4096;

/** The sum of the weights at each of `size` places. Many weights are summed in chunks first.
 *  @param at  whole numbers from 0 to size - 1, or -Infinity for a weight that counts nowhere
 *  @shape weights, at [n] -> [size] */
export function histogram(weights: Tensor, at: Tensor, size: number): Tensor {
  const n = weights.size;
  const places = cast(at, 'int32');
  // Each chunk has its own row of sums, and all rows together are no larger than the weights.
  const chunks = Math.min(Math.ceil(n / CHUNK), Math.floor(n / size));
  if (chunks <= 1) return takeGradient(weights, places, [size]);
  const each = Math.floor(n / chunks);
  const rows = constant(Int32Array.from({ length: chunks }, (_, i) => i * size), [chunks, 1]);
  const head = (x: Tensor): Tensor => slice(x, [0], [chunks * each]);
  const rest = (x: Tensor): Tensor => slice(x, [chunks * each], [n - chunks * each]);
  const inRows = reshape(add(reshape(head(places), [chunks, each]), rows), [chunks * each]);
  const sums = sum(reshape(takeGradient(head(weights), inRows, [chunks * size]), [chunks, size]), { axis: 0 });
  return n === chunks * each ? sums : add(sums, takeGradient(rest(weights), rest(places), [size]));
}
