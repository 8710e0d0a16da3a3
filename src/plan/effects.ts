import { forEach, type Pieces } from '../core/pieces.ts';
import type { Tensor } from '../graph/tensor.ts';
import { usersOf } from '../graph/walk.ts';
import { ELEMENTWISE } from '../lower/elementwise.ts';
import { EFFECTS } from '../lower/update.ts';
import { isView, origin } from '../lower/view.ts';

/** Finds all tensors that run among the effects: the effects, the readers of their results, and elementwise ops that only
 *  effects read and that lead to an assignment of their own size. Such ops can be computed in the place of the variable.
 *  @param users  readers of each tensor
 *  @param kept  values that are needed besides the effects: outputs and flags */
export function* effectsOf(
  tensors: readonly Tensor[],
  users: ReadonlyMap<Tensor, readonly Tensor[]>,
  kept: ReadonlySet<Tensor>,
): Pieces<Set<Tensor>> {
  const effects = new Set<Tensor>();
  yield* forEach(tensors.length, (i) => {
    const t = tensors[i]!;
    if (EFFECTS.has(t.op) || t.inputs.some((x) => effects.has(x))) effects.add(t);
  });
  const serving = new Set<Tensor>();
  const serve = (t: Tensor): void => {
    if (effects.has(t) || kept.has(t) || t.inputs.length === 0 || !(ELEMENTWISE.has(t.op) || isView(t))) return;
    const readers = users.get(t)!;
    if (
      readers.every((u) => effects.has(u)) &&
      readers.some((u) => (u.op === 'assign' && u.inputs[0] === t) || (serving.has(u) && u.size === t.size))
    ) {
      effects.add(t);
      serving.add(t);
    }
  };
  yield* forEach(tensors.length, (i) => serve(tensors.at(-1 - i)!));
  return effects;
}

/** For each tensor that only effects under one and the same flag need, that flag; also for these effects. Other tensors have no
 *  entry.
 *  @param fetched  number of roots that are outputs: the first ones */
export function* guardsOf(tensors: readonly Tensor[], roots: readonly Tensor[], fetched: number): Pieces<Map<Tensor, Tensor>> {
  const guards = new Map<Tensor, Tensor>();
  if (!roots.some((root) => root.op === 'guarded')) return guards;
  const free = new Set(roots.slice(0, fetched).map(origin));
  const effects = new Set<Tensor>();
  for (const root of roots.slice(fetched)) {
    if (root.op !== 'guarded') {
      free.add(root);
      continue;
    }
    const [flag, effect] = root.inputs as [Tensor, Tensor];
    guards.set(effect, flag);
    effects.add(effect);
    free.add(flag);
  }
  const users = yield* usersOf(tensors.filter((t) => t.op !== 'guarded'));
  const find = (t: Tensor): void => {
    // A copy keeps a value from before the effects, on which the flag may depend.
    if (free.has(t) || effects.has(t) || t.op === 'guarded' || t.op === 'copy') return;
    const flags = new Set(users.get(t)!.map((u) => guards.get(u)));
    const [flag] = flags;
    if (flags.size === 1 && flag !== undefined) guards.set(t, flag);
  };
  yield* forEach(tensors.length, (i) => find(tensors.at(-1 - i)!));
  return guards;
}
