/** Losses in float64, written from their formulas, with data that they take: what the cross-cutting tests run over. */
import { tensor } from '../../src/index.ts';
import { numbers } from '../grad/check.ts';
import { ctcOf } from './paths.ts';

type Row = readonly number[];
/** A batch of rows; a loss over other axes gets the rows that those axes make. */
type Formula = (y: readonly Row[], p: readonly Row[]) => readonly number[] | number;

export interface LossCase {
  readonly loss: string;
  readonly options?: object;
  readonly yTrue: readonly number[] | readonly Row[] | readonly (readonly Row[])[];
  /** Shape of the predictions. */
  readonly shape: readonly number[];
  /** Predictions are drawn from here (default [-2, 2]). */
  readonly range?: readonly [number, number];
  /** The loss of each sample, or one for the batch, if rows lie in the last axis. */
  readonly formula: Formula;
  /** 1 for each sample that counts (default: all). */
  readonly counts?: (y: readonly number[], values: readonly number[]) => readonly number[];
}

const { abs, max, min, log, log1p, exp, hypot } = Math;
const sum = (x: Row): number => x.reduce((a, b) => a + b, 0);
const mean = (x: Row): number => sum(x) / x.length;
const clip = (x: number, low = 1e-7, high = 1 - 1e-7): number => min(max(x, low), high);
const sigmoid = (x: number): number => 1 / (1 + exp(-x));
const softmax = (x: Row): number[] => x.map((v) => exp(v) / sum(x.map(exp)));
const shares = (p: Row): number[] => p.map((v) => clip(v / sum(p)));
const byRow = (f: (y: Row, p: Row) => number): Formula => (y, p) => p.map((row, i) => f(y[i]!, row));
const averaged = (f: (y: number, p: number) => number): Formula => byRow((y, p) => mean(p.map((v, j) => f(y[j]!, v))));
const ofLabel = (f: (p: Row, label: number) => number): Formula => (y, p) => p.map((row, i) => f(row, (y as unknown as Row)[i]!));
const smooth = (part: number, classes: number) => (y: number): number => y * (1 - part) + part / classes;
const terms = (y: number, p: number): number => -(y * log(clip(p)) + (1 - y) * log(1 - clip(p)));
const focal = (gamma: number, alpha?: number) => (y: number, p: number): number =>
  (1 - (y * p + (1 - y) * (1 - p))) ** gamma * terms(y, p) * (alpha === undefined ? 1 : y * alpha + (1 - y) * (1 - alpha));
const crossentropy = (y: Row, p: Row): number => -sum(p.map((v, j) => y[j]! * log(v)));
const hinged = (y: readonly Row[], p: readonly Row[]): number[][] => {
  const binary = y.flat().every((v) => v === 0 || v === 1);
  return p.map((row, i) => row.map((v, j) => max(1 - (binary ? 2 * y[i]![j]! - 1 : y[i]![j]!) * v, 0)));
};
const overlap = (alpha: number, beta: number, y: Row, p: Row): number => {
  const both = sum(p.map((v, i) => v * y[i]!));
  return 1 - both / (both + alpha * sum(p.map((v, i) => y[i]! * (1 - v))) + beta * sum(p.map((v, i) => v * (1 - y[i]!))) + 1e-7);
};
const dice = (y: Row, p: Row): number => 1 - (2 * sum(p.map((v, i) => v * y[i]!))) / (sum(y) + sum(p) + 1e-7);
const circle = (gamma: number, margin: number, self: boolean): Formula => (y, p) =>
  p.map((a, i) => {
    const pairs = p.map((b, j) => ({ d: max(1 - sum(a.map((v, k) => v * b[k]!)), 0), same: y[i] === y[j], self: i === j }));
    const near = pairs.filter((o) => o.same && (self || !o.self)).map(({ d }) => exp(-gamma * max(margin + d, 0) * (margin - d)));
    const far = pairs.filter((o) => !o.same).map(({ d }) => exp(gamma * max(1 + margin - d, 0) * (1 - margin - d)));
    return log1p(sum(near) * sum(far));
  });

const VALUES = { yTrue: [[0.5, -1, 2], [0.25, 1.5, -0.75], [1.25, -2, 0.1]], shape: [3, 3] };
const SIZES = { yTrue: [[0.5, 1, 2], [0.25, 1.5, 0.75], [0, 3, 0.1]], shape: [3, 3], range: [0.1, 3] as const };
const FLAGS = { yTrue: [[0, 1, 1], [1, 0, 0], [0, 1, 0]], shape: [3, 3] };
const HOT = { yTrue: [[0, 0, 1], [1, 0, 0], [0, 1, 0]], shape: [3, 3] };
const SOFT = { yTrue: [[0.25, 0.25, 0.5], [0.125, 0.125, 0.75], [0, 1, 0]], shape: [3, 3] };
const CLASSES = { yTrue: [2, 0, 1], shape: [3, 3] };
const SHARES = { range: [0.1, 0.9] as const };

/** Every loss at least once. */
export const LOSS_CASES: readonly LossCase[] = [
  { loss: 'meanSquaredError', ...VALUES, formula: averaged((y, p) => (y - p) ** 2) },
  { loss: 'meanAbsoluteError', ...VALUES, formula: averaged((y, p) => abs(y - p)) },
  { loss: 'meanAbsolutePercentageError', ...VALUES, formula: averaged((y, p) => (100 * abs(y - p)) / max(abs(y), 1e-7)) },
  { loss: 'meanSquaredLogarithmicError', ...SIZES, formula: averaged((y, p) => (log1p(max(y, 1e-7)) - log1p(max(p, 1e-7))) ** 2) },
  { loss: 'cosineSimilarity', ...VALUES, formula: byRow((y, p) => -sum(p.map((v, j) => v * y[j]!)) / (hypot(...y) * hypot(...p))) },
  { loss: 'huber', ...VALUES, formula: averaged((y, p) => (abs(y - p) <= 1 ? (y - p) ** 2 / 2 : abs(y - p) - 0.5)) },
  {
    loss: 'huber', options: { delta: 0.5 }, ...VALUES,
    formula: averaged((y, p) => (abs(y - p) <= 0.5 ? (y - p) ** 2 / 2 : 0.5 * abs(y - p) - 0.125)),
  },
  { loss: 'logCosh', ...VALUES, formula: averaged((y, p) => log(Math.cosh(p - y))) },
  { loss: 'hinge', ...FLAGS, formula: (y, p) => hinged(y, p).map(mean) },
  { loss: 'hinge', ...VALUES, formula: (y, p) => hinged(y, p).map(mean) },
  { loss: 'squaredHinge', ...FLAGS, formula: (y, p) => hinged(y, p).map((row) => mean(row.map((v) => v * v))) },
  {
    loss: 'categoricalHinge', ...HOT,
    formula: byRow((y, p) => max(max(...p.map((v, j) => (1 - y[j]!) * v)) - sum(p.map((v, j) => v * y[j]!)) + 1, 0)),
  },
  {
    loss: 'klDivergence', ...SOFT, ...SHARES,
    formula: byRow((y, p) => sum(y.map((v) => clip(v, 1e-7, 1)).map((v, j) => v * log(v / p[j]!)))),
  },
  { loss: 'poisson', ...SIZES, formula: averaged((y, p) => p - y * log(p + 1e-7)) },
  { loss: 'binaryCrossentropy', ...FLAGS, ...SHARES, formula: averaged(terms) },
  { loss: 'binaryCrossentropy', options: { fromLogits: true }, ...FLAGS, formula: averaged((y, x) => terms(y, sigmoid(x))) },
  {
    loss: 'binaryCrossentropy', options: { labelSmoothing: 0.2 }, ...FLAGS, ...SHARES,
    formula: averaged((y, p) => terms(smooth(0.2, 2)(y), p)),
  },
  { loss: 'binaryFocalCrossentropy', ...FLAGS, ...SHARES, formula: averaged(focal(2)) },
  {
    loss: 'binaryFocalCrossentropy', options: { applyClassBalancing: true, alpha: 0.75, gamma: 1.5, fromLogits: true }, ...FLAGS,
    formula: averaged((y, x) => focal(1.5, 0.75)(y, sigmoid(x))),
  },
  { loss: 'categoricalCrossentropy', ...SOFT, ...SHARES, formula: byRow((y, p) => crossentropy(y, shares(p))) },
  { loss: 'categoricalCrossentropy', options: { fromLogits: true }, ...SOFT, formula: byRow((y, x) => crossentropy(y, softmax(x))) },
  {
    loss: 'categoricalCrossentropy', options: { labelSmoothing: 0.3 }, ...HOT, ...SHARES,
    formula: byRow((y, p) => crossentropy(y.map(smooth(0.3, 3)), shares(p))),
  },
  {
    loss: 'categoricalFocalCrossentropy', ...SOFT, ...SHARES,
    formula: byRow((y, p) => 0.25 * crossentropy(y.map((v, j) => v * (1 - shares(p)[j]!) ** 2), shares(p))),
  },
  {
    loss: 'categoricalFocalCrossentropy', options: { alpha: [1, 2, 0.5], gamma: 3, fromLogits: true }, ...HOT,
    formula: byRow((y, x) => crossentropy(y.map((v, j) => v * [1, 2, 0.5][j]! * (1 - softmax(x)[j]!) ** 3), softmax(x))),
  },
  { loss: 'categoricalGeneralizedCrossEntropy', ...CLASSES, ...SHARES, formula: ofLabel((p, label) => (1 - p[label]! ** 0.5) / 0.5) },
  {
    loss: 'categoricalGeneralizedCrossEntropy', options: { q: 0.2 }, ...CLASSES, ...SHARES,
    formula: ofLabel((p, label) => (1 - p[label]! ** 0.2) / 0.2),
  },
  { loss: 'sparseCategoricalCrossentropy', ...CLASSES, ...SHARES, formula: ofLabel((p, label) => -log(shares(p)[label]!)) },
  {
    loss: 'sparseCategoricalCrossentropy', options: { fromLogits: true }, ...CLASSES,
    formula: ofLabel((x, label) => -log(softmax(x)[label]!)),
  },
  {
    loss: 'sparseCategoricalCrossentropy', options: { ignoreClass: -1 }, yTrue: [2, -1, 1, -1], shape: [4, 3], ...SHARES,
    formula: ofLabel((p, label) => (label < 0 ? 0 : -log(shares(p)[label]!))), counts: (y) => y.map((label) => Number(label >= 0)),
  },
  { loss: 'dice', ...FLAGS, ...SHARES, formula: (y, p) => dice(y.flat(), p.flat()) },
  { loss: 'dice', options: { axis: -1 }, ...FLAGS, ...SHARES, formula: byRow(dice) },
  { loss: 'tversky', ...FLAGS, ...SHARES, formula: (y, p) => overlap(0.5, 0.5, y.flat(), p.flat()) },
  {
    loss: 'tversky', options: { alpha: 0.3, beta: 0.9, axis: [1] }, ...FLAGS, ...SHARES, formula: byRow((y, p) => overlap(0.3, 0.9, y, p)),
  },
  {
    loss: 'circle', options: { gamma: 3 }, yTrue: [4, 4, -7, 4, 12], shape: [5, 3], range: [-0.6, 0.6], formula: circle(3, 0.4, false),
    counts: (_, values) => values.map((v) => Number(v > 0)),
  },
  {
    loss: 'circle', options: { gamma: 2, margin: 0.25, removeDiagonal: false }, yTrue: [4, 4, -7, 4, 12], shape: [5, 3], range: [-0.6, 0.6],
    formula: circle(2, 0.25, true),
  },
  {
    loss: 'ctc', yTrue: [[1, 2, 0], [2, 2, 0], [1, 2, 1], [0, 0, 0]], shape: [4, 4, 3],
    formula: (y, p) => (p as unknown as Row[][]).map((steps, i) => -log(ctcOf(y[i]!, steps.map(softmax)))),
  },
];

export const titled = ({ loss, options = {}, yTrue }: LossCase): string => `${loss} ${JSON.stringify(options)} of ${JSON.stringify(yTrue)}`;

/** Predictions as float32 has them. */
export function predictionsOf({ shape, range = [-2, 2] }: LossCase): { readonly data: Float32Array; readonly nested: readonly Row[] } {
  const random = numbers(3);
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => range[0] + (range[1] - range[0]) * random());
  return { data, nested: tensor(data, shape).toArray() as readonly Row[] };
}
