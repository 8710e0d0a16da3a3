import { attributesKey } from '../graph/key.ts';
import { Tensor } from '../graph/tensor.ts';
import { ancestors } from '../graph/walk.ts';
import { EFFECTS } from '../lower/update.ts';

/** The same roots with equal computations made one, transposes taken into the products that use them, and signs
 *  that cancel removed. Values do not change, not by a bit. */
export function simplify(roots: readonly Tensor[]): Tensor[] {
  const replaced = new Map<Tensor, Tensor>();
  const known = new Map<string, Tensor>();
  for (const t of ancestors(roots)) {
    if (t.inputs.length === 0) {
      replaced.set(t, t);
      continue;
    }
    const inputs = t.inputs.map((x) => replaced.get(x)!);
    const rewritten = identity(t, inputs) ?? rebuilt(t, inputs);
    if (EFFECTS.has(rewritten.op)) {
      replaced.set(t, rewritten);
      continue;
    }
    const { op, dtype, shape, attrs } = rewritten;
    const key = `${op}|${dtype}|${shape.join()}|${attributesKey(attrs)}|${rewritten.inputs.map(keyOf).join()}`;
    const same = known.get(key);
    if (same === undefined) known.set(key, rewritten);
    replaced.set(t, same ?? rewritten);
  }
  return roots.map((r) => replaced.get(r)!);
}

/** Equal scalars are one input, whoever made them. */
function keyOf(t: Tensor): string {
  return t.op === 'constant' && t.size === 1 ? `${t.dtype}${Object.is(t.data[0], -0) ? '-0' : t.data[0]}[${t.shape.join()}]` : `${t.id}`;
}

function rebuilt(t: Tensor, inputs: readonly Tensor[]): Tensor {
  return inputs.every((x, i) => x === t.inputs[i]) ? t : new Tensor(t.op, inputs, t.attrs, t.shape, t.dtype);
}

/** A simpler tensor of the same values, if one is known. */
function identity(t: Tensor, inputs: readonly Tensor[]): Tensor | undefined {
  if (t.op === 'neg' && inputs[0]!.op === 'neg') return inputs[0]!.inputs[0];
  if (t.op === 'matmul' && inputs.some((x) => swapsLastAxes(x))) {
    const [a, b] = inputs as [Tensor, Tensor];
    const [flipA, flipB] = [swapsLastAxes(a), swapsLastAxes(b)];
    const attrs = { ...t.attrs, transposeA: t.attrs['transposeA'] !== flipA, transposeB: t.attrs['transposeB'] !== flipB };
    return new Tensor('matmul', [flipA ? a.inputs[0]! : a, flipB ? b.inputs[0]! : b], attrs, t.shape, t.dtype);
  }
  return undefined;
}

function swapsLastAxes(t: Tensor): boolean {
  if (t.op !== 'transpose') return false;
  const axes = t.attrs['axes'] as readonly number[];
  const last = axes.length - 1;
  return axes[last] === last - 1 && axes[last - 1] === last && axes.slice(0, -2).every((a, i) => a === i);
}
