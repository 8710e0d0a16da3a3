import { full, type Tensor } from '../graph/tensor.ts';
import type { Targets } from '../losses/targets.ts';
import { multiply } from '../op/elementwise.ts';
import { mean, sum } from '../op/reduce.ts';
import type { Trace } from '../trace/trace.ts';
import { Metric, spreadWeight, type MetricOptions } from './metric.ts';
import type { MetricState } from './running-sum.ts';

export interface MeanSettings {
  readonly direction?: 'up' | 'down';
  /** Computes the result from the mean. */
  readonly finish?: (mean: number) => number;
}

/** The weighted mean of a formula's values, over all samples and all values of each sample. A formula that gives one number for
 *  a batch counts once for each batch. */
export class Mean extends Metric {
  readonly kind: string;
  readonly #values: (yTrue: Tensor, yPred: Tensor) => Tensor;
  readonly #settings: MeanSettings;
  readonly #total = this.addSum('total');
  readonly #count = this.addSum('count');

  /** @param values  the formula, which gives values of each sample */
  constructor(
    kind: string,
    options: MetricOptions & object,
    targets: Targets,
    values: (yTrue: Tensor, yPred: Tensor) => Tensor,
    settings: MeanSettings = {},
  ) {
    super(kind, options, targets);
    this.kind = kind;
    this.#values = values;
    this.#settings = settings;
  }

  override get direction(): 'up' | 'down' | undefined {
    return this.#settings.direction;
  }

  update(t: Trace, yTrue: Tensor, yPred: Tensor, weight?: Tensor): void {
    const values = this.#values(yTrue, yPred);
    if (weight === undefined) return this.add(t, sum(values), full([], values.size));
    if (values.rank === 0) return this.add(t, multiply(values, mean(weight)), mean(weight));
    const spread = spreadWeight(this.kind, weight, values);
    this.add(t, sum(multiply(values, spread)), sum(spread));
  }

  /** Adds a total that is the sum of `count` values. @shape total, count [] */
  add(t: Trace, total: Tensor, count: Tensor): void {
    this.#total.add(t, total);
    this.#count.add(t, count);
  }

  compute(state: MetricState): number {
    const count = this.#count.value(state);
    const mean = count === 0 ? 0 : this.#total.value(state) / count;
    const { finish } = this.#settings;
    return finish === undefined ? mean : finish(mean);
  }
}
