import { checkInteger, checkKeys, checkNumber } from '../core/options.ts';
import type { Callback, TrainedModel } from '../model/callback.ts';
import type { Logs } from '../model/training.ts';
import { Monitor, type MonitorOptions } from './monitor.ts';

export interface ReduceLROnPlateauOptions extends MonitorOptions {
  /** What the learning rate is multiplied by, below 1 (default 0.1). */
  factor?: number;
  /** Epochs without improvement after which it is (default 10). */
  patience?: number;
  /** Epochs after a reduction that do not count (default 0). */
  cooldown?: number;
  /** The smallest learning rate (default 0). */
  minLr?: number;
}

/** Makes the learning rate smaller when a figure has stopped improving. @source Keras 3, keras.callbacks.ReduceLROnPlateau */
class ReduceLROnPlateau implements Callback {
  readonly #monitor: Monitor;
  readonly #factor: number;
  readonly #patience: number;
  readonly #cooldown: number;
  readonly #least: number;
  #model: TrainedModel | undefined;
  #best: number | undefined;
  #wait = 0;
  #cooling = 0;

  constructor(options: ReduceLROnPlateauOptions) {
    checkKeys('reduceLROnPlateau', options, ['monitor', 'mode', 'minDelta', 'factor', 'patience', 'cooldown', 'minLr']);
    this.#monitor = new Monitor('reduceLROnPlateau', { minDelta: 1e-4, ...options });
    this.#factor = checkNumber('reduceLROnPlateau', 'factor', options.factor ?? 0.1, { least: 0, below: 1 });
    this.#patience = checkInteger('reduceLROnPlateau', 'patience', options.patience ?? 10, 0);
    this.#cooldown = checkInteger('reduceLROnPlateau', 'cooldown', options.cooldown ?? 0, 0);
    this.#least = checkNumber('reduceLROnPlateau', 'minLr', options.minLr ?? 0, { least: 0 });
  }

  setModel(model: TrainedModel): void {
    this.#model = model;
  }

  onTrainBegin(): void {
    this.#best = undefined;
    [this.#wait, this.#cooling] = [0, 0];
  }

  onEpochEnd(_epoch: number, logs: Logs): void {
    const model = this.#model!;
    const value = this.#monitor.of(logs);
    logs['learningRate'] = model.optimizer.learningRate;
    if (value === undefined) return;
    if (this.#cooling > 0) {
      this.#cooling--;
      this.#wait = 0;
    }
    if (this.#monitor.improves(model, value, this.#best)) {
      this.#best = value;
      this.#wait = 0;
    } else if (this.#cooling === 0 && ++this.#wait >= this.#patience) {
      const rate = model.optimizer.learningRate;
      if (rate <= Math.fround(this.#least)) return;
      model.optimizer.learningRate = Math.max(rate * this.#factor, this.#least);
      this.#cooling = this.#cooldown;
      this.#wait = 0;
    }
  }
}

/** Multiplies the learning rate by `factor` when a figure has not improved for `patience` epochs. The history gets a list
 *  `learningRate`. */
export const reduceLROnPlateau = (options: ReduceLROnPlateauOptions = {}): Callback => new ReduceLROnPlateau(options);
