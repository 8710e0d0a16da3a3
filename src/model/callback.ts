import { ConfigError, show, unknownName } from '../core/errors.ts';
import type { Tensor, TensorLike } from '../graph/tensor.ts';
import type { Optimizer } from '../optimizers/index.ts';
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
  setWeights(values: readonly TensorLike[]): void;
  save(path: string): Promise<void>;
  /** Whether larger ('up') or smaller ('down') values of a figure are better; undefined if that is not known.
   *  @param figure  its name, without the prefix of validation */
  directionOf(figure: string): 'up' | 'down' | undefined;
}

/** Functions that `fit` calls. Each but `setModel` may be asynchronous. With `onTrainBatchBegin` or `onTrainBatchEnd`, training stops at
 *  every batch for the call, which costs speed. */
export interface Callback {
  /** Whether it keeps state of a training, so that it serves one fit at a time. A callback with `setModel` does in any case. */
  readonly exclusive?: boolean;
  /** Receives the model before training begins. */
  setModel?(model: TrainedModel): void;
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
}

const HOOKS: readonly string[] = [
  'onTrainBegin', 'onTrainEnd', 'onEpochBegin', 'onEpochEnd', 'onTrainProgress', 'onTrainBatchBegin', 'onTrainBatchEnd',
] satisfies (keyof Callback)[];

/** @throws {ConfigError} if a hook is no function, or the name of a function begins like that of a hook, but no hook has that
 *  name */
export function checkHooks(callback: Callback): void {
  const names: string[] = [];
  for (let o: object | null = callback; o !== null && o !== Object.prototype; o = Object.getPrototypeOf(o) as object | null) {
    names.push(...Object.getOwnPropertyNames(o));
  }
  const unknown = names.find((name) => /^on[A-Z]/.test(name) && !HOOKS.includes(name));
  if (unknown !== undefined) unknownName('hook of a callback', unknown, HOOKS);
  for (const hook of [...HOOKS, 'setModel']) {
    const given: unknown = callback[hook as keyof Callback];
    if (given === undefined || given === null || typeof given === 'function') continue;
    throw new ConfigError(`fit: ${hook} of a callback must be a function, received ${show(given)}.`);
  }
}

/** Callbacks with state that serve a fit. */
const inUse = new WeakSet<Callback>();

/** Does the work of one fit, which its callbacks serve. Those that keep state of a training serve one fit at a time.
 *  @throws {ConfigError} if one serves another fit, or is given twice; then nothing is done */
export async function serving<T>(callbacks: readonly Callback[], work: () => Promise<T>): Promise<T> {
  const stateful = callbacks.filter((c) => typeof c.setModel === 'function' || c.exclusive === true);
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

/** The record of a fit: a list for each figure, an entry for each epoch. */
export interface History {
  readonly epoch: number[];
  readonly history: Record<string, number[]>;
}
