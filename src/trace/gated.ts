import { rewrite } from '../graph/rewrite.ts';
import type { Tensor } from '../graph/tensor.ts';
import { gate } from '../op/update.ts';

/** A value that counts only where a flag is not 0. Where the flag is 0, its derivatives are 0, too, whatever the ops give that lead to
 *  it: a choice between values alone would multiply its 0 with the infinite derivative of log(0), which gives NaN. So the zeros enter
 *  where these ops read what was there before.
 *  @param begin  the ops belong to the flag from the tensor with this id on */
export function gated(value: Tensor, flag: Tensor, begin: number): Tensor {
  // The value behind an effect has a gate of its own.
  const before = (t: Tensor): boolean => t.id < begin || t.inputs.length === 0 || t.op === 'after';
  const reached = new Set([value]);
  for (const t of reached) if (!before(t)) for (const x of t.inputs) reached.add(x);
  const inOrder = [...reached].toSorted((a, b) => a.id - b.id);
  const change = (t: Tensor): Tensor | undefined =>
    !before(t) ? undefined : t.concrete || t.dtype !== 'float32' ? t : gate(t, flag);
  return rewrite([value], change, inOrder)[0]!;
}
