import { selectBackend } from '../backend/select.ts';
import { ConfigError, show, ShapeError } from '../core/errors.ts';
import { checkInteger, checkKeys, checkText } from '../core/options.ts';
import { freshSeed, hashSeed } from '../core/seed.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { asTensor, placeholder, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { zeroVariable, type Variable } from '../graph/variable.ts';
import { Layer, type BatchShape } from '../layers/layer.ts';
import { checkQuantizationMode, type QuantizationMode } from '../layers/quantization.ts';
import { cast } from '../op/elementwise.ts';
import type { History } from './callback.ts';
import { evaluate, predict, predictSync, type EvaluateOptions, type PredictOptions } from './evaluate.ts';
import { fit, type FitOptions } from './fit.ts';
import { trainOnBatch, type BatchOptions } from './train-on-batch.ts';
import { profile, type Profile, type ProfileOptions } from './profile.ts';
import { save, type SaveOptions } from './save.ts';
import { Session, type Executable } from '../run/session.ts';
import { Trace } from '../trace/trace.ts';
import { summary } from './summary.ts';
import { Training, type CompileOptions, type Logs } from './training.ts';

export interface SequentialOptions {
  name?: string;
  /** Fixes initialisation, shuffling and dropout; drawn at random if not given. */
  seed?: number;
}

/** Programs that a model keeps: batches of a few sizes to train, test and predict on. */
const PROGRAMS = 24;

/** A graph to plan: what to fetch, what to change, what is given. */
interface Graph {
  readonly outputs: readonly Tensor[];
  readonly effects: readonly Tensor[];
  readonly inputs: readonly Tensor[];
}

/** Layers one after another, with what it takes to train them. Made by `sequential`. */
export class Sequential {
  readonly name: string;
  readonly seed: number;
  /** Set to true by a callback to end training. */
  stopTraining = false;
  /** Epochs trained in all fits: the counter of shuffles, so that training goes on where it stopped. */
  readonly epochs: Variable = zeroVariable('epochs', [], 'int32');
  /** Counts the training steps that draw. */
  readonly draws: Variable = zeroVariable('draws', [], 'int32');
  /** Strings saved with the model. */
  metadata: Record<string, string> = {};
  readonly #layers: Layer[] = [];
  #inputShape: BatchShape | undefined;
  #shapes: BatchShape[] | undefined;
  #compiled: CompileOptions | undefined;
  #training: Training | undefined;
  #session: Session | undefined;
  /** In order of use. */
  readonly #programs = new Map<string, Executable>();
  #newest = '';
  #fitting = false;
  /** Calls that have not ended yet, by name. */
  readonly #underWay: string[] = [];
  /** When whoever measures at present is done. */
  #measured: Promise<unknown> = Promise.resolve();

  constructor(layers: readonly Layer[], options: SequentialOptions) {
    checkKeys('sequential', options, ['name', 'seed']);
    if (!Array.isArray(layers)) throw new ConfigError(`sequential: expected an array of layers, received ${show(layers)}.`);
    this.name = checkText('sequential', 'name', options.name ?? 'sequential');
    this.seed = options.seed === undefined ? freshSeed() : checkInteger('sequential', 'seed', options.seed, -0x80000000);
    for (const layer of layers) this.add(layer);
  }

  get layers(): readonly Layer[] {
    return this.#layers;
  }

  /** Appends a layer. @throws {ConfigError} if the model has its shapes already, or has a layer of that name */
  add(layer: Layer): void {
    if (!(layer instanceof Layer)) throw new ConfigError(`sequential: expected a layer such as layers.dense({ units: 10 }), received ${show(layer)}.`);
    if (this.#shapes !== undefined && this.#compiled !== undefined) throw new ConfigError('sequential: layers cannot be added to a model that is compiled and built.');
    if (this.#layers.some((l) => l === layer || l.name === layer.name)) throw new ConfigError(`sequential: there is a layer named '${layer.name}' already. Give each layer a name of its own.`);
    if (!layer.built) layer.seed = hashSeed(this.seed, this.#layers.length);
    this.#layers.push(layer);
    this.#shapes = undefined;
    const given = this.#layers[0]!.inputShape;
    if (given !== undefined) this.build([null, ...given]);
  }

  /** Makes the weights for inputs of a shape (its first axis, the batch, does not matter). Done by itself where the
   *  first layer has an inputShape or data comes. */
  build(inputShape: BatchShape): void {
    if (this.#shapes !== undefined) return;
    if (this.#layers.length === 0) throw new ConfigError('sequential: the model has no layers. Add some first.');
    let x = placeholder([1, ...inputShape.slice(1).map((d) => d!)]);
    this.#inputShape = [null, ...inputShape.slice(1)];
    const t = new Trace({ training: false });
    this.#shapes = this.#layers.map((layer) => {
      x = t.call(layer, x);
      return [null, ...x.shape.slice(1)];
    });
  }

  /** Shape of what the model takes, [null, ...sample]; undefined before it is known. */
  get inputShape(): BatchShape | undefined {
    return this.#inputShape;
  }

  /** Shapes after each layer. */
  get layerShapes(): readonly BatchShape[] {
    if (this.#shapes === undefined) throw new ConfigError(`${this.name}: the shapes are not known yet. Give the first layer an inputShape, or call build or fit.`);
    return this.#shapes;
  }

  get outputShape(): BatchShape {
    return this.layerShapes.at(-1)!;
  }

  get firstLayerName(): string {
    return (this.#layers.find((l) => l.kind !== 'input') ?? this.#layers[0])?.name ?? this.name;
  }

  /** All weights, layer by layer. */
  get weights(): Variable[] {
    return this.#layers.flatMap((l) => l.weights);
  }

  get trainableWeights(): Variable[] {
    return this.#layers.flatMap((l) => l.trainableWeights);
  }

  countParams(): number {
    void this.layerShapes;
    return this.#layers.reduce((sum, l) => sum + l.countParams(), 0);
  }

  /** The model's function, in ops. */
  forward(x: Tensor, t: Trace): Tensor {
    return this.#layers.reduce((y, layer) => t.call(layer, y), x.dtype === 'float32' ? x : cast(x, 'float32'));
  }

  /** Says how to learn: optimizer, loss, and what to measure. @throws {ConfigError} on unknown names or options */
  compile(options: CompileOptions): void {
    checkKeys('compile', options, ['optimizer', 'loss', 'metrics', 'weightedMetrics']);
    this.#mustRest('compile');
    this.#compiled = options;
    this.#training = undefined;
    this.#dropSession();
    if (this.#shapes !== undefined) this.#training = new Training(this, options);
    else Training.check(options);
  }

  get compiled(): boolean {
    return this.#compiled !== undefined;
  }

  /** What compile decided. @throws {ConfigError} before compile */
  training(caller: string): Training {
    if (this.#compiled === undefined) throw new ConfigError(`${caller}: the model is not compiled. Call compile({ optimizer, loss }) first.`);
    return (this.#training ??= new Training(this, this.#compiled));
  }

  /** Trains. Rows go in batches; see FitOptions. Never blocks the event loop.
   *  @returns the figures of each epoch
   *  @throws {ConfigError} before compile, on wrong options, or while another fit runs
   *  @throws {ShapeError | DataError} on data that cannot be trained on, before anything is changed */
  async fit(x: TensorLike, y: TensorLike, options: FitOptions = {}): Promise<History> {
    this.#learns('fit');
    return this.#alone('fit', () => fit(this, x, y, options));
  }

  /** Loss and metrics on data. */
  async evaluate(x: TensorLike, y: TensorLike, options: EvaluateOptions = {}): Promise<Logs> {
    return this.#during('evaluate', () => evaluate(this, x, y, options));
  }

  /** Outputs for data, off this thread. @shape [rows, ...outputShape] */
  async predict(x: TensorLike, options: PredictOptions = {}): Promise<Tensor> {
    return this.#during('predict', () => predict(this, x, options));
  }

  /** Outputs for data, at once. */
  predictSync(x: TensorLike): Tensor {
    return predictSync(this, x);
  }

  /** One step on one batch; answers its loss and metrics. */
  async trainOnBatch(x: TensorLike, y: TensorLike, options: BatchOptions = {}): Promise<Logs> {
    this.#learns('trainOnBatch');
    if (this.#fitting) throw new ConfigError('trainOnBatch: the model is being trained by fit. Wait for fit to end.');
    return this.#during('trainOnBatch', () => trainOnBatch(this, x, y, options));
  }

  /** Where the time of a training step goes or, without `y`, of a prediction: a row for each instruction. Steps run on
   *  this thread, a few at a time; weights and all else they change are put back.
   *  @throws {ConfigError} before compile if `y` is given, on wrong options, or while the model is being trained */
  async profile(x: TensorLike, y?: TensorLike, options: ProfileOptions = {}): Promise<Profile> {
    if (y !== undefined) this.#learns('profile');
    return this.#alone('profile', () => profile(this, x, y, options));
  }

  /** Values of all weights, as Keras orders them. */
  getWeights(): Tensor[] {
    void this.layerShapes;
    return this.weights.map((w) => w.value());
  }

  /** Replaces all weights. @throws {ShapeError} unless count and shapes agree; then nothing is changed */
  setWeights(values: readonly TensorLike[]): void {
    void this.layerShapes;
    const weights = this.weights;
    if (!Array.isArray(values) || values.length !== weights.length) throw new ShapeError(`setWeights: expected ${weights.length} tensors, received ${Array.isArray(values) ? values.length : show(values)}.`);
    const tensors = values.map((v) => asTensor(v));
    weights.forEach((w, i) => {
      if (!sameShape(w.shape, tensors[i]!.shape)) throw new ShapeError(`setWeights: ${w.name} has shape ${showShape(w.shape)}, received ${showShape(tensors[i]!.shape)}.`);
      if ((w.dtype === 'int8') !== (tensors[i]!.dtype === 'int8')) throw new ShapeError(`setWeights: ${w.name} holds ${w.dtype} values, received ${tensors[i]!.dtype}. ${w.dtype === 'int8' ? 'Give an Int8Array and its shape' : 'Convert them first'}.`);
    });
    weights.forEach((w, i) => w.assign(w.dtype === 'int8' ? tensors[i]! : cast(tensors[i]!, 'float32')));
  }

  /** Makes the kernels of dense layers bytes, in place, for predictions that are faster and a file that is smaller, at
   *  some loss of accuracy: an int8 kernel with a scale for each unit; rows of inputs become bytes as they come, each by
   *  its own largest value. The model then predicts and is evaluated, saved and loaded, but cannot be trained.
   *  @throws {ConfigError} on another mode, before the model is built, while it is being trained, if a layer is quantised
   *  already, or if no layer can be
   *  @throws {DataError} on weights that are not finite */
  quantize(mode: QuantizationMode): void {
    checkQuantizationMode('quantize', mode);
    void this.layerShapes;
    this.#mustRest('quantize');
    const changes = this.#layers.flatMap((layer) => layer.quantization(mode) ?? []);
    if (changes.length === 0) throw new ConfigError(`quantize: ${this.name} has no layer that can be quantised. Dense layers can.`);
    this.#dropSession();
    for (const change of changes) change();
    this.#training?.optimizer.release();
  }

  /** Layers, shapes and parameters as a table, printed and returned. */
  summary({ printFn = console.log }: { printFn?: (text: string) => void } = {}): string {
    const text = summary(this);
    printFn(text);
    return text;
  }

  /** Writes the model, its configuration and its training state as one safetensors file. */
  async save(path: string, options: SaveOptions = {}): Promise<void> {
    await save(this, path, options);
  }

  /** Measures alone: whole evaluations, which share their running figures, come one after another. */
  measuring<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#measured.then(work);
    this.#measured = mine.catch(() => undefined);
    return mine;
  }

  /** The model's arena and programs, made when first needed. */
  session(): Session {
    const backend = selectBackend();
    if (this.#session?.backend === backend) return this.#session;
    this.#dropSession();
    this.#session = new Session(backend);
    // What an optimizer changes together should lie together.
    this.#session.reserve(this.#training?.optimizer.order ?? this.trainableWeights);
    return this.#session;
  }

  /** The program kept under a name, planned when first asked for. */
  program(name: string, graph: () => Graph): Executable {
    let program = this.#programs.get(name);
    if (program !== undefined && name === this.#newest) return program; // in its place already
    if (program === undefined) {
      const { outputs, effects, inputs } = graph();
      program = this.session().compile(outputs, effects, inputs);
      const [oldest] = this.#programs.keys();
      if (this.#programs.size >= PROGRAMS && oldest !== undefined) {
        this.session().discard(this.#programs.get(oldest)!);
        this.#programs.delete(oldest);
      }
    }
    this.#programs.delete(name);
    this.#programs.set(name, program);
    this.#newest = name;
    return program;
  }

  /** Gives the model's memory in the backend back at once, not when the garbage collector finds it. The model stays
   *  usable.
   *  @throws {ConfigError} while a call of fit, evaluate, predict or trainOnBatch is under way */
  dispose(): void {
    this.#mustRest('dispose');
    this.#dropSession();
  }

  /** @throws {ConfigError} if the model cannot be trained: before compile, or once it is quantised */
  #learns(caller: string): void {
    this.training(caller);
    const layer = this.#layers.find((l) => l.quantizationMode !== undefined);
    if (layer !== undefined) throw new ConfigError(`${caller}: ${layer.name} is quantised to ${layer.quantizationMode}, and kernels of bytes cannot be trained. Train the float32 model, then quantise it.`);
  }

  /** Does work that no other may change the model during. */
  async #alone<T>(caller: string, work: () => Promise<T>): Promise<T> {
    if (this.#fitting) throw new ConfigError(`${caller}: the model is being trained already. Wait for the first fit to end.`);
    const learning = this.#underWay.find((name) => name === 'trainOnBatch');
    if (learning !== undefined) throw new ConfigError(`${caller}: a call of ${learning} is under way. Wait for it to end.`);
    this.#fitting = true;
    try {
      return await this.#during(caller, work);
    } finally {
      this.#fitting = false;
    }
  }

  /** Does work during which the model's programs and memory stay what they are. */
  async #during<T>(caller: string, work: () => Promise<T>): Promise<T> {
    this.#underWay.push(caller);
    try {
      return await work();
    } finally {
      this.#underWay.splice(this.#underWay.indexOf(caller), 1);
    }
  }

  #mustRest(caller: string): void {
    if (this.#fitting) throw new ConfigError(`${caller}: the model is being trained. Wait for fit to end.`);
    const [work] = this.#underWay;
    if (work !== undefined) throw new ConfigError(`${caller}: a call of ${work} is under way. Wait for it to end.`);
  }

  #dropSession(): void {
    this.#session?.dispose();
    this.#session = undefined;
    this.#programs.clear();
  }
}

/** A model of layers one after another. */
export function sequential(layers: readonly Layer[] = [], options: SequentialOptions = {}): Sequential {
  return new Sequential(layers, options);
}
