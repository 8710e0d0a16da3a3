import type { Tensor } from '../graph/tensor.ts';
import { add } from '../op/elementwise.ts';
import { reshape, slice } from '../op/move.ts';
import { sum } from '../op/reduce.ts';

/** Largest number of rows that are summed one after another, so that counts do not stop at 2^24. */
const CHUNK = 4096;

/** The sum of each column. @shape x [rows, columns] -> [columns] */
export function columnSums(x: Tensor): Tensor {
  const [rows, columns] = x.shape as [number, number];
  const chunks = Math.floor(rows / CHUNK);
  if (chunks <= 1) return sum(x, { axis: 0 });
  const head = reshape(slice(x, [0, 0], [chunks * CHUNK, columns]), [chunks, CHUNK, columns]);
  const rest = slice(x, [chunks * CHUNK, 0], [rows - chunks * CHUNK, columns]);
  return add(columnSums(sum(head, { axis: 1 })), sum(rest, { axis: 0 }));
}
