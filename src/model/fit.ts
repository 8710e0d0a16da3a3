import { ConfigError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { checkBoolean, checkInteger, checkKeys, checkNumber, checkSignal } from '../core/options.ts';
import { warn } from '../core/warn.ts';
import { unscaledInputs } from './check/check.ts';
import { Outcome } from './check/not-learning.ts';
import { checkCallbacks, serving, type Callback, type History } from './callback.ts';
import type { Engine } from './engine.ts';
import { Epoch, type Step } from './epoch.ts';
import { measure } from './evaluate.ts';
import type { Data, Inputs, Targets } from './network.ts';
import { validated } from './figures.ts';
import { ProgressBar } from './progress-bar.ts';
import { Replay } from './replay.ts';
import { learningRows, Samples } from './samples.ts';
import type { Session } from '../run/session.ts';
import type { Logs, Training } from './training.ts';

/** Milliseconds of training between two checks of callbacks, progress and cancellation. */
const SLICE = 50;

/** Hooks that are called between the beginning and the end of training. */
const HOOKS_IN_TRAINING = ['onEpochBegin', 'onEpochEnd', 'onTrainProgress', 'onTrainBatchBegin', 'onTrainBatchEnd', 'onLogs'] as const;

export type ValidationData = readonly [Inputs, Targets] | readonly [Inputs, Targets, Data];

export interface FitOptions {
  /** Rows in each step (default 32). */
  batchSize?: number;
  /** Epochs are counted from 0. Training goes from `initialEpoch` up to this number, which is not included (default 1). */
  epochs?: number;
  /** 0 is silent, 1 shows a bar, 2 prints a line for each epoch; 'auto' is 1 on a terminal, else 0 (default 'auto'). */
  verbose?: 0 | 1 | 2 | 'auto';
  callbacks?: readonly Callback[];
  /** Part of the rows, in [0, 1), that is used for validation: the last rows, before shuffling. */
  validationSplit?: number;
  /** Rows for validation: [x, y] or [x, y, sampleWeight]. It replaces validationSplit. */
  validationData?: ValidationData;
  validationBatchSize?: number;
  /** Validation follows every so many epochs (default 1). */
  validationFreq?: number;
  /** Whether each epoch takes the rows in another order (default true). */
  shuffle?: boolean;
  /** Weight of each class in the loss. */
  classWeight?: Readonly<Record<number, number>>;
  /** Weight of each row in the loss, or of each step in a row. With several outputs: one for all of them, or one for each, by
   *  position or by name. */
  sampleWeight?: Data;
  initialEpoch?: number;
  /** Whether the history gets the Euclidean norms of gradients, before clipping: `gradientNorm` of all weights together, and
   *  `<layer>GradientNorm` of each layer, as means over the steps of an epoch (default false). */
  gradientNorms?: boolean;
  /** Ends training when aborted. `fit` then rejects with the signal's reason, and the model stays whole. */
  signal?: AbortSignal;
}

const OPTIONS = [
  'batchSize',
  'epochs',
  'verbose',
  'callbacks',
  'validationSplit',
  'validationData',
  'validationBatchSize',
  'validationFreq',
  'shuffle',
  'classWeight',
  'sampleWeight',
  'initialEpoch',
  'gradientNorms',
  'signal',
] as const;

interface Settings {
  readonly batchSize: number;
  readonly epochs: number;
  readonly initialEpoch: number;
  readonly validationFreq: number;
  readonly validationBatchSize: number;
  readonly validationSplit: number;
  readonly shuffle: boolean;
  readonly gradientNorms: boolean;
  readonly verbose: 0 | 1 | 2;
  readonly callbacks: readonly Callback[];
}

function settingsOf(options: FitOptions): Settings {
  checkKeys('fit', options, OPTIONS);
  const verbose = options.verbose ?? 'auto';
  if (![0, 1, 2, 'auto'].includes(verbose)) throw new ConfigError(`fit: verbose must be 0, 1, 2 or 'auto', received ${show(verbose)}.`);
  const callbacks = checkCallbacks('fit', options.callbacks);
  const batchSize = checkInteger('fit', 'batchSize', options.batchSize ?? 32, 1);
  return {
    batchSize,
    epochs: checkInteger('fit', 'epochs', options.epochs ?? 1, 1),
    initialEpoch: checkInteger('fit', 'initialEpoch', options.initialEpoch ?? 0, 0),
    validationFreq: checkInteger('fit', 'validationFreq', options.validationFreq ?? 1, 1),
    validationBatchSize: checkInteger('fit', 'validationBatchSize', options.validationBatchSize ?? batchSize, 1),
    validationSplit: checkNumber('fit', 'validationSplit', options.validationSplit ?? 0, { least: 0, below: 1 }),
    shuffle: checkBoolean('fit', 'shuffle', options.shuffle ?? true),
    gradientNorms: checkBoolean('fit', 'gradientNorms', options.gradientNorms ?? false),
    verbose: verbose === 'auto' ? (host().output.isTTY ? 1 : 0) : verbose,
    callbacks,
  };
}

/** Trains a network; see `Model.fit`. */
export async function fit(engine: Engine, x: Inputs, y: Targets | null, options: FitOptions): Promise<History> {
  const settings = settingsOf(options);
  const { validationData } = options;
  const run = (fitting: Fit): Promise<History> =>
    settings.gradientNorms ? engine.training('fit').withNorms(() => fitting.run()) : fitting.run();
  const signal = checkSignal('fit', options.signal);
  signal?.throwIfAborted();
  // Up to the copy into the arena nothing is awaited: once fit has returned its promise, the caller may change the arrays.
  const all = Samples.given(engine, 'fit', x, y, options, {
    learning: validationData === undefined ? 1 - settings.validationSplit : 1,
  });
  const [samples, validation] =
    validationData === undefined ? split(all, settings.validationSplit) : [all, validating(engine, validationData)];
  return run(new Fit(engine, settings, samples, validation?.kept(), signal));
}

/** The samples for validation that a fit was given. */
function validating(engine: Engine, given: unknown): Samples {
  if (!Array.isArray(given) || given.length < 2 || given.length > 3)
    throw new ConfigError(`fit: validationData must be [x, y] or [x, y, sampleWeight], received ${show(given)}.`);
  const [x, y, sampleWeight] = given as unknown as ValidationData;
  return Samples.given(engine, 'fit', x, y, { sampleWeight }, { called: 'validation ' });
}

/** Takes the last part of the rows for validation. */
function split(all: Samples, part: number): [Samples, Samples | undefined] {
  if (part === 0) return [all, undefined];
  const at = learningRows(all.count, 1 - part);
  if (at === 0 || at === all.count)
    throw new ConfigError(
      `fit: validationSplit ${part} of ${all.count} rows leaves ${at} to learn from and ${all.count - at} to validate on. ` +
      'Both need at least one.',
    );
  return [all.slice(0, at), all.slice(at, all.count)];
}

/** Training diverges if the loss is larger than this, and this many times as large as the smallest loss so far. */
const DIVERGED = 1e3;
/** The largest loss that is normal at the beginning of training: errors of some ten thousands, squared. */
const LARGE = 1e9;

/** One call of fit. */
class Fit {
  readonly #engine: Engine;
  readonly #training: Training;
  readonly #settings: Settings;
  readonly #samples: Samples;
  readonly #validation: Samples | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #session: Session;
  readonly #bar: ProgressBar | undefined;
  readonly #callbacks: readonly Callback[];
  readonly #history: History = { epoch: [], history: {} };
  /** The smallest loss of an epoch so far, at most LARGE. */
  #least = LARGE;
  readonly #outcome: Outcome;
  /** Whether it was said that the loss diverges, and that it is not finite. */
  readonly #said: { diverges: boolean; notFinite: boolean } = { diverges: false, notFinite: false };

  constructor(engine: Engine, settings: Settings, samples: Samples, validation: Samples | undefined, signal: AbortSignal | undefined) {
    this.#engine = engine;
    this.#training = engine.training('fit');
    this.#settings = settings;
    this.#samples = samples;
    this.#validation = validation;
    this.#signal = signal;
    this.#session = engine.session();
    this.#outcome = new Outcome(engine, samples);
    const { verbose, epochs, callbacks } = settings;
    this.#bar = verbose === 0 ? undefined : new ProgressBar({ epochs, samples: samples.count, verbose });
    this.#callbacks = this.#bar === undefined ? callbacks : [this.#bar, ...callbacks];
  }

  run(): Promise<History> {
    return serving(this.#callbacks, () => this.#train());
  }

  async #train(): Promise<History> {
    const callbacks = this.#callbacks;
    const { batchSize, shuffle, epochs, initialEpoch } = this.#settings;
    const stop = (): void => this.#session.cancel();
    this.#engine.network.stopTraining = false;
    const epoch = new Epoch(this.#engine, this.#samples, batchSize, shuffle, epochs - initialEpoch);
    try {
      this.#signal?.addEventListener('abort', stop);
      await epoch.fill();
      await this.#validation?.checkFinite();
      for (const c of callbacks) c.setModel?.(this.#engine.network);
      for (const c of callbacks) await c.onTrainBegin?.();
      // If nothing happens between the epochs, many of them run in one slice.
      const watched = this.#validation !== undefined || callbacks.some((c) => HOOKS_IN_TRAINING.some((hook) => c[hook] !== undefined));
      const logs = !watched && epoch.whole !== undefined ? await this.#many(epoch) : await this.#each(epoch);
      this.#outcome.tell(this.#said.diverges || this.#said.notFinite ? [] : (this.#history.history['loss'] ?? []));
      this.#training.optimizer.finish();
      for (const c of callbacks) await c.onTrainEnd?.(logs);
      return this.#history;
    } catch (error) {
      this.#bar?.interrupt();
      this.#training.optimizer.swapAverages(false);
      throw error;
    } finally {
      this.#signal?.removeEventListener('abort', stop);
      epoch.release();
    }
  }

  async #many(epoch: Epoch): Promise<Logs> {
    const { epochs, initialEpoch } = this.#settings;
    const { epoch: numbers, history } = this.#history;
    const replay = new Replay(this.#engine, epoch, false);
    while (numbers.length < epochs - initialEpoch && !this.#engine.network.stopTraining) {
      this.#signal?.throwIfAborted();
      if (!this.#said.notFinite) await replay.remember();
      const first = numbers.length;
      const ran = await epoch.runWhole(epochs - initialEpoch - first, SLICE, history);
      for (let i = first; i < first + ran; i++) {
        numbers.push(initialEpoch + i);
        const loss = history['loss']![i]!;
        if (this.#isAmiss(loss)) await this.#warn(loss, () => replay.ofEpochs(i - first, initialEpoch + i));
      }
    }
    this.#signal?.throwIfAborted();
    return Object.fromEntries(Object.entries(history).map(([name, values]) => [name, values.at(-1)!]));
  }

  async #each(epoch: Epoch): Promise<Logs> {
    const { epochs, initialEpoch, validationFreq } = this.#settings;
    const byBatch = this.#callbacks.some((c) => (c.onTrainBatchBegin ?? c.onTrainBatchEnd ?? c.onLogs) !== undefined);
    const replay = new Replay(this.#engine, epoch, byBatch);
    let logs: Logs = {};
    for (let i = initialEpoch; i < epochs && !this.#engine.network.stopTraining; i++) {
      for (const c of this.#callbacks) await c.onEpochBegin?.(i);
      logs = await this.#epoch(epoch, i, byBatch, replay);
      if (this.#validation !== undefined && (i + 1) % validationFreq === 0) Object.assign(logs, await this.#validate());
      for (const c of this.#callbacks) await c.onEpochEnd?.(i, logs);
      for (const c of this.#callbacks) await c.onLogs?.(logs, i);
      await this.#note(i, logs);
      this.#signal?.throwIfAborted();
    }
    return logs;
  }

  /** Whether the loss diverges or is not finite, and that was not said before in this fit. Called for each epoch, of which there may be
   *  a million a second. */
  #isAmiss(loss: number): boolean {
    this.#least = Math.min(this.#least, loss);
    if (this.#said.notFinite) return false;
    return !Number.isFinite(loss) || (!this.#said.diverges && loss > DIVERGED && loss > DIVERGED * this.#least);
  }

  /** Warns of a loss that diverges or is not finite.
   *  @param explain  finds out where a loss that is not finite comes from */
  async #warn(loss: number, explain?: () => Promise<string>): Promise<void> {
    const finite = Number.isFinite(loss);
    this.#said[finite ? 'diverges' : 'notFinite'] = true;
    const { learningRate } = this.#training.optimizer;
    const where = finite || explain === undefined ? '' : ` ${await explain()}`;
    warn(
      'MYELIN_DIVERGES',
      `fit: the loss has become ${loss}.${where}${unscaledInputs(this.#engine, this.#samples.inputs)} ` +
        `The learning rate is ${Number(learningRate.toPrecision(6))}. The model does not learn: try a smaller learning rate, ` +
        'inputs and targets of a size near 1, clipnorm, or callbacks.terminateOnNaN() to end such a training. model.check(x, y) looks ' +
        'for the usual causes.',
    );
  }

  async #note(epoch: number, logs: Logs): Promise<void> {
    const { history } = this.#history;
    if (this.#isAmiss(logs['loss']!)) await this.#warn(logs['loss']!);
    this.#history.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) (history[name] ??= []).push(value);
  }

  async #epoch(epoch: Epoch, number: number, byBatch: boolean, replay: Replay): Promise<Logs> {
    const callbacks = this.#callbacks;
    const figures = (): Logs => ({
      ...this.#training.readMeters('learning'),
      ...(this.#training.driven ? { evaluations: epoch.evaluations } : {}),
    });
    await epoch.run(epoch.begin, this.#signal);
    epoch.evaluations = 0;
    let batch = 0;
    let samples = 0;
    let slice: { readonly step: Step; readonly ran: number; readonly first: number } | undefined;
    for (const step of epoch.steps) {
      for (let done = 0; done < step.count && !this.#engine.network.stopTraining;) {
        if (byBatch) for (const c of callbacks) await c.onTrainBatchBegin?.(batch);
        this.#signal?.throwIfAborted();
        if (!this.#said.notFinite) await replay.remember();
        const ran = await epoch.take(step, byBatch ? 1 : step.count - done, SLICE, this.#signal);
        this.#signal?.throwIfAborted();
        // The loss of the last slice of an epoch is read with its figures.
        slice = { step, ran, first: batch };
        const loss = done + ran < step.count && !this.#said.notFinite ? await replay.loss() : 0;
        if (!Number.isFinite(loss)) await this.#warn(loss, () => replay.ofSteps(step, ran, number, slice!.first));
        done += ran;
        batch += ran;
        samples += ran * step.batch;
        if (byBatch && ran > 0) {
          for (const c of callbacks) await c.onTrainBatchEnd?.(batch - 1, figures());
          for (const c of callbacks) await c.onLogs?.(figures(), number, batch - 1);
        }
        for (const c of callbacks) await c.onTrainProgress?.(samples, figures);
      }
    }
    await epoch.run(epoch.end, this.#signal);
    const logs = figures();
    if (slice !== undefined && !Number.isFinite(logs['loss']) && this.#isAmiss(logs['loss']!)) {
      const { step, ran, first } = slice;
      await this.#warn(logs['loss']!, () => replay.ofSteps(step, ran, number, first));
    }
    return logs;
  }

  async #validate(): Promise<Logs> {
    const figures = await measure(this.#engine, this.#validation!, this.#settings.validationBatchSize, this.#signal, this.#callbacks);
    return Object.fromEntries(Object.entries(figures).map(([name, value]) => [validated(name), value]));
  }
}
