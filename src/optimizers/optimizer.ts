import { ConfigError, ShapeError, show } from '../core/errors.ts';
import { checkKeys, checkNumber } from '../core/options.ts';
import { partConfig } from '../core/parts.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { differentiate } from '../grad/differentiate.ts';
import { counterVariable, countOf } from '../graph/counter.ts';
import { asTensor, constant, full, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { besideTrace, Variable, zeroVariable } from '../graph/variable.ts';
import { add, cast, count, countAsFloat, equal, multiply, subtract, where } from '../op/elementwise.ts';
import { gradientRows, type RowGradient } from '../op/gather.ts';
import { unpack } from '../op/move.ts';
import type { Scaled } from '../op/update.ts';
import { applyEffects } from '../run/eager.ts';
import type { Schedule } from '../schedules/schedule.ts';
import { Trace } from '../trace/trace.ts';
import { flatten, Group } from './group.ts';
import { clippingOf, type Clipping } from './clipping.ts';
import { checkVarNames, OPTIMIZER, type HeldOptimizerOptions, type OptimizerOptions } from './options.ts';

/** With a sparse rule, a weight of at least this many elements is a group of its own, because it may be a table of which a
 *  batch uses few rows. For smaller weights, a pass over all elements costs little more than an extra instruction. */
const ALONE = 1 << 14;

/** Changes weights by their gradients, in the order of Keras: gradients are accumulated and clipped, weights decay, the rule
 *  takes its step, averages follow. Its state consists of variables too, so training continues where it stopped.
 *  @source Keras 3, keras.optimizers.Optimizer */
export abstract class Optimizer {
  /** The factory's name, as saved. */
  abstract readonly kind: string;
  /** Steps done, as two int32 words; `steps` is the number. @shape [2], the low word first */
  readonly iterations: Variable = counterVariable('optimizer/iterations');
  protected readonly common: HeldOptimizerOptions;
  readonly #clipping: Clipping;
  readonly #rate: Variable;
  readonly #schedule: Schedule | undefined;
  readonly #config: Readonly<Record<string, unknown>>;
  /** Gradients accumulated since the last step, and steps since the weights became their average. */
  readonly #counts: Readonly<Record<'accumulated' | 'averaged', Variable>> = {
    accumulated: zeroVariable('optimizer/accumulated', []),
    averaged: zeroVariable('optimizer/averaged', []),
  };
  #excluded: readonly string[];
  #groups: readonly Group[] = [];
  /** The groups with weights that the step which is being recorded has changed already. */
  readonly #changed = new Set<Group>();
  #weights: readonly Variable[] | undefined;

  /** @param own  names of the options that this optimizer has besides those of every optimizer */
  constructor(kind: string, options: OptimizerOptions & object, own: readonly string[], learningRate: number) {
    this.#config = { ...options };
    checkKeys(kind, options, [...OPTIMIZER.names, ...own]);
    this.common = OPTIMIZER.pick(kind, options);
    this.#clipping = clippingOf(kind, this.common);
    const { learningRate: rate = learningRate, useEma, emaOverwriteFrequency, excludeFromWeightDecay } = this.common;
    if (emaOverwriteFrequency !== undefined && !useEma) throw new ConfigError(`${kind}: emaOverwriteFrequency needs useEma: true.`);
    this.#schedule = typeof rate === 'number' ? undefined : rate;
    this.#rate = new Variable('optimizer/learningRate', constant(Float32Array.of(typeof rate === 'number' ? rate : 0), []), false);
    this.#excluded = excludeFromWeightDecay.varNames;
  }

  /** Steps done. */
  get steps(): number {
    return countOf(this.iterations.read());
  }

  /** The step size. It may be set between epochs, also by callbacks. @throws {ConfigError} if it is set and follows a schedule */
  get learningRate(): number {
    if (this.#schedule === undefined) return this.#rate.read()[0]!;
    const { gradientAccumulationSteps: every = 1 } = this.common;
    return this.#schedule.at(this.steps * every + this.#counts.accumulated.read()[0]!).item();
  }

  set learningRate(value: number) {
    if (this.#schedule !== undefined)
      throw new ConfigError(
        `${this.kind}: the learning rate follows a schedule (${this.#schedule.kind}) and cannot be set. Make the optimizer with a number.`,
      );
    this.#rate.assign(constant(Float32Array.of(checkNumber(this.kind, 'learningRate', value, { least: 0 })), []));
  }

  /** Excludes weights from weight decay: those whose name, such as 'dense/bias', matches one of these regular expressions.
   *  @throws {ConfigError} once the optimizer has seen its weights */
  excludeFromWeightDecay(weights: { readonly varNames: readonly string[] }): void {
    if (this.#weights !== undefined)
      throw new ConfigError(`${this.kind}: excludeFromWeightDecay comes before the optimizer sees its weights. Call it before compile.`);
    this.#excluded = checkVarNames(this.kind, 'excludeFromWeightDecay', weights).varNames;
  }

  /** State beside the weights. */
  get slots(): readonly Variable[] {
    return this.#groups.flatMap((g) => g.slots);
  }

  /** All of the optimizer's variables. */
  get variables(): readonly Variable[] {
    const { gradientAccumulationSteps, emaOverwriteFrequency } = this.common;
    const counts = [
      ...(gradientAccumulationSteps === undefined ? [] : [this.#counts.accumulated]),
      ...(emaOverwriteFrequency === undefined ? [] : [this.#counts.averaged]),
    ];
    return [this.iterations, this.#rate, ...counts, ...this.slots];
  }

  /** The weights in the order in which they should lie in memory. */
  get order(): readonly Variable[] {
    return this.#groups.flatMap((g) => g.variables);
  }

  /** Makes the state for weights.
   *  @throws {ConfigError} if it was made for other weights */
  build(weights: readonly Variable[]): void {
    const known = this.#weights;
    if (known !== undefined && (known.length !== weights.length || known.some((w, i) => w !== weights[i]))) {
      throw new ConfigError(
        `${this.kind}: this optimizer holds the state of other weights (${show(known.map((w) => w.name))}) than ` +
          `${show(weights.map((w) => w.name))}. Make a new optimizer for each model.`,
      );
    }
    if (known !== undefined) return;
    const { weightDecay, useEma, gradientAccumulationSteps } = this.common;
    const slots = [...this.slotNames(), ...(useEma ? ['average'] : []), ...(gradientAccumulationSteps === undefined ? [] : ['gradient'])];
    const decays = (v: Variable): boolean => weightDecay !== undefined && !this.#excluded.some((name) => new RegExp(name).test(v.name));
    const alone = (v: Variable): boolean => this.sparse && v.size >= ALONE;
    const parts = [true, false]
      .flatMap((decaying) => {
        const variables = weights.filter((v) => decays(v) === decaying);
        return [variables.filter((v) => !alone(v)), ...variables.filter(alone).map((v) => [v])].map((part) => ({
          decaying,
          variables: part,
        }));
      })
      .filter((p) => p.variables.length > 0);
    const groups = parts.map(({ decaying, variables }, i) => new Group(variables, decaying, slots, parts.length === 1 ? '' : `/${i}`));
    besideTrace(() => groups.forEach((group) => this.prepare(group)));
    this.#groups = groups;
    this.#weights = weights;
  }

  /** Releases the state beside the weights. */
  release(): void {
    this.#groups = [];
    this.#weights = undefined;
  }

  /** Takes one step in a trace, given pairs of a gradient and its variable.
   *  @throws {ConfigError} if the variables differ from those of the first step */
  apply(t: Trace, pairs: readonly (readonly [Tensor, Variable])[]): void {
    this.build(pairs.map(([, v]) => v));
    const gradients = new Map(pairs.map(([g, v]) => [v, g]));
    const { gradientAccumulationSteps, useEma } = this.common;
    const rate = this.#schedule === undefined ? t.read(this.#rate) : this.#schedule.at(this.#gradientsSeen(t));
    let done: Tensor | undefined;
    if (gradientAccumulationSteps === undefined) {
      this.#step(t, gradients, rate);
    } else {
      const due = cycle(t, this.#counts.accumulated, gradientAccumulationSteps);
      const means = this.#accumulate(t, gradients, due, gradientAccumulationSteps);
      t.when(due, () => this.#step(t, means, rate));
      done = due;
    }
    if (useEma) this.#average(t, done);
    if (done === undefined) this.constrain(t);
    else t.when(done, () => this.constrain(t));
    t.update(this.iterations, count(t.read(this.iterations), done === undefined ? constant(Int32Array.of(1), []) : cast(done, 'int32')));
  }

  /** Takes one step in a trace that makes a loss smaller: differentiates it and calls `apply`. @shape loss [] @throws {ConfigError} as
   *  `apply` */
  minimize(t: Trace, loss: Tensor, variables: readonly Variable[]): void {
    const gradients = differentiate(
      loss,
      variables.map((v) => t.read(v)),
    );
    this.apply(
      t,
      variables.map((v, i) => [gradients[i]!, v]),
    );
  }

  /** Takes one step at once, for training loops of your own.
   *  @param pairs  gradients and their variables; the variables are the same, in the same order, in every call
   *  @throws {ConfigError} if there are no pairs, or the variables differ from those before
   *  @throws {ShapeError} if a gradient has another shape than its variable, or one of them is not float32 */
  applyGradients(pairs: readonly (readonly [TensorLike, Variable])[]): void {
    if (!Array.isArray(pairs) || pairs.length === 0)
      throw new ConfigError(`${this.kind}: applyGradients expects pairs [gradient, variable], received ${show(pairs)}.`);
    const checked = pairs.map(([gradient, v], i): readonly [Tensor, Variable] => {
      const g = asTensor(gradient);
      if (!(v instanceof Variable))
        throw new ConfigError(`${this.kind}: pair ${i} of applyGradients has no variable but ${show(v)}. Make one with variable(tensor).`);
      if (!sameShape(v.shape, g.shape))
        throw new ShapeError(
          `${this.kind}: the gradient of ${v.name} must have its shape ${showShape(v.shape)}, received ${showShape(g.shape)}.`,
        );
      const other = [v, g].find(({ dtype }) => dtype !== 'float32');
      if (other !== undefined)
        throw new ShapeError(
          `${this.kind}: ${v.name} and its gradient: expected float32 values of shape ${showShape(v.shape)}, received ${other.dtype}.`,
        );
      return [g, v];
    });
    const before = this.#weights;
    try {
      const t = new Trace({ training: true });
      this.apply(t, checked);
      applyEffects(t.effects(), this.order);
    } catch (error) {
      // If the first step fails, the optimizer is bound to no weights.
      if (before === undefined) this.release();
      throw error;
    }
  }

  /** Sets weights to their moving averages at the end of training. Does nothing without useEma. */
  finish(): void {
    if (!this.common.useEma || this.steps === 0) return;
    for (const group of this.#groups) {
      unpack(group.slot('average').value(), group.variables).forEach((average, i) => group.variables[i]!.assign(average));
    }
  }

  getConfig(): Record<string, unknown> {
    const { excludeFromWeightDecay: _, ...config } = this.#config;
    const learningRate = this.#schedule === undefined ? this.learningRate : partConfig(this.#schedule);
    return { ...config, learningRate, ...(this.#excluded.length === 0 ? {} : { excludeFromWeightDecay: { varNames: this.#excluded } }) };
  }

  /** Weights that are treated alike. */
  protected get groups(): readonly Group[] {
    return this.#groups;
  }

  protected abstract slotNames(): readonly string[];
  /** Sets slots that do not begin at 0. */
  protected prepare(_group: Group): void {}
  /** The rule: changes the weights of a group, and its slots. */
  protected abstract step(t: Trace, group: Group, gradients: Scaled, rate: Tensor): void;

  /** Whether a kernel may change weights in place. This needs weights that the step has not changed yet. */
  protected inPlace(group: Group): boolean {
    return !group.decays && !this.#changed.has(group);
  }

  /** Whether the rule leaves weights and slots unchanged where gradients are 0. */
  protected get sparse(): boolean {
    return false;
  }

  /** The gradient of a group that is one table, as the rows that the batch uses. Undefined if the rule is not sparse or if
   *  anything else, such as decay or clipping, takes part in the step. */
  protected rowsOf(group: Group, { gradients, scales }: Scaled): RowGradient | undefined {
    return this.sparse && this.inPlace(group) && gradients.length === 1 && scales.length === 0 ? gradientRows(gradients[0]!) : undefined;
  }

  /** The number of the step that is being taken, from 1. @shape [] */
  protected stepNumber(t: Trace): Tensor {
    return add(countAsFloat(t.read(this.iterations)), 1);
  }

  /** Number of gradients before this one. Schedules follow it, as in Keras. @shape [] */
  #gradientsSeen(t: Trace): Tensor {
    const steps = countAsFloat(t.read(this.iterations));
    const { gradientAccumulationSteps } = this.common;
    return gradientAccumulationSteps === undefined
      ? steps
      : add(multiply(steps, gradientAccumulationSteps), t.read(this.#counts.accumulated));
  }

  #step(t: Trace, gradients: ReadonlyMap<Variable, Tensor>, rate: Tensor): void {
    const all = this.order;
    const clipped = this.#clipping(all.map((v) => gradients.get(v)!));
    for (const group of this.#groups) {
      const at = all.indexOf(group.variables[0]!);
      const part = <T>(list: readonly T[]): readonly T[] => list.slice(at, at + group.variables.length);
      const scaled = { gradients: part(clipped.gradients), scales: clipped.scales.length > 1 ? part(clipped.scales) : clipped.scales };
      // A layer may have changed its weights, such as spectralNormalization.
      if (group.variables.some((v) => t.changed(v))) this.#changed.add(group);
      else this.#changed.delete(group);
      if (group.decays) group.write(t, subtract(group.read(t), multiply(group.read(t), multiply(this.common.weightDecay!, rate))));
      this.step(t, group, scaled, rate);
    }
  }

  /** Updates the moving averages of the weights. The weights after the first step are the first average. In every
   *  `emaOverwriteFrequency`-th step the weights become their average.
   *  @param done  1 if a step is taken now, else 0; undefined if every gradient makes a step */
  #average(t: Trace, done: Tensor | undefined): void {
    const { emaMomentum, emaOverwriteFrequency } = this.common;
    const momentum = where(equal(countAsFloat(t.read(this.iterations)), 0), 0, emaMomentum);
    const overwrite = emaOverwriteFrequency === undefined ? undefined : cycle(t, this.#counts.averaged, emaOverwriteFrequency, done);
    for (const group of this.#groups) {
      const weights = group.read(t);
      const average = t.update(
        group.slot('average'),
        add(multiply(momentum, t.read(group.slot('average'))), multiply(subtract(1, momentum), weights)),
      );
      if (overwrite !== undefined) t.when(overwrite, () => group.write(t, average));
    }
  }

  /** Applies the constraints of weights, after all other changes of a step. */
  protected constrain(t: Trace): void {
    for (const v of this.order) if (v.constraint !== undefined) t.update(v, v.constraint.call(t.read(v)));
  }

  /** Adds gradients to those before. Returns the mean of all, for a step that is due. */
  #accumulate(t: Trace, gradients: ReadonlyMap<Variable, Tensor>, due: Tensor, steps: number): Map<Variable, Tensor> {
    const means = new Map<Variable, Tensor>();
    for (const group of this.#groups) {
      const slot = group.slot('gradient');
      const sum = add(t.read(slot), flatten({ gradients: group.variables.map((v) => gradients.get(v)!), scales: [] }));
      t.update(slot, where(due, full(slot.shape, 0), sum));
      unpack(multiply(sum, 1 / steps), group.variables).forEach((mean, i) => means.set(group.variables[i]!, mean));
    }
    return means;
  }
}

/** Counts from 0 to `length` - 1 and starts again. Returns 1 if the next count starts again, else 0.
 *  @param counts  0 if this call does not count; undefined if every call counts */
function cycle(t: Trace, count: Variable, length: number, counts: Tensor | undefined = undefined): Tensor {
  const before = t.read(count);
  const due = equal(before, length - 1);
  const next = where(due, 0, add(before, 1));
  t.update(count, counts === undefined ? next : where(counts, next, before));
  return due;
}
