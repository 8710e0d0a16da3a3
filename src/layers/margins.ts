import type { Option } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { all } from '../core/realm.ts';

/** How many places at both ends of one axis: one number for both, or [before, after]. */
export type Margin = number | readonly [before: number, after: number];

/** The margins of each axis of places: one number for all, or one margin for each axis. */
export type Margins = number | readonly Margin[];

type Pair = readonly [before: number, after: number];

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

function pairOf(given: unknown): Pair | undefined {
  if (isCount(given)) return [given, given];
  return Array.isArray(given) && given.length === 2 && all(given, isCount) ? [given[0]!, given[1]!] : undefined;
}

/** An option for the margins of one axis. */
export const margin = (): Option<Margin, readonly Pair[]> => ({
  check: (where, name, given) => {
    const pair = pairOf(given);
    if (pair !== undefined) return [pair];
    throw new ConfigError(`${where}: ${name} must be an integer >= 0, or [before, after], received ${show(given)}.`);
  },
  store: ([pair]) => pair,
});

/** An option for the margins of several axes; held and stored as a pair for each. */
export const margins = (axes: number): Option<Margins, readonly Pair[]> => ({
  check: (where, name, given) => {
    const each: readonly unknown[] = isCount(given) ? new Array<number>(axes).fill(given) : Array.isArray(given) ? given : [];
    const pairs = Array.from(each, pairOf).filter((pair) => pair !== undefined);
    if (pairs.length === axes && each.length === axes) return pairs;
    const wanted = `an integer >= 0, or for each of ${axes} axes such an integer or [before, after]`;
    throw new ConfigError(`${where}: ${name} must be ${wanted}, received ${show(given)}.`);
  },
  store: (pairs) => pairs,
});
