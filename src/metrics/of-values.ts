import { ConfigError } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import { multiply } from '../op/elementwise.ts';
import { sum as sumOf } from '../op/reduce.ts';
import type { Trace } from '../trace/trace.ts';
import { Mean } from './mean.ts';
import { atOnce, floats, Metric, METRIC, spreadWeight, type MetricOptions, type MetricValues } from './metric.ts';
import type { MetricState } from './running-sum.ts';

/** @throws {ConfigError} always: these metrics have no use for targets and predictions */
function refuse(kind: string): never {
  throw new ConfigError(
    `compile: the metric ${kind} is of values that you give it, not of targets and predictions. Use it by hand, or give compile a ` +
      'function of (yTrue, yPred).',
  );
}

/** The mean of the values given so far. */
export class MeanOfValues extends Mean {
  constructor(options: MetricOptions) {
    METRIC.read('mean', options);
    super('mean', options, 'any', (values) => values);
  }

  override build(): void {
    refuse(this.kind);
  }

  /** Adds values. @shape values [samples, ...]; weight: one for each sample, or one for each value */
  override update(t: Trace, values: Tensor, weight?: Tensor): void {
    super.update(t, values, values, weight);
  }

  /** Adds values at once. @throws {ShapeError} on weights that do not fit the values */
  override updateState(values: MetricValues, sampleWeight?: MetricValues): void {
    atOnce(this, (t) => this.update(t, floats(values), sampleWeight === undefined ? undefined : floats(sampleWeight)));
  }
}

/** The sum of the values given so far. */
export class SumOfValues extends Metric {
  readonly kind = 'sum';
  readonly #total = this.addSum('total');

  constructor(options: MetricOptions) {
    METRIC.read('sum', options);
    super('sum', options, 'any');
  }

  override build(): void {
    refuse(this.kind);
  }

  /** Adds values. @shape values [samples, ...]; weight: one for each sample, or one for each value */
  update(t: Trace, values: Tensor, weight?: Tensor): void {
    this.#total.add(t, sumOf(weight === undefined ? values : multiply(values, spreadWeight(this.kind, weight, values))));
  }

  /** Adds values at once. @throws {ShapeError} on weights that do not fit the values */
  override updateState(values: MetricValues, sampleWeight?: MetricValues): void {
    atOnce(this, (t) => this.update(t, floats(values), sampleWeight === undefined ? undefined : floats(sampleWeight)));
  }

  compute(state: MetricState): number {
    return this.#total.value(state);
  }
}

/** The weighted mean of values given by hand; each sample counts once.
 *  @example
 *  const seconds = metrics.mean();
 *  seconds.updateState([1, 3, 5, 7], [1, 1, 0, 0]);
 *  seconds.result(); // 2 */
export const mean = (options: MetricOptions = {}): MeanOfValues => new MeanOfValues(options);

/** The weighted sum of values given by hand.
 *  @example
 *  const rows = metrics.sum();
 *  rows.updateState([1, 3, 5, 7]);
 *  rows.result(); // 16 */
export const sum = (options: MetricOptions = {}): SumOfValues => new SumOfValues(options);
