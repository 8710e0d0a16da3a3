import { ConfigError, show, showPart } from '../core/errors.ts';
import { atOnce, type Pieces } from '../core/pieces.ts';
import { hashSeed } from '../core/seed.ts';
import { SymbolicTensor, type Spec } from '../graph/symbolic.ts';
import type { Tensor } from '../graph/tensor.ts';
import { HostLayer } from '../layers/host-layer.ts';
import { TargetLayer } from '../layers/target-layer.ts';
import { inferringSpecs } from '../layers/infer.ts';
import { Layer, type BatchShape, type ConfigInPieces } from '../layers/layer.ts';
import { extensible, savingLayers } from '../layers/saved-layer.ts';
import { readsHostData, type CallArguments, type CallInPieces, type Trace } from '../trace/trace.ts';
import { Model } from './model.ts';
import type { ModelOptions } from './model-layer.ts';

/** A layer for `sequential`. The first one may be the result of `input`. */
export type LayerLike = Layer | SymbolicTensor;

/** A model of layers, each of which reads the output of the one before. `sequential` makes it. A class that extends it is saved under
 *  its name: `loadModel(path, { customObjects: { TheClass } })`. */
export class Sequential extends Model {
  readonly kind: string = 'sequential';
  readonly #layers: Layer[] = [];
  #shapes: readonly BatchShape[] | undefined;

  constructor(layers: readonly LayerLike[], options: ModelOptions) {
    super('sequential', options);
    if (!Array.isArray(layers)) throw new ConfigError(`sequential: expected an array of layers, received ${show(layers)}.`);
    for (const layer of layers as readonly LayerLike[]) this.#append(layer);
    if (layers.length > 0) this.#rebuild(); // once: each time goes through all layers
  }

  /** Appends layers as the constructor does, in pieces. */
  *appendInPieces(layers: readonly Layer[]): Pieces<void> {
    for (const layer of layers) this.#append(layer);
    const given = this.#forget();
    if (given !== undefined) yield* this.prepareInPieces(given);
  }

  override get oneInput(): boolean {
    return true;
  }

  override sublayers(): readonly (readonly [name: string, layer: Layer])[] {
    return this.#layers.map((layer, i) => [String(i), layer]);
  }

  /** Appends a layer. Models that have this one as a layer must be compiled anew.
   *  @throws {ConfigError} if the model is compiled and built, has a layer of that name, or a call of it, or of a model that it is a
   *    part of, is running */
  add(given: LayerLike): void {
    this.engine.mustOwn('add');
    if (this.#shapes !== undefined && this.compiled)
      throw new ConfigError('sequential: layers cannot be added to a model that is compiled and built. Make a new model of all layers.');
    this.#append(given);
    this.#rebuild();
  }

  #append(given: LayerLike): void {
    const layer = given instanceof SymbolicTensor ? given.call.layer : given;
    if (!(layer instanceof Layer))
      throw new ConfigError(`sequential: expected a layer such as layers.dense({ units: 10 }), received ${showPart(layer)}.`);
    if (layer instanceof Model && layer.readsHostData) throw readsHostData(layer.name);
    if (this.#layers.some((l) => l === layer || l.name === layer.name))
      throw new ConfigError(`sequential: there is a layer named '${layer.name}' already. Give each layer a name of its own.`);
    const last = this.#layers.at(-1);
    if (last instanceof TargetLayer)
      throw new ConfigError(`sequential: ${last.name} reads targets and is the last layer. Put ${layer.name} before it.`);
    if ([...layer.flattened()].includes(this)) throw new ConfigError(`sequential: ${this.name} cannot be a layer within itself.`);
    layer.adopt(hashSeed(this.seed, this.#layers.length));
    this.#layers.push(layer);
  }

  /** Removes the last layer and returns it. Models that have this one as a layer must be compiled anew.
   *  @throws {ConfigError} if there is none, if the model is compiled and built, or a call of it, or of a model that it is a part
   *    of, is running */
  pop(): Layer {
    if (this.#layers.length === 0) throw new ConfigError('sequential: there is no layer to take away.');
    this.engine.mustOwn('pop');
    if (this.#shapes !== undefined && this.compiled)
      throw new ConfigError(
        'sequential: layers cannot be taken from a model that is compiled and built. Make a new model of the layers that are left.',
      );
    const layer = this.#layers.pop()!;
    this.#rebuild();
    return layer;
  }

  /** Shapes after each layer. */
  get layerShapes(): readonly BatchShape[] {
    void this.outputs;
    return this.#shapes!;
  }

  override outputOf(layer: Layer): BatchShape | undefined {
    return this.#shapes?.[this.#layers.indexOf(layer)];
  }

  /** The place of the layer that reads inputs on the host; -1 if there is none. The layers behind it see what it makes of them. */
  get #hostAt(): number {
    const at = this.#layers[0]?.kind === 'input' ? 1 : 0;
    return this.#layers[at] instanceof HostLayer ? at : -1;
  }

  override get hosts(): readonly HostLayer<never>[] {
    const host = this.#layers[this.#hostAt];
    return host instanceof HostLayer ? [host] : [];
  }

  override get targets(): readonly (TargetLayer | undefined)[] {
    const last = this.#layers.at(-1);
    return [last instanceof TargetLayer ? last : undefined];
  }

  get firstLayerName(): string {
    return (this.#layers.find((l) => l.kind !== 'input') ?? this.#layers[0])?.name ?? this.name;
  }

  override stepwise(): boolean {
    return true;
  }

  call(x: Tensor, t: Trace, args: CallArguments): Tensor {
    return atOnce(this.#calling(x, t, args));
  }

  /** Undefined in a class that has a call of its own. */
  get callInPieces(): CallInPieces | undefined {
    return this.call === Sequential.prototype.call ? this.#calling : undefined;
  }

  *#calling(x: Tensor, t: Trace, { mask }: CallArguments): Pieces<Tensor> {
    let y = x;
    for (const [i, layer] of this.#layers.slice(this.#hostAt + 1).entries())
      y = (yield* t.calling(layer, y, i === 0 && mask !== undefined ? { mask } : {})) as Tensor;
    return y;
  }

  override computeMask(): undefined {
    return undefined; // the last layer's call has given the output its mask
  }

  override getConfig(): Record<string, unknown> {
    return atOnce(this.#configuring());
  }

  /** Undefined in a class that has a getConfig of its own. */
  override get configInPieces(): ConfigInPieces | undefined {
    return this.getConfig === Sequential.prototype.getConfig ? this.#configuring : undefined;
  }

  *#configuring(): Pieces<Record<string, unknown>> {
    return { ...super.getConfig(), layers: yield* savingLayers(this.#layers) };
  }

  protected override infer(inputs: readonly Spec[]): readonly Spec[] {
    return atOnce(this.#inferring(inputs));
  }

  *#inferring(inputs: readonly Spec[]): Pieces<readonly Spec[]> {
    if (this.#layers.length === 0) throw new ConfigError('sequential: the model has no layers. Add some first.');
    if (inputs.length !== 1) {
      throw new ConfigError(`sequential: expected one input, received ${inputs.length}. Use model({ inputs, outputs }).`);
    }
    let specs = inputs;
    const hostAt = this.#hostAt;
    const shapes: BatchShape[] = [];
    for (const [i, layer] of this.#layers.entries()) {
      if (i > hostAt) specs = yield* inferringSpecs(layer, specs);
      if (specs.length !== 1) {
        throw new ConfigError(
          `sequential: ${layer.name} gives ${specs.length} outputs, and the next layer takes one. Use model({ inputs, outputs }).`,
        );
      }
      shapes.push(specs[0]!.shape);
      yield LAYER_COST;
    }
    this.#shapes = shapes;
    return specs;
  }

  override prepare(inputs: readonly Spec[]): void {
    super.prepare(this.#entering(inputs));
  }

  override *prepareInPieces(inputs: readonly Spec[], anew = false): Pieces<void> {
    const own = this.infer !== Sequential.prototype.infer || this.prepare !== Sequential.prototype.prepare;
    yield* own ? super.prepareInPieces(inputs) : this.finding(this.#entering(inputs), (entering) => this.#inferring(entering), anew);
  }

  #entering([first, ...more]: readonly Spec[]): readonly Spec[] {
    const dtype = (this.hosts[0] ?? this.#layers[0])?.inputDtype ?? 'float32';
    return [{ ...first!, name: this.firstLayerName, dtype }, ...more];
  }

  override get inputsAreSaid(): boolean {
    const [first] = this.#layers;
    return first instanceof Model ? first.inputsAreSaid : this.#knownSpecs() !== undefined;
  }

  /** Forgets all shapes. Finds them again at once if the first layer knows its input. */
  #rebuild(): void {
    const given = this.#forget();
    if (given !== undefined) this.prepare(given);
  }

  /** Forgets all shapes. @returns what the first layer knows of its input */
  #forget(): readonly Spec[] | undefined {
    this.noteChange();
    this.#shapes = undefined;
    this.know(undefined, undefined);
    return this.#knownSpecs();
  }

  /** What the first layers know of the input. */
  #knownSpecs(): readonly Spec[] | undefined {
    const specs = this.#layers[0]?.inputSpecs();
    const [host] = this.hosts;
    if (host === undefined || host === this.#layers[0]) return specs?.[0]?.dtype === 'string' ? undefined : specs;
    return host.knows ? [{ name: host.name, ...host.converted(specs![0]!.shape) }] : undefined;
  }
}

extensible('sequential', Sequential);

/** What it counts to infer what a layer gives, in bytes that are read. */
const LAYER_COST = 1 << 18;

/** Makes a model of layers, each of which reads the output of the one before. */
export function sequential(layers: readonly LayerLike[] = [], options: ModelOptions = {}): Sequential {
  if (!Array.isArray(layers))
    throw new ConfigError(`sequential: expected an array of layers, received ${show(layers)}. Write sequential([first, second]).`);
  return new Sequential(layers, options);
}
