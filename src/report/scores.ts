/** How good probabilities are: counts and curves over all thresholds, as scikit-learn's metrics define them. */
import { forEach, sortedNumbers, type Pieces } from '../core/pieces.ts';

/** The class with the highest score of a row; the first of equals. */
export function bestClass(scores: ArrayLike<number>, row: number, classes: number): number {
  let best = 0;
  for (let c = 1; c < classes; c++) if (scores[row * classes + c]! > scores[row * classes + best]!) best = c;
  return best;
}

/** Counts of rows by their true class (rows) and the predicted one (columns).
 *  @param scores  @shape [rows, classes] */
export function* confusionOf(scores: ArrayLike<number>, truth: ArrayLike<number>, classes: number): Pieces<number[][]> {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  yield* forEach(truth.length, (row) => void counts[truth[row]!]![bestClass(scores, row, classes)]!++);
  return counts;
}

export interface ClassFigures {
  readonly count: number;
  /** Shares from 0 to 1; NaN where there is nothing to divide by. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export const classFiguresOf = (confusion: readonly (readonly number[])[]): ClassFigures[] =>
  confusion.map((counts, c) => figuresFrom(counts[c]!, sum(counts), sum(confusion.map((row) => row[c]!))));

/** @param right  rows of the class that are predicted as such */
export const figuresFrom = (right: number, count: number, predicted: number): ClassFigures => ({
  count, precision: right / predicted, recall: right / count, f1: (2 * right) / (count + predicted),
});

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** How well scores rank the positive rows before the others. */
export interface Ranking {
  /** From (0, 0) to (1, 1): the share of negative rows at or above each threshold, and that of positive ones. Of more than some thousand
   *  thresholds, those whose points lie apart. */
  readonly roc: readonly (readonly [falsePositives: number, truePositives: number])[];
  /** The area below: the probability that a positive row ranks above a negative one, ties counting half. */
  readonly auc: number;
  /** The share of positive rows at or above each threshold, and how many of the rows there are positive. */
  readonly precisionRecall: readonly (readonly [recall: number, precision: number])[];
  /** The mean of precision over the growth of recall. */
  readonly averagePrecision: number;
  /** The threshold of each point of both curves, but for the first of `roc`. */
  readonly thresholds: readonly number[];
}

/** Points of a curve that are all kept, and how far apart they lie where there are more: less than is seen. */
const POINTS = 4096;
const APART = 1 / 2048;

/** @param scores  finite numbers
 *  @returns undefined if there are not both positive and negative rows */
export function* rankingOf(scores: ArrayLike<number>, positive: ArrayLike<number | boolean>): Pieces<Ranking | undefined> {
  const { length } = scores;
  let positives = 0;
  yield* forEach(length, (i) => void (positives += Number(positive[i])));
  const negatives = length - positives;
  if (positives === 0 || negatives === 0) return undefined;
  const [of, others] = [new Float64Array(positives), new Float64Array(negatives)];
  let at = 0;
  yield* forEach(length, (i) => void (positive[i] ? (of[at++] = scores[i]!) : (others[i - at] = scores[i]!)));
  const [high, low] = [yield* sortedNumbers(of), yield* sortedNumbers(others)];
  const roc: [number, number][] = [[0, 0]];
  const precisionRecall: [number, number][] = [];
  const thresholds: number[] = [];
  let [hits, misses, x, y, auc, averagePrecision] = [0, 0, 0, 0, 0, 0];
  yield* forEach(length, () => {
    const threshold = hits < positives && !(misses < negatives && low.at(-1 - misses)! > high.at(-1 - hits)!)
      ? high[positives - 1 - hits++]! : low[negatives - 1 - misses++]!;
    // Rows of one score are above a threshold together.
    if ((hits < positives && high[positives - 1 - hits] === threshold) || (misses < negatives && low[negatives - 1 - misses] === threshold))
      return;
    const [lastX, lastY] = [x, y];
    [x, y] = [misses / negatives, hits / positives];
    const precision = hits / (hits + misses);
    auc += ((x - lastX) * (y + lastY)) / 2;
    averagePrecision += ((y - lastY) * hits) / (hits + misses);
    const [rocX, rocY] = roc.at(-1)!;
    const apart = Math.max(x - rocX, y - rocY, Math.abs(precision - (precisionRecall.at(-1)?.[1] ?? -1)));
    if (length > POINTS && apart < APART && hits + misses < length) return;
    roc.push([x, y]);
    precisionRecall.push([y, precision]);
    thresholds.push(threshold);
  });
  return { roc, auc, precisionRecall, averagePrecision, thresholds };
}

const ROUNDING = 1e-7;

export interface Calibration {
  /** Of rows whose probability lies between two ends. The upper end belongs to the bin of the last one alone. */
  readonly bins: readonly {
    readonly low: number; readonly high: number; readonly count: number;
    /** The mean probability, and the share of rows for which it came true; NaN without rows. */
    readonly mean: number; readonly share: number;
  }[];
  /** The mean distance of both over all rows. @source Guo et al. 2017, On Calibration of Modern Neural Networks, equation 3 */
  readonly error: number;
}

/** @param probabilities  of what is said of each row
 *  @param came  whether it is true */
export function* calibrationOf(probabilities: ArrayLike<number>, came: ArrayLike<number | boolean>, count = 10): Pieces<Calibration> {
  const bins = Array.from({ length: count }, (_, i) => ({ low: i / count, high: (i + 1) / count, count: 0, mean: 0, share: 0 }));
  yield* forEach(probabilities.length, (row) => {
    // 0.7 in float32 is a little less than 0.7.
    const bin = bins[Math.min(count - 1, Math.max(0, Math.floor((probabilities[row]! + ROUNDING) * count)))]!;
    bin.count++;
    bin.mean += probabilities[row]!;
    bin.share += Number(came[row]);
  });
  const error = sum(bins.map((bin) => Math.abs(bin.mean - bin.share))) / probabilities.length;
  return { bins: bins.map((bin) => ({ ...bin, mean: bin.mean / bin.count, share: bin.share / bin.count })), error };
}

export interface Histogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** Counts of the finite ones of all values of some arrays in bins of equal width. */
export function* histogramOf(arrays: readonly ArrayLike<number>[], low: number, high: number, bins: number): Pieces<Histogram> {
  const [from, to] = high > low ? [low, high] : [low - 0.5, low + 0.5];
  const counts = new Array<number>(bins).fill(0);
  for (const values of arrays)
    yield* forEach(values.length, (i) => {
      const v = values[i]!;
      if (Number.isFinite(v)) counts[Math.min(bins - 1, Math.max(0, Math.floor(((v - from) / (to - from)) * bins)))]!++;
    });
  return { edges: Array.from({ length: bins + 1 }, (_, i) => from + ((to - from) * i) / bins), counts };
}
