import { ConfigError, show } from '../core/errors.ts';
import { capitalized, validated } from '../core/figure-names.ts';
import { isRecord } from '../core/realm.ts';
import type { Spec } from '../graph/symbolic.ts';
import type { NestedNumbers } from '../graph/tensor.ts';
import { zeroVariable, type Variable } from '../graph/variable.ts';
import type { Loss } from '../losses/index.ts';
import type { Targets } from '../losses/targets.ts';
import { Mean } from '../metrics/mean.ts';
import type { MetricState } from '../metrics/running-sum.ts';
import type { AnyMetric, MetricLike } from '../metrics/registry.ts';
import { resolveMetric } from '../metrics/registry.ts';
import type { TargetsUser } from './data.ts';
import type { PerPlace } from './network.ts';
import { numbered, perPlace } from './per-output.ts';

/** A figure of a history: a metric, and the output that it measures. */
export interface Figure {
  readonly name: string;
  readonly metric: AnyMetric;
  /** Index of the output. */
  readonly output: number;
  /** Whether the sample and class weights count. */
  readonly weighted: boolean;
}

/** Metrics of one output, or of each. */
export type MetricsOption = readonly MetricLike[] | PerPlace<MetricLike | readonly MetricLike[]>;

/** The figure that shows a loss: its mean. */
export class LossFigure extends Mean {
  constructor(name: string) {
    super('loss', { name }, 'values', (_, yPred) => yPred, { direction: 'down' });
  }
}

/** The metrics of compile, named as in Keras. With several outputs, a name begins with that of its output; equal names get a
 *  number.
 *  @throws {ConfigError} if a metric belongs to no output, cannot read its targets, or is given twice */
export function figuresOf(
  options: { readonly metrics?: MetricsOption; readonly weightedMetrics?: MetricsOption },
  losses: readonly (Loss | undefined)[],
  outputs: readonly Spec[],
): Figure[] {
  const metrics = byOutput('metrics', options.metrics, outputs);
  const weightedMetrics = byOutput('weightedMetrics', options.weightedMetrics, outputs);
  const figures = outputs.flatMap(({ name: outputName, shape }, output): Figure[] => {
    const resolved = (given: MetricLike): AnyMetric => resolveMetric(given, losses[output], shape.at(-1) ?? 1);
    const nameOf = (own: string): string => (outputs.length === 1 ? own : `${outputName}${capitalized(own)}`);
    const plain = (metrics[output] ?? []).map(resolved);
    const taken = plain.map((metric) => metric.name);
    const weighted = (weightedMetrics[output] ?? []).map(resolved);
    mustFit([...plain, ...weighted], losses[output]);
    const weightedName = ({ name }: AnyMetric): string => (taken.includes(name) ? `weighted${capitalized(name)}` : name);
    return [
      ...plain.map((metric) => ({ name: nameOf(metric.name), metric, output, weighted: false })),
      ...weighted.map((metric) => ({ name: nameOf(weightedName(metric)), metric, output, weighted: true })),
    ];
  });
  const twice = figures.find(({ metric }, i) => figures.findIndex((f) => f.metric === metric) !== i)?.metric.name;
  if (twice !== undefined) {
    throw new ConfigError(`compile: one and the same metric (${twice}) is given twice. Make another one for the second place.`);
  }
  const names = numbered(figures.map(({ name }) => name));
  return figures.map((figure, i) => ({ ...figure, name: names[i]! }));
}

/** A name that callbacks give to a list of a history. */
const LEARNING_RATE = 'learningRate';

/** Sees that a history can tell all figures apart, those of validation among them.
 *  @throws {ConfigError} if two would have one name, or one a name that all objects have */
export function mustDiffer(names: readonly string[]): void {
  const reserved = names.find((name) => name in Object.prototype);
  if (reserved !== undefined)
    throw new ConfigError(`compile: a history can have no figure named '${reserved}', as all objects have. Name the metric.`);
  const taken = new Map<string, string>([[LEARNING_RATE, 'the learning rate, which callbacks note,']]);
  const validations = names.map((name): [string, string] => [validated(name), `the validation's ${name}`]);
  for (const [name, what] of [...names.map((n): [string, string] => [n, `the figure ${n}`]), ...validations]) {
    const other = taken.get(name);
    if (other === undefined) taken.set(name, what);
    else if (other === what) throw new ConfigError(`compile: two figures are named '${name}'. Give one of the metrics another name.`);
    else
      throw new ConfigError(
        `compile: in a history, '${name}' would be both ${other} and ${what}. Give the metric another name, or the output's layer.`,
      );
  }
}

function byOutput(option: string, given: MetricsOption | undefined, outputs: readonly Spec[]): (readonly MetricLike[] | undefined)[] {
  if (given === undefined || given === null) return outputs.map(() => undefined);
  const single = outputs.length === 1 && !isRecord(given);
  if (single && !Array.isArray(given)) throw new ConfigError(`compile: ${option} must be an array of metrics, received ${show(given)}.`);
  const nested = single && Array.isArray(given) && given.length === 1 && Array.isArray(given[0]);
  const values =
    single && !nested
      ? [given as readonly MetricLike[]]
      : perPlace<MetricLike | readonly MetricLike[]>(`compile: ${option}`, 'output', given as never, outputs);
  // Places that were never filled become undefined, and are refused.
  return values.map((v) => (v === undefined ? undefined : Array.isArray(v) ? Array.from(v as readonly MetricLike[]) : [v as MetricLike]));
}

/** What decides the form of the targets of an output: the loss, or without one the first metric that wants one form. */
export const targetsUserOf = (metrics: readonly AnyMetric[], loss: Loss | undefined): TargetsUser | undefined =>
  loss ?? metrics.find((m): m is AnyMetric & { targets: Targets } => m.targets !== 'either' && m.targets !== 'any');

/** @throws {ConfigError} if a metric cannot read the targets that the loss takes, or another metric */
function mustFit(metrics: readonly AnyMetric[], loss: Loss | undefined): void {
  const user = targetsUserOf(metrics, loss);
  const wrong = metrics.find(({ targets }) => user !== undefined && !['either', 'any', user.targets].includes(targets));
  if (user === undefined || wrong === undefined) return;
  const what = { values: "targets of the output's shape", classes: 'class numbers', labels: 'labels in a shape of their own' };
  throw new ConfigError(
    `compile: the metric ${wrong.kind} measures ${what[wrong.targets as Targets]}, but ${user.kind} takes ${what[user.targets]}. ` +
    `Choose a metric that fits${wrong.targets === 'values' && user.targets === 'classes' ? ', such as sparseCategoricalAccuracy' : ''}.`,
  );
}

/** Variables for the figures of training or of testing. A metric's own variables are for use by hand. */
export class FigureState {
  readonly figures: readonly { readonly name: string; readonly metric: AnyMetric }[];
  /** For each variable of a metric, the one that replaces it. */
  readonly instead: ReadonlyMap<Variable, Variable>;

  constructor(figures: readonly { readonly name: string; readonly metric: AnyMetric }[]) {
    this.figures = figures;
    const all = figures.flatMap(({ name, metric }) => metric.variables.map((v) => ({ name, v })));
    // Equal parts of several metrics, such as totals, are neighbours in memory: one instruction changes them all.
    const parts = [...new Set(all.map(({ v }) => v.name))];
    const ordered = parts.flatMap((part) => all.filter(({ v }) => v.name === part));
    this.instead = new Map(ordered.map(({ name, v }) => [v, zeroVariable(`${name}/${v.name}`, v.shape)]));
  }

  get variables(): readonly Variable[] {
    return [...this.instead.values()];
  }

  /** The results so far. */
  results(): [name: string, result: NestedNumbers][] {
    return this.figures.map(({ name, metric }) => [
      name,
      mustBeResult(metric, metric.compute((v, place = 0) => this.instead.get(v)!.read()[place]!)),
    ]);
  }

  /** Adds results from the rows of a table to the lists of a history, one result for each row. A row has the values of all variables one
   *  after another. There may be a million rows a second. */
  record(table: Float32Array, rows: number, history: Record<string, NestedNumbers[]>): void {
    const offsets = new Map<Variable, number>();
    let width = 0;
    for (const [own, v] of this.instead) {
      offsets.set(own, width);
      width += v.size;
    }
    let at = 0;
    const state: MetricState = (v, place = 0) => table[at + offsets.get(v)! + place]!;
    for (const { name, metric } of this.figures) {
      const results = (history[name] ??= []);
      for (at = 0; at < rows * width; at += width) results.push(metric.compute(state));
      // The last one stands for all: a check of each would cost more than they do.
      if (rows > 0) mustBeResult(metric, results.at(-1));
    }
  }
}

/** @throws {ConfigError} if a metric of the user's own computes nothing that a history can hold */
function mustBeResult({ kind }: AnyMetric, result: unknown): NestedNumbers {
  if (typeof result === 'number' || Array.isArray(result)) return result as NestedNumbers;
  throw new ConfigError(`${kind}: compute must answer with a number or nested arrays of numbers, received ${show(result)}.`);
}
