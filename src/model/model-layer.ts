import { ConfigError, show, ShapeError } from '../core/errors.ts';
import { checkKeys, checkSeed } from '../core/options.ts';
import { PASS, type Pieces } from '../core/pieces.ts';
import { all } from '../core/realm.ts';
import { counterVariable } from '../graph/counter.ts';
import type { Spec } from '../graph/symbolic.ts';
import { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { HostLayer } from '../layers/host-layer.ts';
import { inferSpecs } from '../layers/infer.ts';
import { Layer, type BatchShape } from '../layers/layer.ts';
import type { TargetLayer } from '../layers/target-layer.ts';
import type { Trace } from '../trace/trace.ts';
import type { Engine } from './engine.ts';
import { KnownShapes } from './known-shapes.ts';
import type { Network, Step } from './network.ts';
import { Widening } from './widen.ts';

const isSize = (size: unknown): boolean => size === null || (Number.isInteger(size) && (size as number) > 0);

export interface ModelOptions {
  name?: string;
  /** Fixes initialisation, shuffling and dropout; drawn at random if not given. */
  seed?: number;
}

/** A model as other models and training see it: a layer, with shapes of its own and what counts its training. */
export abstract class ModelLayer extends Layer implements Network {
  /** Epochs trained in all fits. Shuffles depend on it, so that training continues where it stopped. @shape [2], the low word
   *  first */
  readonly epochs: Variable = counterVariable('epochs');
  /** Counts the training steps that draw. @shape [2], the low word first */
  readonly draws: Variable = counterVariable('draws');
  /** Runs the model. */
  abstract readonly engine: Engine;
  /** The seed that was given. It stays when the model becomes a part of another. */
  #givenSeed: number | undefined;
  readonly #shapes = new KnownShapes(this, (inputs) => this.infer(inputs));
  /** Whether a call builds the model for its data, and not a user. */
  #called = false;

  constructor(defaultName: string, options: ModelOptions = {}) {
    if (typeof defaultName !== 'string')
      throw new ConfigError(
        `Model: expected the default name of a class that extends it, received ${show(defaultName)}. ` +
        'For a model of layers that were applied write model({ inputs, outputs }), without new.',
      );
    checkKeys(defaultName, options, ['name', 'seed']);
    super(defaultName, options.name === undefined ? {} : { name: options.name });
    this.#givenSeed = options.seed === undefined ? undefined : checkSeed(defaultName, options.seed);
  }

  /** Its call uses no layers but its own: others would be neither trained nor saved. */
  get holdsLayers(): true {
    return true;
  }

  override get seed(): number {
    return this.#givenSeed ?? super.seed;
  }

  override set seed(seed: number) {
    const given = checkSeed(this.name, seed);
    if (given !== this.seed) this.noteChange();
    if (this.#givenSeed !== undefined) this.#givenSeed = given;
    super.takeSeed(given);
  }

  override takeSeed(seed: number): void {
    if (this.#givenSeed === undefined) super.takeSeed(seed);
  }

  get inputs(): readonly Spec[] | undefined {
    return this.#shapes.inputs;
  }

  get outputs(): readonly Spec[] {
    return this.#shapes.outputs;
  }

  /** Whether there is one input, even if its shape is not known yet. */
  get oneInput(): boolean {
    return this.inputs?.length === 1;
  }

  /** Shape of the first input, [null, ...sample]; undefined before it is known. */
  override get inputShape(): BatchShape | undefined {
    return this.inputs?.[0]!.shape;
  }

  /** For each input the layer that reads it on the host; none here. */
  get hosts(): readonly (HostLayer<never> | undefined)[] {
    return [];
  }

  /** For each output the layer that reads its targets on the host; none here. */
  get targets(): readonly (TargetLayer | undefined)[] {
    return [];
  }

  /** Whether inputs are read on the host. The model cannot be a part of another then. */
  get readsHostData(): boolean {
    return this.hosts.some((host) => host !== undefined);
  }

  override inputSpecs(): readonly Spec[] | undefined {
    return this.inputs;
  }

  override get inputDtype(): 'float32' | 'int32' {
    return this.inputs?.[0]!.dtype === 'int32' ? 'int32' : 'float32';
  }

  /** Shape of the first output. @throws {ConfigError} before it is known */
  get outputShape(): BatchShape {
    return this.outputs[0]!.shape;
  }

  /** The layers of the model, in order. */
  get layers(): readonly Layer[] {
    return this.sublayers().map(([, layer]) => layer);
  }

  /** The layer with a name or at an index. Layers within layers are not searched.
   *  @throws {ConfigError} if there is none */
  getLayer(at: string | number): Layer {
    const found = typeof at === 'string' ? this.layers.find((l) => l.name === at) : Number.isInteger(at) ? this.layers.at(at) : undefined;
    if (found === undefined)
      throw new ConfigError(`getLayer: ${this.name} has no layer ${show(at)}. It has: ${this.layers.map((l) => l.name).join(', ')}.`);
    return found;
  }

  /** Makes the weights for inputs of a shape, whose first axis, the batch, does not matter. It is called automatically if the
   *  first layer has an inputShape, or when data come. A model that is built takes more inputs then, if axes are null that had a size and
   *  all layers can: weights, the optimizer's state and how it was compiled stay.
   *  @throws {ShapeError} if the model is built for other shapes, or a layer needs the size of an axis
   *  @throws {ConfigError} if `input` or an inputShape says the size, or while a call is running */
  override build(inputShape: BatchShape, ...more: BatchShape[]): void {
    const shapes = [inputShape, ...more];
    const wrong = shapes.find((shape) => !Array.isArray(shape) || shape.length === 0 || !all(shape.slice(1), isSize));
    if (wrong !== undefined || inputShape === undefined)
      throw new ShapeError(`build: expected shapes such as [null, 4], the batch first, received ${show(wrong)}.`);
    if (this.inputs !== undefined && !this.#called) return this.#widen(this.inputs, shapes);
    this.prepare(shapes.map((shape, i) => ({ name: `input_${i}`, shape: [null, ...shape.slice(1)], dtype: 'float32' })));
  }

  override buildFor(inputs: readonly Tensor[]): void {
    this.#called = true;
    try {
      super.buildFor(inputs);
    } finally {
      this.#called = false;
    }
  }

  #widen(held: readonly Spec[], shapes: readonly BatchShape[]): void {
    const widening = new Widening(this.name, held, shapes);
    const { inputs } = widening;
    if (inputs === undefined) return;
    if (this.inputsAreSaid) throw widening.fixed();
    this.engine.mustOwn('build');
    const outputs = widening.tried(() => this.infer(inputs));
    this.noteChange();
    this.know(inputs, outputs);
  }

  /** Whether layers say what inputs are; otherwise the first data, or a call of build, do. */
  get inputsAreSaid(): boolean {
    return false;
  }

  prepare(inputs: readonly Spec[]): void {
    this.#shapes.find(inputs);
  }

  /** As `prepare`. A sequential model does it in pieces, others at once.
   *  @param _anew  whether what it gives is found anew, if settings have changed; models that do it at once find it when it is asked for */
  *prepareInPieces(inputs: readonly Spec[], _anew = false): Pieces<void> {
    this.prepare(inputs);
    yield PASS;
  }

  *tracing(inputs: readonly Tensor[], t: Trace): Pieces<readonly Tensor[]> {
    const outputs = yield* t.calling(this, inputs.length === 1 ? inputs[0]! : inputs);
    return outputs instanceof Tensor ? [outputs] : outputs;
  }

  /** The loss that training minimises: the weighted losses of the outputs, and the terms that layers add. Override it for a
   *  loss of your own. It is given all targets: those of outputs without loss and metrics as they were given to fit, rows of any
   *  shape; undefined where none were given.
   *  @shape [] */
  computeLoss(t: Trace, step: Step): Tensor {
    return this.engine.training('computeLoss').lossOf(t, step);
  }

  get ownLoss(): boolean {
    return this.computeLoss !== ModelLayer.prototype.computeLoss;
  }

  override getConfig(): Record<string, unknown> {
    return {
      name: this.name,
      ...(this.#givenSeed === undefined ? {} : { seed: this.#givenSeed }),
    };
  }

  /** Shapes and dtypes of the outputs for such inputs. Makes the weights. */
  protected infer(inputs: readonly Spec[]): readonly Spec[] {
    return inferSpecs(this, inputs);
  }

  /** Finds the outputs for the first inputs, which `inferring` infers in pieces. */
  protected finding(
    inputs: readonly Spec[], inferring: (inputs: readonly Spec[]) => Pieces<readonly Spec[]>, anew: boolean,
  ): Pieces<void> {
    return this.#shapes.finding(inputs, inferring, anew);
  }

  /** Notes shapes and dtypes of inputs and outputs. */
  protected know(inputs: readonly Spec[] | undefined, outputs: readonly Spec[] | undefined): void {
    this.#shapes.know(inputs, outputs);
  }
}
