import { EPSILON } from '../core/epsilon.ts';
import { kept, number, oneOf, or, orNone, type Option } from '../core/declaration.ts';
import { ConfigError, ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { abs, less, lessEqual, multiply, subtract } from '../op/elementwise.ts';
import { max } from '../op/reduce.ts';
import type { Trace } from '../trace/trace.ts';
import { columnSums } from './column-sums.ts';
import { Metric, METRIC, spreadWeight, type MetricOptions } from './metric.ts';
import type { MetricState, RunningSum } from './running-sum.ts';

export interface F1ScoreOptions extends MetricOptions {
  /** What becomes of the scores of the classes: null for all of them; 'micro' for the score of all predictions as one class;
   *  'macro' for their mean; 'weighted' for their mean weighted by the number of actual positives (default null). */
  average?: 'micro' | 'macro' | 'weighted' | null;
  /** A prediction above it is positive, in (0, 1] (default: the largest prediction of each sample is positive). */
  threshold?: number | null;
}

export interface FBetaScoreOptions extends F1ScoreOptions {
  /** How many times as much recall counts as precision, above 0 (default 1). */
  beta?: number;
}

/** A number above 0. */
const positive = (most = Infinity): Option<number, number> =>
  kept((where, name, given) => {
    const checked = number({ least: 0, most }).check(where, name, given);
    if (checked > 0) return checked;
    throw new ConfigError(`${where}: ${name} must be a number > 0, received 0.`);
  });

const F1 = METRIC.extend<F1ScoreOptions>()({ average: orNone(oneOf(['micro', 'macro', 'weighted'])), threshold: orNone(positive(1)) });
const F_BETA = F1.extend<FBetaScoreOptions>()({ beta: or(positive(), 1) });

type Counts = Readonly<Record<'truePositives' | 'falsePositives' | 'falseNegatives' | 'positives', number>>;

/** The weighted harmonic mean of precision and recall. */
class FBetaScore extends Metric<number | number[]> {
  readonly kind: string;
  readonly #average: 'micro' | 'macro' | 'weighted' | undefined;
  readonly #threshold: number | undefined;
  readonly #beta: number;
  #sums: Readonly<Record<keyof Counts, RunningSum>> | undefined;

  constructor(kind: string, name: string, options: F1ScoreOptions, beta: number) {
    super(name, options);
    const { average, threshold } = F1.pick(kind, options);
    this.kind = kind;
    this.#average = average;
    this.#threshold = threshold;
    this.#beta = beta;
  }

  override get direction(): 'up' {
    return 'up';
  }

  override build(predictions: readonly (number | null)[]): void {
    if (predictions.length !== 2)
      throw new ShapeError(`${this.kind}: expected predictions of shape [batch, classes], received ${showShape(predictions)}.`);
    const each = (name: string): RunningSum => this.addSum(name, [predictions[1]!]);
    this.#sums = {
      truePositives: each('truePositives'),
      falsePositives: each('falsePositives'),
      falseNegatives: each('falseNegatives'),
      positives: each('positives'),
    };
  }

  update(t: Trace, yTrue: Tensor, yPred: Tensor, weight?: Tensor): void {
    const { truePositives, falsePositives, falseNegatives, positives } = this.#sums!;
    const total = (x: Tensor): Tensor => columnSums(weight === undefined ? x : multiply(x, spreadWeight(this.kind, weight, x)));
    const predicted = this.#predicted(yPred);
    truePositives.add(t, total(multiply(predicted, yTrue)));
    falsePositives.add(t, total(multiply(predicted, subtract(1, yTrue))));
    falseNegatives.add(t, total(multiply(subtract(1, predicted), yTrue)));
    positives.add(t, total(yTrue));
  }

  /** 1 for each prediction that is positive, else 0. */
  #predicted(yPred: Tensor): Tensor {
    if (this.#threshold !== undefined) return less(this.#threshold, yPred);
    // A row of zeros has no class, as in Keras.
    return multiply(lessEqual(max(yPred, { axis: -1, keepdims: true }), yPred), less(1e-9, abs(yPred)));
  }

  compute(state: MetricState): number | number[] {
    if (this.#sums === undefined) return this.#average === undefined ? [] : 0;
    const values = Object.entries(this.#sums).map(([name, total]) => [name, total.values(state)] as const);
    const classes = Array.from(values[0]![1], (_, i) => Object.fromEntries(values.map(([name, v]) => [name, v[i]!])) as Counts);
    const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
    if (this.#average === 'micro')
      return this.#score(Object.fromEntries(values.map(([name, v]) => [name, sum([...v])])) as Counts);
    const scores = classes.map((c) => this.#score(c));
    if (this.#average === undefined) return scores;
    if (this.#average === 'macro') return sum(scores) / scores.length;
    const all = sum(classes.map((c) => c.positives)) + EPSILON;
    return sum(scores.map((score, i) => (score * classes[i]!.positives) / all));
  }

  #score({ truePositives, falsePositives, falseNegatives }: Counts): number {
    const squared = this.#beta ** 2;
    const precision = truePositives / (truePositives + falsePositives + EPSILON);
    const recall = truePositives / (truePositives + falseNegatives + EPSILON);
    return ((1 + squared) * precision * recall) / (squared * precision + recall + EPSILON);
  }
}

/** The weighted harmonic mean of precision and recall, for each class or averaged over them.
 *  @shape predictions [batch, classes]
 *  @throws {ShapeError} on predictions of another rank
 *  @source van Rijsbergen 1979, Information Retrieval, chapter 7 */
export const fBetaScore = (options: FBetaScoreOptions = {}): Metric<number | number[]> =>
  new FBetaScore('fBetaScore', 'fbetaScore', options, F_BETA.read('fBetaScore', options).beta);

/** The harmonic mean of precision and recall, for each class or averaged over them.
 *  @shape predictions [batch, classes]
 *  @throws {ShapeError} on predictions of another rank */
export function f1Score(options: F1ScoreOptions = {}): Metric<number | number[]> {
  F1.read('f1Score', options);
  return new FBetaScore('f1Score', 'f1Score', options, 1);
}
