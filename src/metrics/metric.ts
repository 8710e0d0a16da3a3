import { ConfigError, show } from '../core/errors.ts';
import { checkText } from '../core/options.ts';
import type { Shape } from '../core/shape.ts';
import { asTensor, full, type NestedNumbers, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { zeroVariable, type Variable } from '../graph/variable.ts';
import { targetsOf, type MetricTargets } from '../losses/targets.ts';
import { alignWeight } from '../losses/weight.ts';
import { broadcastTo } from '../op/move.ts';
import { applyEffects } from '../run/eager.ts';
import { Trace } from '../trace/trace.ts';
import { RunningSum, type MetricState } from './running-sum.ts';

export interface MetricOptions {
  /** The key in a history (default: the metric's own name). */
  name?: string;
}

/** Measures a model over many batches. A metric of your own extends this class: variables made with `addVariable` or
 *  `addSum` (`build` if their shape depends on the predictions'), `update` in ops, and `compute` in numbers. The same code
 *  runs in the programs of training, each with variables of its own, and by hand.
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
 *  } */
export abstract class Metric<Result extends NestedNumbers = number> {
  /** The factory's name, as saved. */
  abstract readonly kind: string;
  /** The key in a history. */
  readonly name: string;
  /** The options that make the metric again. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly targets: MetricTargets;
  readonly #variables: Variable[] = [];
  #built = false;

  constructor(defaultName: string, options: MetricOptions & object = {}, targets: MetricTargets = 'values') {
    this.name = checkText(defaultName, 'name', options.name ?? defaultName);
    this.config = { ...options };
    this.targets = targets;
  }

  /** Whether it is better the larger or the smaller it is; undefined: neither. */
  get direction(): 'up' | 'down' | undefined {
    return undefined;
  }

  /** What the metric remembers. */
  get variables(): readonly Variable[] {
    return this.#variables;
  }

  /** Makes variables whose shape depends on that of the predictions. @shape [batch, ...] */
  build(_predictions: readonly (number | null)[]): void {}

  /** Takes a batch in.
   *  @param weight  what each prediction weighs, in a shape that broadcasts to theirs, or one for each sample
   *  @shape yTrue, yPred [batch, ...] */
  abstract update(t: Trace, yTrue: Tensor, yPred: Tensor, weight?: Tensor): void;

  /** The result of all batches so far. */
  abstract compute(state: MetricState): Result;

  /** Makes the variables, once. */
  buildFor(predictions: readonly (number | null)[]): void {
    if (this.#built) return;
    this.build(predictions);
    this.#built = true;
  }

  /** Takes a batch in at once.
   *  @throws {ShapeError | DataError} on targets or weights that do not fit the predictions */
  updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike): void {
    const predictions = asTensor(yPred);
    this.buildFor(predictions.shape);
    const t = new Trace({ training: false });
    this.update(
      t,
      targetsOf(this.kind, yTrue, predictions, this.targets),
      predictions,
      sampleWeight === undefined ? undefined : asTensor(sampleWeight),
    );
    applyEffects(t.effects(), this.#variables);
  }

  result(): Result {
    return this.compute((v, place = 0) => v.read()[place]!);
  }

  resetState(): void {
    for (const v of this.#variables) v.assign(full(v.shape, 0));
  }

  /** A new float32 variable, 0 at first and after every reset. */
  protected addVariable(name: string, shape: Shape = []): Variable {
    const variable = zeroVariable(checkText(this.name, 'the name of a variable', name), shape);
    this.#variables.push(variable);
    return variable;
  }

  /** A new sum of values. */
  protected addSum(name: string, shape: Shape = []): RunningSum {
    return new RunningSum(this.addVariable(name, shape), this.addVariable(`${name}Rest`, shape));
  }
}

/** One weight for each value. @throws {ShapeError} if they cannot be spread over the values */
export const spreadWeight = (where: string, weight: Tensor, values: Tensor): Tensor =>
  broadcastTo(alignWeight(where, weight, values), values.shape);

/** @throws {ConfigError} if it is no metric */
export function checkMetric(value: unknown): Metric<NestedNumbers> {
  if (value instanceof Metric) return value;
  throw new ConfigError(`a metric must be a name, a metric or a function of (yTrue, yPred), received ${show(value)}.`);
}
