import type { Tensor } from './tensor.ts';

/** Every tensor the roots depend on, inputs before users (ascending ids). */
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

/** Who reads each tensor, among `tensors`; a reader appears once for each input it reads it as. */
export function usersOf(tensors: readonly Tensor[]): Map<Tensor, Tensor[]> {
  const users = new Map<Tensor, Tensor[]>();
  for (const t of tensors) users.set(t, []);
  for (const t of tensors) for (const input of t.inputs) users.get(input)?.push(t);
  return users;
}
