import { integer, number, options, or, type Held } from '../core/declaration.ts';
import type { Callback, TrainedModel } from '../model/callback.ts';
import type { Logs } from '../model/training.ts';
import { Monitor, MONITOR, type MonitorOptions } from './monitor.ts';

export interface ReduceLROnPlateauOptions extends MonitorOptions {
  /** The factor of the learning rate, below 1 (default 0.1). */
  factor?: number;
  /** Epochs without improvement after which the rate is reduced (default 10). */
  patience?: number;
  /** Epochs after a reduction that do not count (default 0). */
  cooldown?: number;
  /** The smallest learning rate (default 0). */
  minLr?: number;
}

const OPTIONS = options<ReduceLROnPlateauOptions>()({
  ...MONITOR,
  minDelta: or(number(), 1e-4),
  factor: or(number({ least: 0, below: 1 }), 0.1),
  patience: or(integer({ least: 0 }), 10),
  cooldown: or(integer({ least: 0 }), 0),
  minLr: or(number({ least: 0 }), 0),
});

/** What it keeps in checkpoints of a fit. */
interface Kept {
  readonly best: number | null;
  readonly wait: number;
  readonly cooling: number;
}

/** Reduces the learning rate when a figure has stopped improving. @source Keras 3, keras.callbacks.ReduceLROnPlateau */
class ReduceLROnPlateau implements Callback {
  readonly kind = 'reduceLROnPlateau';
  readonly #monitor: Monitor;
  readonly #options: Held<typeof OPTIONS>;
  #model: TrainedModel | undefined;
  #best: number | undefined;
  #wait = 0;
  #cooling = 0;

  constructor(options: ReduceLROnPlateauOptions) {
    this.#options = OPTIONS.read('reduceLROnPlateau', options);
    this.#monitor = new Monitor('reduceLROnPlateau', this.#options);
  }

  setModel(model: TrainedModel): void {
    this.#model = model;
  }

  onTrainBegin(): void {
    this.#monitor.begin();
    this.#best = undefined;
    [this.#wait, this.#cooling] = [0, 0];
  }

  onEpochEnd(_epoch: number, logs: Logs): void {
    const { factor, patience, cooldown, minLr } = this.#options;
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
    } else if (this.#cooling === 0 && ++this.#wait >= patience) {
      const rate = model.optimizer.learningRate;
      if (rate <= Math.fround(minLr)) return;
      model.optimizer.learningRate = Math.max(rate * factor, minLr);
      this.#cooling = cooldown;
      this.#wait = 0;
    }
  }

  state(): Kept {
    return { best: this.#best ?? null, wait: this.#wait, cooling: this.#cooling };
  }

  restore({ best, wait, cooling }: Kept): void {
    this.#monitor.begin();
    this.#best = best ?? undefined;
    [this.#wait, this.#cooling] = [wait, cooling];
  }
}

/** Multiplies the learning rate by `factor` when a figure has not improved for `patience` epochs. The history gets a list
 *  `learningRate`. */
export const reduceLROnPlateau = (options: ReduceLROnPlateauOptions = {}): Callback => new ReduceLROnPlateau(options);
