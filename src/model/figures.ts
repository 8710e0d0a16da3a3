import { ConfigError, show } from '../core/errors.ts';
import type { Spec } from '../graph/symbolic.ts';
import type { NestedNumbers } from '../graph/tensor.ts';
import { zeroVariable, type Variable } from '../graph/variable.ts';
import type { Loss } from '../losses/index.ts';
import { Mean } from '../metrics/mean.ts';
import type { MetricState } from '../metrics/running-sum.ts';
import type { AnyMetric, MetricLike } from '../metrics/registry.ts';
import { resolveMetric } from '../metrics/registry.ts';
import type { PerPlace } from './network.ts';
import { isRecord, perPlace } from './per-output.ts';

/** A figure of a history: a metric, and which output it measures. */
export interface Figure {
  readonly name: string;
  readonly metric: AnyMetric;
  /** Place of the output. */
  readonly output: number;
  /** Whether the sample and class weights count. */
  readonly weighted: boolean;
}

/** Metrics of one output, or of each. */
export type MetricsOption = readonly MetricLike[] | PerPlace<MetricLike | readonly MetricLike[]>;

/** What a loss is shown as. */
export class LossFigure extends Mean {
  constructor(name: string) {
    super('loss', { name }, 'values', (_, yPred) => yPred, { direction: 'down' });
  }
}

/** The metrics of compile, with Keras' names: those of several outputs begin with the output's, and equal ones get a number.
 *  @throws {ConfigError} on metrics that no output has, or that cannot read its targets */
export function figuresOf(options: { readonly metrics?: MetricsOption; readonly weightedMetrics?: MetricsOption }, losses: readonly (Loss | undefined)[], outputs: readonly Spec[]): Figure[] {
  const seen = new Set<AnyMetric>();
  const lists = (['metrics', 'weightedMetrics'] as const).map((option) => byOutput(option, options[option], outputs));
  return outputs.flatMap(({ name, shape }, output) => {
    const taken = new Map<string, number>();
    const plain = new Set<string>();
    return lists.flatMap((list, i) => (list[output] ?? []).map((given): Figure => {
      const metric = fitting(resolveMetric(given, losses[output], shape.at(-1) ?? 1), losses[output]);
      if (seen.has(metric)) throw new ConfigError(`compile: one and the same metric (${metric.name}) is given twice. Make another one for the second place.`);
      seen.add(metric);
      if (i === 0) plain.add(metric.name);
      const own = i === 1 && plain.has(metric.name) ? `weighted${capitalized(metric.name)}` : metric.name;
      const full = outputs.length === 1 ? own : `${name}${capitalized(own)}`;
      const count = taken.get(full) ?? 0;
      taken.set(full, count + 1);
      return { name: count === 0 ? full : `${full}_${count}`, metric, output, weighted: i === 1 };
    }));
  });
}

export const capitalized = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

function byOutput(option: string, given: MetricsOption | undefined, outputs: readonly Spec[]): (readonly MetricLike[] | undefined)[] {
  if (given === undefined || given === null) return outputs.map(() => undefined);
  const single = outputs.length === 1 && !isRecord(given);
  if (single && !Array.isArray(given)) throw new ConfigError(`compile: ${option} must be an array of metrics, received ${show(given)}.`);
  const nested = single && Array.isArray(given) && given.length === 1 && Array.isArray(given[0]);
  const values = single && !nested ? [given as readonly MetricLike[]] : perPlace<MetricLike | readonly MetricLike[]>(`compile: ${option}`, 'output', given as never, outputs);
  return values.map((v) => (v === undefined ? undefined : Array.isArray(v) ? (v as readonly MetricLike[]) : [v as MetricLike]));
}

/** The metric, if it can read the targets that the loss takes. */
function fitting(metric: AnyMetric, loss: Loss | undefined): AnyMetric {
  if (loss === undefined || metric.targets === 'either' || metric.targets === loss.targets) return metric;
  const what = { values: "targets of the output's shape", classes: 'class numbers' };
  throw new ConfigError(`compile: the metric ${metric.kind} measures ${what[metric.targets]}, but ${loss.kind} takes ${what[loss.targets]}. Choose a metric that fits${metric.targets === 'values' ? ', such as sparseCategoricalAccuracy' : ''}.`);
}

/** Variables for figures, one set for each use: a metric's own are for use by hand. */
export class FigureState {
  readonly figures: readonly { readonly name: string; readonly metric: AnyMetric }[];
  /** Whose place each variable takes. */
  readonly instead: ReadonlyMap<Variable, Variable>;

  constructor(figures: readonly { readonly name: string; readonly metric: AnyMetric }[]) {
    this.figures = figures;
    this.instead = new Map(figures.flatMap(({ name, metric }) => metric.variables.map((v) => [v, zeroVariable(`${name}/${v.name}`, v.shape)] as const)));
  }

  get variables(): readonly Variable[] {
    return [...this.instead.values()];
  }

  /** The results now. */
  results(): [name: string, result: NestedNumbers][] {
    return this.figures.map(({ name, metric }) => [name, metric.compute((v, place = 0) => this.instead.get(v)!.read()[place]!)]);
  }

  /** Results out of rows of a table, in each the values of all variables one after another: those of each name in a list. */
  recorded(table: Float32Array, rows: number): Map<string, NestedNumbers[]> {
    const offsets = new Map<Variable, number>();
    let width = 0;
    for (const [own, v] of this.instead) {
      offsets.set(own, width);
      width += v.size;
    }
    return new Map(this.figures.map(({ name, metric }) => {
      const results: NestedNumbers[] = [];
      let at = 0;
      const state: MetricState = (v, place = 0) => table[at + offsets.get(v)! + place]!;
      for (; results.length < rows; at += width) results.push(metric.compute(state));
      return [name, results];
    }));
  }
}
