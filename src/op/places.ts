import { ConfigError, show } from '../core/errors.ts';
import { all } from '../core/realm.ts';
import type { Tensor } from '../graph/tensor.ts';
import { transpose } from './move.ts';

/** What ops and layers over places, such as steps or pixels, have in common. */

/** Where the axis of the channels is: behind all others, or right behind the batch. */
export type DataFormat = 'channelsLast' | 'channelsFirst';

/** What f makes of x with its channels last, with the channels where they were. */
export function withChannelsLast(format: DataFormat, x: Tensor, f: (x: Tensor) => Tensor): Tensor {
  if (format === 'channelsLast') return f(x);
  const places = Array.from({ length: x.rank - 2 }, (_, i) => i);
  const y = f(transpose(x, { axes: [0, ...places.map((i) => i + 2), 1] }));
  return transpose(y, { axes: [0, x.rank - 1, ...places.map((i) => i + 1)] });
}

/** Numbers of a kind for each axis of places: one for all, or a list. They stay below 2^30, so that sums of two fit into an int32.
 *  @throws {ConfigError} unless it is an integer >= least, or one for each axis */
export function perAxis(where: string, name: string, given: unknown, axes: number, least = 1): readonly number[] {
  const each: readonly unknown[] = typeof given === 'number' ? new Array<number>(axes).fill(given) : Array.isArray(given) ? given : [];
  const fits = (n: unknown): boolean => Number.isInteger(n) && (n as number) >= least && (n as number) < 2 ** 30;
  if (each.length === axes && all(each, fits)) return each as number[];
  const bounds = `>= ${least}${each.some((n) => typeof n === 'number' && n >= 2 ** 30) ? ' and below 2^30' : ''}`;
  const wanted = axes === 1 ? `an integer ${bounds}` : `an integer ${bounds}, or ${axes} of them`;
  throw new ConfigError(`${where}: ${name} must be ${wanted}, received ${show(given)}.`);
}
