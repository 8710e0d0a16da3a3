import { boolean, integer, kept, maybe, number, oneOf, options, or, text, type Held } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { onFile } from '../formats/file-error.ts';
import type { Callback, Standing, TrainedModel } from '../model/callback.ts';
import { checkPattern, fill } from './figure-format.ts';
import { Monitor, type Mode } from './monitor.ts';
import { Due, saveFreq, type SaveFreq } from './save-freq.ts';

export interface ModelCheckpointOptions {
  /** The path of the files. Fields in it become numbers in Python's format, as in Keras: `{epoch:02d}` and `{batch}`, counted from 1, and
   *  figures, `{valLoss:.3f}`. Its folder is made if there is none. */
  filepath: string;
  /** The figure to watch with saveBestOnly, a key of the history (default 'valLoss'). */
  monitor?: string;
  /** Whether smaller or larger values are better (default 'auto'). */
  mode?: Mode;
  /** Whether a file is written only if the figure is better than at all times before (default false). */
  saveBestOnly?: boolean;
  /** Whether files hold the weights alone, for `loadWeights` (default false: models, for `loadModel`). */
  saveWeightsOnly?: boolean;
  /** When the model is saved: 'epoch', a number of steps, or { seconds: n } (default 'epoch'). */
  saveFreq?: SaveFreq;
  /** How many of the files are kept: the last ones (default: all). */
  keep?: number;
  /** The value that a figure must beat to be the first best one (default: none). */
  initialValueThreshold?: number;
  /** 1 prints a line for each decision (default 0). */
  verbose?: 0 | 1;
}

const OPTIONS = options<ModelCheckpointOptions>()({
  filepath: text(),
  monitor: or(text(), 'valLoss'),
  mode: or(oneOf(['auto', 'min', 'max']), 'auto'),
  saveBestOnly: or(boolean(), false),
  saveWeightsOnly: or(boolean(), false),
  saveFreq: or(saveFreq(), 'epoch'),
  keep: maybe(integer({ least: 1 })),
  initialValueThreshold: maybe(number()),
  verbose: or(
    kept((where, name, given: 0 | 1) => {
      if (given === 0 || given === 1) return given;
      throw new ConfigError(`${where}: ${name} must be 0 or 1, received ${show(given)}.`);
    }),
    0,
  ),
});

/** What it keeps in checkpoints of a fit. */
interface Kept {
  readonly best: number | null;
  readonly files: readonly string[];
}

/** Saves the model while it trains. @source Keras 3, keras.callbacks.ModelCheckpoint */
class ModelCheckpoint implements Callback {
  readonly kind = 'modelCheckpoint';
  readonly stopEvery?: number;
  readonly #options: Held<typeof OPTIONS>;
  readonly #monitor: Monitor;
  readonly #due: Due;
  #model: TrainedModel | undefined;
  #best: number | undefined;
  /** The files that were written and are there, the oldest first. */
  #files: string[] = [];

  constructor(options: ModelCheckpointOptions) {
    const held = OPTIONS.read('modelCheckpoint', options);
    host().files('modelCheckpoint');
    checkPattern('modelCheckpoint', held.filepath);
    this.#options = held;
    this.#monitor = new Monitor('modelCheckpoint', { ...held, minDelta: 0 });
    this.#due = new Due(held.saveFreq);
    if (this.#due.stopEvery !== undefined) this.stopEvery = this.#due.stopEvery;
  }

  setModel(model: TrainedModel): void {
    this.#model = model;
  }

  onTrainBegin(): void {
    this.#monitor.begin();
    this.#best = this.#options.initialValueThreshold;
    this.#files = [];
    this.#due.begin();
  }

  async onCheckpoint(at: Standing): Promise<void> {
    if (!this.#due.at(at)) return;
    const { saveBestOnly, filepath, verbose } = this.#options;
    const logs = at.logs();
    const counted = { epoch: at.epoch + 1, ...(at.batch === undefined ? {} : { batch: at.batch + 1 }) };
    const numbers: Readonly<Record<string, unknown>> = { ...logs, ...counted };
    const say = (text: string): void => {
      if (verbose === 1) host().output.write(`Epoch ${at.epoch + 1}: ${text}\n`);
    };
    const path = (): string => fill('modelCheckpoint', filepath, (name) => (Object.hasOwn(numbers, name) ? numbers[name] : undefined));
    if (!saveBestOnly) {
      say(`saving model to ${path()}`);
      return this.#save(path());
    }
    const { name } = this.#monitor;
    const value = this.#monitor.of(logs);
    if (value === undefined) return;
    const before = this.#best;
    // Where Keras 3.15 takes NaN as the best, and then never saves again.
    if (Number.isNaN(value) || !this.#monitor.improves(this.#model, value, before)) {
      return say(`${name} did not improve${before === undefined ? '' : ` from ${before.toFixed(5)}`}`);
    }
    const from = before === undefined ? '' : ` from ${before.toFixed(5)}`;
    say(`${name} improved${from} to ${value.toFixed(5)}, saving model to ${path()}`);
    await this.#save(path());
    this.#best = value;
  }

  state(): Kept {
    return { best: this.#best ?? null, files: this.#files };
  }

  restore({ best, files }: Kept): void {
    this.#monitor.begin();
    this.#best = best ?? undefined;
    this.#files = [...files];
    this.#due.begin();
  }

  async #save(path: string): Promise<void> {
    const { dirname, makeFolder, rm } = host().files('modelCheckpoint');
    const model = this.#model!;
    const { saveWeightsOnly, keep = Infinity } = this.#options;
    await onFile('modelCheckpoint', path, () => makeFolder(dirname(path)));
    await (saveWeightsOnly ? model.saveWeights(path) : model.save(path));
    this.#files = [...this.#files.filter((file) => file !== path), path];
    while (this.#files.length > keep) {
      const oldest = this.#files.shift()!;
      await onFile('modelCheckpoint', oldest, () => rm(oldest, { force: true }));
    }
  }
}

/** Saves the model, or its weights, at the end of epochs, after every so many steps or seconds: each time, or when a figure is the best so
 *  far. Each file is written as `save` does, whole at any moment. In a page there are no paths: store `await model.toBytes()` in
 *  `onEpochEnd`.
 *  @throws {ConfigError} in a page; on a filepath with a field that is none; in fit, if a field names no figure
 *  @throws {FileError} in fit, if a file cannot be written
 *  @example callbacks.modelCheckpoint({ filepath: 'best-{epoch:02d}-{valLoss:.3f}.safetensors', saveBestOnly: true, keep: 3 }) */
export const modelCheckpoint = (options: ModelCheckpointOptions): Callback => new ModelCheckpoint(options);
