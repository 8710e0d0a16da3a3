import { unknownName } from '../core/errors.ts';
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

/** Functions that `fit` calls. Each may be asynchronous. With `onTrainBatchBegin` or `onTrainBatchEnd`, training stops at every
 *  batch for the call, which costs speed. */
export interface Callback {
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
  onTrainProgress?(samples: number, logs: () => Logs): void;
  onTrainBatchBegin?(batch: number): void | Promise<void>;
  /** @param logs  loss and metrics of the epoch so far */
  onTrainBatchEnd?(batch: number, logs: Logs): void | Promise<void>;
}

const HOOKS: readonly string[] = [
  'onTrainBegin', 'onTrainEnd', 'onEpochBegin', 'onEpochEnd', 'onTrainProgress', 'onTrainBatchBegin', 'onTrainBatchEnd',
] satisfies (keyof Callback)[];

/** @throws {ConfigError} if the name of a function begins like that of a hook, but no hook has that name */
export function checkHooks(callback: Callback): void {
  const names: string[] = [];
  for (let o: object | null = callback; o !== null && o !== Object.prototype; o = Object.getPrototypeOf(o) as object | null) {
    names.push(...Object.getOwnPropertyNames(o));
  }
  const unknown = names.find((name) => /^on[A-Z]/.test(name) && !HOOKS.includes(name));
  if (unknown !== undefined) unknownName('hook of a callback', unknown, HOOKS);
}

/** The record of a fit: a list for each figure, an entry for each epoch. */
export interface History {
  readonly epoch: number[];
  readonly history: Record<string, number[]>;
}
