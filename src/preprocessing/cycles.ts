import type { Cycle } from './column-features.ts';

const DAY = 86_400_000;

/** Where a moment stands in a cycle, from 0 to below 2 pi.
 *  @param moment  milliseconds since 1970, UTC */
export function angleOf(cycle: Cycle, moment: number): number {
  const date = new Date(moment);
  if (cycle === 'month') return (2 * Math.PI * date.getUTCMonth()) / 12;
  if (cycle === 'weekday') return (2 * Math.PI * date.getUTCDay()) / 7;
  return (2 * Math.PI * (((moment % DAY) + DAY) % DAY)) / DAY;
}
