import { atOnce, forEach, type Pieces } from '../core/pieces.ts';
import { Tensor } from './tensor.ts';
import { AT_A_TIME, walking } from './walk.ts';

/** Rewrites a graph from its inputs to its roots, and returns the new roots.
 *  @param change  receives a tensor and its rewritten inputs, and answers with the tensor that replaces it. If it answers with
 *    undefined, the tensor stays, or is copied if one of its inputs was replaced
 *  @param tensors  all that the roots depend on, inputs before users */
export function rewrite(
  roots: readonly Tensor[],
  change: (t: Tensor, inputs: readonly Tensor[]) => Tensor | undefined,
  tensors?: readonly Tensor[],
): Tensor[] {
  return atOnce(rewriting(roots, change, tensors));
}

/** Does the same in pieces. */
export function* rewriting(
  roots: readonly Tensor[],
  change: (t: Tensor, inputs: readonly Tensor[]) => Tensor | undefined,
  tensors?: readonly Tensor[],
): Pieces<Tensor[]> {
  const all = tensors ?? (yield* walking(roots));
  const replaced = new Map<Tensor, Tensor>();
  const now = (t: Tensor): Tensor => replaced.get(t) ?? t;
  const replace = (t: Tensor): void => {
    const inputs = t.inputs.some((x) => replaced.has(x)) ? t.inputs.map(now) : t.inputs;
    const changed = change(t, inputs) ?? withInputs(t, inputs);
    if (changed !== t) replaced.set(t, changed);
  };
  yield* forEach(all.length, (i) => replace(all[i]!), AT_A_TIME);
  return roots.map(now);
}

/** A copy of the tensor that reads other inputs; the tensor itself if the inputs are the same. */
export function withInputs(t: Tensor, inputs: readonly Tensor[]): Tensor {
  const same = inputs === t.inputs || inputs.every((x, i) => x === t.inputs[i]);
  return same ? t : new Tensor(t.op, inputs, t.attrs, t.shape, t.dtype);
}
