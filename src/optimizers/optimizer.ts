import { ConfigError, show } from '../core/errors.ts';
import { checkBoolean, checkKeys, checkText } from '../core/options.ts';
import { atOnce, isInPieces, PASS, within, type Pieces } from '../core/pieces.ts';
import type { Shape } from '../core/shape.ts';
import { differentiatingOrNull } from '../grad/differentiate.ts';
import { mustBeValuesOf } from '../graph/answers.ts';
import { counterVariable, countOf } from '../graph/counter.ts';
import { constant, full, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { besideTrace, zeroVariable, type Variable } from '../graph/variable.ts';
import { add, cast, count, countAsFloat, divide, multiply, subtract } from '../op/elementwise.ts';
import { gradientRows, type RowGradient } from '../op/gather.ts';
import { applyEffects } from '../run/eager.ts';
import { Trace } from '../trace/trace.ts';
import { Accumulation, GRADIENT } from './accumulation.ts';
import { AVERAGE, Averages, type Exchange } from './averages.ts';
import { clippingOf, type Clipping } from './clipping.ts';
import { Gradients } from './gradients.ts';
import { groupsOf, type Group } from './group.ts';
import { LearningRateState } from './learning-rate.ts';
import { checkVarNames, OPTIMIZER, type HeldOptimizerOptions, type OptimizerOptions } from './options.ts';
import { checkPairs, type Pairs } from './pairs.ts';
import { mustNotBeAsync } from './recorded.ts';
import { WeightState } from './weight-state.ts';

/** With a sparse rule, a weight of at least this many elements is a group of its own, because it may be a table of which a
 *  batch uses few rows. For smaller weights, a pass over all elements costs little more than an extra instruction. */
const ALONE = 1 << 14;
/** What names of an optimizer's state begin with. */
const STATE = 'optimizer/';

/** Changes weights by their gradients, in the order of Keras: gradients are accumulated and clipped, weights decay, the rule
 *  takes its step, averages follow. Its state consists of variables too, so training continues where it stopped.
 *
 *  An optimizer of your own extends this class with `kind`, the names of its slots and its rule, `step`, in ops. Clipping,
 *  decay, averages, accumulation, schedules and saving are then there. To load it, give `loadModel` its class as `customObjects:
 *  { [kind]: TheClass }`; it is constructed with the options that super was given. State beside the slots comes from `addVariable`.
 *  @example
 *  class Lion extends optimizers.Optimizer {
 *    readonly kind = 'lion';
 *    constructor(options: optimizers.OptimizerOptions = {}) {
 *      super('lion', options, [], 1e-4);
 *    }
 *    protected slotNames(): readonly string[] {
 *      return ['m'];
 *    }
 *    protected step(t: Trace, group: optimizers.Group, gradients: optimizers.Gradients, rate: Tensor): void {
 *      const [g, m] = [gradients.flat(), t.read(group.slot('m'))];
 *      const direction = ops.sign(ops.add(ops.multiply(0.9, m), ops.multiply(0.1, g)));
 *      t.update(group.slot('m'), ops.add(ops.multiply(0.99, m), ops.multiply(0.01, g)));
 *      group.write(t, ops.subtract(group.read(t), ops.multiply(rate, direction)));
 *    }
 *  }
 *  @source Keras 3, keras.optimizers.Optimizer */
export abstract class Optimizer {
  /** The factory's name, as saved. */
  abstract readonly kind: string;
  /** Steps done, as two int32 words; `steps` is the number. @shape [2], the low word first */
  readonly iterations: Variable = counterVariable('optimizer/iterations');
  protected readonly common: HeldOptimizerOptions;
  /** State of single weights, of any shape, which `prepare` makes. Most rules have none. */
  protected readonly state: WeightState = new WeightState();
  readonly #clipping: Clipping;
  readonly #rate: LearningRateState;
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #accumulation: Accumulation | undefined;
  readonly #averages: Averages | undefined;
  /** The variables that `addVariable` made. */
  readonly #own: Variable[] = [];
  #excluded: readonly string[];
  #groups: readonly Group[] = [];
  /** The groups with weights that the step which is being recorded has changed already. */
  #changed: Set<Group> = new Set();
  #weights: readonly Variable[] | undefined;

  /** @param kind  as the property `kind`
   *  @param options  as they were given; `getConfig` returns them
   *  @param own  names of the options that this optimizer has besides those of every optimizer; it checks these itself
   *  @param learningRate  what stands for a learning rate that is not given
   *  @throws {ConfigError} on options that are unknown or cannot be */
  constructor(kind: string, options: OptimizerOptions & object, own: readonly string[], learningRate: number) {
    this.#config = { ...options };
    checkKeys(kind, options, [...OPTIMIZER.names, ...own]);
    this.common = OPTIMIZER.pick(kind, options);
    this.#clipping = clippingOf(kind, this.common);
    const { learningRate: rate = learningRate, useEma, emaOverwriteFrequency, excludeFromWeightDecay } = this.common;
    if (emaOverwriteFrequency !== undefined && !useEma) throw new ConfigError(`${kind}: emaOverwriteFrequency needs useEma: true.`);
    this.#rate = new LearningRateState(kind, rate);
    const { gradientAccumulationSteps: every, emaMomentum } = this.common;
    if (every !== undefined) this.#accumulation = new Accumulation(every);
    if (useEma) this.#averages = new Averages(emaMomentum, emaOverwriteFrequency);
    this.#excluded = excludeFromWeightDecay.varNames;
  }

  /** Steps done. */
  get steps(): number {
    return countOf(this.iterations.read());
  }

  /** The step size. It may be set between epochs, also by callbacks. @throws {ConfigError} if it is set and follows a schedule */
  get learningRate(): number {
    const { every = 1, counted } = this.#accumulation ?? {};
    return this.#rate.read(this.steps * every + (counted?.read()[0] ?? 0));
  }

  set learningRate(value: number) {
    this.#rate.set(value);
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
    return [...this.#groups.flatMap((g) => g.slots), ...this.state.variables];
  }

  /** All of the optimizer's variables. */
  get variables(): readonly Variable[] {
    return [...this.#single, ...this.slots, ...this.#own];
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
    const { useEma, gradientAccumulationSteps } = this.common;
    const slots = [...this.slotNames(), ...(useEma ? [AVERAGE] : []), ...(gradientAccumulationSteps === undefined ? [] : [GRADIENT])];
    const groups = groupsOf(weights, {
      kind: this.kind,
      slots,
      taken: [...this.#single, ...this.#own].map((v) => v.name.replace(STATE, '')),
      decayOf: (v) => (this.#excluded.some((name) => new RegExp(name).test(v.name)) ? undefined : this.decayOf(v)),
      alone: (v) => this.sparse && v.size >= ALONE,
    });
    besideTrace(() => groups.forEach((group) => this.prepare(group)));
    this.#groups = groups;
    this.#weights = weights;
  }

  /** Releases the state beside the weights. */
  release(): void {
    this.#groups = [];
    this.#weights = undefined;
    if (this.#averages !== undefined) this.#averages.swapped = false;
    this.state.release();
  }

  /** Takes one step in a trace, given pairs of a gradient and its variable. A variable whose gradient is null, for the loss does not
   *  depend on it, stays as it is: it does not decay either, as in Keras.
   *  @throws {ConfigError} if the variables differ from those of the first step */
  apply(t: Trace, pairs: Pairs): void {
    atOnce(this.applied(t, pairs));
  }

  /** As `apply`; in pieces, unless a class has an `apply` of its own. */
  *applying(t: Trace, pairs: Pairs): Pieces<void> {
    if (this.apply === Optimizer.prototype.apply) yield* this.applied(t, pairs);
    else this.apply(t, pairs);
  }

  /** What `apply` does, in pieces. What this object notes of the step comes back for each of them: another step may be recorded in
   *  between. */
  protected *applied(t: Trace, pairs: Pairs): Pieces<void> {
    this.build(pairs.map(([, v]) => v));
    const groups = this.#groups;
    const changed = new Set<Group>();
    const held = new Set(pairs.flatMap(([g, v]) => (g === null ? [v] : [])));
    yield* within(this.#applied(t, pairs, held), (piece) => {
      for (const group of groups) group.hold(held);
      this.#changed = changed;
      return piece();
    });
  }

  *#applied(t: Trace, pairs: Pairs, held: ReadonlySet<Variable>): Pieces<void> {
    const { lossScaleFactor } = this.common;
    const scaled = (g: Tensor): Tensor => (lossScaleFactor === undefined ? g : divide(g, lossScaleFactor));
    const gradients = new Map(pairs.map(([g, v]) => [v, g === null ? full(v.shape, 0) : scaled(g)]));
    const rate = this.#rate.at(t, () => this.gradientsSeen(t));
    let done: Tensor | undefined;
    if (this.#accumulation === undefined) {
      yield* this.#step(t, gradients, rate);
    } else {
      const { due, means } = this.#accumulation.add(t, this.#groups, gradients);
      yield PASS;
      yield* t.whenInPieces(due, () => this.#step(t, means, rate));
      done = due;
    }
    this.#averages?.update(t, this.#groups, this.iterations, done);
    yield PASS;
    yield* this.constraining(t, this.order.filter((v) => !held.has(v)));
    t.update(this.iterations, count(t.read(this.iterations), done === undefined ? constant(Int32Array.of(1), []) : cast(done, 'int32')));
  }

  /** The loss times what `apply` and `applyGradients` divide gradients by: differentiate this in a training loop of your own if the
   *  optimizer scales the loss. `minimize` and `fit` do so themselves.
   *  @param t  the trace of the step; none in a loop of eager ops
   *  @shape loss and result [] */
  scaleLoss(loss: Tensor, _t?: Trace): Tensor {
    const { lossScaleFactor } = this.common;
    return lossScaleFactor === undefined ? loss : multiply(loss, lossScaleFactor);
  }

  /** Takes one step in a trace that makes a loss smaller: differentiates it and calls `apply`. @shape loss [] @throws {ConfigError} as
   *  `apply` */
  minimize(t: Trace, loss: Tensor, variables: readonly Variable[]): void {
    atOnce(this.#minimizing(t, loss, variables));
  }

  /** As `minimize`; in pieces, unless a class has a `minimize` of its own. */
  *minimizing(t: Trace, loss: Tensor, variables: readonly Variable[]): Pieces<void> {
    if (this.minimize === Optimizer.prototype.minimize) yield* this.#minimizing(t, loss, variables);
    else this.minimize(t, loss, variables);
  }

  *#minimizing(t: Trace, loss: Tensor, variables: readonly Variable[]): Pieces<void> {
    const gradients = yield* differentiatingOrNull(
      this.scaleLoss(loss, t),
      variables.map((v) => t.read(v)),
    );
    yield PASS;
    yield* this.applying(
      t,
      variables.map((v, i) => [gradients[i] ?? null, v]),
    );
  }

  /** Takes one step at once, for training loops of your own.
   *  @param pairs  gradients and their variables; the variables are the same, in the same order, in every call
   *  @throws {ConfigError} if there are no pairs, or the variables differ from those before
   *  @throws {ShapeError} if a gradient has another shape than its variable, or one of them is not float32 */
  applyGradients(pairs: readonly (readonly [TensorLike, Variable])[]): void {
    const checked = checkPairs(this.kind, pairs);
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

  /** Whether it keeps averages of the weights. */
  get averaging(): boolean {
    return this.#averages !== undefined;
  }

  /** Whether a class has a `finish`, or a `swapAverages`, of its own. */
  get finishesItself(): boolean {
    return this.finish !== Optimizer.prototype.finish;
  }
  get swapsItself(): boolean {
    return this.swapAverages !== Optimizer.prototype.swapAverages;
  }

  /** Sets weights to their moving averages at the end of training. Does nothing without useEma. */
  finish(): void {
    this.#exchange(this.finishing());
  }

  /** What `finish` does, for a program; undefined if that is nothing. */
  finishing(): Exchange | undefined {
    return this.averaging && this.steps > 0 ? this.#averages!.taking(this.#groups) : undefined;
  }

  /** Exchanges weights and their moving averages, unless it is done already, or there are no averages yet.
   *  @param inModel  whether the weights are to be the averages, or what they were before
   *  @throws {ConfigError} if it is neither true nor false */
  swapAverages(inModel: boolean): void {
    void checkBoolean(this.kind, 'inModel', inModel);
    this.#exchange(this.swapping(inModel));
  }

  /** What `swapAverages` does, for a program; undefined if that is nothing. */
  swapping(inModel: boolean): Exchange | undefined {
    return this.averaging && (!inModel || this.steps > 0) ? this.#averages!.swapping(this.#groups, inModel) : undefined;
  }

  #exchange(given: Exchange | undefined): void {
    if (given === undefined) return;
    const t = new Trace({ training: false });
    given.record(t);
    applyEffects(t.effects(), this.order);
    given.over();
  }

  /** Whether the weights are their moving averages now, and the averages hold the weights. Setting it says so of values that were given
   *  to both, and exchanges nothing. */
  get averagesInModel(): boolean {
    return this.#averages?.swapped ?? false;
  }

  set averagesInModel(inModel: boolean) {
    const swapped = checkBoolean(this.kind, 'averagesInModel', inModel);
    if (this.#averages !== undefined) this.#averages.swapped = swapped;
  }

  /** @throws {ConfigError} unless the optimizer keeps averages of the weights, or its class has a `swapAverages` of its own */
  mustAverage(where: string): void {
    if (this.averaging || this.swapsItself) return;
    throw new ConfigError(`${where}: ${this.kind} keeps no averages of the weights. Make the optimizer with useEma: true.`);
  }

  getConfig(): Record<string, unknown> {
    const { excludeFromWeightDecay: _, ...config } = this.#config;
    const excluded = this.#excluded.length === 0 ? {} : { excludeFromWeightDecay: { varNames: this.#excluded } };
    return { ...config, learningRate: this.#rate.config, ...excluded };
  }

  /** Weights that are treated alike. Empty before the optimizer sees its weights. */
  protected get groups(): readonly Group[] {
    return this.#groups;
  }

  /** All state of every optimizer that belongs to no group. */
  get #single(): readonly Variable[] {
    const accumulated = this.#accumulation === undefined ? [] : [this.#accumulation.counted];
    return [this.iterations, this.#rate.variable, ...accumulated, ...(this.#averages?.variables ?? [])];
  }

  /** The names of the rule's slots: rows of state, as long as the weights of a group, 0 at first (default: none). */
  protected slotNames(): readonly string[] {
    return [];
  }

  /** A new float32 variable besides the slots, 0 at first, which is saved with the model. Make it when the optimizer is made.
   *  @throws {ConfigError} if other state of the optimizer has the name */
  protected addVariable(name: string, shape: Shape = []): Variable {
    const made = zeroVariable(STATE + checkText(this.kind, 'the name of a variable', name), shape);
    if ([...this.#single, ...this.#own].some((v) => v.name === made.name))
      throw new ConfigError(`${this.kind}: there is a variable named ${show(name)} already. Give it another name: files go by it.`);
    this.#own.push(made);
    return made;
  }

  /** Sets slots that do not begin at 0: `group.slot(name).assign(value)`. It is called once for each group. */
  protected prepare(_group: Group): void {}

  /** The rule: changes the weights of a group, and its slots. It is recorded once, in ops; the weights have decayed already,
   *  the gradients are clipped. A rule that gives no weight of the group a new value is an error.
   *  @param gradients  of the weights: `flat()` is one row in the order of `group.read(t)` and of slots
   *  It may be a generator function, which is recorded in pieces: the event loop turns where it yields a number.
   *  @param rate  the learning rate of this step. @shape [] */
  protected abstract step(t: Trace, group: Group, gradients: Gradients, rate: Tensor): void | Pieces<void>;

  /** Part of a weight, multiplied by the learning rate, that each step subtracts; undefined for none. */
  protected decayOf(_weight: Variable): number | undefined {
    return this.common.weightDecay;
  }

  /** Whether a kernel that changes weights in place subtracts `group.decay` times the rate of them, too. */
  protected get decaysInPlace(): boolean {
    return false;
  }

  /** Whether a kernel may change weights in place. This needs weights that the step has not changed yet, all of
   *  which get new values. */
  protected inPlace(group: Group): boolean {
    return !this.#changed.has(group) && !group.holds && (group.decay === undefined || this.decaysInPlace);
  }

  /** Whether the rule leaves weights and slots unchanged where gradients are 0. */
  protected get sparse(): boolean {
    return false;
  }

  /** The gradient of a group that is one table, as the rows that the batch uses. Undefined if the rule is not sparse or if
   *  anything else, such as decay or clipping, takes part in the step. */
  protected rowsOf(group: Group, of: Gradients): RowGradient | undefined {
    const { gradients, scales } = Gradients.forKernel(of);
    return this.sparse && this.inPlace(group) && gradients.length === 1 && scales.length === 0 ? gradientRows(gradients[0]!) : undefined;
  }

  /** The number of the step that is being taken, from 1. @shape [] */
  protected stepNumber(t: Trace): Tensor {
    return add(countAsFloat(t.read(this.iterations)), 1);
  }

  /** Number of gradients before this one. Schedules follow it, as in Keras. @shape [] */
  protected gradientsSeen(t: Trace): Tensor {
    const steps = countAsFloat(t.read(this.iterations));
    if (this.#accumulation === undefined) return steps;
    return add(multiply(steps, this.#accumulation.every), t.read(this.#accumulation.counted));
  }

  *#step(t: Trace, gradients: ReadonlyMap<Variable, Tensor>, rate: Tensor): Pieces<void> {
    const all = this.order;
    const clipped = yield* this.#clipping(all.map((v) => gradients.get(v)!));
    for (const group of this.#groups) {
      const at = all.indexOf(group.variables[0]!);
      const part = <T>(list: readonly T[]): readonly T[] => list.slice(at, at + group.variables.length);
      const scaled = { gradients: part(clipped.gradients), scales: clipped.scales.length > 1 ? part(clipped.scales) : clipped.scales };
      // A layer may have changed its weights, such as spectralNormalization.
      if (group.variables.some((v) => t.changed(v))) this.#changed.add(group);
      else this.#changed.delete(group);
      if (group.decay !== undefined && !this.inPlace(group))
        group.write(t, subtract(group.read(t), multiply(group.read(t), multiply(group.decay, rate))));
      const before = group.variables.map((v) => t.read(v));
      const answer: unknown = this.step(t, group, new Gradients(scaled), rate);
      if (isInPieces(answer)) yield* answer;
      else mustNotBeAsync(`${this.kind}: step`, answer);
      yield PASS;
      if (group.variables.every((v, i) => t.read(v) === before[i]))
        throw new ConfigError(`${this.kind}: the rule has left all weights as they were. Give them new values: group.write(t, flat).`);
    }
  }

  /** Applies the constraints of weights, after all other changes of a step. As in Keras, a step that only accumulates applies them,
   *  too. */
  protected constrain(t: Trace, weights: readonly Variable[] = this.order): void {
    atOnce(this.constraining(t, weights));
  }

  /** As `constrain`, in pieces. */
  protected *constraining(t: Trace, weights: readonly Variable[]): Pieces<void> {
    for (const v of weights) {
      if (v.constraint === undefined) continue;
      t.update(v, mustBeValuesOf(v.name, 'constraint', v.constraint.kind, v.constraint.call(t.read(v)), v.shape));
      yield PASS;
    }
  }
}
