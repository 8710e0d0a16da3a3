import { forEach, PASS, type Pieces } from '../core/pieces.ts';
import { noteCopy } from '../graph/copies.ts';
import { withInputs } from '../graph/rewrite.ts';
import type { Tensor } from '../graph/tensor.ts';
import { AT_A_TIME } from '../graph/walk.ts';
import { gate } from '../op/update.ts';

/** The flag of a `when`. */
export interface Flagged {
  /** @shape [] */
  readonly flag: Tensor;
  /** The smallest id of a tensor that was made under this flag or, within another `when`, under the outermost one. */
  readonly begin: number;
  /** For each tensor that has been gated, its copy. Values under one flag have most tensors in common. */
  readonly copies: Map<Tensor, Tensor>;
}

/** The value, computed again from gated inputs: where the flag is 0, gradients by all tensors that were made before `begin` are 0. A
 *  `where` at the end would not do: it gives the gradient 0, and an op before it, such as log at 0, multiplies this by infinity, which
 *  is NaN. So each op that was made from `begin` on reads earlier tensors through a `gate`, which stops gradients. */
export function* gated(value: Tensor, { flag, begin, copies }: Flagged): Pieces<Tensor> {
  // An `after` reads a variable, not the ops that gave the value. Its derivative is gated already.
  const before = (t: Tensor): boolean => t.id < begin || t.inputs.length === 0 || t.op === 'after';
  const reached = new Set([value]);
  for (const t of reached) if (!copies.has(t) && !before(t)) for (const x of t.inputs) reached.add(x);
  const tensors = [...reached].filter((t) => !copies.has(t)).toSorted((a, b) => a.id - b.id);
  yield PASS;
  const copied = (t: Tensor): Tensor => {
    if (before(t)) return t.concrete || t.dtype !== 'float32' ? t : gate(t, flag);
    const copy = withInputs(t, t.inputs.map((x) => copies.get(x)!));
    if (copy !== t) noteCopy(copy, t);
    return copy;
  };
  yield* forEach(tensors.length, (i) => void copies.set(tensors[i]!, copied(tensors[i]!)), AT_A_TIME);
  return copies.get(value)!;
}
