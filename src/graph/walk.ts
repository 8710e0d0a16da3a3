import type { Tensor } from './tensor.ts';

/** Every tensor the roots depend on, inputs before users (ascending ids). */
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

/** Who reads each tensor, among `tensors`; a reader appears once for each input it reads it as. */
export function usersOf(tensors: readonly Tensor[]): Map<Tensor, Tensor[]> {
  const users = new Map<Tensor, Tensor[]>(tensors.map((t) => [t, []]));
  for (const t of tensors) for (const input of t.inputs) users.get(input)?.push(t);
  return users;
}
