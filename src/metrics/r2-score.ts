import { integer, oneOf, or, orNull } from '../core/declaration.ts';
import { ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import { warnOnce } from '../core/warn.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import { multiply, square, subtract } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';
import type { Trace } from '../trace/trace.ts';
import { Metric, METRIC, spreadWeight, type MetricOptions } from './metric.ts';
import type { MetricState, RunningSum } from './running-sum.ts';

export interface R2ScoreOptions extends MetricOptions {
  /** How the scores of several outputs are combined: their mean, their mean weighted by the variance of the targets, or null
   *  for all scores (default 'uniformAverage'). */
  classAggregation?: 'uniformAverage' | 'varianceWeightedAverage' | null;
  /** Number of independent regressors for the adjusted score; 0 for the plain one (default 0). */
  numRegressors?: number;
}

const OPTIONS = METRIC.extend<R2ScoreOptions>()({
  classAggregation: orNull(or(oneOf(['uniformAverage', 'varianceWeightedAverage']), 'uniformAverage'), null),
  numRegressors: or(integer({ least: 0 }), 0),
});

/** The part of the targets' variance that predictions explain. */
class R2Score extends Metric<number | number[]> {
  readonly kind = 'r2Score';
  readonly #aggregation: 'uniformAverage' | 'varianceWeightedAverage' | null;
  readonly #regressors: number;
  readonly #samples = this.addSum('samples');
  #sums: Readonly<Record<'targets' | 'squares' | 'residuals' | 'weights', RunningSum>> | undefined;

  constructor(options: R2ScoreOptions) {
    const { classAggregation, numRegressors } = OPTIONS.read('r2Score', options);
    super('r2Score', options, 'values');
    this.#aggregation = classAggregation;
    this.#regressors = numRegressors;
  }

  override get direction(): 'up' {
    return 'up';
  }

  override build(predictions: readonly (number | null)[]): void {
    if (predictions.length !== 2)
      throw new ShapeError(`${this.kind}: expected predictions of shape [batch, outputs], received ${showShape(predictions)}.`);
    const each = (name: string): RunningSum => this.addSum(name, [predictions[1]!]);
    this.#sums = { targets: each('targets'), squares: each('squares'), residuals: each('residuals'), weights: each('weights') };
  }

  update(t: Trace, yTrue: Tensor, yPred: Tensor, weight?: Tensor): void {
    const { targets, squares, residuals, weights } = this.#sums!;
    const w = weight === undefined ? full(yPred.shape, 1) : spreadWeight(this.kind, weight, yPred);
    const total = (values: Tensor): Tensor => sum(multiply(values, w), { axis: 0 });
    targets.add(t, total(yTrue));
    squares.add(t, total(square(yTrue)));
    residuals.add(t, total(square(subtract(yTrue, yPred))));
    weights.add(t, sum(w, { axis: 0 }));
    this.#samples.add(t, full([], yTrue.size));
  }

  compute(state: MetricState): number | number[] {
    const samples = this.#samples.value(state);
    if (this.#sums === undefined || samples === 0) return this.#aggregation === null ? [] : 0;
    const { targets, squares, residuals, weights } = this.#sums;
    const [sums, counts, errors] = [targets, weights, residuals].map((s) => s.values(state)) as [Float64Array, Float64Array, Float64Array];
    const variances = [...squares.values(state)].map((s, i) => s - sums[i]! * (sums[i]! / counts[i]!));
    // As in Keras: targets without variance score 0, or NaN if their predictions are right.
    const scores = variances.map((variance, i) => 1 - errors[i]! / variance).map((score) => (Math.abs(score) === Infinity ? 0 : score));
    if (this.#aggregation === null) return scores.map((score) => this.#adjust(score, samples));
    const shares = this.#aggregation === 'uniformAverage' ? scores.map(() => 1) : variances;
    const all = shares.reduce((a, b) => a + b, 0);
    return this.#adjust(
      scores.reduce((score, s, i) => score + (s * shares[i]!) / all, 0),
      samples,
    );
  }

  #adjust(score: number, samples: number): number {
    const freedom = samples - this.#regressors - 1;
    if (this.#regressors === 0) return score;
    if (freedom > 0) return 1 - ((1 - score) * (samples - 1)) / freedom;
    warnOnce(
      'MYELIN_R2_REGRESSORS',
      `r2Score: ${samples} samples are too few for ${this.#regressors} regressors: the score is the plain one.`,
    );
    return score;
  }
}

/** R squared, the coefficient of determination: 1 for exact predictions, 0 for predictions that are no better than the mean.
 *  @shape predictions [batch, outputs]
 *  @throws {ShapeError} on predictions of another rank */
export const r2Score = (options: R2ScoreOptions = {}): Metric<number | number[]> => new R2Score(options);
