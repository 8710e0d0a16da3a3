import { Tensor } from './tensor.ts';
import { ancestors } from './walk.ts';

/** The same roots, each tensor replaced by what `change` makes of it, given its inputs as they are by then; a tensor that
 *  `change` leaves alone is made anew only if an input of it was replaced.
 *  @param tensors  all that the roots depend on, inputs before users */
export function rewrite(
  roots: readonly Tensor[],
  change: (t: Tensor, inputs: readonly Tensor[]) => Tensor | undefined,
  tensors: readonly Tensor[] = ancestors(roots),
): Tensor[] {
  const replaced = new Map<Tensor, Tensor>();
  const now = (t: Tensor): Tensor => replaced.get(t) ?? t;
  for (const t of tensors) {
    const inputs = t.inputs.some((x) => replaced.has(x)) ? t.inputs.map(now) : t.inputs;
    const changed = change(t, inputs) ?? withInputs(t, inputs);
    if (changed !== t) replaced.set(t, changed);
  }
  return roots.map(now);
}

/** The tensor, or one like it that reads other inputs. */
export function withInputs(t: Tensor, inputs: readonly Tensor[]): Tensor {
  const same = inputs === t.inputs || inputs.every((x, i) => x === t.inputs[i]);
  return same ? t : new Tensor(t.op, inputs, t.attrs, t.shape, t.dtype);
}
