import type { Place } from '../abi/program.ts';
import type { Pieces } from '../core/pieces.ts';
import { Tensor } from '../graph/tensor.ts';
import { rewriting, withInputs } from '../graph/rewrite.ts';
import { follows } from '../lower/lowering.ts';

/** Tells the place of a leaf that is not in the workspace; undefined for other leaves. */
export type PlaceOf = (leaf: Tensor) => Place | undefined;

/** Rewrites effects and values so that variables that are neighbours in memory are used together. A pack of such variables
 *  becomes a `block`, which reads them in place. An assignment to several variables becomes one for each run of neighbours. */
export function* joinNeighbours(roots: readonly Tensor[], place: PlaceOf): Pieces<Tensor[]> {
  const parts = new Map<Tensor, readonly Tensor[]>();
  const partsOf = (effect: Tensor): readonly Tensor[] => {
    const known = parts.get(effect) ?? divided(effect, place);
    parts.set(effect, known);
    return known;
  };
  const joined = yield* rewriting(roots, (t, inputs) => {
    if (t.op === 'after' && inputs[1]!.op === 'assign') {
      const writer = partsOf(inputs[1]!).find((part) => part.inputs.includes(inputs[0]!, 1))!;
      return withInputs(t, [inputs[0]!, writer]);
    }
    const variables = t.op === 'pack' ? inputs.map(variableBehind) : [];
    if (variables.length === 0 || variables.includes(undefined) || runsOf(variables as Tensor[], place).length > 1) return undefined;
    return new Tensor('block', inputs, {}, t.shape, t.dtype);
  });
  return joined.flatMap((root) => {
    if (root.op === 'assign') return partsOf(root);
    return root.op === 'guarded' && root.inputs[1]!.op === 'assign'
      ? partsOf(root.inputs[1]!).map((part) => withInputs(root, [root.inputs[0]!, part]))
      : [root];
  });
}

/** The variable that a tensor shows in full; undefined if there is none. */
function variableBehind(t: Tensor): Tensor | undefined {
  let source = t;
  while (source.op === 'reshape' || source.op === 'after') source = source.inputs[0]!;
  return source.variable === undefined ? undefined : source;
}

/** Divides an assignment: each run of neighbours among its variables gets its slice of the value. */
function divided(effect: Tensor, place: PlaceOf): Tensor[] {
  const [value, ...variables] = effect.inputs as [Tensor, ...Tensor[]];
  if (variables.length === 1) return [effect];
  const runs = runsOf(variables, place);
  if (runs.length === 1) return [effect];
  const flat = value.rank === 1 ? value : new Tensor('reshape', [value], {}, [value.size], value.dtype);
  let along = 0;
  return runs.map((run) => {
    const size = run.reduce((sum, v) => sum + v.size, 0);
    // A part of a fill is a smaller fill, so the whole fill needs no memory.
    const part =
      value.op === 'fill'
        ? new Tensor('fill', [], value.attrs, [size], value.dtype)
        : new Tensor('slice', [flat], { start: [along], strides: [1], offset: along }, [size], value.dtype);
    along += size;
    return new Tensor('assign', [part, ...run], {}, [], 'float32');
  });
}

/** Divides variables into runs of neighbours in the arena. */
function runsOf(variables: readonly Tensor[], place: PlaceOf): Tensor[][] {
  const runs: Tensor[][] = [];
  let last: { readonly place: Place; readonly size: number } | undefined;
  for (const v of variables) {
    const at = place(v);
    if (at !== undefined && last !== undefined && follows(at, last.place, last.size)) runs.at(-1)!.push(v);
    else runs.push([v]);
    last = at === undefined ? undefined : { place: at, size: v.size };
  }
  return runs;
}
