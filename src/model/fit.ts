import { ConfigError, show } from '../core/errors.ts';
import { checkBoolean, checkInteger, checkKeys, checkNumber } from '../core/options.ts';
import { hashSeed } from '../core/seed.ts';
import { constant, type TensorLike } from '../graph/tensor.ts';
import { gatherBatch } from '../op/gather.ts';
import { randomPermutation } from '../op/random.ts';
import type { Callback, History } from './callback.ts';
import { measure } from './evaluate.ts';
import { ProgressBar } from './progress-bar.ts';
import { Samples } from './samples.ts';
import type { Sequential } from './sequential.ts';
import type { Executable, Session } from './session.ts';
import type { Logs, Training } from './training.ts';

/** Milliseconds of training between two looks at callbacks, progress and cancellation. */
const SLICE = 50;

export type ValidationData = readonly [TensorLike, TensorLike] | readonly [TensorLike, TensorLike, TensorLike];

export interface FitOptions {
  /** Rows to a step (default 32). */
  batchSize?: number;
  /** Epoch at which to stop, counted from 0 and `initialEpoch` (default 1). */
  epochs?: number;
  /** 0 silent, 1 a bar, 2 a line an epoch; 'auto' is 1 on a terminal, else 0. */
  verbose?: 0 | 1 | 2 | 'auto';
  callbacks?: readonly Callback[];
  /** Part of the rows, from the end and before shuffling, to validate on, in [0, 1). */
  validationSplit?: number;
  /** Rows to validate on: [x, y] or [x, y, sampleWeight]; goes before validationSplit. */
  validationData?: ValidationData;
  validationBatchSize?: number;
  /** Epochs from one validation to the next. */
  validationFreq?: number;
  /** Whether each epoch takes the rows in another order (default true). */
  shuffle?: boolean;
  /** Weight of each class in the loss. */
  classWeight?: Readonly<Record<number, number>>;
  /** Weight of each row in the loss. */
  sampleWeight?: TensorLike;
  initialEpoch?: number;
  /** Ends training when aborted: fit rejects with the signal's reason, the model stays whole. */
  signal?: AbortSignal;
}

const OPTIONS = ['batchSize', 'epochs', 'verbose', 'callbacks', 'validationSplit', 'validationData', 'validationBatchSize', 'validationFreq', 'shuffle', 'classWeight', 'sampleWeight', 'initialEpoch', 'signal'] as const;

interface Settings {
  readonly batchSize: number;
  readonly epochs: number;
  readonly initialEpoch: number;
  readonly validationFreq: number;
  readonly validationBatchSize: number;
  readonly validationSplit: number;
  readonly shuffle: boolean;
  readonly verbose: 0 | 1 | 2;
  readonly callbacks: readonly Callback[];
}

function settingsOf(options: FitOptions): Settings {
  checkKeys('fit', options, OPTIONS);
  const verbose = options.verbose ?? 'auto';
  if (![0, 1, 2, 'auto'].includes(verbose)) throw new ConfigError(`fit: verbose must be 0, 1, 2 or 'auto', received ${show(verbose)}.`);
  const callbacks = options.callbacks ?? [];
  if (!Array.isArray(callbacks) || callbacks.some((c) => typeof c !== 'object' || c === null)) throw new ConfigError(`fit: callbacks must be an array of objects, received ${show(callbacks)}.`);
  const batchSize = checkInteger('fit', 'batchSize', options.batchSize ?? 32, 1);
  return {
    batchSize,
    epochs: checkInteger('fit', 'epochs', options.epochs ?? 1, 1),
    initialEpoch: checkInteger('fit', 'initialEpoch', options.initialEpoch ?? 0, 0),
    validationFreq: checkInteger('fit', 'validationFreq', options.validationFreq ?? 1, 1),
    validationBatchSize: checkInteger('fit', 'validationBatchSize', options.validationBatchSize ?? batchSize, 1),
    validationSplit: checkNumber('fit', 'validationSplit', options.validationSplit ?? 0, { least: 0, below: 1 }),
    shuffle: checkBoolean('fit', 'shuffle', options.shuffle ?? true),
    verbose: verbose === 'auto' ? (process.stdout.isTTY ? 1 : 0) : verbose,
    callbacks,
  };
}

/** Trains a model; the options and results of `Sequential.fit`. */
export async function fit(model: Sequential, x: TensorLike, y: TensorLike, options: FitOptions): Promise<History> {
  const settings = settingsOf(options);
  const { signal, validationData } = options;
  signal?.throwIfAborted();
  const all = await Samples.read(model, 'fit', x, y, options);
  if (validationData === undefined) {
    const [samples, validation] = split(all, settings.validationSplit);
    return new Fit(model, settings, samples, validation, signal).run();
  }
  if (!Array.isArray(validationData) || validationData.length < 2 || validationData.length > 3) throw new ConfigError(`fit: validationData must be [x, y] or [x, y, sampleWeight], received ${show(validationData)}.`);
  const [xVal, yVal, sampleWeight] = validationData as ValidationData;
  return new Fit(model, settings, all, await Samples.read(model, 'fit', xVal, yVal, { sampleWeight }, 'validation '), signal).run();
}

/** Takes the last part of the rows for validation. */
function split(all: Samples, part: number): [Samples, Samples | undefined] {
  if (part === 0) return [all, undefined];
  const at = Math.floor(all.count * (1 - part));
  if (at === 0 || at === all.count) throw new ConfigError(`fit: validationSplit ${part} of ${all.count} rows leaves ${at} to learn from and ${all.count - at} to validate on. Both need at least one.`);
  return [all.slice(0, at), all.slice(at, all.count)];
}

/** One call of fit: the data set held in the arena, and the programs that step through it. */
class Fit {
  readonly #model: Sequential;
  readonly #training: Training;
  readonly #settings: Settings;
  readonly #samples: Samples;
  readonly #validation: Samples | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #session: Session;
  readonly #rows: number;
  readonly #order: Int32Array;
  readonly #bar: ProgressBar | undefined;
  readonly #callbacks: readonly Callback[];

  constructor(model: Sequential, settings: Settings, samples: Samples, validation: Samples | undefined, signal: AbortSignal | undefined) {
    this.#model = model;
    this.#training = model.training('fit');
    this.#settings = settings;
    this.#samples = samples;
    this.#validation = validation;
    this.#signal = signal;
    this.#session = model.session();
    this.#rows = samples.count;
    const { verbose, epochs, callbacks } = settings;
    this.#bar = verbose === 0 ? undefined : new ProgressBar({ epochs, samples: this.#rows, verbose });
    this.#callbacks = this.#bar === undefined ? callbacks : [this.#bar, ...callbacks];
    this.#order = Int32Array.from({ length: this.#rows }, (_, i) => i);
  }

  async run(): Promise<History> {
    const { epochs, initialEpoch } = this.#settings;
    const callbacks = this.#callbacks;
    const history: History = { epoch: [], history: {} };
    const stop = (): void => this.#session.cancel();
    this.#model.stopTraining = false;
    this.#signal?.addEventListener('abort', stop);
    const steps = this.#hold();
    try {
      await this.#session.fill();
      for (const c of callbacks) c.setModel?.(this.#model);
      for (const c of callbacks) await c.onTrainBegin?.();
      let logs: Logs = {};
      for (let epoch = initialEpoch; epoch < epochs && !this.#model.stopTraining; epoch++) {
        for (const c of callbacks) await c.onEpochBegin?.(epoch);
        logs = await this.#epoch(steps);
        if (this.#validation !== undefined && (epoch + 1) % this.#settings.validationFreq === 0) Object.assign(logs, await this.#validate());
        history.epoch.push(epoch);
        for (const [name, value] of Object.entries(logs)) (history.history[name] ??= []).push(value);
        for (const c of callbacks) await c.onEpochEnd?.(epoch, logs);
        this.#signal?.throwIfAborted();
      }
      for (const c of callbacks) await c.onTrainEnd?.(logs);
      return history;
    } catch (error) {
      this.#bar?.interrupt();
      throw error;
    } finally {
      this.#signal?.removeEventListener('abort', stop);
      for (const step of steps) this.#session.discard(step.program);
      this.#session.release();
    }
  }

  /** Holds the data and plans the steps of an epoch: so many whole batches, then what is left. */
  #hold(): Step[] {
    const { rows } = this.#samples;
    const held = this.#session.hold([this.#order, ...rows.map((r) => r.data)], [[this.#rows], ...rows.map((r) => r.shape)]);
    const [order, ...data] = held.tensors;
    const { batchSize } = this.#settings;
    const step = (batch: number): Executable => {
      const [bx, by, bw] = data.map((t) => gatherBatch(t, order!, this.#training.cursor.tensor, batch));
      return this.#session.compile([], [...this.#training.learn(bx!, by!, bw), this.#training.advance(batch)]);
    };
    const whole = Math.floor(this.#rows / batchSize);
    const rest = this.#rows % batchSize;
    return [...(whole > 0 ? [{ program: step(batchSize), count: whole, batch: batchSize }] : []), ...(rest > 0 ? [{ program: step(rest), count: 1, batch: rest }] : [])];
  }

  async #epoch(steps: readonly Step[]): Promise<Logs> {
    const callbacks = this.#callbacks;
    const byBatch = callbacks.some((c) => c.onTrainBatchBegin !== undefined || c.onTrainBatchEnd !== undefined);
    if (this.#settings.shuffle) {
      this.#order.set(randomPermutation(this.#rows, { seed: this.#model.seed, stream: hashSeed('shuffle'), counter: constant(Int32Array.of(this.#model.epochsTrained), []) }).data);
      await this.#session.turn(async () => this.#session.rewrite(0));
    }
    this.#training.rewind();
    this.#training.resetMeters('learning');
    let batch = 0;
    let samples = 0;
    for (const step of steps) {
      for (let done = 0; done < step.count && !(byBatch && this.#model.stopTraining); ) {
        if (byBatch) for (const c of callbacks) await c.onTrainBatchBegin?.(batch);
        this.#signal?.throwIfAborted();
        const ran = await this.#session.turn(() => this.#session.runAsync(step.program, byBatch ? 1 : step.count - done, SLICE));
        this.#signal?.throwIfAborted();
        done += ran;
        batch += ran;
        samples += ran * step.batch;
        if (byBatch && ran > 0) for (const c of callbacks) await c.onTrainBatchEnd?.(batch - 1, this.#training.readMeters('learning'));
        for (const c of callbacks) c.onTrainProgress?.(samples, () => this.#training.readMeters('learning'));
      }
    }
    this.#model.epochsTrained++;
    return this.#training.readMeters('learning');
  }

  async #validate(): Promise<Logs> {
    const figures = await measure(this.#model, this.#validation!, this.#settings.validationBatchSize, this.#signal);
    return Object.fromEntries(Object.entries(figures).map(([name, value]) => [`val${name.charAt(0).toUpperCase()}${name.slice(1)}`, value]));
  }
}

interface Step {
  readonly program: Executable;
  readonly count: number;
  readonly batch: number;
}
