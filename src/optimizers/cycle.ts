import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { add, equal, where } from '../op/elementwise.ts';
import type { Trace } from '../trace/trace.ts';

/** Counts from 0 to `length` - 1 and starts again. Returns 1 if the next count starts again, else 0.
 *  @param counts  0 if this call does not count; undefined if every call counts */
export function cycle(t: Trace, count: Variable, length: number, counts: Tensor | undefined = undefined): Tensor {
  const before = t.read(count);
  const due = equal(before, length - 1);
  const next = where(due, 0, add(before, 1));
  t.update(count, counts === undefined ? next : where(counts, next, before));
  return due;
}
