/** How far an answer may lie from Keras': as far as Keras' own answers lie from one another, if weights and inputs move by units in
 *  the last place, and a few roundings. */
import type { Answer } from './case.ts';

/** A rounding to float32, as a part of the value. */
const EPSILON = 2 ** -24;
/** Roundings that an answer may differ by besides, as parts of the largest value: sums have other orders in the two. */
const ROUNDINGS = 64;
/** What an answer may differ by where all values are 0. */
const LEAST = 2e-7;
/** How many times as far as the yardstick shows: it is one sample, or a few, of what rounding can do. */
const TIMES = 16;

export interface Difference {
  readonly name: string;
  readonly text: string;
}

/** The first of an answer that differs, in the order of training.
 *  @param yardsticks  answers that differ from `expected` by rounding alone
 *  @param passed  what does not count */
export function firstDifference(
  received: Answer,
  expected: Answer,
  yardsticks: readonly Answer[],
  passed: ReadonlySet<string>,
): Difference | undefined {
  for (const [name, values] of expected) {
    if (passed.has(name)) continue;
    const ours = received.get(name);
    if (ours === undefined) return { name, text: 'only Keras has it' };
    if (ours.length !== values.length) return { name, text: `${ours.length} values instead of ${values.length}` };
    const allowed = Math.max(LEAST, TIMES * drift(values, yardsticks.map((y) => y.get(name)!)) + ROUNDINGS * EPSILON * largest(values));
    for (let i = 0; i < values.length; i++) {
      const [a, b] = [ours[i]!, values[i]!];
      if (Object.is(a, b) || a === b || Math.abs(a - b) <= allowed) continue;
      return { name, text: `${a} instead of ${b} at ${i}, ${Math.abs(a - b).toExponential(1)} apart, allowed ${allowed.toExponential(1)}` };
    }
  }
  const more = [...received.keys()].find((name) => !expected.has(name));
  return more === undefined ? undefined : { name: more, text: 'only myelin has it' };
}

/** The largest distance; infinite where one is no number and the other is. */
function drift(values: ArrayLike<number>, others: readonly ArrayLike<number>[]): number {
  let most = 0;
  for (const other of others) {
    for (let i = 0; i < values.length; i++) {
      const [a, b] = [values[i]!, other[i]!];
      if (Object.is(a, b) || a === b) continue;
      const far = Math.abs(a - b);
      most = Math.max(most, Number.isNaN(far) ? Infinity : far);
    }
  }
  return most;
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i]!)) most = Math.max(most, Math.abs(values[i]!));
  return most;
}
