import type { Option } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { all } from '../core/realm.ts';

const isNumber = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x);

/** A range from which factors are drawn: a number f for [-f, f], or two numbers, the lower one first or last. Of a number, the lower end
 *  is `floor` at least. It is held as two numbers in order. */
export const factor = ({ least, most, floor = least }: { least: number; most: number; floor?: number }): Option<
  number | readonly number[], readonly [low: number, high: number]
> => ({
  check: (where, name, given) => {
    const bounded = (x: unknown): boolean => isNumber(x) && x >= least && x <= most;
    if (isNumber(given) && bounded(given)) return [Math.max(-Math.abs(given), floor), Math.abs(given)];
    if (Array.isArray(given) && given.length === 2 && all(given, bounded)) return [Math.min(...given), Math.max(...given)];
    throw new ConfigError(`${where}: ${name} must be a number from ${least} to ${most}, or two of them, received ${show(given)}.`);
  },
  // Only a number gives a range that is symmetrical, and perhaps one whose ends would not be taken.
  store: ([low, high]) => (low === -high ? high : [low, high]),
});

/** The range of an image's values: two numbers, the lower one first. */
export const valueRange = (): Option<readonly number[], readonly [low: number, high: number]> => ({
  check: (where, name, given) => {
    if (Array.isArray(given) && given.length === 2 && all(given, isNumber) && given[0] < given[1]) return [given[0], given[1]];
    throw new ConfigError(`${where}: ${name} must be two numbers, the lower one first, received ${show(given)}.`);
  },
  store: (held) => held,
});
