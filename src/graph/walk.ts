import type { Tensor } from './tensor.ts';

/** All tensors that the roots depend on, including the roots, inputs before users (ascending ids). */
export function ancestors(roots: readonly Tensor[]): Tensor[] {
  const seen = new Map<number, Tensor>();
  const ids: number[] = [];
  const stack = [...roots];
  while (stack.length > 0) {
    const t = stack.pop()!;
    if (seen.has(t.id)) continue;
    seen.set(t.id, t);
    ids.push(t.id);
    for (const input of t.inputs) if (!seen.has(input.id)) stack.push(input);
  }
  // Numbers are put in order without a call for each comparison.
  const sorted: Tensor[] = [];
  new Float64Array(ids).sort().forEach((id) => sorted.push(seen.get(id)!));
  return sorted;
}

/** For each tensor the tensors among `tensors` that read it. A reader appears once for each input that is this
 *  tensor. */
export function usersOf(tensors: readonly Tensor[]): Map<Tensor, Tensor[]> {
  const users = new Map<Tensor, Tensor[]>();
  for (const t of tensors) users.set(t, []);
  for (const t of tensors) for (const input of t.inputs) users.get(input)?.push(t);
  return users;
}
