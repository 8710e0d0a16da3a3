import { checkBoolean, checkInteger, checkKeys, checkNumber } from '../core/options.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Callback, TrainedModel } from '../model/callback.ts';
import type { Logs } from '../model/training.ts';
import { Monitor, type MonitorOptions } from './monitor.ts';

export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without improvement after which training ends (default 0). */
  patience?: number;
  /** A value that the figure has to beat as well, for the patience to begin anew. */
  baseline?: number;
  /** Whether the model gets the weights of its best epoch when training ends (default false: it keeps the last). */
  restoreBestWeights?: boolean;
  /** Epochs at the beginning that do not count (default 0). */
  startFromEpoch?: number;
}

/** Ends training when a figure has stopped improving. @source Keras 3, keras.callbacks.EarlyStopping */
export class EarlyStopping implements Callback {
  readonly #monitor: Monitor;
  readonly #patience: number;
  readonly #baseline: number | undefined;
  readonly #restores: boolean;
  readonly #from: number;
  #model: TrainedModel | undefined;
  #wait = 0;
  #weights: readonly Tensor[] | undefined;
  /** The best value so far, and its epoch, counted from 0. */
  best: number | undefined;
  bestEpoch = 0;
  /** The epoch after which training was ended; 0 if it was not. */
  stoppedEpoch = 0;

  constructor(options: EarlyStoppingOptions) {
    checkKeys('earlyStopping', options, ['monitor', 'mode', 'minDelta', 'patience', 'baseline', 'restoreBestWeights', 'startFromEpoch']);
    this.#monitor = new Monitor('earlyStopping', {
      ...options,
      minDelta: Math.abs(checkNumber('earlyStopping', 'minDelta', options.minDelta ?? 0)),
    });
    this.#patience = checkInteger('earlyStopping', 'patience', options.patience ?? 0, 0);
    this.#baseline = options.baseline === undefined ? undefined : checkNumber('earlyStopping', 'baseline', options.baseline);
    this.#restores = checkBoolean('earlyStopping', 'restoreBestWeights', options.restoreBestWeights ?? false);
    this.#from = checkInteger('earlyStopping', 'startFromEpoch', options.startFromEpoch ?? 0, 0);
  }

  setModel(model: TrainedModel): void {
    this.#model = model;
  }

  onTrainBegin(): void {
    this.#wait = 0;
    this.#weights = undefined;
    [this.best, this.bestEpoch, this.stoppedEpoch] = [undefined, 0, 0];
  }

  onEpochEnd(epoch: number, logs: Logs): void {
    const model = this.#model!;
    const value = this.#monitor.of(logs);
    if (value === undefined || epoch < this.#from) return;
    if (this.#restores && this.#weights === undefined) this.#keep(epoch);
    this.#wait++;
    if (this.#monitor.improves(model, value, this.best)) {
      this.best = value;
      this.bestEpoch = epoch;
      if (this.#restores) this.#keep(epoch);
      if (this.#baseline === undefined || this.#monitor.improves(model, value, this.#baseline)) this.#wait = 0;
    } else if (this.#wait >= this.#patience && epoch > 0) {
      this.stoppedEpoch = epoch;
      model.stopTraining = true;
    }
  }

  onTrainEnd(): void {
    if (this.#weights !== undefined) this.#model!.setWeights(this.#weights);
    this.#weights = undefined;
  }

  #keep(epoch: number): void {
    this.#weights = this.#model!.getWeights();
    this.bestEpoch = epoch;
  }
}

/** Ends training when a figure has not improved for `patience` epochs. */
export const earlyStopping = (options: EarlyStoppingOptions = {}): EarlyStopping => new EarlyStopping(options);
