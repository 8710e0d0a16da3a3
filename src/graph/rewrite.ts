import { Tensor } from './tensor.ts';
import { ancestors } from './walk.ts';

/** The same roots, each tensor replaced by what `change` makes of it, given its inputs as they are by then; a tensor that
 *  `change` leaves alone is made anew only if an input of it was replaced. */
export function rewrite(roots: readonly Tensor[], change: (t: Tensor, inputs: readonly Tensor[]) => Tensor | undefined): Tensor[] {
  const replaced = new Map<Tensor, Tensor>();
  for (const t of ancestors(roots)) {
    const inputs = t.inputs.map((x) => replaced.get(x)!);
    replaced.set(t, change(t, inputs) ?? withInputs(t, inputs));
  }
  return roots.map((r) => replaced.get(r)!);
}

/** The tensor, or one like it that reads other inputs. */
export function withInputs(t: Tensor, inputs: readonly Tensor[]): Tensor {
  return inputs.every((x, i) => x === t.inputs[i]) ? t : new Tensor(t.op, inputs, t.attrs, t.shape, t.dtype);
}
