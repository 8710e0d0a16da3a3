import { kept, options, type Option } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import type { Callback, PredictLogs, Standing } from '../model/callback.ts';
import type { Logs } from '../model/training.ts';

export interface LambdaCallbackOptions {
  /** Called before the first epoch (default: nothing). */
  onTrainBegin?: () => void | Promise<void>;
  /** Called after the last epoch, with its figures (default: nothing). */
  onTrainEnd?: (logs: Logs) => void | Promise<void>;
  /** Called before an epoch; epochs are counted from 0 (default: nothing). */
  onEpochBegin?: (epoch: number) => void | Promise<void>;
  /** Called after an epoch, with its figures; what it adds to them goes to the history (default: nothing). */
  onEpochEnd?: (epoch: number, logs: Logs) => void | Promise<void>;
  /** Called before a batch; batches are counted from 0 in each epoch. It slows training down (default: nothing). */
  onTrainBatchBegin?: (batch: number) => void | Promise<void>;
  /** Called after a batch, with the figures of the epoch so far. It slows training down (default: nothing). */
  onTrainBatchEnd?: (batch: number, logs: Logs) => void | Promise<void>;
  /** Called about twenty times a second (default: nothing). */
  onTrainProgress?: (samples: number, logs: () => Logs) => void;
  /** Called with the figures of every batch and of every epoch. It slows training down (default: nothing). */
  onLogs?: (logs: Logs, epoch: number, batch?: number) => void | Promise<void>;
  /** Called where a training can be saved, about twenty times a second and behind each epoch (default: nothing). */
  onCheckpoint?: (at: Standing) => void | Promise<void>;
  /** What a checkpoint of the training keeps of the callback, for `restore` (default: nothing). */
  state?: () => unknown;
  /** Called in the place of `onTrainBegin` when a training goes on, with what `state` gave (default: nothing). */
  restore?: (state: never) => void | Promise<void>;
  /** Called before an evaluation, also before a validation (default: nothing). */
  onTestBegin?: () => void | Promise<void>;
  /** Called after an evaluation, with its figures (default: nothing). */
  onTestEnd?: (logs: Logs) => void | Promise<void>;
  /** Called before a batch of an evaluation, also of a validation; batches are counted from 0 (default: nothing). */
  onTestBatchBegin?: (batch: number) => void | Promise<void>;
  /** Called after such a batch, with the figures of the evaluation so far (default: nothing). */
  onTestBatchEnd?: (batch: number, logs: Logs) => void | Promise<void>;
  /** Called before a prediction that was given the callback (default: nothing). */
  onPredictBegin?: () => void | Promise<void>;
  /** Called after such a prediction (default: nothing). */
  onPredictEnd?: () => void | Promise<void>;
  /** Called before a batch of such a prediction; batches are counted from 0 (default: nothing). */
  onPredictBatchBegin?: (batch: number) => void | Promise<void>;
  /** Called after a batch of such a prediction, with its outputs (default: nothing). */
  onPredictBatchEnd?: (batch: number, logs: PredictLogs) => void | Promise<void>;
}

/** A function, or nothing. */
const hook = <K extends keyof LambdaCallbackOptions>(): Option<LambdaCallbackOptions[K], LambdaCallbackOptions[K]> =>
  kept((where, name, given) => {
    if (given === undefined || typeof given === 'function') return given;
    throw new ConfigError(`${where}: ${name} must be a function, received ${show(given)}.`);
  });

const OPTIONS = options<LambdaCallbackOptions>()({
  onTrainBegin: hook<'onTrainBegin'>(),
  onTrainEnd: hook<'onTrainEnd'>(),
  onEpochBegin: hook<'onEpochBegin'>(),
  onEpochEnd: hook<'onEpochEnd'>(),
  onTrainBatchBegin: hook<'onTrainBatchBegin'>(),
  onTrainBatchEnd: hook<'onTrainBatchEnd'>(),
  onTrainProgress: hook<'onTrainProgress'>(),
  onLogs: hook<'onLogs'>(),
  onCheckpoint: hook<'onCheckpoint'>(),
  state: hook<'state'>(),
  restore: hook<'restore'>(),
  onTestBegin: hook<'onTestBegin'>(),
  onTestEnd: hook<'onTestEnd'>(),
  onTestBatchBegin: hook<'onTestBatchBegin'>(),
  onTestBatchEnd: hook<'onTestBatchEnd'>(),
  onPredictBegin: hook<'onPredictBegin'>(),
  onPredictEnd: hook<'onPredictEnd'>(),
  onPredictBatchBegin: hook<'onPredictBatchBegin'>(),
  onPredictBatchEnd: hook<'onPredictBatchEnd'>(),
});

/** A callback of functions. Only those that are given are hooks, so that the others cost nothing.
 *  @throws {ConfigError} on a name that is no hook, or a value that is no function
 *  @example callbacks.lambdaCallback({ onEpochEnd: (epoch, logs) => console.log(epoch, logs.loss) })
 *  @source Keras 3, keras.callbacks.LambdaCallback */
export function lambdaCallback(options: LambdaCallbackOptions): Callback {
  const held = OPTIONS.read('lambdaCallback', options);
  return Object.fromEntries(Object.entries(held).filter(([, f]) => f !== undefined)) as Callback;
}
