import { atOnce, forEach, type Pieces } from '../core/pieces.ts';
import type { Tensor } from './tensor.ts';

/** Tensors that are worked at, at a time: a millisecond of work. */
export const AT_A_TIME = 64;
/** Tensors that are found between two looks at the time, and what it counts to find them. */
const FOUND = 512;
const FINDING = 1 << 20;

/** All tensors that the roots depend on, including the roots, inputs before users (ascending ids). */
export const ancestors = (roots: readonly Tensor[]): Tensor[] => atOnce(walking(roots));

/** Does the same in pieces. */
export function* walking(roots: readonly Tensor[]): Pieces<Tensor[]> {
  const seen = new Map<number, Tensor>();
  const ids: number[] = [];
  const stack = [...roots];
  while (stack.length > 0) {
    const t = stack.pop()!;
    if (seen.has(t.id)) continue;
    seen.set(t.id, t);
    for (const input of t.inputs) if (!seen.has(input.id)) stack.push(input);
    if (ids.push(t.id) % FOUND === 0) yield FINDING;
  }
  // Numbers are put in order without a call for each comparison.
  const order = new Float64Array(ids).sort();
  const sorted: Tensor[] = [];
  yield* forEach(order.length, (i) => void sorted.push(seen.get(order[i]!)!));
  return sorted;
}

/** For each tensor the tensors among `tensors` that read it, in pieces. A reader appears once for each input that is this
 *  tensor. */
export function* usersOf(tensors: readonly Tensor[]): Pieces<Map<Tensor, Tensor[]>> {
  const users = new Map<Tensor, Tensor[]>();
  yield* forEach(tensors.length, (i) => void users.set(tensors[i]!, []));
  yield* forEach(tensors.length, (i) => {
    for (const input of tensors[i]!.inputs) users.get(input)?.push(tensors[i]!);
  });
  return users;
}
