/** Metrics of two batches against their formulas, in float64. */
import { describe, expect, test } from 'vitest';
import { metrics, ops, tensor, type Tensor } from '../../src/index.ts';

const ROWS = 7;
const CLASSES = 3;
/** Numbers in (0, 1) that float32 holds. */
const draw = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.fround(((i + 1) * (seed * 0.318309 + 0.61803) * 7.13) % 1));
const rows = (flat: readonly number[]): number[][] =>
  Array.from({ length: flat.length / CLASSES }, (_, i) => flat.slice(i * CLASSES, (i + 1) * CLASSES));
const BATCHES = [1, 2].map((seed) => {
  const scores = draw(ROWS * CLASSES, seed);
  return {
    scores,
    flags: draw(ROWS * CLASSES, seed + 10).map((v) => (v > 0.45 ? 1 : 0)),
    values: draw(ROWS * CLASSES, seed + 20).map((v) => Math.fround(2 * v - 1)),
    labels: draw(ROWS, seed + 30).map((v) => Math.floor(v * CLASSES)),
    weights: draw(ROWS, seed + 40),
    elementWeights: draw(ROWS * CLASSES, seed + 50),
  };
});
type Batch = (typeof BATCHES)[number];
const all = (of: (batch: Batch) => readonly number[]): number[] => BATCHES.flatMap(of);
const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
const average = (xs: readonly number[]): number => sum(xs) / xs.length;
const weighted = (xs: readonly number[], w: readonly number[]): number => sum(xs.map((x, i) => x * w[i]!)) / sum(w);
const matrix = (flat: readonly number[]): Tensor => tensor(Float32Array.from(flat), [flat.length / CLASSES, CLASSES]);

/** The result after both batches. */
function streamed(metric: { updateState(...given: never[]): void; result(): unknown }, of: (batch: Batch) => unknown[]): unknown {
  for (const batch of BATCHES) metric.updateState(...(of(batch) as never[]));
  return metric.result();
}
const checkClose = (received: unknown, expected: number | readonly number[]): void => {
  const [r, e] = [[received].flat() as number[], [expected].flat() as number[]];
  expect(r).toHaveLength(e.length);
  e.forEach((v, i) => expect(Math.abs(r[i]! - v), `${r[i]} instead of ${v}`).toBeLessThan(1e-6 * Math.max(1, Math.abs(v))));
};
const flagged = ({ flags, scores }: Batch): [Tensor, Tensor] => [matrix(flags), matrix(scores)];
const valued = ({ values, scores }: Batch): [Tensor, Tensor] => [matrix(values), matrix(scores)];

/** Sums of the weights of pairs of flags and scores. */
function counts(threshold: number, w: readonly number[], place?: number): Record<'tp' | 'fp' | 'tn' | 'fn', number> {
  const [flags, scores] = [all((b) => b.flags), all((b) => b.scores)];
  const of = (flag: number, above: boolean): number =>
    sum(w.filter((_, i) => flags[i] === flag && scores[i]! > threshold === above && (place === undefined || i % CLASSES === place)));
  return { tp: of(1, true), fp: of(0, true), tn: of(0, false), fn: of(1, false) };
}
const ones = Array.from({ length: 2 * ROWS * CLASSES }, () => 1);
const elementWeights = all((b) => b.elementWeights);
const sampleWeights = all((b) => b.weights);
const spread = sampleWeights.flatMap((w) => [w, w, w]);

describe('counts and rates over thresholds', () => {
  const weightings = [
    ['none', ones, () => []],
    ['of samples', spread, (b: Batch) => [b.weights]],
    ['of elements', elementWeights, (b: Batch) => [matrix(b.elementWeights)]],
  ] as const;
  test.each(weightings)('weights: %s', (_, w, given) => {
    const of = (b: Batch): unknown[] => [...flagged(b), ...given(b)];
    const thresholds = [0.7, 0.3];
    const kinds = { truePositives: 'tp', falsePositives: 'fp', trueNegatives: 'tn', falseNegatives: 'fn' } as const;
    for (const [kind, key] of Object.entries(kinds) as [keyof typeof kinds, 'tp' | 'fp' | 'tn' | 'fn'][]) {
      checkClose(streamed(metrics[kind](), of), counts(0.5, w)[key]);
      checkClose(streamed(metrics[kind]({ thresholds }), of), thresholds.map((t) => counts(t, w)[key]));
    }
    const { tp, fp, fn } = counts(0.3, w, 1);
    checkClose(streamed(metrics.precision({ thresholds: 0.3, classId: 1 }), of), tp / (tp + fp));
    checkClose(streamed(metrics.recall({ thresholds: 0.3, classId: 1 }), of), tp / (tp + fn));
  });

  test.each([[1, 0.4], [2, 0.3], [11, 0.6], [200, 0.5]])('the best rate under a constraint, of %i thresholds', (numThresholds, least) => {
    const at = Array.from({ length: numThresholds }, (_, i) => counts(numThresholds === 1 ? 0.5 : i / (numThresholds - 1), spread));
    const part = (a: number, b: number): number => (a + b === 0 ? 0 : a / (a + b));
    const best = (rate: (c: (typeof at)[number]) => number, other: (c: (typeof at)[number]) => number): number =>
      Math.max(0, ...at.filter((c) => other(c) >= least).map(rate));
    const [sensitivity, specificity] = [(c: (typeof at)[number]) => part(c.tp, c.fn), (c: (typeof at)[number]) => part(c.tn, c.fp)];
    const precision = (c: (typeof at)[number]): number => part(c.tp, c.fp);
    const of = (b: Batch): unknown[] => [...flagged(b), b.weights];
    checkClose(streamed(metrics.sensitivityAtSpecificity({ specificity: least, numThresholds }), of), best(sensitivity, specificity));
    checkClose(streamed(metrics.specificityAtSensitivity({ sensitivity: least, numThresholds }), of), best(specificity, sensitivity));
    checkClose(streamed(metrics.precisionAtRecall({ recall: least, numThresholds }), of), best(precision, sensitivity));
    checkClose(streamed(metrics.recallAtPrecision({ precision: least, numThresholds }), of), best(sensitivity, precision));
  });
});

test('F scores', () => {
  const perClass = [0, 1, 2].map((place) => counts(0.4, spread, place));
  const score = ({ tp, fp, fn }: { tp: number; fp: number; fn: number }, beta: number): number =>
    ((1 + beta ** 2) * tp) / ((1 + beta ** 2) * tp + beta ** 2 * fn + fp);
  const of = (b: Batch): unknown[] => [...flagged(b), b.weights];
  const scores = perClass.map((c) => score(c, 2));
  const result = (average: 'micro' | 'macro' | 'weighted' | null): unknown =>
    streamed(metrics.fBetaScore({ average, beta: 2, threshold: 0.4 }), of);
  checkClose(result(null), scores);
  checkClose(result('macro'), average(scores));
  checkClose(result('weighted'), weighted(scores, perClass.map((c) => c.tp + c.fn)));
  checkClose(result('micro'), score(counts(0.4, spread), 2));
  checkClose(streamed(metrics.f1Score({ threshold: 0.4 }), of), perClass.map((c) => score(c, 1)));
});

test('intersections over unions', () => {
  const argmax = (row: readonly number[]): number => row.indexOf(Math.max(...row));
  const [actual, predicted] = [all((b) => b.labels), rows(all((b) => b.scores)).map(argmax)];
  const overlap = (id: number, a = actual, p = predicted, w = sampleWeights): number => {
    const of = (counted: (i: number) => boolean): number => sum(w.filter((_, i) => counted(i)));
    return of((i) => a[i] === id && p[i] === id) / of((i) => a[i] === id || p[i] === id);
  };
  const of = (b: Batch): unknown[] => [Int32Array.from(b.labels), matrix(b.scores), b.weights];
  checkClose(streamed(metrics.meanIoU({ numClasses: 3, sparseYPred: false }), of), average([0, 1, 2].map((id) => overlap(id))));
  checkClose(streamed(metrics.iou({ numClasses: 3, targetClassIds: [0, 2], sparseYPred: false }), of), average([overlap(0), overlap(2)]));
  const oneHot = (b: Batch): unknown[] => [ops.oneHot(Int32Array.from(b.labels), 3), matrix(b.scores), b.weights];
  checkClose(streamed(metrics.oneHotMeanIoU({ numClasses: 3 }), oneHot), average([0, 1, 2].map((id) => overlap(id))));
  checkClose(streamed(metrics.oneHotIoU({ numClasses: 3, targetClassIds: [1] }), oneHot), overlap(1));
  const classes = all((b) => b.scores).map((s) => (s >= 0.6 ? 1 : 0));
  const binary = [0, 1].map((id) => overlap(id, all((b) => b.flags), classes, elementWeights));
  const elements = (b: Batch): unknown[] => [...flagged(b), matrix(b.elementWeights)];
  checkClose(streamed(metrics.binaryIoU({ threshold: 0.6 }), elements), average(binary));
});

test('correlations', () => {
  const pairs = rows(all((b) => b.values)).map((y, i) => [y, rows(all((b) => b.scores))[i]!] as const);
  const covariance = (a: readonly number[], b: readonly number[]): number =>
    average(a.map((x, i) => (x - average(a)) * (b[i]! - average(b))));
  const pearson = pairs.map(([y, p]) => covariance(y, p) / Math.sqrt(covariance(y, y) * covariance(p, p)));
  const concordance = pairs.map(
    ([y, p]) => (2 * covariance(y, p)) / (covariance(y, y) + covariance(p, p) + (average(y) - average(p)) ** 2 + 1e-7),
  );
  checkClose(streamed(metrics.pearsonCorrelation(), valued), average(pearson));
  checkClose(streamed(metrics.pearsonCorrelation(), (b) => [...valued(b), b.weights]), weighted(pearson, sampleWeights));
  checkClose(streamed(metrics.concordanceCorrelation(), (b) => [...valued(b), b.weights]), weighted(concordance, sampleWeights));
});

test('errors and crossentropies', () => {
  const [values, scores, flags] = [all((b) => b.values), all((b) => b.scores), all((b) => b.flags)];
  const errors = values.map((y, i) => scores[i]! - y);
  const perRow = (xs: readonly number[]): number[] => rows(xs).map(average);
  const weighing = (b: Batch): unknown[] => [...valued(b), b.weights];
  checkClose(streamed(metrics.meanSquaredError(), weighing), weighted(perRow(errors.map((e) => e * e)), sampleWeights));
  checkClose(streamed(metrics.meanAbsoluteError(), weighing), weighted(perRow(errors.map(Math.abs)), sampleWeights));
  const elements = (b: Batch): unknown[] => [...valued(b), matrix(b.elementWeights)];
  checkClose(streamed(metrics.rootMeanSquaredError(), elements), Math.sqrt(weighted(errors.map((e) => e * e), elementWeights)));
  const smooth = (y: number): number => y * 0.8 + 0.1;
  const binary = flags.map((y, i) => -smooth(y) * Math.log(scores[i]!) - (1 - smooth(y)) * Math.log(1 - scores[i]!));
  checkClose(
    streamed(metrics.binaryCrossentropy({ labelSmoothing: 0.2 }), (b) => [...flagged(b), b.weights]),
    weighted(perRow(binary), sampleWeights),
  );
  const logP = rows(scores).map((row) => row.map((x) => x - Math.log(sum(row.map(Math.exp)))));
  const labels = all((b) => b.labels);
  const categorical = logP.map((row, i) => -row[labels[i]!]!);
  const oneHot = (b: Batch): unknown[] => [ops.oneHot(Int32Array.from(b.labels), 3), matrix(b.scores), b.weights];
  checkClose(streamed(metrics.categoricalCrossentropy({ fromLogits: true }), oneHot), weighted(categorical, sampleWeights));
  const sparse = (b: Batch): unknown[] => [Int32Array.from(b.labels), matrix(b.scores)];
  checkClose(streamed(metrics.sparseCategoricalCrossentropy({ fromLogits: true }), sparse), average(categorical));
  // Without weights, ignored labels count as 0; with weights, theirs do not count.
  const known = labels.map((label) => (label === 1 ? 0 : 1));
  const ignoring = { fromLogits: true, ignoreClass: 1 };
  checkClose(streamed(metrics.sparseCategoricalCrossentropy(ignoring), sparse), average(categorical.map((v, i) => v * known[i]!)));
  checkClose(
    streamed(metrics.sparseCategoricalCrossentropy(ignoring), (b) => [...sparse(b), b.weights]),
    weighted(categorical, sampleWeights.map((w, i) => w * known[i]!)),
  );
  // Classes on another axis than the last one.
  const first = metrics.sparseCategoricalCrossentropy({ fromLogits: true, axis: 1 });
  const last = metrics.sparseCategoricalCrossentropy({ fromLogits: true });
  const x = tensor(Float32Array.from(scores.slice(0, 24)), [2, 3, 4]);
  const y = tensor(Int32Array.from(labels.slice(0, 8)), [2, 4]);
  first.updateState(y, x);
  last.updateState(y, ops.transpose(x, { axes: [0, 2, 1] }));
  expect(first.result()).toBe(last.result());
});

test('figures of the formulas of losses', () => {
  const [values, scores, flags, labels] = [all((b) => b.values), all((b) => b.scores), all((b) => b.flags), all((b) => b.labels)];
  const perRow = (xs: readonly number[]): number[] => rows(xs).map(average);
  const check = (metric: metrics.Metric, of: (b: Batch) => unknown[], expected: readonly number[]): void => {
    checkClose(streamed(metric, (b) => [...of(b), b.weights]), weighted(expected, sampleWeights));
    metric.resetState();
    checkClose(streamed(metric, of), average(expected));
  };
  const errors = values.map((y, i) => scores[i]! - y);
  check(metrics.meanAbsolutePercentageError(), valued, perRow(errors.map((e, i) => 100 * Math.abs(e / values[i]!))));
  check(metrics.logCoshError(), valued, perRow(errors.map((e) => Math.log(Math.cosh(e)))));
  const logs = values.map((y, i) => Math.log1p(Math.max(y, 1e-7)) - Math.log1p(scores[i]!));
  check(metrics.meanSquaredLogarithmicError(), valued, perRow(logs.map((d) => d * d)));
  const cosines = rows(values).map((y, i) => {
    const p = rows(scores)[i]!;
    return sum(y.map((v, j) => v * p[j]!)) / (Math.hypot(...y) * Math.hypot(...p));
  });
  check(metrics.cosineSimilarity(), valued, cosines);
  const margins = flags.map((y, i) => Math.max(0, 1 - (2 * y - 1) * scores[i]!));
  check(metrics.hinge(), flagged, perRow(margins));
  check(metrics.squaredHinge(), flagged, perRow(margins.map((m) => m * m)));
  const signs = ({ flags: f, scores: s }: Batch): unknown[] => [matrix(f.map((v) => 2 * v - 1)), matrix(s)];
  check(metrics.hinge(), signs, perRow(margins));
  const oneHot = (b: Batch): unknown[] => [ops.oneHot(Int32Array.from(b.labels), 3), matrix(b.scores)];
  const categorical = rows(scores).map((row, i) =>
    Math.max(0, 1 + Math.max(...row.filter((_, j) => j !== labels[i])) - row[labels[i]!]!),
  );
  check(metrics.categoricalHinge(), oneHot, categorical);
  const clipped = (v: number): number => Math.min(1, Math.max(v, 1e-7));
  const terms = flags.map((y, i) => clipped(y) * Math.log(clipped(y) / clipped(scores[i]!)));
  check(metrics.klDivergence(), flagged, rows(terms).map(sum));
  check(metrics.poisson(), flagged, perRow(flags.map((y, i) => scores[i]! - y * Math.log(scores[i]! + 1e-7))));
});

test('accuracies', () => {
  const argmax = (row: readonly number[]): number => row.indexOf(Math.max(...row));
  const [flags, scores, labels] = [all((b) => b.flags), all((b) => b.scores), all((b) => b.labels)];
  const elements = (b: Batch): unknown[] => [...flagged(b), matrix(b.elementWeights)];
  const right = flags.map((y, i) => (scores[i]! > 0.3 === (y === 1) ? 1 : 0));
  checkClose(streamed(metrics.binaryAccuracy({ threshold: 0.3 }), elements), weighted(right, elementWeights));
  const found = rows(scores).map((row, i) => (argmax(row) === labels[i] ? 1 : 0));
  const sparse = (b: Batch): unknown[] => [Int32Array.from(b.labels), matrix(b.scores), b.weights];
  checkClose(streamed(metrics.sparseCategoricalAccuracy(), sparse), weighted(found, sampleWeights));
  const among = rows(scores).map((row, i) => (row.filter((s) => s > row[labels[i]!]!).length < 2 ? 1 : 0));
  checkClose(streamed(metrics.sparseTopKCategoricalAccuracy({ k: 2 }), sparse), weighted(among, sampleWeights));
});

test('means and sums of values', () => {
  const values = all((b) => b.values);
  const weighing = (b: Batch): unknown[] => [matrix(b.values), b.weights];
  checkClose(streamed(metrics.mean(), (b) => [matrix(b.values)]), average(values));
  checkClose(streamed(metrics.mean(), weighing), weighted(rows(values).map(average), sampleWeights));
  checkClose(streamed(metrics.sum(), (b) => [matrix(b.values)]), sum(values));
  checkClose(streamed(metrics.sum(), weighing), sum(rows(values).map((row, i) => sum(row) * sampleWeights[i]!)));
});
