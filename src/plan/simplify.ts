import type { Pieces } from '../core/pieces.ts';
import { sameShape } from '../core/shape.ts';
import { attributesKey } from '../graph/key.ts';
import { rewriting, withInputs } from '../graph/rewrite.ts';
import { Tensor } from '../graph/tensor.ts';
import { EFFECTS } from '../lower/update.ts';
import { viewOf } from '../lower/view.ts';
import { beforePool } from './before-pool.ts';

/** Simplifies a graph. Equal computations become one, products read transposed inputs directly, double negations disappear, and
 *  a pack of neighbouring pieces of one tensor becomes a slice of it. What follows the gradient of a pool is done before it. Values stay
 *  the same to the bit, but for sums of such gradients, which have their terms in another order. */
export function* simplify(roots: readonly Tensor[]): Pieces<Tensor[]> {
  const known = new Map<string, Tensor>();
  const unique = (t: Tensor): Tensor => {
    // A leaf is known by itself: others of its op and shape have other values.
    if (t.inputs.length === 0 || EFFECTS.has(t.op)) return t;
    const key = `${t.op}|${t.dtype}|${t.shape.join()}|${attributesKey(t.attrs)}|${t.inputs.map(keyOf).join()}`;
    const same = known.get(key);
    if (same === undefined) known.set(key, t);
    return same ?? t;
  };
  return yield* rewriting(roots, (t, inputs) => {
    if (inputs.length === 0) return undefined;
    return unique(identity(t, inputs) ?? beforePool(t, inputs, unique) ?? withInputs(t, inputs));
  });
}

/** The key of an input. Equal scalar constants have the same key. */
function keyOf(t: Tensor): string {
  return t.op === 'constant' && t.size === 1 ? `${t.dtype}${Object.is(t.data[0], -0) ? '-0' : t.data[0]}[${t.shape.join()}]` : `${t.id}`;
}

/** A simpler tensor of the same values; undefined if none is known. */
function identity(t: Tensor, inputs: readonly Tensor[]): Tensor | undefined {
  if (t.op === 'neg' && inputs[0]!.op === 'neg') return inputs[0]!.inputs[0];
  // The other inputs serve derivatives only.
  if (t.op === 'gate' || t.op === 'normalized') return inputs[0];
  // The effect computes the value. The third input, a function of it, serves derivatives only.
  if (t.op === 'after' && inputs.length > 2) return new Tensor('after', inputs.slice(0, 2), {}, t.shape, t.dtype);
  // The gradient of a part, of which only that part is read.
  if (t.op === 'slice' && isPadded(t, inputs[0]!)) return inputs[0]!.inputs[0];
  if (t.op === 'pack') return neighbours(inputs, t);
  if (t.op === 'matmul' && inputs.some((x) => swapsLastAxes(x))) {
    const [a, b] = inputs as [Tensor, Tensor];
    const [flipA, flipB] = [swapsLastAxes(a), swapsLastAxes(b)];
    const attrs = { ...t.attrs, transposeA: t.attrs['transposeA'] !== flipA, transposeB: t.attrs['transposeB'] !== flipB };
    return new Tensor('matmul', [flipA ? a.inputs[0]! : a, flipB ? b.inputs[0]! : b], attrs, t.shape, t.dtype);
  }
  return undefined;
}

/** Whether a slice takes from a padded tensor exactly what was padded. */
function isPadded(part: Tensor, padded: Tensor): boolean {
  if (padded.op !== 'pad' || !sameShape(part.shape, padded.inputs[0]!.shape)) return false;
  const [start, before] = [part.attrs['start'], padded.attrs['start']] as (readonly number[])[];
  return part.shape.every((_, i) => start![i] === before![i]);
}

function swapsLastAxes(t: Tensor): boolean {
  if (t.op !== 'transpose') return false;
  const axes = t.attrs['axes'] as readonly number[];
  const last = axes.length - 1;
  return axes[last] === last - 1 && axes[last - 1] === last && axes.slice(0, -2).every((a, i) => a === i);
}

/** The slice of one tensor that consists of these parts; undefined unless they are neighbours in one tensor. */
function neighbours(parts: readonly Tensor[], { size, dtype }: Tensor): Tensor | undefined {
  const { source, offset } = viewOf(parts[0]!);
  let end = offset;
  for (const part of parts) {
    const view = viewOf(part);
    if (view.source !== source || view.offset !== end) return undefined;
    end += part.size;
  }
  // A variable may have another value behind an effect.
  if (source.variable !== undefined || source.dtype !== dtype) return undefined;
  const flat = source.rank === 1 ? source : new Tensor('reshape', [source], {}, [source.size], dtype);
  return size === source.size ? flat : new Tensor('slice', [flat], { start: [offset], strides: [1], offset }, [size], dtype);
}
