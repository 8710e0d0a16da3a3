import { unknownName } from '../core/errors.ts';
import type { Tensor, TensorLike } from '../graph/tensor.ts';
import type { Optimizer } from '../optimizers/index.ts';
import type { Logs } from './training.ts';

/** The model that a callback is told of: what may be read and set while it is being trained. */
export interface TrainedModel {
  readonly name: string;
  /** Set to true to end training after this batch or epoch. */
  stopTraining: boolean;
  /** Its learning rate may be set between epochs. */
  readonly optimizer: Optimizer;
  /** Values of all weights, as Keras orders them. */
  getWeights(): Tensor[];
  setWeights(values: readonly TensorLike[]): void;
  save(path: string): Promise<void>;
  /** Whether a figure is better the larger or the smaller it is; undefined if that is not known.
   *  @param figure  its name, without that of validation */
  directionOf(figure: string): 'up' | 'down' | undefined;
}

/** Functions called in the course of `fit`; each may be asynchronous. A callback with `onTrainBatchEnd` has the
 *  training stop after every batch to call it, which costs speed. */
export interface Callback {
  /** Given the model before training begins. */
  setModel?(model: TrainedModel): void;
  onTrainBegin?(): void | Promise<void>;
  onTrainEnd?(logs: Logs): void | Promise<void>;
  onEpochBegin?(epoch: number): void | Promise<void>;
  /** @param logs  loss and metrics of the epoch, and those of the validation under `val` names; figures that a callback
   *  adds stand in the history, too */
  onEpochEnd?(epoch: number, logs: Logs): void | Promise<void>;
  /** Called some twenty times a second, between slices of training, without holding it up as a batch callback does.
   *  @param samples  rows of the epoch done so far
   *  @param logs  reads loss and metrics of the epoch so far */
  onTrainProgress?(samples: number, logs: () => Logs): void;
  onTrainBatchBegin?(batch: number): void | Promise<void>;
  /** @param logs  loss and metrics of the epoch so far */
  onTrainBatchEnd?(batch: number, logs: Logs): void | Promise<void>;
}

const HOOKS: readonly string[] = [
  'onTrainBegin', 'onTrainEnd', 'onEpochBegin', 'onEpochEnd', 'onTrainProgress', 'onTrainBatchBegin', 'onTrainBatchEnd',
] satisfies (keyof Callback)[];

/** @throws {ConfigError} on a function whose name begins as that of a hook and is none */
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
