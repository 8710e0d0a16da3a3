import { STEPS } from '../abi/kernels.ts';
import { sizeOf, type Shape } from '../core/shape.ts';

/** Ops that are steps of a chain: their names are the kernels' names. */
export const ELEMENTWISE: ReadonlySet<string> = new Set(STEPS.map((k) => k.name));

/** How a chain over `result` reads an operand of `shape`: every element, one value for all, one row of `cols` for all
 *  rows, or one value for each row of `cols`. Returns undefined if the broadcast is none of these. */
export function broadcastKind(
  shape: Shape,
  result: Shape,
): { kind: 'full' | 'scalar' } | { kind: 'row' | 'col'; cols: number } | undefined {
  const size = sizeOf(shape);
  if (size === sizeOf(result)) return { kind: 'full' };
  if (size === 1) return { kind: 'scalar' };
  const padded = [...new Array<number>(result.length - shape.length).fill(1), ...shape];
  const first = padded.findIndex((d) => d !== 1);
  const last = padded.findLastIndex((d) => d !== 1);
  if (padded.slice(first).every((d, i) => d === result[first + i])) return { kind: 'row', cols: size };
  if (padded.slice(0, last + 1).every((d, i) => d === result[i])) return { kind: 'col', cols: sizeOf(result) / size };
  return undefined;
}
