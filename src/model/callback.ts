import { ConfigError, nearest, show, showPart, unknownName } from '../core/errors.ts';
import { checkInteger, checkText } from '../core/options.ts';
import { all, isObjectPrototype, isRecord } from '../core/realm.ts';
import type { Tensor, TensorLike } from '../graph/tensor.ts';
import type { Optimizer } from '../optimizers/index.ts';
import type { FileSource } from '../formats/source.ts';
import type { Logs } from './training.ts';

/** The model as a callback sees it: the properties and methods to use during training. */
export interface TrainedModel {
  readonly name: string;
  /** Set to true to end training after this batch or epoch. */
  stopTraining: boolean;
  /** The optimizer; its learning rate may be set between epochs. */
  readonly optimizer: Optimizer;
  /** Values of all weights, as Keras orders them. */
  getWeights(): Tensor[];
  /** The same without keeping the event loop, for large models. */
  getWeightsAsync(): Promise<Tensor[]>;
  setWeights(values: readonly TensorLike[]): void;
  /** The same without keeping the event loop, for large models. */
  setWeightsAsync(values: readonly TensorLike[]): Promise<void>;
  /** Exchanges weights and their moving averages; see `Model.swapAverages`. */
  swapAverages(inModel: boolean): Promise<void>;
  save(path: string): Promise<void>;
  saveWeights(path: string): Promise<void>;
  /** Whether larger ('up') or smaller ('down') values of a figure are better; undefined if that is not known.
   *  @param figure  its name, without the prefix of validation */
  directionOf(figure: string): 'up' | 'down' | undefined;
}

/** What a callback receives of a predicted batch. */
export interface PredictLogs {
  /** A tensor for each output of the model. @shape each [rows of the batch, ...outputShape] */
  readonly outputs: readonly Tensor[];
}

/** Where a fit stands when `onCheckpoint` is called: behind a step, or behind an epoch. */
export interface Standing {
  /** The epoch, counted from 0. */
  readonly epoch: number;
  /** The batch behind which it stands, counted from 0; undefined behind an epoch. */
  readonly batch: number | undefined;
  /** Steps of the fit so far, those before it was brought back among them. */
  readonly steps: number;
  /** Reads loss and metrics: of the epoch so far, or those of the history behind an epoch. */
  readonly logs: () => Logs;
}

/** A fit that a callback saves and brings back. */
export interface RunningFit {
  /** @param where  begins the error
   *  @throws {ConfigError} if the data can be read only once, so that no training can go on in their midst */
  mustGoOn(where: string): void;
  /** All that training needs to go on from here with the same bits, as the pieces of a file, one behind another: weights, state of the
   *  optimizer, draws, the place in the data, figures of the open epoch, the history, what callbacks keep. Call it in `onCheckpoint`.
   *  @throws {ConfigError} elsewhere, or if a callback keeps what a file cannot hold */
  checkpoint(): Promise<readonly Uint8Array[]>;
  /** Goes on from a checkpoint. Call it in `setFit`.
   *  @param checkpoint  the path of a file, a Blob or File, or its bytes
   *  @param called  how errors call it (default 'the checkpoint')
   *  @throws {FileError | FormatError} if it cannot be read, or is none
   *  @throws {ConfigError} if model, data, settings or callbacks are others; then nothing is changed */
  resume(checkpoint: FileSource, called?: string): Promise<void>;
}

/** Functions that `fit` calls, and `evaluate` and `predict` those for tests and predictions. Each may be
 *  asynchronous: the call waits for it, and rejects with what it throws.
 *  With `onTrainBatchBegin`, `onTrainBatchEnd` or `onLogs`, training stops at every batch for the call, which costs speed. */
export interface Callback {
  /** Whether it keeps state of a training, so that it serves one fit at a time. A callback with `setModel` does in any case. */
  readonly exclusive?: boolean;
  /** Its name in checkpoints (default 'callback'). */
  readonly kind?: string;
  /** Training stops for `onCheckpoint` after every so many steps of the fit at least. */
  readonly stopEvery?: number;
  /** Receives the fit before anything else is done, to bring it back from a checkpoint. A callback with this hook is called behind those
   *  without, wherever it stands in the list, so that it saves what they have done. */
  setFit?(fit: RunningFit): void | Promise<void>;
  /** What a checkpoint keeps of the callback: numbers, strings, booleans, null, tensors, and arrays and records of these. */
  state?(): unknown;
  /** Called in the place of `onTrainBegin` when training goes on from a checkpoint.
   *  @param state  what `state` returned */
  restore?(state: never): void | Promise<void>;
  /** Receives the model before training begins. */
  setModel?(model: TrainedModel): void | Promise<void>;
  onTrainBegin?(): void | Promise<void>;
  onTrainEnd?(logs: Logs): void | Promise<void>;
  onEpochBegin?(epoch: number): void | Promise<void>;
  /** @param logs  loss and metrics of the epoch, and those of the validation with the prefix `val`; figures that a
   *  callback adds also go to the history */
  onEpochEnd?(epoch: number, logs: Logs): void | Promise<void>;
  /** Called about twenty times a second, between slices of training. Unlike a batch callback it does not slow training down.
   *  @param samples  number of rows of the epoch done so far
   *  @param logs  reads loss and metrics of the epoch so far */
  onTrainProgress?(samples: number, logs: () => Logs): void | Promise<void>;
  onTrainBatchBegin?(batch: number): void | Promise<void>;
  /** @param logs  loss and metrics of the epoch so far */
  onTrainBatchEnd?(batch: number, logs: Logs): void | Promise<void>;
  /** Called with each record of figures, behind the other hooks: after every batch with those of the epoch so far, and after every epoch
   *  with those of the history. It is the place to send figures elsewhere; training waits for the answer.
   *  @param batch  undefined at the end of an epoch
   *  @example { onLogs: (logs, epoch, batch) => void socket.send(JSON.stringify({ epoch, batch, ...logs })) } */
  onLogs?(logs: Logs, epoch: number, batch?: number): void | Promise<void>;
  /** Called behind all other hooks where a fit can be saved: about twenty times a second behind a step, and behind each epoch. */
  onCheckpoint?(at: Standing): void | Promise<void>;
  /** Called before `evaluate`, and before a validation in `fit`. */
  onTestBegin?(): void | Promise<void>;
  /** @param logs  loss and metrics, without the prefix of validation */
  onTestEnd?(logs: Logs): void | Promise<void>;
  onTestBatchBegin?(batch: number): void | Promise<void>;
  /** @param logs  loss and metrics of the evaluation so far, without the prefix of validation */
  onTestBatchEnd?(batch: number, logs: Logs): void | Promise<void>;
  onPredictBegin?(): void | Promise<void>;
  onPredictEnd?(): void | Promise<void>;
  onPredictBatchBegin?(batch: number): void | Promise<void>;
  /** @param logs  the outputs for the batch */
  onPredictBatchEnd?(batch: number, logs: PredictLogs): void | Promise<void>;
}

const HOOKS: readonly string[] = [
  'onTrainBegin', 'onTrainEnd', 'onEpochBegin', 'onEpochEnd', 'onTrainProgress', 'onTrainBatchBegin', 'onTrainBatchEnd', 'onLogs',
  'onCheckpoint', 'onTestBegin', 'onTestEnd', 'onTestBatchBegin', 'onTestBatchEnd', 'onPredictBegin', 'onPredictEnd',
  'onPredictBatchBegin', 'onPredictBatchEnd',
] satisfies (keyof Callback)[];

/** Properties of callbacks that are no hooks. */
const OTHERS: readonly string[] = ['setModel', 'setFit', 'state', 'restore', 'exclusive'] satisfies (keyof Callback)[];

/** A name without what spellings differ in: `on_epoch_end`, `OnEpochEnd`. */
const bare = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** Whether a property is a hook in another spelling, so that it would never be called.
 *  @param recorded  whether it is a function in a record, which has nothing but hooks, so that a name near to a hook is meant as one */
const misspelt = (name: string, recorded: boolean): boolean =>
  !HOOKS.includes(name) &&
  (/^on(_|[A-Z])/.test(name) || HOOKS.some((hook) => bare(hook) === bare(name)) ||
    (recorded && !OTHERS.includes(name) && nearest(name, HOOKS) !== undefined));

/** @throws {ConfigError} if a hook is no function, a name is that of a hook in another spelling, or a record has properties and no hook */
function checkHooks(callback: Callback): void {
  const recorded = isRecord(callback);
  for (let o: object | null = callback; o !== null && !isObjectPrototype(o); o = Object.getPrototypeOf(o) as object | null) {
    for (const name of Object.getOwnPropertyNames(o))
      if (misspelt(name, recorded && typeof callback[name as keyof Callback] === 'function'))
        unknownName('hook of a callback', name, HOOKS);
  }
  if (callback.stopEvery !== undefined) checkInteger('fit', 'stopEvery of a callback', callback.stopEvery, 1);
  if (callback.kind !== undefined) checkText('fit', 'kind of a callback', callback.kind);
  const names = Object.keys(callback);
  if (recorded && names.length > 0 && !names.some((name) => HOOKS.includes(name) || OTHERS.includes(name)))
    throw new ConfigError(`fit: a callback needs a hook, such as onEpochEnd, received ${show(callback)}. Hooks: ${HOOKS.join(', ')}.`);
  for (const hook of [...HOOKS, 'setModel', 'setFit', 'state', 'restore']) {
    const given: unknown = callback[hook as keyof Callback];
    if (given === undefined || given === null || typeof given === 'function') continue;
    throw new ConfigError(`fit: ${hook} of a callback must be a function, received ${show(given)}.`);
  }
  if (keepsState(callback) !== (typeof callback.restore === 'function'))
    throw new ConfigError(
      'fit: a callback has only one of state and restore. Checkpoints need both: what it keeps, and what takes it back.',
    );
}

/** Whether a callback may save the fit and bring it back. */
export const savesFit = (callback: Callback): boolean => typeof callback.setFit === 'function';

/** Whether a checkpoint keeps something of the callback. */
export const keepsState = (callback: Callback): boolean => typeof callback.state === 'function';

/** Callbacks with state that serve a fit. */
const inUse = new WeakSet<Callback>();

/** Does the work of one fit, which its callbacks serve. Those that keep state of a training serve one fit at a time.
 *  @throws {ConfigError} if one serves another fit, or is given twice; then nothing is done */
export async function serving<T>(callbacks: readonly Callback[], work: () => Promise<T>): Promise<T> {
  const stateful = callbacks.filter((c) => typeof c.setModel === 'function' || savesFit(c) || keepsState(c) || c.exclusive === true);
  for (const [i, callback] of stateful.entries()) {
    const twice = stateful.indexOf(callback) !== i;
    if (!twice && !inUse.has(callback)) continue;
    throw new ConfigError(
      `fit: a callback (${show(callback)}) ${twice ? 'is given twice' : 'serves another fit, which has not ended'}. ` +
        'It keeps the state of one training: make another one for the second place.',
    );
  }
  for (const callback of stateful) inUse.add(callback);
  try {
    return await work();
  } finally {
    for (const callback of stateful) inUse.delete(callback);
  }
}

/** The callbacks that a call was given. @throws {ConfigError} if they are no list of objects, or one has a hook that is unknown */
export function checkCallbacks(where: string, given: readonly Callback[] | undefined): readonly Callback[] {
  const callbacks = given ?? [];
  if (!Array.isArray(callbacks) || !all(callbacks, (c) => typeof c === 'object' && c !== null))
    throw new ConfigError(`${where}: callbacks must be an array of objects, received ${showPart(callbacks)}.`);
  for (const callback of callbacks) checkHooks(callback);
  return callbacks;
}

/** What a fit has noted: a list for each figure, an entry for each epoch. */
export interface FitRecord {
  readonly epoch: number[];
  readonly history: Record<string, number[]>;
}
