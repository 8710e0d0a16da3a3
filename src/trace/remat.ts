import type { Tensor } from '../graph/tensor.ts';
import { concatenate, reshape, slice } from '../op/move.ts';
import type { CheckedScan, Turn } from './scan.ts';
import type { TurnFunction } from './trace.ts';

/** Records a scan.
 *  @param recomputes  whether gradients compute the values of a turn anew */
type Scan = (f: TurnFunction, options: CheckedScan, recomputes: boolean) => Required<Turn>;

/** A scan over chunks of turns, each of which is a scan over its turns. Gradients keep what the chunks are given, and compute the values
 *  of one chunk at a time anew. With n turns, there are about sqrt(n) chunks of sqrt(n) turns. Turns that fill no chunk are a scan of
 *  their own.
 *  @source Chen et al. 2016, Training deep nets with sublinear memory cost */
export function inChunks(scan: Scan, f: TurnFunction, { carry, xs, length, reverse, remat }: CheckedScan): Required<Turn> {
  const size = Math.max(1, Math.ceil(Math.sqrt(length)));
  const chunks = Math.floor(length / size);
  const whole = chunks * size;
  const rows = (x: Tensor, from: number, count: number): Tensor =>
    slice(x, x.shape.map((_, axis) => (axis === 0 ? from : 0)), x.shape.with(0, count));

  const first = (given: readonly Tensor[]): Required<Turn> => {
    const split = xs.map((x) => reshape(rows(x, 0, whole), [chunks, size, ...x.shape.slice(1)]));
    const { carry: last, ys } = scan(
      (_, c, chunk) => scan(f, { carry: c, xs: chunk, length: size, reverse, remat }, false),
      { carry: given, xs: split, length: chunks, reverse, remat },
      true,
    );
    return { carry: last, ys: ys.map((y) => reshape(y, [whole, ...y.shape.slice(2)])) };
  };
  const rest = (given: readonly Tensor[]): Required<Turn> =>
    scan(f, { carry: given, xs: xs.map((x) => rows(x, whole, length - whole)), length: length - whole, reverse, remat }, false);

  if (whole === length) return first(carry);
  const before = reverse ? rest(carry) : first(carry);
  const after = reverse ? first(before.carry) : rest(before.carry);
  const [low, high] = reverse ? [after, before] : [before, after];
  return { carry: after.carry, ys: low.ys.map((y, i) => concatenate([y, high.ys[i]!])) };
}
