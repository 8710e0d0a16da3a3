import type { Tensor } from './tensor.ts';

/** All tensors that the roots depend on, including the roots, inputs before users (ascending ids). */
export function ancestors(roots: readonly Tensor[]): Tensor[] {
  const seen = new Set<Tensor>(roots);
  const stack = [...seen];
  while (stack.length > 0) {
    for (const input of stack.pop()!.inputs) {
      if (!seen.has(input)) {
        seen.add(input);
        stack.push(input);
      }
    }
  }
  return [...seen].sort((a, b) => a.id - b.id);
}

/** For each tensor the tensors among `tensors` that read it. A reader appears once for each input that is this
 *  tensor. */
export function usersOf(tensors: readonly Tensor[]): Map<Tensor, Tensor[]> {
  const users = new Map<Tensor, Tensor[]>(tensors.map((t) => [t, []]));
  for (const t of tensors) for (const input of t.inputs) users.get(input)?.push(t);
  return users;
}
