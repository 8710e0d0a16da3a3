import { boolean, integer, maybe, number, options, or, type Held } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Callback, TrainedModel } from '../model/callback.ts';
import type { Logs } from '../model/training.ts';
import { Monitor, MONITOR, type MonitorOptions } from './monitor.ts';

export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without improvement after which training ends (default 0). */
  patience?: number;
  /** A value that the figure must also beat for the patience to begin again (default: none). */
  baseline?: number;
  /** Whether the model gets the weights of its best epoch when training ends (default false: it keeps the last). */
  restoreBestWeights?: boolean;
  /** Epochs at the beginning that do not count (default 0). */
  startFromEpoch?: number;
}

const OPTIONS = options<EarlyStoppingOptions>()({
  ...MONITOR,
  patience: or(integer({ least: 0 }), 0),
  baseline: maybe(number()),
  restoreBestWeights: or(boolean(), false),
  startFromEpoch: or(integer({ least: 0 }), 0),
});

/** What it keeps in checkpoints of a fit. */
interface Kept {
  readonly wait: number;
  readonly best: number | null;
  readonly bestEpoch: number;
  readonly stoppedEpoch: number;
  readonly weights: readonly Tensor[] | null;
}

/** Ends training when a figure has stopped improving. @source Keras 3, keras.callbacks.EarlyStopping */
export class EarlyStopping implements Callback {
  readonly kind = 'earlyStopping';
  readonly #monitor: Monitor;
  readonly #options: Held<typeof OPTIONS>;
  #model: TrainedModel | undefined;
  #wait = 0;
  #weights: readonly Tensor[] | undefined;
  /** The best value so far, and its epoch, counted from 0. */
  best: number | undefined;
  bestEpoch = 0;
  /** The epoch after which training was ended; 0 if it was not. */
  stoppedEpoch = 0;

  constructor(options: EarlyStoppingOptions) {
    const held = OPTIONS.read('earlyStopping', options);
    this.#options = held;
    this.#monitor = new Monitor('earlyStopping', { ...held, minDelta: Math.abs(held.minDelta) });
  }

  setModel(model: TrainedModel): void {
    this.#model = model;
  }

  onTrainBegin(): void {
    this.#monitor.begin();
    this.#wait = 0;
    this.#weights = undefined;
    [this.best, this.bestEpoch, this.stoppedEpoch] = [undefined, 0, 0];
  }

  async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    const { patience, baseline, restoreBestWeights, startFromEpoch } = this.#options;
    const model = this.#model!;
    const value = this.#monitor.of(logs);
    if (value === undefined || epoch < startFromEpoch) return;
    if (restoreBestWeights && this.#weights === undefined) await this.#keep(epoch);
    this.#wait++;
    if (this.#monitor.improves(model, value, this.best)) {
      this.best = value;
      this.bestEpoch = epoch;
      if (restoreBestWeights) await this.#keep(epoch);
      if (baseline === undefined || this.#monitor.improves(model, value, baseline)) this.#wait = 0;
    } else if (this.#wait >= patience && epoch > 0) {
      this.stoppedEpoch = epoch;
      model.stopTraining = true;
    }
  }

  async onTrainEnd(): Promise<void> {
    if (this.#weights !== undefined) await this.#model!.setWeightsAsync(this.#weights);
    this.#weights = undefined;
  }

  state(): Kept {
    const { best = null, bestEpoch, stoppedEpoch } = this;
    return { wait: this.#wait, best, bestEpoch, stoppedEpoch, weights: this.#weights ?? null };
  }

  restore({ wait, best, bestEpoch, stoppedEpoch, weights }: Kept): void {
    this.#monitor.begin();
    this.#wait = wait;
    this.#weights = weights ?? undefined;
    [this.best, this.bestEpoch, this.stoppedEpoch] = [best ?? undefined, bestEpoch, stoppedEpoch];
  }

  async #keep(epoch: number): Promise<void> {
    this.#weights = await this.#model!.getWeightsAsync();
    this.bestEpoch = epoch;
  }
}

/** Ends training when a figure has not improved for `patience` epochs. */
export const earlyStopping = (options: EarlyStoppingOptions = {}): EarlyStopping => new EarlyStopping(options);
