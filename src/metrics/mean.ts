import { sizeOf } from '../core/shape.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import type { MetricTargets } from '../losses/targets.ts';
import { divide, multiply } from '../op/elementwise.ts';
import { mean, sum } from '../op/reduce.ts';
import type { Trace } from '../trace/trace.ts';
import { Metric, spreadWeight, type MetricOptions } from './metric.ts';
import type { MetricState } from './running-sum.ts';

export interface MeanSettings {
  /** The key in a history, if it is not the kind. */
  readonly name?: string;
  readonly direction?: 'up' | 'down';
  /** Computes the result from the mean. */
  readonly finish?: (mean: number) => number;
  /** 0 where the weight of a value does not count, else 1. Values without weights count all. */
  readonly counts?: (yTrue: Tensor) => Tensor;
}

/** The weighted mean of a formula's values, over all samples and all values of each sample. As in Keras, each sample counts
 *  once, however many values it has in its batch. A formula that gives one number for a batch counts once for each batch. */
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
    targets: MetricTargets,
    values: (yTrue: Tensor, yPred: Tensor) => Tensor,
    settings: MeanSettings = {},
  ) {
    super(settings.name ?? kind, options, targets);
    this.kind = kind;
    this.#values = values;
    this.#settings = settings;
  }

  override get direction(): 'up' | 'down' | undefined {
    return this.#settings.direction;
  }

  update(t: Trace, yTrue: Tensor, yPred: Tensor, weight?: Tensor): void {
    const values = this.#values(yTrue, yPred);
    const each = Math.max(1, sizeOf(values.shape.slice(1)));
    if (weight === undefined) return this.add(t, divide(sum(values), each), full([], values.size / each));
    if (values.rank === 0 || weight.rank === 0) return this.add(t, multiply(mean(values), mean(weight)), mean(weight));
    const { counts } = this.#settings;
    const spread = spreadWeight(this.kind, weight, values);
    const counting = counts === undefined ? spread : multiply(spread, counts(yTrue));
    this.add(t, divide(sum(multiply(values, counting)), each), divide(sum(counting), each));
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
