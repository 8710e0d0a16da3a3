/** Approximate quantiles of data that come piece by piece.
 *  @source Keras 3, layers.Discretization: values with weights that are merged, sorted and thinned out. It computes them in float32
 *    but for the interpolation, and so does this. */

import { sortedNumbers, type Pieces } from '../core/pieces.ts';

/** Values in ascending order and how many each stands for. */
export interface Summary {
  readonly values: Float32Array;
  readonly weights: Float32Array;
}

export const EMPTY: Summary = { values: new Float32Array(0), weights: new Float32Array(0) };

/** Takes one more piece of data into a summary, in pieces.
 *  @param epsilon  the share of all values that one of the summary stands for, about */
export function* summarized(before: Summary, piece: Float32Array, epsilon: number): Pieces<Summary> {
  const sorted = yield* sortedNumbers(piece);
  const step = Math.max(sorted.length / (1 / epsilon), 1);
  const picked: number[] = [];
  for (let i = Math.floor(step - 1); i < sorted.length; i += Math.floor(step)) picked.push(sorted[i]!);
  const all = [
    ...Array.from(picked, (value) => ({ value, weight: Math.fround(step) })),
    ...Array.from(before.values, (value, i) => ({ value, weight: before.weights[i]! })),
  ].toSorted((a, b) => a.value - b.value);
  const merged = { values: Float32Array.from(all, (v) => v.value), weights: Float32Array.from(all, (v) => v.weight) };
  return thinned(merged, epsilon);
}

/** Bounds between bins of about as many values each. There are fewer bins if there were fewer values. */
export const boundaries = (summary: Summary, bins: number): number[] => [...thinned(summary, 1 / bins).values.slice(0, -1)];

/** The quantiles at epsilon, 2 epsilon, ..., interpolated between those of the summary; the summary itself if it has fewer. */
function thinned(summary: Summary, epsilon: number): Summary {
  if (summary.values.length * epsilon < 1) return summary;
  let total = 0;
  const sums = summary.weights.map((w) => (total = Math.fround(total + w)));
  const shares = sums.map((sum) => sum / total);
  const points = Array.from({ length: Math.ceil(1 / epsilon) }, (_, i) => epsilon + i * epsilon);
  const reached = points.map((p) => interpolated(p, shares, sums));
  return {
    values: Float32Array.from(points, (p) => interpolated(p, shares, summary.values)),
    weights: Float32Array.from(reached, (sum, i) => sum - (reached[i - 1] ?? 0)),
  };
}

/** The line through the points (x, y) at a place; the first and last y beyond them. */
function interpolated(place: number, x: Float32Array, y: Float32Array): number {
  const next = x.findIndex((v) => v > place);
  if (next === 0) return y[0]!;
  if (next < 0) return y.at(-1)!;
  const slope = (y[next]! - y[next - 1]!) / (x[next]! - x[next - 1]!);
  return slope * (place - x[next - 1]!) + y[next - 1]!;
}
