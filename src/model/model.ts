import { ConfigError, show } from '../core/errors.ts';
import { later } from '../core/later.ts';
import { checkBoolean, checkKeys } from '../core/options.ts';
import { shows } from '../core/shown.ts';
import type { FileSource } from '../formats/source.ts';
import { constant, type Tensor, type TensorLike } from '../graph/tensor.ts';
import type { Layer, BatchShape } from '../layers/layer.ts';
import type { Label } from '../layers/label-encoding.ts';
import type { QuantizationMode } from '../layers/quantization.ts';
import type { Optimizer } from '../optimizers/index.ts';
import { swapAverages } from './averages.ts';
import type { TrainedModel } from './callback.ts';
import { check, type CheckOptions } from './check/check.ts';
import type { Issue } from './check/issue.ts';
import type { CompileOptions } from './compile-options.ts';
import { Engine } from './engine.ts';
import type { AnyFigures, Compiled, FiguresOf, MetricNames } from './figure-types.ts';
import { evaluate, type EvaluateOptions } from './evaluate.ts';
import { findLearningRate, type FindLearningRateOptions, type LearningRateRange } from './find-learning-rate.ts';
import { fit } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { FitHistory, type AnyHistory } from './history.ts';
import { ModelLayer } from './model-layer.ts';
import type { Inputs, Targets } from './network.ts';
import { predict, predictStream, predictSync, type PredictOptions, type PredictStreamOptions } from './predict.ts';
import { predictLabels } from './predict-labels.ts';
import { profile, type Profile, type ProfileOptions } from './profile.ts';
import { quantize } from './quantize.ts';
import { report, type ReportOptions } from './report/report.ts';
import { snapshot } from '../run/snapshot.ts';
import { save, toBytes, type SaveOptions } from './save.ts';
import { setWeights, setWeightsInPieces } from './set-weights.ts';
import type { DataSource, PredictSource } from './source/data-source.ts';
import { StepPrograms } from './step-programs.ts';
import { summary } from './summary.ts';
import { trainOnBatch, type BatchOptions } from './train-on-batch.ts';
import type { Logs } from './training.ts';
import { loadWeights, saveWeights } from './weights-file.ts';

const FITTED = later('model.fit(...)', 'history', 'epoch');
const MEASURED = later('model.evaluate(...)', 'loss', 'accuracy');
const STEPPED = later('model.trainOnBatch(...)', 'loss', 'accuracy');
const PREDICTED = later('model.predict(...)', 'data', 'shape', 'size', 'dtype', 'rank', 'toArray', 'item', 'argMax', 'print');
const LABELLED = later('model.predictLabels(...)', 'length', 'map', 'forEach', 'join');

/** A network that can be trained. `sequential` and `model` make one. A class of your own extends this one, with layers in its
 *  properties and a method `call`. A model is a layer, so models may be parts of models.
 *  @typeParam Answer  the type of predictions: a tensor, or a list or a record of tensors if there are several outputs
 *  @example
 *  class Twin extends Model {
 *    readonly kind = 'twin';
 *    readonly left = layers.dense({ units: 8 });
 *    readonly right = layers.dense({ units: 8 });
 *    readonly joined = layers.add();
 *    constructor(options: ModelOptions = {}) {
 *      super('twin', options);
 *    }
 *    call(x: Tensor, t: Trace): Tensors {
 *      return t.call(this.joined, [t.call(this.left, x), t.call(this.right, x)]);
 *    }
 *  }
 *  await loadModel<Twin>(path, { customObjects: { twin: Twin } }); */
export abstract class Model<Answer = Tensor> extends ModelLayer implements TrainedModel {
  /** Set to true by a callback to end training. */
  stopTraining = false;
  /** Strings saved with the model. */
  metadata: Record<string, string> = {};
  readonly engine: Engine = new Engine(this);

  static {
    shows<Model<never>>(this as never, (model, within) => (within ? `Model: ${model.name}` : model.toString()));
  }

  /** Sets optimizer, loss and metrics, and fixes which layers learn: `trainable` that is set later counts from the next compile on,
   *  as in Keras.
   *  @returns the model itself, as one whose figures have names that the compiler knows
   *  @throws {ConfigError} on unknown names or options, or while a call is running
   *  @example
   *  const net = sequential([layers.dense({ units: 1 })]).compile({ loss: 'mse', metrics: ['mae'] });
   *  const { loss, mae } = await net.evaluate(x, y); */
  compile<const M extends MetricNames = readonly [], const W extends MetricNames = readonly []>(
    options: CompileOptions<M, W>,
  ): Compiled<FiguresOf<M, W, Answer>> & this;
  compile(options: CompileOptions): Compiled<AnyFigures> & this;
  compile(options: CompileOptions): this {
    checkKeys('compile', options, ['optimizer', 'loss', 'lossWeights', 'metrics', 'weightedMetrics']);
    this.engine.compile(options);
    return this;
  }

  get compiled(): boolean {
    return this.engine.compiled;
  }

  /** The optimizer that compile made or was given. @throws {ConfigError} before compile */
  get optimizer(): Optimizer {
    return this.engine.training('optimizer').optimizer;
  }

  directionOf(figure: string): 'up' | 'down' | undefined {
    return this.engine.training('directionOf').directionOf(figure);
  }

  /** Trains on batches of rows; see FitOptions. Never blocks the event loop.
   *  @param x  values for each input; a table, if a layer reads one; or a source of batches: a generator, an asynchronous one, a stream, a
   *    function that makes one for each epoch, or data whose rows are taken by their numbers. A source is asked for a batch when training
   *    has begun with the one before. What it gives is read before it is asked again. Arrays larger than a quarter of the memory are
   *    streamed in the same way, with the same results
   *  @param y  targets for each output, or the name of a column of x, which is then no input; null (the default) for a source, and for a
   *    model that learns only from the losses that its layers add
   *  @returns the figures of each epoch
   *  @throws {ConfigError} before compile, on wrong options, or while another fit runs
   *  @throws {ShapeError | DataError} on data that cannot be used for training, before anything is changed; a batch of a source that cannot
   *    be used, or that its maker fails to make, with its number, after the steps on those before */
  fit(x: Inputs | DataSource, y: Targets | null = null, options: FitOptions = {}): Promise<AnyHistory> {
    return FITTED(async () => {
      this.engine.mustLearn('fit');
      const record = await this.engine.alone('fit', () => fit(this.engine, x, y, options));
      return new FitHistory(record, options.validationFreq ?? 1, this);
    });
  }

  /** Loss and metrics on data: on values as in `fit`, or on the batches of a source, without y. */
  evaluate(x: Inputs | DataSource, y: Targets | null = null, options: EvaluateOptions = {}): Promise<Logs> {
    return MEASURED(async () => {
      this.engine.mustNotRush('evaluate');
      const hold = watched(options) ? 'alone' : 'during';
      return this.engine[hold]('evaluate', () => evaluate(this.engine, x, y, options));
    });
  }

  /** Outputs for data, off this thread. Each batch is computed with the weights of that moment: while the model trains, or if weights are
   *  set meanwhile, batches of one call may see different ones.
   *  @param x  values for each input, or a source of batches, of which the inputs are used
   *  @shape [rows, ...outputShape] */
  predict(x: Inputs | PredictSource, options: PredictOptions = {}): Promise<Answer> {
    return PREDICTED(async () => {
      this.engine.mustNotRush('predict');
      const hold = watched(options) ? 'alone' : 'during';
      return this.answer(await this.engine[hold]('predict', () => predict(this.engine, x, options)));
    });
  }

  /** Outputs for data, batch by batch, off this thread: for more data, or more outputs, than there is memory. A batch is computed when it
   *  is asked for; the source, if there is one, is asked for the batch behind it meanwhile. Leaving the loop early ends the source.
   *  @shape each [rows of the batch, ...outputShape]
   *  @example for await (const outputs of model.predictStream(source)) await write(outputs.data); */
  async *predictStream(x: Inputs | PredictSource, options: PredictStreamOptions = {}): AsyncGenerator<Answer, void, void> {
    this.engine.mustNotRush('predictStream');
    for await (const outputs of predictStream(this.engine, x, options)) yield this.answer(outputs);
  }

  /** The most probable label of each row, for a model that ends with labelEncoding.
   *  @throws {ConfigError} for a model that does not, or has several outputs */
  predictLabels(x: Inputs | PredictSource, options: PredictOptions = {}): Promise<Label[]> {
    return LABELLED(async () => {
      this.engine.mustNotRush('predictLabels');
      const hold = watched(options) ? 'alone' : 'during';
      return this.engine[hold]('predictLabels', () => predictLabels(this.engine, x, options));
    });
  }

  /** Outputs for data, at once, on this thread. @shape [rows, ...outputShape] */
  predictSync(x: Inputs): Answer {
    this.engine.mustNotRush('predictSync');
    return this.answer(predictSync(this.engine, x));
  }

  /** Takes one training step on one batch. Returns its loss and metrics. */
  trainOnBatch(x: Inputs, y: Targets | null = null, options: BatchOptions = {}): Promise<Logs> {
    return STEPPED(async () => {
      this.engine.mustLearn('trainOnBatch');
      return this.engine.during('trainOnBatch', () => trainOnBatch(this.engine, x, y, options));
    });
  }

  /** Looks for the usual causes of training that fails, before training: inputs or targets that are not scaled, labels that count from 1,
   *  one class only, targets that the activation cannot give, a softmax of one unit, dead units, gradients that vanish or explode, an
   *  unusual learning rate. It prints what it finds and changes nothing.
   *  @returns the findings, errors first; data that cannot be used are one of them
   *  @throws {ConfigError} before compile, on wrong options, or while the model is being trained */
  async check(x: Inputs, y: Targets | null = null, options: CheckOptions = {}): Promise<Issue[]> {
    return this.engine.alone('check', () => check(this.engine, x, y, options));
  }

  /** Tries learning rates: takes training steps whose rate rises geometrically, until the loss grows too large. It prints a table, and
   *  restores weights and all other state to the bit.
   *  @throws {ConfigError} before compile, on wrong options, if the optimizer follows a schedule or has no rate, or during a fit
   *  @source L. N. Smith 2017 (arXiv 2015), Cyclical Learning Rates for Training Neural Networks, section 3.3 */
  async findLearningRate(x: Inputs, y: Targets | null = null, options: FindLearningRateOptions = {}): Promise<LearningRateRange> {
    this.engine.mustLearn('findLearningRate');
    return this.engine.alone('findLearningRate', () => findLearningRate(this.engine, x, y, options));
  }

  /** Measures the time of each instruction of a training step or, without `y`, of a prediction. Steps run off this thread,
   *  a few at a time. Weights and other state that they change are restored.
   *  @throws {ConfigError} before compile if `y` is given, on wrong options, or while the model is being trained */
  async profile(x: Inputs, y?: Targets, options: ProfileOptions = {}): Promise<Profile> {
    if (y !== undefined) this.engine.mustLearn('profile');
    return this.engine.alone('profile', () => profile(this.engine, x, y, options));
  }

  /** Draws what is known of the model as a page of its own, which loads nothing: the figures of `history` by epoch, predictions of `x`
   *  beside `y` (confusion, ROC, precision and recall and calibration of classes, residuals of numbers, the rows or images most wrong), the
   *  network, histograms of weights and gradients, how columns are prepared, and where the time of a step goes. Changes nothing.
   *  @param x, y  rows that the model did not learn from, as for `evaluate`; no source of batches. Curves are computed on this thread: some
   *    thousand rows are enough for them
   *  @returns HTML, to be written to a file or shown in a frame
   *  @throws {ConfigError} before compile, on wrong options, or while the model is being trained
   *  @example await writeFile('report.html', await model.report(xTest, yTest, { history })); */
  async report(x: Inputs, y: Targets | null, options: ReportOptions = {}): Promise<string> {
    return this.engine.alone('report', () => report(this.engine, x, y, options));
  }

  override countParams(): number {
    void this.outputs;
    return super.countParams();
  }

  /** Values of all weights, as Keras orders them, at once: while the model trains, the event loop waits for the step that is under way.
   *  `getWeightsAsync` does not keep it. */
  getWeights(): Tensor[] {
    void this.outputs;
    return this.weights.map((w) => w.value());
  }

  /** As `getWeights`, without keeping the event loop, for large models and models that train. All values are of one moment between the
   *  call and the end of the promise: of the step that is under way, or of the call if nothing is. */
  async getWeightsAsync(): Promise<Tensor[]> {
    void this.outputs;
    const { weights } = this;
    const { values } = await this.engine.during('getWeightsAsync', () => snapshot(weights));
    return weights.map((w) => constant(values.get(w)!, w.shape));
  }

  /** Replaces all weights. @throws {ShapeError} if count, shapes or kinds of values differ; then nothing is changed */
  setWeights(values: readonly TensorLike[]): void {
    void this.outputs;
    setWeights(this.weights, values);
  }

  /** As `setWeights`, without keeping the event loop, for large models. The weights change at one moment, before the promise ends, behind
   *  steps that are under way; what is given must stay as it is until then. Other numbers than float32 are converted first, in one go.
   *  @throws {ShapeError} if count, shapes or kinds of values differ; then nothing is changed
   *  @throws {DataError} if an array is detached or resized meanwhile; then nothing is changed */
  async setWeightsAsync(values: readonly TensorLike[]): Promise<void> {
    void this.outputs;
    const where = 'setWeightsAsync';
    await this.engine.during(where, () => setWeightsInPieces(where, this.weights, values));
  }

  /** Exchanges the weights and their moving averages, which an optimizer with `useEma: true` keeps, unless it is done already, or there are
   *  no averages yet. It waits for the step that is under way; of several calls the last one counts. What is saved meanwhile has the
   *  averages as its weights, and `fit` and `trainOnBatch` exchange them back first, also in a model that was loaded from such a file.
   *  @param inModel  whether the weights are to be the averages, or what they were before
   *  @throws {ConfigError} before compile, without useEma, or if `inModel` is neither true nor false */
  async swapAverages(inModel: boolean): Promise<void> {
    const { engine } = this;
    const { optimizer } = engine.training('swapAverages');
    void checkBoolean('swapAverages', 'inModel', inModel);
    optimizer.mustAverage('swapAverages');
    await engine.during('swapAverages', () => swapAverages(engine, optimizer, inModel));
  }

  /** Quantises the kernels of dense layers in place, for faster predictions and a smaller file, at some loss of accuracy. A
   *  kernel becomes int8 with a scale for each unit. Rows of inputs are quantised during each call, each by its own largest
   *  absolute value. The model then predicts and is evaluated, saved and loaded, but cannot be trained.
   *  @throws {ConfigError} on another mode, before the model is built, while a call of it or of a model that shares its weights
   *  is running, if a layer is quantised already, or if no layer can be
   *  @throws {DataError} on weights that are not finite */
  quantize(mode: QuantizationMode): void {
    quantize(this.engine, mode);
  }

  /** Prints layers, shapes and parameters as a table; `String(model)` is its text.
   *  @throws {ConfigError} before the shapes are known */
  summary(options: { printFn?: (text: string) => void } = {}): void {
    checkKeys('summary', options, ['printFn']);
    const { printFn = console.log } = options;
    if (typeof printFn !== 'function') throw new ConfigError(`summary: printFn must be a function of the text, received ${show(printFn)}.`);
    printFn(summary(this));
  }

  /** The table of `summary`, or what is known of the model before its shapes are. */
  toString(): string {
    return this.inputs === undefined ? `Model: ${this.name}, whose shapes are not known yet` : summary(this);
  }

  /** Writes the model, its configuration and its training state as one safetensors file. All of it is of one moment between the call and
   *  the end of the promise, also while the model trains: of the step that is under way, or of the call if nothing is. The file is
   *  replaced as a whole, once the new one is on the disk: a process that is killed leaves the old one or the new one. If the path
   *  is a link, what it points to is replaced.
   *  @throws {FileError} if the file system refuses; the old file is then as before
   *  @throws {ConfigError} on a wrong path or option, or if a part of your own could not be made again: it has no kind or config, shares
   *  its kind with another part, or has options that JSON cannot hold */
  async save(path: string, options: SaveOptions = {}): Promise<void> {
    this.engine.mustNotRush('save');
    await this.engine.during('save', () => save(this, path, options));
  }

  /** The same file as `save` writes, as bytes, which `loadModel` takes. In a page, `new Blob([await model.toBytes()])` is a file to
   *  download.
   *  @throws {ConfigError} as `save` */
  async toBytes(options: SaveOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    this.engine.mustNotRush('toBytes');
    return this.engine.during('toBytes', () => toBytes(this, options));
  }

  /** Writes the weights alone as a safetensors file, under their paths, such as '0/kernel': as they are at one moment, and as safely as
   *  `save` does.
   *  @throws {FileError} if the file system refuses; the old file is then as before
   *  @throws {ConfigError} on a wrong path, or before the model is built */
  async saveWeights(path: string): Promise<void> {
    void this.outputs;
    await this.engine.during('saveWeights', () => saveWeights(this, path));
  }

  /** Gives the model the weights of a file that `saveWeights` or `save` wrote. Other state, such as that of the optimizer, stays.
   *  @param source  the path of a file, a Blob or File, or its bytes
   *  @throws {FileError} if the file cannot be read
   *  @throws {FormatError} if it has other weights than the model; then nothing is changed
   *  @throws {ConfigError} before the model is built */
  async loadWeights(source: FileSource): Promise<void> {
    void this.outputs;
    await this.engine.during('loadWeights', () => loadWeights(this, source));
  }

  /** Frees the model's memory in the backend, without waiting for the garbage collector. The model stays usable: weights and the state of
   *  training are copied out of it first; many of them in pieces, so that the event loop turns, and their memory is free when that is done.
   *  A model that nobody uses any more needs no dispose.
   *  @throws {ConfigError} while a call that answers with a promise is under way */
  dispose(): void {
    this.engine.dispose('dispose');
    StepPrograms.dispose(this);
  }

  /** The output shape of a layer, for a summary; undefined if the model does not know it. */
  outputOf(_layer: Layer): BatchShape | undefined {
    return undefined;
  }

  /** Makes the answer of `predict` from the outputs. */
  protected answer(outputs: Tensor[]): Answer {
    return (outputs.length === 1 ? outputs[0]! : outputs) as Answer;
  }
}

/** Whether callbacks look at a test or a prediction: they may change the weights meanwhile. */
const watched = (options: { readonly callbacks?: readonly unknown[] } | null): boolean => (options?.callbacks?.length ?? 0) > 0;
