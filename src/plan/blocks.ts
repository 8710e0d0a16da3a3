import type { Place } from '../abi/program.ts';
import { Tensor } from '../graph/tensor.ts';
import { rewrite, withInputs } from '../graph/rewrite.ts';

/** What tells where a leaf lies that is not in the workspace. */
export type PlaceOf = (leaf: Tensor) => Place | undefined;

/** The same effects and values with variables that lie one after another taken together: a pack of them is a `block`, which
 *  shows them where they lie; an assignment to several is one for each run of neighbours. */
export function joinNeighbours(roots: readonly Tensor[], place: PlaceOf): Tensor[] {
  const parts = new Map<Tensor, readonly Tensor[]>();
  const partsOf = (effect: Tensor): readonly Tensor[] => {
    const known = parts.get(effect) ?? assignments(effect, place);
    parts.set(effect, known);
    return known;
  };
  const joined = rewrite(roots, (t, inputs) => {
    if (t.op === 'after' && inputs[1]!.op === 'assign') {
      const writer = partsOf(inputs[1]!).find((part) => part.inputs.includes(inputs[0]!, 1));
      return writer === undefined ? inputs[0]! : withInputs(t, [inputs[0]!, writer]);
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

/** What an assignment comes to: nothing, if a variable gets its own value. */
function assignments(effect: Tensor, place: PlaceOf): readonly Tensor[] {
  if (effect.inputs.length > 2) return divided(effect, place);
  return effect.inputs[0] === effect.inputs[1] ? [] : [effect];
}

/** The variable that a tensor shows whole. */
function variableBehind(t: Tensor): Tensor | undefined {
  let source = t;
  while (source.op === 'reshape' || source.op === 'after') source = source.inputs[0]!;
  return source.variable === undefined ? undefined : source;
}

/** Assignments of slices of the value, one for each run of neighbours. */
function divided(effect: Tensor, place: PlaceOf): Tensor[] {
  const [value, ...variables] = effect.inputs as [Tensor, ...Tensor[]];
  const runs = runsOf(variables, place);
  if (runs.length === 1) return [effect];
  const flat = value.rank === 1 ? value : new Tensor('reshape', [value], {}, [value.size], value.dtype);
  let along = 0;
  return runs.map((run) => {
    const size = run.reduce((sum, v) => sum + v.size, 0);
    // A part of a fill needs no memory to be a part of.
    const part =
      value.op === 'fill'
        ? new Tensor('fill', [], value.attrs, [size], value.dtype)
        : new Tensor('slice', [flat], { start: [along], strides: [1], offset: along }, [size], value.dtype);
    along += size;
    return new Tensor('assign', [part, ...run], {}, [], 'float32');
  });
}

/** Variables in runs of neighbours in the arena. */
function runsOf(variables: readonly Tensor[], place: PlaceOf): Tensor[][] {
  const runs: Tensor[][] = [];
  let next: Place | undefined;
  for (const v of variables) {
    const at = place(v);
    const follows = next !== undefined && at !== undefined && at.segment === next.segment && at.offset === next.offset;
    if (follows) runs.at(-1)!.push(v);
    else runs.push([v]);
    next = at === undefined ? undefined : { segment: at.segment, offset: at.offset + v.size };
  }
  return runs;
}
