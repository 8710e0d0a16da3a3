import { ConfigError, ShapeError } from '../core/errors.ts';
import { stored } from '../core/declaration.ts';
import { checkBoolean, checkSeed, checkText } from '../core/options.ts';
import type { Pieces } from '../core/pieces.ts';
import { freshSeed, hashSeed } from '../core/seed.ts';
import { sameShape, showShape, type Shape } from '../core/shape.ts';
import { warnOnce } from '../core/warn.ts';
import { counterVariable } from '../graph/counter.ts';
import type { Spec, SymbolicTensor } from '../graph/symbolic.ts';
import { zeros, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { State, Variable, type Demands } from '../graph/variable.ts';
import { resolveInitializer, type InitializerLike } from '../initializers/registry.ts';
import type { Precision } from '../op/gemm.ts';
import type { Regularizer } from '../regularizers/index.ts';
import type { CallArguments, Tensors, Trace } from '../trace/trace.ts';
import { computesIn, dtypePolicy, type DtypePolicy } from './dtype-policy.ts';
import { applyLayer, type ApplyOptions } from './apply.ts';
import { trainableAsCompiled } from './as-compiled.ts';
import { FirstValues } from './first-values.ts';
import { LAYER, type LayerOptions } from './layer-options.ts';
import { pathsOf, sublayersOf, type Path } from './sublayers.ts';
import type { QuantizationMode } from './quantization.ts';
import { isStored } from './stored-weights.ts';
import { changedNow } from './watch.ts';
import { mustBeAddressable } from './weight-limit.ts';

export { LAYER, type LayerOptions } from './layer-options.ts';

/** Makes the options of a layer in pieces. */
export type ConfigInPieces = () => Pieces<Record<string, unknown>>;

/** A shape whose first axis, the batch, may be anything (null). */
export type BatchShape = readonly (number | null)[];

/** The trace of the step, on which a layer's call may depend besides its input. */
export type CallContext = Trace;

export interface WeightOptions extends Demands {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer?: InitializerLike;
  readonly trainable?: boolean;
}

const namesGiven = new Map<string, number>();

/** A part of a network: weights and a function of tensors. A layer of your own extends this class with `build` (make
 *  weights with addWeight), `call` (ops on the input) and `getConfig`. Layers in its properties become parts of it, also
 *  those in arrays, records, Maps and Sets there; it calls them with `t.call(layer, x)`. Layers in private fields are not found.
 *  @example
 *  class Scale extends Layer {
 *    readonly kind = 'scale';
 *    readonly factor: number;
 *    constructor({ factor, ...options }: { factor: number } & layers.LayerOptions) {
 *      super('scale', options);
 *      this.factor = factor;
 *    }
 *    call(x: Tensor): Tensor {
 *      return ops.multiply(x, this.factor);
 *    }
 *    override getConfig(): Record<string, unknown> {
 *      return { ...super.getConfig(), factor: this.factor };
 *    }
 *  }
 *  await loadModel(path, { customObjects: { scale: Scale } }); */
export abstract class Layer {
  /** The factory's name, as saved. */
  abstract readonly kind: string;
  readonly name: string;
  readonly #inputShape: BatchShape | undefined;
  readonly dtypePolicy: DtypePolicy;
  readonly activityRegularizer: Regularizer | undefined;
  readonly #options: LayerOptions;
  /** Whether the outputs have the time steps of the input, so that they keep its mask. Other layers lose it, as in Keras. */
  readonly supportsMasking: boolean = false;
  #seed: number = freshSeed();
  readonly #weights: Variable[] = [];
  /** How the first values of weights are drawn. */
  readonly #initial = new Map<Variable, FirstValues>();
  /** Whether the layer is, or was, a part of a model. */
  #adopted = false;
  readonly #applied = counterVariable('applied');
  #trainable: boolean;
  #built = false;
  #building = false;
  /** The weights that were there before the layer was built for its first input. */
  #byHand: Set<Variable> = new Set();
  #changed = 0;

  constructor(defaultName: string, options: LayerOptions = {}) {
    checkText('a layer of your own', 'the first argument of super, its default name,', defaultName);
    const { name, trainable = true, inputShape, dtype = dtypePolicy(), activityRegularizer } = LAYER.pick(defaultName, options);
    if (name?.includes('/')) throw new ConfigError(`${defaultName}: name must have no '/', received '${name}'.`);
    const count = namesGiven.get(defaultName) ?? 0;
    if (name === undefined) namesGiven.set(defaultName, count + 1);
    this.name = name ?? (count === 0 ? defaultName : `${defaultName}_${count}`);
    this.#trainable = trainable;
    this.#inputShape = inputShape;
    this.dtypePolicy = dtype;
    this.activityRegularizer = activityRegularizer;
    this.#options = options;
  }

  /** Makes the weights for inputs of this shape. A layer with several inputs receives all their shapes. */
  build(_inputShape: BatchShape, ..._more: BatchShape[]): void {}

  /** The layer's function, in ops. */
  abstract call(inputs: Tensors, t: Trace, args: CallArguments): Tensors;

  /** Whether what the layer gives for a step of sequences, a place along axis 1, depends on no other step, so that `generate` can call it
   *  with one step after another (default false). A layer or a model of your own that is made so overrides it.
   *  @param _inputs  of the call. @shape each [batch, steps, ...]
   *  @param _training  whether the call is to behave as in training
   *  @returns a text in the place of false says why not, in words that go on from 'it cannot go on step by step: ' */
  stepwise(_inputs: readonly Tensor[], _training: boolean): boolean | string {
    return false;
  }

  /** The mask of the outputs: that of the input, if the layer supports masking. Otherwise the mask ends here: with a warning,
   *  unless the layer has looked at it.
   *  @param heeded  whether `call` has looked at a mask */
  computeMask(_inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[], heeded = false): Tensor | undefined {
    if (this.supportsMasking) return masks.length === 1 ? masks[0] : undefined;
    if (!heeded && masks.some((m) => m !== undefined))
      warnOnce(
        'MYELIN_MASK_LOST',
        `${this.name}: the input has a mask, which ends here: layers behind this one count every time step. ` +
          'Put layers that heed the mask before it.',
      );
    return undefined;
  }

  /** The options that make the layer again: those of every layer, and those of its own declaration. */
  getConfig(): Record<string, unknown> {
    const trainable = this.trainable ? undefined : false;
    const own = { name: this.name, trainable, inputShape: this.#inputShape, dtype: this.dtypePolicy };
    return { ...LAYER.store({ ...own, activityRegularizer: this.activityRegularizer }), ...stored(this.#options) };
  }

  /** As `getConfig`, in pieces; undefined where that is done at once. */
  get configInPieces(): ConfigInPieces | undefined {
    return undefined;
  }

  /** Shape of one sample, if it was given. */
  get inputShape(): BatchShape | undefined {
    return this.#inputShape;
  }

  /** Shapes and dtypes of the inputs, if the layer knows them. A model that begins with it is then built at once. */
  inputSpecs(): readonly Spec[] | undefined {
    const shape = this.#inputShape;
    return shape === undefined ? undefined : [{ name: this.name, shape: [null, ...shape], dtype: this.inputDtype }];
  }

  /** The dtype in which inputs are read. */
  get inputDtype(): 'float32' | 'int32' {
    return 'float32';
  }

  /** Fixes the random draws of the layer and of those within. A model sets it from its own seed and the layer's position. */
  get seed(): number {
    return this.#seed;
  }

  set seed(seed: number) {
    this.takeSeed(checkSeed(this.name, seed));
  }

  /** As setting `seed`, unless the layer has one of its own. */
  takeSeed(seed: number): void {
    // Before a model has the layer, no programs have its draws.
    if (this.#adopted && seed !== this.#seed) this.noteChange();
    this.#seed = seed;
    this.#seedSublayers();
  }

  /** Makes the layer a part of a model, whose seed fixes the layer's seed.
   *  @param anew  whether to draw existing weights again: only weights that nothing has changed, in a layer that was never a
   *    part of a model */
  adopt(seed: number, { anew = false }: { anew?: boolean } = {}): void {
    this.takeSeed(seed);
    if (anew && !this.#adopted) for (const layer of this.flattened()) layer.#redraw();
    this.#adopted = true;
  }

  #redraw(): void {
    if (this.#adopted) return;
    for (const [weight, first] of this.#initial) {
      if (weight.version > 0) continue;
      if (first.wait) first.leave(weight, this.seed);
      else weight.assign(first.draw(this.seed));
    }
  }

  #seedSublayers(): void {
    this.sublayers().forEach(([, layer], i) => layer.takeSeed(hashSeed(this.seed, i)));
  }

  /** Whether the optimizer changes the weights. Setting it also sets it in all layers within. A compiled model goes on as compile saw
   *  it, in fit, evaluate and trainOnBatch, also once it is saved and loaded; it must be compiled again to take notice. */
  get trainable(): boolean {
    return trainableAsCompiled(this) ?? this.#trainable;
  }

  set trainable(value: boolean) {
    this.restoreTrainable(checkBoolean(this.name, 'trainable', value));
    for (const [, layer] of this.sublayers()) layer.trainable = value;
  }

  /** Sets `trainable` in this layer alone, as a file has it. */
  restoreTrainable(value: boolean): void {
    if (value === this.#trainable) return;
    this.#trainable = value;
    this.noteChange();
  }

  /** The precision of matrix products and convolutions: `matmul(x, w, { precision: this.computeDtype })`. */
  get computeDtype(): Precision {
    return computesIn(this.dtypePolicy);
  }

  /** The mode in which the weights were quantised for inference; undefined while they are float32. */
  get quantizationMode(): QuantizationMode | undefined {
    return undefined;
  }

  /** Computes quantised weights. Returns a function that puts them in the place of the old ones; undefined if the layer has none that
   *  can be quantised. */
  quantization(_mode: QuantizationMode): (() => void) | undefined {
    return undefined;
  }

  get changed(): number {
    return this.#changed;
  }

  get built(): boolean {
    return this.#built;
  }

  /** The layers within this one and the names of their properties, in the order in which they were set. */
  sublayers(): readonly (readonly [name: string, layer: Layer])[] {
    return sublayersOf(this, Layer);
  }

  /** Every layer within this one, at any depth, once, this one first. */
  *flattened(seen: Set<Layer> = new Set()): Generator<Layer> {
    if (seen.has(this)) return;
    seen.add(this);
    yield this;
    for (const [, layer] of this.sublayers()) yield* layer.flattened(seen);
  }

  /** The variables of this layer and of those within, each once, with its path. */
  paths(): Path[] {
    return pathsOf(this);
  }

  /** The layer's own weights as Keras orders them: those that do not learn come last. */
  get ownWeights(): readonly Variable[] {
    return [...this.#weights.filter((w) => w.trainable), ...this.#weights.filter((w) => !w.trainable)];
  }

  /** All weights and states, those of the layers within included. */
  get variables(): readonly Variable[] {
    return this.paths().map(([, variable]) => variable);
  }

  /** All weights, those of the layers within included. */
  get weights(): readonly Variable[] {
    return this.variables.filter((v) => !(v instanceof State));
  }

  /** The options that are layers, as getConfig names them. Each is saved as a layer of its own. */
  get layerOptions(): Readonly<Record<string, Layer | readonly Layer[]>> {
    return {};
  }

  /** The weights that an optimizer changes. A layer that is not trainable has none, whatever the layers within it say, as in Keras. */
  get trainableWeights(): Variable[] {
    const found = new Set<Variable>();
    const seen = new Set<Layer>();
    const visit = (layer: Layer): void => {
      if (seen.has(layer) || !layer.trainable) return;
      seen.add(layer);
      for (const v of layer.ownTrainable()) found.add(v);
      for (const [, part] of layer.sublayers()) visit(part);
    };
    visit(this);
    return [...found];
  }

  get nonTrainableWeights(): Variable[] {
    const learning = new Set(this.trainableWeights);
    return this.weights.filter((w) => !learning.has(w));
  }

  countParams(): number {
    return this.weights.reduce((sum, w) => sum + w.size, 0);
  }

  /** Makes the weights for these inputs, unless they exist. */
  buildFor(inputs: readonly Tensor[]): void {
    if (this.#built) return;
    this.#built = this.#building = true;
    // A caller may have built the layer by hand, as in Keras.
    this.#byHand = new Set(this.#weights);
    try {
      const [first, ...more] = inputs.map((x): BatchShape => [null, ...x.shape.slice(1)]);
      this.build(first!, ...more);
      mustBeAddressable(this.name, this.#weights);
      this.#seedSublayers(); // build may have made some
      for (const [weight, first] of this.#initial) {
        if (first.wait && weight.waits) first.leave(weight, this.seed);
        else weight.begin();
      }
    } catch (error) {
      this.#built = false;
      this.#weights.length = 0;
      this.#initial.clear();
      throw error;
    } finally {
      this.#building = false;
      this.#byHand.clear();
    }
  }

  /** Applies the layer. Concrete values are computed at once. Within a `call` or a compiled function it does the same as
   *  `t.call(layer, inputs)`. Results of `input` and of other layers become a part of a functional model. A layer with
   *  several outputs answers with a list. */
  apply<Output = SymbolicTensor>(inputs: SymbolicTensor | readonly SymbolicTensor[], options?: Readonly<Record<string, unknown>>): Output;
  apply(x: TensorLike, options?: ApplyOptions): Tensor;
  apply(inputs: TensorLike | readonly Tensor[], options?: ApplyOptions): Tensors;
  apply(
    inputs: TensorLike | readonly Tensor[] | SymbolicTensor | readonly SymbolicTensor[],
    options: ApplyOptions = {},
  ): Tensors | SymbolicTensor | readonly SymbolicTensor[] {
    return applyLayer(this, inputs, options, this.#applied);
  }

  /** A new weight, drawn by the initializer from the layer's seed. */
  protected addWeight({ name, shape, initializer = 'glorotUniform', trainable = true, ...demands }: WeightOptions): Variable {
    const own = `${this.name}/${name}`;
    const known = this.#builtByHand(name, shape);
    if (known !== undefined) return known;
    const source = resolveInitializer(initializer);
    const stored = isStored(own, shape);
    const first = new FirstValues(own, name, source, shape, !trainable);
    const draw = (): Tensor => first.draw(this.seed);
    if (stored && trainable) return this.hold(new Variable(own, zeros(shape, 'float32'), trainable, demands));
    // Weights that build makes are drawn when all are known. Those that do not learn may have values of any kind, which their draw tells.
    const weight = this.hold(
      this.#building && trainable
        ? new Variable(own, zeros(shape, 'float32'), trainable, demands, draw)
        : new Variable(own, draw(), trainable, demands),
    );
    this.#initial.set(weight, first);
    return weight;
  }

  /** What the layer remembers from call to call: zeros at first. `call` reads it with t.read and changes it with t.update, in predictions,
   *  too. Files keep it; it is no weight. */
  protected addState({ name, shape }: { readonly name: string; readonly shape: Shape }): Variable {
    const own = `${this.name}/${name}`;
    void isStored(own, shape);
    return this.#builtByHand(name, shape) ?? this.hold(new State(own, zeros(shape, 'float32'), false));
  }

  /** The variable of that name, if the layer was built by hand. @throws {ConfigError} if the name is taken otherwise */
  #builtByHand(name: string, shape: Shape): Variable | undefined {
    const known = this.#weights.find((v) => v.name === `${this.name}/${name}`);
    if (known === undefined || (this.#byHand.has(known) && sameShape(known.shape, shape))) return known;
    throw new ConfigError(`${this.name}: there is a weight named '${name}' already. Give each weight a name of its own: files go by it.`);
  }

  /** Takes a variable as one of the layer's weights. */
  protected hold(variable: Variable): Variable {
    this.#weights.push(variable);
    return variable;
  }

  /** Removes a weight from the layer. */
  protected release(variable: Variable): void {
    this.#weights.splice(this.#weights.indexOf(variable), 1);
    this.noteChange();
  }

  /** Notes that programs which were made of the layer are no longer right: a setting has changed, or a weight or layer is gone. */
  protected noteChange(): void {
    this.#changed = changedNow();
  }

  /** The layer's own weights that an optimizer may change, while the layer is trainable. */
  protected ownTrainable(): readonly Variable[] {
    return this.#weights.filter((w) => w.trainable);
  }

  protected wrongInput(expected: string, received: BatchShape, advice: string): ShapeError {
    return new ShapeError(
      `${this.name}: expected input of shape ${expected}, received ${showShape([null, ...received.slice(1)])}. ${advice}`,
    );
  }
}
