import { options, orNone, text, type Options } from '../core/declaration.ts';
import { ConfigError, show, ShapeError } from '../core/errors.ts';
import { checkText } from '../core/options.ts';
import { sameShape, showShape, type Shape } from '../core/shape.ts';
import { asTensor, full, type NestedNumbers, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { zeroVariable, type Variable } from '../graph/variable.ts';
import { targetsOf, type MetricTargets } from '../losses/targets.ts';
import { alignWeight } from '../losses/weight.ts';
import { cast } from '../op/elementwise.ts';
import { broadcastTo } from '../op/move.ts';
import { applyEffects } from '../run/eager.ts';
import { Trace } from '../trace/trace.ts';
import { RunningSum, type MetricState } from './running-sum.ts';

type NestedFlags = boolean | readonly NestedFlags[];

/** What a metric is given by hand: a tensor or what makes one; true is 1, false is 0. */
export type MetricValues = TensorLike | NestedFlags;

export interface MetricOptions {
  /** The key in a history (default: the metric's own name). */
  name?: string;
}

/** Every metric's declaration extends this one. */
export const METRIC: Options<MetricOptions, { readonly name: string | undefined }> = options<MetricOptions>()({ name: orNone(text()) });

/** Measures a model over many batches. A metric of your own extends this class: variables made with `addVariable` or
 *  `addSum` (in `build` if their shape depends on the predictions'), `update` in ops, and `compute` in numbers. The same
 *  code runs by hand and in the programs of training and tests, each of which has its own variables.
 *  @example
 *  class Bias extends metrics.Metric {
 *    readonly kind = 'bias';
 *    readonly #total = this.addSum('total');
 *    readonly #count = this.addSum('count');
 *    constructor() {
 *      super('bias');
 *    }
 *    update(t: Trace, yTrue: Tensor, yPred: Tensor): void {
 *      this.#total.add(t, ops.sum(ops.subtract(yPred, yTrue)));
 *      this.#count.add(t, ops.full([], yPred.size));
 *    }
 *    compute(state: metrics.MetricState): number {
 *      return this.#total.value(state) / this.#count.value(state);
 *    }
 *  }
 *  await loadModel(path, { customObjects: { bias: Bias } }); */
export abstract class Metric<Result extends NestedNumbers = number> {
  /** The factory's name, as saved. */
  abstract readonly kind: string;
  /** The key in a history. */
  readonly name: string;
  /** The options that make the metric again. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly targets: MetricTargets;
  readonly #variables: Variable[] = [];
  /** The shape of predictions for which `build` was called last. */
  #builtFor: readonly (number | null)[] | undefined;
  /** Position among the variables of the next one that `build` makes; undefined for the first `build` and outside of it. */
  #again: number | undefined;
  /** Number of variables that the constructor made. */
  #own = 0;

  constructor(defaultName: string, options: MetricOptions & object = {}, targets: MetricTargets = 'values') {
    const { name = defaultName } = METRIC.pick(defaultName, options);
    this.name = checkText('a metric of your own', 'the first argument of super, its default name,', name);
    this.config = { ...options };
    this.targets = targets;
  }

  /** Whether larger ('up') or smaller ('down') results are better; undefined if neither is. */
  get direction(): 'up' | 'down' | undefined {
    return undefined;
  }

  /** The state of the metric. */
  get variables(): readonly Variable[] {
    return this.#variables;
  }

  /** Makes variables whose shape depends on that of the predictions. @shape [batch, ...] */
  build(_predictions: readonly (number | null)[]): void {}

  /** Adds a batch to the state.
   *  @param weight  weight of each prediction, in a shape that broadcasts to theirs, or of each sample
   *  @shape yTrue, yPred [batch, ...] */
  abstract update(t: Trace, yTrue: Tensor, yPred: Tensor, weight?: Tensor): void;

  /** The result of all batches so far. */
  abstract compute(state: MetricState): Result;

  /** Makes the variables for predictions of this shape. For another shape later, `build` is called again, and must make variables of
   *  the same shapes: it gets those that exist.
   *  @throws {ShapeError} if it would need others: a metric that depends on the size of an output belongs to outputs of that size */
  buildFor(predictions: readonly (number | null)[]): void {
    const before = this.#builtFor;
    if (before === undefined) return this.#buildFirst(predictions);
    if (sameShape(before.slice(1) as Shape, predictions.slice(1) as Shape)) return;
    try {
      this.#rebuild(predictions);
      this.#builtFor = predictions;
    } catch (error) {
      this.#rebuild(before);
      if (!(error instanceof Unequal)) throw error;
      throw new ShapeError(
        `${this.kind}: the metric was made for predictions of shape ${showShape(before)}, and keeps counts of that size; received ` +
          `${showShape(predictions)}. Make another metric for these.`,
      );
    }
  }

  #buildFirst(predictions: readonly (number | null)[]): void {
    this.#own = this.#variables.length;
    try {
      this.build(predictions);
    } catch (error) {
      this.#variables.length = this.#own;
      throw error;
    }
    this.#builtFor = predictions;
  }

  #rebuild(predictions: readonly (number | null)[]): void {
    this.#again = this.#own;
    try {
      this.build(predictions);
      if (this.#again !== this.#variables.length) throw new Unequal();
    } finally {
      this.#again = undefined;
    }
  }

  /** Adds a batch to the state at once.
   *  @throws {ShapeError | DataError} on targets or weights that do not fit the predictions */
  updateState(yTrue: MetricValues, yPred: MetricValues, sampleWeight?: MetricValues): void {
    const predictions = floats(yPred);
    this.buildFor(predictions.shape);
    const targets = targetsOf(this.kind, numeric(yTrue), predictions, this.targets);
    atOnce(this, (t) => this.update(t, targets, predictions, sampleWeight === undefined ? undefined : floats(sampleWeight)));
  }

  result(): Result {
    return this.compute((v, place = 0) => v.read()[place]!);
  }

  resetState(): void {
    for (const v of this.#variables) v.assign(full(v.shape, 0));
  }

  /** A new float32 variable, 0 at first and after every reset. */
  protected addVariable(name: string, shape: Shape = []): Variable {
    if (this.#again !== undefined) {
      const known = this.#variables[this.#again++];
      if (known === undefined || !sameShape(known.shape, shape)) throw new Unequal();
      return known;
    }
    const variable = zeroVariable(checkText(this.name, 'the name of a variable', name), shape);
    this.#variables.push(variable);
    return variable;
  }

  /** A new sum of values. */
  protected addSum(name: string, shape: Shape = []): RunningSum {
    return new RunningSum(this.addVariable(name, shape), this.addVariable(`${name}Rest`, shape));
  }
}

/** A metric is built for predictions that need other variables than it has. */
class Unequal extends Error {}

/** Makes a change of a metric's state at once. */
export function atOnce({ variables }: { readonly variables: readonly Variable[] }, change: (t: Trace) => void): void {
  const t = new Trace({ training: false });
  change(t);
  applyEffects(t.effects(), variables);
}

/** The values as float32. */
export const floats = (values: MetricValues): Tensor => cast(asTensor(numeric(values)), 'float32');

/** The values, with 1 and 0 in place of true and false. */
function numeric(values: MetricValues): TensorLike {
  let first: unknown = values;
  while (Array.isArray(first)) first = first[0];
  if (typeof first !== 'boolean') return values as TensorLike;
  const nested = (level: unknown): unknown =>
    Array.isArray(level) ? level.map(nested) : typeof level === 'boolean' ? Number(level) : level;
  return nested(values) as TensorLike;
}

/** One weight for each value. @throws {ShapeError} if the weights do not broadcast to the values */
export const spreadWeight = (where: string, weight: Tensor, values: Tensor): Tensor =>
  broadcastTo(alignWeight(where, weight, values), values.shape);

/** @throws {ConfigError} if it is no metric */
export function checkMetric(value: unknown): Metric<NestedNumbers> {
  if (value instanceof Metric) return value;
  throw new ConfigError(`a metric must be a name, a metric or a function of (yTrue, yPred), received ${show(value)}.`);
}
