import type { Option } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';

/** An integer from 1 on for each of some axes: one number for all, or a list. It is held as a list. */
export const sizes = (axes: number): Option<number | readonly number[], readonly number[]> => ({
  check: (where, name, given) => {
    const each = typeof given === 'number' ? new Array<number>(axes).fill(given) : given;
    if (Array.isArray(each) && each.length === axes && each.every((d) => Number.isInteger(d) && d >= 1)) return each;
    throw new ConfigError(`${where}: ${name} must be an integer >= 1, or ${axes} of them, received ${show(given)}.`);
  },
  store: (held) => held,
});
