import { forEach, type Pieces } from '../core/pieces.ts';

/** A number for readers: four significant digits, whole numbers in groups of three. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  const size = Math.abs(value);
  if (size === Infinity) return value > 0 ? '∞' : '−∞';
  if (Number.isInteger(value) && size < 1e9) return signed(value.toLocaleString('en-US'));
  if (size >= 1e6 || size < 1e-3) return signed(value.toExponential(2).replace('e+', 'e'));
  return signed(Number(value.toPrecision(4)).toLocaleString('en-US', { maximumFractionDigits: 7 }));
}

/** A share of the whole, with a blank at which no line is broken. */
export const percent = (share: number): string => (Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)}\u00a0%`);

/** A count with its noun. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${figure(count)} ${count === 1 ? one : many}`;

const signed = (text: string): string => text.replace('-', '−').replace('e-', 'e−');

/** An axis: which values it shows, and where. */
export interface Scale {
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
  /** The place of a value, from 0 at the low end to 1. */
  place(value: number): number;
}

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that is no smaller than a number. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= least * (1 - 1e-9))!;
}

/** A scale whose ends are round, around some values.
 *  @param whole  whether only whole numbers are marked, such as epochs; the ends are then the values' own */
export function linear(low: number, high: number, { count = 5, whole = false }: { count?: number; whole?: boolean } = {}): Scale {
  // Values that differ by rounding alone are one value: no step between them could be told from it.
  const apart = high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high));
  const room = apart ? 0 : whole ? 0.5 : Math.abs(low) / 2 || 1;
  const [from, to] = [low - room, high + room];
  const step = whole ? Math.max(1, roundStep((to - from) / count)) : roundStep((to - from) / count);
  const [first, last] = whole ? [from, to] : [Math.floor(from / step + 1e-9) * step, Math.ceil(to / step - 1e-9) * step];
  const ticks: number[] = [];
  for (let i = Math.ceil(first / step - 1e-9); i * step <= last + 1e-9 * step; i++) ticks.push(i * step);
  const between = ticks.filter((t) => t % 1 === 0 && t > low + step / 2 && t <= high - step / 2);
  const marked = whole ? [...new Set([low, ...between, high])] : ticks;
  return {
    ticks: marked.map((value) => ({ value, text: tickText(value, step) })), place: (value) => (value - first) / (last - first),
  };
}

/** The text of a mark: as many digits as marks differ by. */
function tickText(value: number, step: number): string {
  const size = Math.max(Math.abs(value), step);
  if (size >= 1e5 || size < 1e-3) return value === 0 ? '0' : signed(Number(value.toPrecision(3)).toExponential().replace('e+', 'e'));
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return signed(Number(value.toFixed(digits + 1)).toLocaleString('en-US', { maximumFractionDigits: digits + 1 }));
}

/** A scale on which each power of ten has the same length. Values are above 0. */
export function logarithmic(low: number, high: number): Scale {
  const [from, to] = [Math.log10(low), Math.log10(high)];
  const powers = range(Math.ceil(from - 1e-9), Math.floor(to + 1e-9));
  const every = Math.ceil(powers.length / 6);
  const ticks =
    powers.length >= 3
      ? powers.filter((_, i) => i % every === 0).map((p) => 10 ** p)
      : range(Math.floor(from), Math.ceil(to)).flatMap((p) => [1, 2, 5].map((f) => f * 10 ** p)).filter((v) => v >= low && v <= high);
  return {
    ticks: ticks.map((value) => ({ value, text: figure(value).replace('.00e', 'e') })),
    place: (value) => (Math.log10(value) - from) / (to - from),
  };
}

const range = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);

/** The extent of the finite ones of all values of some arrays, in pieces; undefined if there are none. */
export function* extentIn(arrays: readonly ArrayLike<number>[]): Pieces<[low: number, high: number] | undefined> {
  let [low, high] = [Infinity, -Infinity];
  for (const values of arrays)
    yield* forEach(values.length, (i) => {
      const v = values[i]!;
      if (v < low && v > -Infinity) low = v;
      if (v > high && v < Infinity) high = v;
    });
  return low <= high ? [low, high] : undefined;
}

/** The extent of the finite ones of some values; undefined if there are none. */
export function extentOf(values: Iterable<number>): [low: number, high: number] | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) {
    if (!Number.isFinite(v)) continue;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return low <= high ? [low, high] : undefined;
}
