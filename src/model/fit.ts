import { checkSignal } from '../core/options.ts';
import { inPieces, isPending } from '../core/pieces.ts';
import { warn } from '../core/warn.ts';
import { unscaledInputs } from './check/check.ts';
import { Outcome } from './check/not-learning.ts';
import { bringBack, finishAverages, swapAverages } from './averages.ts';
import { savesFit, serving, type FitRecord, type Callback } from './callback.ts';
import { Running, type Place, type Resumed } from './checkpoint/running-fit.ts';
import type { Engine } from './engine.ts';
import { Epoch, type Step } from './epoch.ts';
import { measure } from './evaluate.ts';
import { fromArrays, fromSource, type FitData } from './fit-data.ts';
import { settingsOf, type FitOptions, type Settings } from './fit-options.ts';
import type { Inputs, Targets } from './network.ts';
import { validated } from '../core/figure-names.ts';
import { ProgressBar } from './progress-bar.ts';
import { Replay } from './replay.ts';
import { ResidentEpoch } from './resident-epoch.ts';
import { isSource, type DataSource } from './source/data-source.ts';
import type { Session } from '../run/session.ts';
import type { Tested } from './tested.ts';
import type { Logs, Training } from './training.ts';

/** Milliseconds of training between two checks of callbacks, progress and cancellation. */
const SLICE = 50;

/** Hooks that are called between the beginning and the end of training. */
const HOOKS_IN_TRAINING = [
  'onEpochBegin', 'onEpochEnd', 'onTrainProgress', 'onTrainBatchBegin', 'onTrainBatchEnd', 'onLogs', 'onCheckpoint',
] as const;

/** Trains a network; see `Model.fit`. */
export async function fit(engine: Engine, x: Inputs | DataSource, y: Targets | null, options: FitOptions): Promise<FitRecord> {
  const settings = settingsOf(options);
  const signal = checkSignal('fit', options.signal);
  signal?.throwIfAborted();
  // Arrays that are not large are read before anything is awaited: once fit has returned its promise, the caller may change them.
  const given = isSource(x)
    ? fromSource(engine, x, y, options, settings, signal)
    : inPieces(fromArrays(engine, x as Inputs, y, options, settings, signal));
  const data = isPending(given) ? await given : given;
  const run = (): Promise<FitRecord> => new Fit(engine, settings, data, signal).run();
  let history: FitRecord;
  try {
    history = await (settings.gradientNorms ? engine.training('fit').withNorms(run) : run());
  } catch (error) {
    await data.close().catch(() => undefined);
    throw error;
  }
  await data.close();
  return history;
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
  readonly #data: FitData;
  readonly #signal: AbortSignal | undefined;
  readonly #session: Session;
  readonly #bar: ProgressBar | undefined;
  readonly #callbacks: readonly Callback[];
  readonly #history: FitRecord;
  readonly #running: Running;
  /** Steps so far. */
  #steps = 0;
  /** The smallest loss of an epoch so far, at most LARGE. */
  #least = LARGE;
  readonly #outcome: Outcome | undefined;
  /** Whether it was said that the loss diverges, and that it is not finite. */
  readonly #said: { diverges: boolean; notFinite: boolean } = { diverges: false, notFinite: false };

  constructor(engine: Engine, settings: Settings, data: FitData, signal: AbortSignal | undefined) {
    this.#engine = engine;
    this.#training = engine.training('fit');
    this.#settings = settings;
    this.#data = data;
    this.#signal = signal;
    this.#session = engine.session();
    this.#outcome = data.samples && new Outcome(engine, data.samples);
    const { verbose, epochs } = settings;
    // Those that save what the others have done come last.
    const callbacks = [...settings.callbacks.filter((c) => !savesFit(c)), ...settings.callbacks.filter(savesFit)];
    this.#bar = verbose === 0 ? undefined : new ProgressBar({ epochs, note: data.note, verbose });
    this.#callbacks = this.#bar === undefined ? callbacks : [this.#bar, ...callbacks];
    this.#running = new Running(engine, settings, data, this.#callbacks);
    this.#history = this.#running.history;
  }

  run(): Promise<FitRecord> {
    return serving(this.#callbacks, () => this.#train());
  }

  async #train(): Promise<FitRecord> {
    const callbacks = this.#callbacks;
    const { validation } = this.#data;
    const stop = (): void => this.#session.cancel();
    const { network } = this.#engine;
    network.stopTraining = false;
    const { optimizer } = this.#training;
    if (optimizer.averagesInModel) await swapAverages(this.#engine, optimizer, false);
    // Without such callbacks nothing is awaited before small data have been kept.
    const saving = callbacks.filter(savesFit);
    if (saving.length > 0) await this.#running.describe();
    for (const c of saving) await c.setFit!(this.#running);
    const { resumed } = this.#running;
    const made = this.#data.epoch(resumed);
    const epoch = made instanceof Epoch ? made : await made;
    try {
      this.#signal?.addEventListener('abort', stop);
      await epoch.fill(this.#signal);
      await this.#data.check();
      this.#engine.begun();
      for (const c of callbacks) await c.setModel?.(network);
      for (const c of callbacks) await this.#running.begin(c);
      if (resumed !== undefined) this.#bar?.goOn(resumed.epoch, resumed.steps);
      if (resumed?.stopTraining === true) network.stopTraining = true;
      // If nothing happens between the epochs, many of them run in one slice.
      const watched = validation !== undefined || callbacks.some((c) => HOOKS_IN_TRAINING.some((hook) => c[hook] !== undefined));
      const together = !watched && epoch instanceof ResidentEpoch && epoch.whole !== undefined;
      const logs = together ? await this.#many(epoch) : await this.#each(epoch, resumed);
      await this.#outcome?.tell(this.#said.diverges || this.#said.notFinite ? [] : (this.#history.history['loss'] ?? []));
      await finishAverages(this.#engine, this.#training.optimizer);
      for (const c of callbacks) await c.onTrainEnd?.(logs);
      return this.#history;
    } catch (error) {
      this.#bar?.end();
      await bringBack(this.#engine, this.#training.optimizer);
      throw error;
    } finally {
      this.#signal?.removeEventListener('abort', stop);
      epoch.release();
    }
  }

  async #many(epoch: ResidentEpoch): Promise<Logs> {
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
        if (this.#isAmiss(loss)) await this.#warn(loss, epoch, () => replay.ofEpochs(i - first, initialEpoch + i));
      }
    }
    this.#signal?.throwIfAborted();
    return Object.fromEntries(Object.entries(history).map(([name, values]) => [name, values.at(-1)!]));
  }

  async #each(epoch: Epoch, resumed: Resumed | undefined): Promise<Logs> {
    const { epochs, initialEpoch, validationFreq } = this.#settings;
    const byBatch = this.#callbacks.some((c) => (c.onTrainBatchBegin ?? c.onTrainBatchEnd ?? c.onLogs) !== undefined);
    const replay = new Replay(this.#engine, epoch, byBatch);
    let logs: Logs = resumed?.logs ?? {};
    let open = resumed?.done === undefined ? undefined : resumed;
    this.#steps = resumed?.steps ?? 0;
    for (let i = resumed?.epoch ?? initialEpoch; i < epochs && !this.#engine.network.stopTraining; i++) {
      if (open === undefined && !(await epoch.ready())) break;
      this.#bar?.expect(epoch.rows);
      // An epoch that goes on has begun before.
      for (const c of open === undefined ? this.#callbacks : [this.#bar]) await c?.onEpochBegin?.(i);
      logs = await this.#epoch(epoch, i, byBatch, replay, open);
      open = undefined;
      const { validation } = this.#data;
      if (validation !== undefined && (i + 1) % validationFreq === 0) Object.assign(logs, await this.#validate(validation));
      for (const c of this.#callbacks) await c.onEpochEnd?.(i, logs);
      for (const c of this.#callbacks) await c.onLogs?.(logs, i);
      await this.#note(i, logs, epoch);
      await this.#stand({ epoch: i, batch: undefined, samples: 0, at: epoch, logs: () => logs });
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
  async #warn(loss: number, epoch: Epoch, explain?: () => Promise<string>): Promise<void> {
    const finite = Number.isFinite(loss);
    this.#said[finite ? 'diverges' : 'notFinite'] = true;
    const { learningRate } = this.#training.optimizer;
    const where = finite || explain === undefined ? '' : ` ${await explain()}`;
    warn(
      'MYELIN_DIVERGES',
      `fit: the loss has become ${loss}.${where}${await unscaledInputs(this.#engine, epoch.sample)} ` +
        `The learning rate is ${Number(learningRate.toPrecision(6))}. The model does not learn: try a smaller learning rate, ` +
        'inputs and targets of a size near 1, clipnorm, or callbacks.terminateOnNaN() to end such a training. model.check(x, y) looks ' +
        'for the usual causes.',
    );
  }

  async #note(number: number, logs: Logs, epoch: Epoch): Promise<void> {
    const { history } = this.#history;
    if (this.#isAmiss(logs['loss']!)) await this.#warn(logs['loss']!, epoch);
    this.#history.epoch.push(number);
    for (const [name, value] of Object.entries(logs)) {
      if (!Object.hasOwn(history, name)) history[name] = [];
      history[name]!.push(value);
    }
  }

  async #epoch(epoch: Epoch, number: number, byBatch: boolean, replay: Replay, open: Resumed | undefined): Promise<Logs> {
    const callbacks = this.#callbacks;
    const figures = (): Logs => ({
      ...this.#training.readMeters('learning'),
      ...(this.#training.driven ? { evaluations: epoch.evaluations } : {}),
    });
    await epoch.run(epoch.begin, this.#signal);
    open?.restoreMeters();
    epoch.evaluations = open?.evaluations ?? 0;
    let batch = open?.done ?? 0;
    let samples = open?.samples ?? 0;
    let slice: { readonly step: Step; readonly here: number; readonly first: number; readonly row: number } | undefined;
    for await (const { step, count, row, last } of epoch.portions(batch)) {
      if (this.#engine.network.stopTraining) break;
      for (let done = 0; done < count && !this.#engine.network.stopTraining;) {
        if (byBatch) for (const c of callbacks) await c.onTrainBatchBegin?.(batch);
        this.#signal?.throwIfAborted();
        if (!this.#said.notFinite) await replay.remember();
        // A slice that is taken again, from the state before it, must not leave its portion.
        const portion = epoch.flows && !replay.remembers ? Infinity : count - done;
        const ran = await epoch.take(step, byBatch ? 1 : Math.min(portion, this.#untilStop()), SLICE, this.#signal);
        this.#signal?.throwIfAborted();
        // Rows of a slice that has left its portion may be overwritten.
        slice = { step, here: ran > count - done ? 0 : ran, first: batch, row: row + done * step.batch };
        // The loss of the last slice of an epoch is read with its figures.
        const loss = (done + ran < count || !last) && !this.#said.notFinite ? await replay.loss() : 0;
        if (!Number.isFinite(loss)) await this.#warn(loss, epoch, () => replay.ofSteps(step, slice!.here, number, slice!));
        done += ran;
        batch += ran;
        samples += ran * step.batch;
        this.#steps += ran;
        if (byBatch && ran > 0) {
          for (const c of callbacks) await c.onTrainBatchEnd?.(batch - 1, figures());
          for (const c of callbacks) await c.onLogs?.(figures(), number, batch - 1);
        }
        for (const c of callbacks) await c.onTrainProgress?.(samples, figures);
        if (ran > 0) await this.#stand({ epoch: number, batch: batch - 1, samples, at: epoch, logs: figures });
      }
    }
    await epoch.run(epoch.end, this.#signal);
    const logs = figures();
    if (slice !== undefined && !Number.isFinite(logs['loss']) && this.#isAmiss(logs['loss']!)) {
      const { step, here } = slice;
      await this.#warn(logs['loss']!, epoch, () => replay.ofSteps(step, here, number, slice!));
    }
    return logs;
  }

  /** Lets callbacks save the fit where it stands. */
  async #stand(place: Omit<Place, 'steps'>): Promise<void> {
    await this.#running.stand({ ...place, steps: this.#steps });
  }

  /** Steps until a callback wants training to stop. */
  #untilStop(): number {
    return Math.min(...this.#callbacks.map(({ stopEvery = Infinity }) => stopEvery - (this.#steps % stopEvery)));
  }

  async #validate(validation: Tested): Promise<Logs> {
    const figures = await measure(this.#engine, validation, this.#signal, this.#callbacks);
    return Object.fromEntries(Object.entries(figures).map(([name, value]) => [validated(name), value]));
  }
}
