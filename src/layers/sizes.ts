import type { Option } from '../core/declaration.ts';
import { perAxis } from '../op/places.ts';

/** An integer from `least` on for each of some axes: one number for all, or a list. It is held as a list. */
export const sizes = (axes: number, least = 1): Option<number | readonly number[], readonly number[]> => ({
  check: (where, name, given) => perAxis(where, name, given, axes, least),
  store: (held) => held,
});
