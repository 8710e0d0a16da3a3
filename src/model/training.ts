import { ConfigError, show, ShapeError } from '../core/errors.ts';
import { checkNumber } from '../core/options.ts';
import { PASS, within, type Pieces } from '../core/pieces.ts';
import { constant, full, Tensor, type NestedNumbers } from '../graph/tensor.ts';
import { counterVariable } from '../graph/counter.ts';
import { zeroVariable, type Variable } from '../graph/variable.ts';
import type { Spec } from '../graph/symbolic.ts';
import { asCompiled, trainableOf, type CompiledTrainable } from '../layers/as-compiled.ts';
import type { Layer } from '../layers/layer.ts';
import { addPenalties } from '../layers/penalties.ts';
import { Watch } from '../layers/watch.ts';
import { bothMasks, maskedWeight, reduce } from '../losses/loss.ts';
import { valuesOf } from '../losses/registry.ts';
import { fitTargets } from '../losses/targets.ts';
import type { Loss } from '../losses/index.ts';
import { add, count, multiply } from '../op/elementwise.ts';
import { assign, assignAll, record } from '../op/update.ts';
import { Driver, type Optimizer } from '../optimizers/index.ts';
import { resolveOptimizer } from '../optimizers/registry.ts';
import { differentiating } from '../grad/differentiate.ts';
import { Trace } from '../trace/trace.ts';
import { lossesOf, type CompileOptions } from './compile-options.ts';
import type { TargetsUser } from './data.ts';
import { capitalized } from '../core/figure-names.ts';
import { figuresOf, FigureState, LossFigure, mustDiffer, targetsUserOf, type Figure } from './figures.ts';
import { GradientNorms } from './gradient-norms.ts';
import { entering, type Batch, type Network, type Step } from './network.ts';
import { perPlace } from './per-output.ts';

/** Figures of an epoch or an evaluation by name: loss, then the metrics. If the result of a metric is no number, such as a
 *  confusion matrix, it is given as nested arrays. */
export type Logs = Record<string, number>;

const int32 = (value: number): Tensor => constant(Int32Array.of(value), []);

/** What a network makes of a batch. */
export interface Measured {
  readonly loss: Tensor;
  readonly outputs: readonly Tensor[];
}

/** Holds the optimizer, the losses and the metrics that were given to compile, and builds the graphs of training steps and test steps.
 *  It knows nothing of arenas. */
export class Training {
  readonly optimizer: Optimizer;
  /** The loss of each output, where it has one. */
  readonly losses: readonly (Loss | undefined)[];
  /** The factor of each loss; empty if none was given. */
  readonly lossWeights: readonly (number | undefined)[];
  readonly figures: readonly Figure[];
  /** What compile saw of each layer's `trainable`. */
  readonly trainable: CompiledTrainable;
  /** The weights that the optimizer changes. */
  readonly weights: readonly Variable[];
  /** Position in the order of rows at which the next batch begins. */
  readonly cursor: Variable = zeroVariable('cursor', [], 'int32');
  /** What the network's draws will have counted when a step of a driver ends. */
  readonly nextDraws: Variable = counterVariable('nextDraws');
  /** Row of the record for the next epoch's figures. */
  readonly row: Variable = zeroVariable('row', [], 'int32');
  readonly #network: Network;
  /** The outputs' shapes and the layers for which it was made, and the version of the layers at that time. */
  readonly #madeFor: { readonly outputs: string; readonly layers: readonly Layer[] };
  readonly #watch: Watch;
  #madeAt: number;
  readonly #total = new LossFigure('loss');
  /** The figure of each output's loss, if there are several outputs. */
  readonly #parts: readonly (LossFigure | undefined)[];
  readonly #states: Record<'learning' | 'testing', FigureState>;
  /** The norms of gradients, and the figures of learning with them; made when first asked for. */
  #withNorms: { readonly norms: GradientNorms; readonly learning: FigureState } | undefined;
  /** The norms of gradients that steps measure now. */
  #norms: GradientNorms | undefined;

  /** @param trainable  what compile saw; layers that were made later are taken as they are now */
  constructor(network: Network, options: CompileOptions, trainable: CompiledTrainable) {
    this.#network = network;
    const { outputs } = network;
    this.#madeFor = { outputs: shapesOf(outputs), layers: [...network.flattened()] };
    this.#watch = new Watch(() => network.flattened());
    this.#madeAt = this.#watch.version;
    this.trainable = new Map([...trainableOf(network), ...trainable]);
    this.weights = asCompiled(this.trainable, () => network.trainableWeights);
    this.optimizer = resolveOptimizer(options.optimizer ?? 'rmsprop');
    this.losses = lossesOf(options.loss, outputs);
    const factors = typeof options.lossWeights === 'number' && outputs.length === 1 ? [options.lossWeights] : options.lossWeights;
    this.lossWeights =
      factors === undefined
        ? []
        : perPlace<number>('compile: lossWeights', 'output', factors, outputs).map((w) =>
            w === undefined ? w : checkNumber('compile', 'a loss weight', w),
          );
    this.figures = figuresOf(options, this.losses, outputs);
    for (const { metric, output } of this.figures) metric.buildFor(outputs[output]!.shape);
    const several = this.losses.filter((loss) => loss !== undefined).length > 1;
    this.#parts = outputs.map(({ name }, i) =>
      several && this.losses[i] !== undefined ? new LossFigure(`${name}${capitalized('loss')}`) : undefined,
    );
    const all = [this.#total, ...this.#parts.filter((p) => p !== undefined)].map((metric) => ({ name: metric.name, metric }));
    const shown = [...all, ...this.figures];
    mustDiffer(shown.map(({ name }) => name));
    this.#states = { learning: new FigureState(shown), testing: new FigureState(shown) };
    if (this.weights.length > 0) this.optimizer.build(this.weights);
  }

  /** The figures of learning, and their variables. */
  get learned(): FigureState {
    return this.#states.learning;
  }

  /** Whether the network is as it was. A model within it may have got or lost layers. */
  get fits(): boolean {
    if (this.#madeAt === this.#watch.version) return true;
    const layers = [...this.#network.flattened()];
    const made = this.#madeFor;
    if (shapesOf(this.#network.outputs) !== made.outputs) return false;
    if (layers.length !== made.layers.length || layers.some((layer, i) => layer !== made.layers[i])) return false;
    this.#madeAt = this.#watch.version;
    return true;
  }

  /** What names of programs begin with while steps measure more than the figures of compile. */
  get variant(): string {
    return this.#norms === undefined ? '' : 'norms ';
  }

  /** All variables of training except the network's weights. */
  get variables(): readonly Variable[] {
    return [...this.optimizer.variables, ...this.ownVariables];
  }

  /** What only training reads: figures, and where it stands. */
  get ownVariables(): readonly Variable[] {
    const states = [this.#states.learning, this.#states.testing, ...(this.#withNorms === undefined ? [] : [this.#withNorms.learning])];
    return [...states.flatMap((s) => s.variables), this.cursor, this.row, this.nextDraws];
  }

  /** Whether a step consists of several programs that the optimizer asks for. */
  get driven(): boolean {
    return this.optimizer instanceof Driver && this.weights.length > 0;
  }

  /** What decides the form of an output's targets; undefined if they are taken as they come. */
  targetsUser(output: number): TargetsUser | undefined {
    return targetsUserOf(this.figures.filter((f) => f.output === output).map(({ metric }) => metric), this.losses[output]);
  }

  /** Whether an output takes targets as they come, because the network's own loss may use them and nothing else does. */
  takesAny(output: number): boolean {
    return this.#network.ownLoss && !this.needsTarget(output);
  }

  /** Whether an output needs targets: a loss or a metric of compile uses them. */
  needsTarget(output: number): boolean {
    return this.losses[output] !== undefined || this.figures.some((f) => f.output === output);
  }

  /** Whether larger ('up') or smaller ('down') values of a figure are better; undefined if that is not known. */
  directionOf(figure: string): 'up' | 'down' | undefined {
    return this.#states.learning.figures.find(({ name }) => name === figure)?.metric.direction;
  }

  /** A trace in which the network learns.
   *  @param inferring  whether it is only looked at, with as many rows as no batch may have */
  trace(inferring = false): Trace {
    return new Trace({ training: true, inferring, draws: this.#network.draws, instead: this.#states.learning.instead });
  }

  /** Does work whose steps measure the norms of gradients, too, as figures of the epoch.
   *  @throws {ConfigError} if a driver takes the steps, nothing learns, or another figure has the name of a norm */
  async withNorms<T>(work: () => Promise<T>): Promise<T> {
    if (this.driven)
      throw new ConfigError(
        `fit: gradientNorms is for optimizers of one gradient a step, and ${this.optimizer.kind} evaluates several. Leave it away.`,
      );
    const without = this.#states.learning;
    if (this.#withNorms === undefined) {
      const norms = new GradientNorms(this.#network, this.weights, without.figures.map(({ name }) => name));
      this.#withNorms = { norms, learning: new FigureState([...without.figures, ...norms.figures]) };
    }
    [this.#norms, this.#states.learning] = [this.#withNorms.norms, this.#withNorms.learning];
    try {
      return await work();
    } finally {
      [this.#norms, this.#states.learning] = [undefined, without];
    }
  }

  /** Effects of one training step on a batch, in pieces. */
  *learning(batch: Batch): Pieces<Tensor[]> {
    const t = this.trace();
    const { loss } = yield* this.measuring(t, batch);
    yield PASS;
    if (this.#norms !== undefined) {
      this.#norms.measure(t, yield* differentiating(loss, this.weights.map((v) => t.read(v))));
      yield PASS;
    }
    if (this.weights.length > 0) yield* this.optimizer.minimizing(t, loss, this.weights);
    const effects = t.effects();
    yield PASS;
    return effects;
  }

  /** Effects of measuring a batch, in pieces. */
  *testing(batch: Batch): Pieces<Tensor[]> {
    const t = new Trace({ training: false, draws: this.#network.draws, instead: this.#states.testing.instead });
    yield* this.measuring(t, batch);
    yield PASS;
    const effects = t.effects();
    yield PASS;
    return effects;
  }

  /** The sum of the weighted losses of all outputs and the terms that layers add. @shape [] */
  lossOf(t: Trace, { outputs, targets, weights }: Step): Tensor {
    const terms = outputs.flatMap((yPred, i) => {
      const loss = this.losses[i];
      if (loss === undefined) return [];
      const target = targets[i];
      if (target === undefined)
        throw new ConfigError(
          `${this.#network.name}: the output ${this.#network.outputs[i]!.name} has a loss and no targets. Give y for it.`,
        );
      const fitted = fitTargets(loss.kind, target, yPred, loss.targets, loss.classes);
      const values = valuesOf(loss, fitted, yPred);
      const mask = bothMasks(t.maskOf(yPred), loss.counts?.(fitted, values));
      const value = reduce(values, loss.reduction, maskedWeight(mask, weights[i], values, loss.reduction));
      this.#parts[i]?.add(t, multiply(value, yPred.shape[0]!), full([], yPred.shape[0]!));
      const weight = this.lossWeights[i];
      return [weight === undefined ? value : multiply(value, weight)];
    });
    const all = [...terms, ...t.losses];
    if (all.length === 0)
      throw new ConfigError(
        `${this.#network.name}: there is no loss to make small. Give compile a loss, or add one in a layer with t.addLoss.`,
      );
    return all.reduce(add);
  }

  /** The effect that moves the cursor forward by `rows`. */
  advance(rows: number): Tensor {
    return increment(this.cursor, rows);
  }

  /** Effects at the beginning of an epoch: they reset the figures and the cursor. */
  beginEpoch(): Tensor[] {
    return [assignAll(this.#states.learning.variables, full([this.recorded], 0)), assign(this.cursor, int32(0))];
  }

  /** Effects at the end of an epoch: they write its figures into the next row of the table and count the epoch.
   *  @shape table [rows, recorded] */
  endEpoch(table: Tensor, epochs: Variable): Tensor[] {
    return [
      record(
        this.#states.learning.variables.map((v) => v.tensor),
        this.row.tensor,
        table,
      ),
      increment(this.row, 1),
      this.countEpoch(epochs),
    ];
  }

  /** The effect that counts an epoch. */
  countEpoch(epochs: Variable): Tensor {
    return assign(epochs, count(epochs.tensor, int32(1)));
  }

  /** Numbers that `endEpoch` records. */
  get recorded(): number {
    return this.#states.learning.variables.reduce((size, v) => size + v.size, 0);
  }

  /** Puts the figures of the next epoch into the first row of the record. */
  restartRecord(): void {
    this.row.assign(int32(0));
  }

  /** Adds the figures in the first `rows` rows of a record to the lists of a history. */
  recordFigures(table: Float32Array, rows: number, history: Record<string, NestedNumbers[]>): void {
    this.#states.learning.record(table, rows, history);
  }

  /** Resets the figures of an epoch, or of an evaluation. */
  resetMeters(of: 'learning' | 'testing'): void {
    for (const v of this.#states[of].variables) v.assign(full(v.shape, 0));
  }

  /** The mean loss of the epoch so far. Asking for it alone is cheap. */
  get lossSoFar(): number {
    return this.#total.compute((v, place = 0) => this.#states.learning.instead.get(v)!.read()[place]!);
  }

  /** The figures so far. */
  readMeters(of: 'learning' | 'testing'): Logs {
    return Object.fromEntries(this.#states[of].results()) as Logs;
  }

  /** The loss of a batch and the outputs of the network, in pieces. Adds the loss and the metrics to the figures. @shape loss [] */
  measuring(t: Trace, batch: Batch): Pieces<Measured> {
    return within(this.#measuringNow(t, batch), (piece) => asCompiled(this.trainable, piece));
  }

  *#measuringNow(t: Trace, batch: Batch): Pieces<Measured> {
    const outputs = yield* this.#network.tracing(entering(this.#network, batch.inputs), t);
    addPenalties(this.#network, t);
    const loss = this.#network.computeLoss(t, { ...batch, outputs });
    if (!(loss instanceof Tensor) || loss.size !== 1)
      throw new ShapeError(
        `${this.#network.name}: computeLoss must answer with a tensor of one element, received ${show(loss)}. Sum or average it first.`,
      );
    const rows = outputs[0]!.shape[0]!;
    this.#total.add(t, multiply(loss, rows), full([], rows));
    for (const { metric, output, weighted } of this.figures) {
      const yPred = outputs[output]!;
      const target = batch.targets[output]!;
      const dtypes = target.dtype === 'int32' ? 'classes' : 'values';
      const fitted =
        metric.targets === 'any' ? target : fitTargets(metric.kind, target, yPred, metric.targets === 'either' ? dtypes : metric.targets);
      const weight = maskedWeight(t.maskOf(yPred), weighted ? batch.weights[output] : undefined, yPred, 'sum');
      metric.update(t, fitted, yPred, weight);
    }
    return { loss, outputs };
  }
}

const shapesOf = (outputs: readonly Spec[]): string => outputs.map(({ shape }) => shape.join()).join(' ');

function increment(counter: Variable, by: number): Tensor {
  return assign(counter, add(counter.tensor, int32(by)));
}
