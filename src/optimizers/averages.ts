import { constant, type Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { add, countAsFloat, equal, multiply, subtract, where } from '../op/elementwise.ts';
import { unpack } from '../op/move.ts';
import type { Trace } from '../trace/trace.ts';
import type { Group } from './group.ts';

/** The slot of a group in which the moving average of its weights is. */
export const AVERAGE = 'average';

/** Updates the moving averages of the weights. The weights after the first step are the first average.
 *  @param iterations  counts the steps before this one
 *  @param overwrite  1 if the weights become their average now, else 0; undefined if they never do */
export function updateAverages(
  t: Trace,
  groups: readonly Group[],
  { momentum, iterations, overwrite }: { momentum: number; iterations: Variable; overwrite: Tensor | undefined },
): void {
  const stays = where(equal(countAsFloat(t.read(iterations)), 0), 0, momentum);
  for (const group of groups) {
    const slot = group.slot(AVERAGE);
    const average = t.update(slot, add(multiply(stays, t.read(slot)), multiply(subtract(1, stays), group.read(t))));
    if (overwrite !== undefined) t.when(overwrite, () => group.write(t, average));
  }
}

/** Sets weights to their averages at once. */
export function takeAverages(groups: readonly Group[]): void {
  for (const group of groups) {
    unpack(group.slot(AVERAGE).value(), group.variables).forEach((average, i) => group.variables[i]!.assign(average));
  }
}

/** Exchanges weights and their averages at once. */
export function exchangeAverages(groups: readonly Group[]): void {
  for (const group of groups) {
    const averages = unpack(group.slot(AVERAGE).value(), group.variables);
    keepWeights(group);
    averages.forEach((average, i) => group.variables[i]!.assign(average));
  }
}

/** Sets averages to the weights at once. */
export function averagesOfWeights(groups: readonly Group[]): void {
  for (const group of groups) keepWeights(group);
}

/** Writes the weights of a group into the slot of their averages. */
function keepWeights(group: Group): void {
  const flat = new Float32Array(group.size);
  let at = 0;
  for (const v of group.variables) {
    flat.set(v.read(), at);
    at += v.size;
  }
  group.slot(AVERAGE).assign(constant(flat, [group.size]));
}
