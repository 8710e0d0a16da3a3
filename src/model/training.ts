import { ConfigError, show } from '../core/errors.ts';
import { differentiate } from '../grad/differentiate.ts';
import { asTensor, constant, placeholder, type Tensor } from '../graph/tensor.ts';
import { zeroVariable, type Variable } from '../graph/variable.ts';
import type { BatchShape } from '../layers/layer.ts';
import { addPenalties } from '../layers/penalties.ts';
import { fitTargets, reduce } from '../losses/loss.ts';
import type { Loss, LossLike } from '../losses/index.ts';
import { resolveLoss } from '../losses/registry.ts';
import type { Metric, MetricLike } from '../metrics/index.ts';
import { resolveMetric } from '../metrics/registry.ts';
import { add, multiply } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import { sum } from '../op/reduce.ts';
import { assign, record } from '../op/update.ts';
import { Trace } from '../trace/trace.ts';
import type { Optimizer, OptimizerLike } from '../optimizers/index.ts';
import { resolveOptimizer } from '../optimizers/registry.ts';

export interface CompileOptions {
  /** How weights follow their gradients (default 'rmsprop', as in Keras). */
  optimizer?: OptimizerLike;
  loss: LossLike;
  /** Measured on every sample alike. */
  metrics?: readonly MetricLike[];
  /** Measured with the sample and class weights; a name given in `metrics` too stands under `weighted` and that name. */
  weightedMetrics?: readonly MetricLike[];
}

/** Figures of an epoch or an evaluation by name: loss, then the metrics. */
export type Logs = Record<string, number>;

/** A running weighted mean that lives in the arena. */
interface Meter {
  readonly total: Variable;
  readonly count: Variable;
}

/** The network as training sees it. */
export interface Network {
  readonly outputShape: BatchShape;
  readonly trainableWeights: readonly Variable[];
  /** Counts the training steps that draw. */
  readonly draws: Variable;
  forward(x: Tensor, t: Trace): Tensor;
}

/** What compile decided: how the network learns and is measured. Builds the graphs of a training step and of a test
 *  step; knows nothing of arenas and epochs. */
export class Training {
  readonly optimizer: Optimizer;
  readonly loss: Loss;
  readonly metrics: readonly Metric[];
  readonly weightedMetrics: readonly Metric[];
  /** Row of the order at which the next batch begins. */
  readonly cursor: Variable = zeroVariable('cursor', [], 'int32');
  /** Row of the record into which the next epoch's figures go. */
  readonly row: Variable = zeroVariable('row', [], 'int32');
  readonly #network: Network;
  readonly #names: readonly string[];
  readonly #learning: readonly Meter[];
  readonly #testing: readonly Meter[];

  constructor(network: Network, options: CompileOptions) {
    this.#network = network;
    this.optimizer = resolveOptimizer(options.optimizer ?? 'rmsprop');
    this.loss = resolveLoss(options.loss);
    const resolve = (metrics: readonly MetricLike[]): Metric[] => metrics.map((m) => fitting(resolveMetric(m, this.loss, network.outputShape.at(-1) as number), this.loss));
    this.metrics = resolve(listed(options, 'metrics'));
    this.weightedMetrics = resolve(listed(options, 'weightedMetrics'));
    const plain = this.metrics.map((m) => m.name);
    const names = ['loss', ...plain, ...this.weightedMetrics.map(({ name }) => (plain.includes(name) ? `weighted${name.charAt(0).toUpperCase()}${name.slice(1)}` : name))];
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new ConfigError(`compile: two figures are named '${twice}'. Give one of the metrics another name.`);
    this.#names = names;
    this.#learning = this.#makeMeters();
    this.#testing = this.#makeMeters();
    if (network.trainableWeights.length > 0) this.optimizer.build(network.trainableWeights);
  }

  /** Refuses options that cannot work, before the network's shapes are known. */
  static check(options: CompileOptions): void {
    resolveOptimizer(options.optimizer ?? 'rmsprop');
    const loss = resolveLoss(options.loss);
    for (const m of [...listed(options, 'metrics'), ...listed(options, 'weightedMetrics')]) resolveMetric(m, loss, 1);
  }

  /** Effects of one training step on a batch. */
  learn(x: Tensor, y: Tensor, weight?: Tensor): Tensor[] {
    const { loss, effects, t } = this.#measure(x, y, weight, this.#learning);
    const weights = this.#network.trainableWeights;
    if (weights.length > 0) {
      const gradients = differentiate(loss, weights.map((w) => w.tensor));
      this.optimizer.apply(t, weights.map((w, i) => [gradients[i]!, w]));
    }
    return [...effects, ...t.effects()];
  }

  /** Effects of measuring a batch. */
  test(x: Tensor, y: Tensor, weight?: Tensor): Tensor[] {
    const { effects, t } = this.#measure(x, y, weight, this.#testing);
    return [...effects, ...t.effects()];
  }

  /** The effect that moves the cursor on. */
  advance(rows: number): Tensor {
    return increment(this.cursor, rows);
  }

  /** Effects with which an epoch begins: no figures yet, and the first row next. */
  beginEpoch(): Tensor[] {
    return [...this.#learning.flatMap(({ total, count }) => [total, count]).map((v) => assign(v, asTensor(0))), assign(this.cursor, constant(Int32Array.of(0), []))];
  }

  /** Effects with which it ends: its figures stand in the next row of the table, and `epochs` is one more.
   *  @shape table [rows, figures], as many figures as `figures` reads */
  endEpoch(table: Tensor, epochs: Variable): Tensor[] {
    const values = this.#learning.flatMap(({ total, count }) => [total.tensor, count.tensor]);
    return [record(values, this.row.tensor, table), increment(this.row, 1), increment(epochs, 1)];
  }

  /** Numbers that `endEpoch` records. */
  get recorded(): number {
    return 2 * this.#learning.length;
  }

  /** Lets the next epoch be recorded in the first row. */
  restartRecord(): void {
    this.row.assign(constant(Int32Array.of(0), []));
  }

  /** The figures in the first `rows` rows of a record: those of each name one after another. */
  figures(record: Float32Array, rows: number): Map<string, number[]> {
    return new Map(this.#names.map((name, i) => {
      const values: number[] = [];
      for (let at = 2 * i; values.length < rows; at += this.recorded) values.push(mean(record[at]!, record[at + 1]!));
      return [name, values];
    }));
  }

  /** Begins the figures of an epoch, or of an evaluation, anew. */
  resetMeters(of: 'learning' | 'testing'): void {
    const zero = constant(Float32Array.of(0), []);
    for (const { total, count } of this.#metersOf(of)) {
      total.assign(zero);
      count.assign(zero);
    }
  }

  /** The figures so far. */
  readMeters(of: 'learning' | 'testing'): Logs {
    return Object.fromEntries(this.#metersOf(of).map(({ total, count }, i) => [this.#names[i]!, mean(total.read()[0]!, count.read()[0]!)]));
  }

  #metersOf(of: 'learning' | 'testing'): readonly Meter[] {
    return of === 'learning' ? this.#learning : this.#testing;
  }

  #makeMeters(): Meter[] {
    return this.#names.map((name) => ({ total: zeroVariable(`${name}/total`, []), count: zeroVariable(`${name}/count`, []) }));
  }

  #measure(x: Tensor, y: Tensor, weight: Tensor | undefined, meters: readonly Meter[]): { loss: Tensor; effects: Tensor[]; t: Trace } {
    const batch = x.shape[0]!;
    const t = new Trace({ training: meters === this.#learning, draws: this.#network.draws });
    const yPred = this.#network.forward(x, t);
    addPenalties(this.#network, t);
    const fit = reduce(this.loss.values(fitTargets(this.loss.kind, y, yPred, this.loss.targets), yPred), this.loss.reduction === 'none' ? 'sumOverBatchSize' : this.loss.reduction, weight);
    const loss = t.losses.reduce(add, fit);
    const effects = meter(meters[0]!, multiply(loss, batch), batch);
    [...this.metrics, ...this.weightedMetrics].forEach((metric, i) => {
      const values = metric.values(fitTargets(metric.kind, y, yPred, this.loss.targets), yPred);
      const weighs = weight !== undefined && i >= this.metrics.length;
      const weighted = weighs ? multiply(values, reshape(weight, [batch, ...new Array<number>(values.rank - 1).fill(1)])) : values;
      effects.push(...meter(meters[i + 1]!, sum(weighted), weighs ? multiply(sum(weight), values.size / batch) : values.size));
    });
    return { loss, effects, t };
  }
}

/** The metrics of an option. */
function listed(options: CompileOptions, name: 'metrics' | 'weightedMetrics'): readonly MetricLike[] {
  const metrics = options[name] ?? [];
  if (!Array.isArray(metrics)) throw new ConfigError(`compile: ${name} must be an array of metrics, received ${show(metrics)}.`);
  return metrics;
}

/** The metric, if it can read the targets that the loss takes. */
function fitting(metric: Metric, loss: Loss): Metric {
  if (metric.targets !== loss.targets) {
    const what = { values: 'targets of the output\'s shape', classes: 'class numbers' };
    throw new ConfigError(`compile: the metric ${metric.kind} measures ${what[metric.targets]}, but ${loss.kind} takes ${what[loss.targets]}. Choose a metric that fits${metric.targets === 'values' ? ', such as sparseCategoricalAccuracy' : ''}.`);
  }
  return metric;
}

function increment(counter: Variable, by: number): Tensor {
  return assign(counter, add(counter.tensor, constant(Int32Array.of(by), [])));
}

function meter({ total, count }: Meter, value: Tensor, weight: number | Tensor): Tensor[] {
  return [assign(total, add(total.tensor, value)), assign(count, add(count.tensor, weight))];
}

/** What a meter shows; 0 before anything was measured. */
const mean = (total: number, count: number): number => total / Math.max(count, Number.MIN_VALUE);

/** Placeholders for one batch of data. */
export function batchInputs(batch: number, ...rows: readonly { readonly shape: readonly number[]; readonly data: { readonly constructor: unknown } }[]): Tensor[] {
  return rows.map(({ shape, data }) => placeholder([batch, ...shape.slice(1)], data instanceof Int32Array ? 'int32' : data instanceof Uint8Array ? 'uint8' : 'float32'));
}
