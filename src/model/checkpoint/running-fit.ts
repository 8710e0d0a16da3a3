import { ConfigError } from '../../core/errors.ts';
import { inTurns } from '../../core/pieces.ts';
import type { FileSource } from '../../formats/source.ts';
import { countOf, countTensor } from '../../graph/counter.ts';
import { keepsState, type Callback, type FitRecord, type RunningFit, type Standing } from '../callback.ts';
import type { Engine } from '../engine.ts';
import type { Epoch } from '../epoch.ts';
import type { FitData } from '../fit-data.ts';
import type { Settings } from '../fit-options.ts';
import { checkpointPieces, readCheckpoint, restoring, type FitState } from './checkpoint.ts';
import { describing, differenceOf, type Description } from './description.ts';

/** Where a fit stands, for a checkpoint. */
export interface Place extends Standing {
  /** Rows of the open epoch so far; 0 behind an epoch. */
  readonly samples: number;
  readonly at: Epoch;
}

/** What a fit goes on from. */
export type Resumed = Omit<FitState, 'description' | 'seed' | 'callbacks'> & {
  /** Gives the figures of the open epoch their values. */
  readonly restoreMeters: () => void;
};

/** A fit as callbacks see it that save it and bring it back. */
export class Running implements RunningFit {
  readonly history: FitRecord = { epoch: [], history: {} };
  readonly #engine: Engine;
  readonly #data: FitData;
  readonly #epochs: number;
  readonly #callbacks: readonly Callback[];
  /** Those that are called where the fit can be saved. */
  readonly #saving: readonly Callback[];
  /** Undefined if no callback can ask for a checkpoint. */
  #description: Description | undefined;
  readonly #settings: Settings;
  /** What callbacks get back. */
  readonly #states = new Map<Callback, unknown>();
  #place: Place | undefined;
  #resumed: Resumed | undefined;

  constructor(engine: Engine, settings: Settings, data: FitData, callbacks: readonly Callback[]) {
    this.#engine = engine;
    this.#data = data;
    this.#epochs = settings.epochs;
    this.#callbacks = callbacks;
    this.#saving = callbacks.filter((c) => typeof c.onCheckpoint === 'function');
    this.#settings = settings;
  }

  /** Describes the fit for checkpoints. */
  async describe(): Promise<void> {
    this.#description = await inTurns(describing(this.#engine, this.#settings, this.#data));
  }

  /** What the fit goes on from; undefined if it begins. */
  get resumed(): Resumed | undefined {
    return this.#resumed;
  }

  /** Begins the training for a callback, or brings back what it knew. */
  async begin(callback: Callback): Promise<void> {
    if (this.#states.has(callback)) await callback.restore!(this.#states.get(callback) as never);
    else await callback.onTrainBegin?.();
  }

  /** Lets callbacks save the fit as it stands. */
  async stand(place: Place): Promise<void> {
    this.#place = place;
    try {
      for (const c of this.#saving) await c.onCheckpoint!(place);
    } finally {
      this.#place = undefined;
    }
  }

  mustGoOn(where: string): void {
    const once = this.#data.once;
    if (once === undefined) return;
    throw new ConfigError(
      `${where}: the ${once} can be read only once, from their beginning, so that a training which is killed could not go on in their ` +
        'midst. Give a function that makes a new iterable for each pass, or data with length and take(rows).',
    );
  }

  async checkpoint(): Promise<readonly Uint8Array[]> {
    const place = this.#place;
    if (place === undefined)
      throw new ConfigError('checkpoint: a fit can be saved where nothing is half done. Call it in onCheckpoint of a callback.');
    this.mustGoOn('checkpoint');
    const keeping = this.#keeping;
    const callbacks: { kind: string; state: unknown }[] = [];
    for (const c of keeping) callbacks.push({ kind: kindOf(c), state: await c.state!() });
    return checkpointPieces(this.#engine, () => this.#state(place, callbacks));
  }

  async resume(source: FileSource, called = 'the checkpoint'): Promise<void> {
    const { network } = this.#engine;
    if (this.#resumed !== undefined) throw new ConfigError('fit: two callbacks bring back a training. Give one of them.');
    const stored = await readCheckpoint(called, source);
    const { description, seed, callbacks, ...state } = stored.state;
    const refuse = (why: string): never => {
      throw new ConfigError(
        `${called} is of another training: ${why}. Go on with the same model, data and settings, or remove it to begin anew.`,
      );
    };
    if (state.epoch > this.#epochs) refuse(`it has been trained for ${state.epoch} epochs there, and epochs is ${this.#epochs} here`);
    const difference = differenceOf(description, this.#description);
    if (difference !== undefined) refuse(difference);
    const keeping = this.#keeping;
    const [there, here] = [callbacks.map(({ kind }) => kind), keeping.map(kindOf)].map((kinds) => kinds.join(', ') || 'none');
    if (there !== here) refuse(`callbacks that keep state are ${there} there and ${here} here`);
    const { model, meters } = restoring(called, this.#engine, stored);
    const before = network.seed;
    network.takeSeed(seed);
    if (network.seed !== seed) refuse(`the model's seed is ${seed} there and ${before} here`);
    model();
    network.epochs.assign(countTensor(state.epochsTrained));
    this.#engine.training('fit').optimizer.averagesInModel = state.swapped;
    keeping.forEach((callback, i) => this.#states.set(callback, callbacks[i]!.state));
    this.history.epoch.push(...state.history.epoch);
    for (const [name, values] of Object.entries(state.history.history)) this.history.history[name] = [...values];
    this.#resumed = { ...state, restoreMeters: meters };
  }

  get #keeping(): readonly Callback[] {
    return this.#callbacks.filter(keepsState);
  }

  /** Reads all at once, within the moment of which the values are. */
  #state({ epoch, batch, steps, samples, at, logs }: Place, callbacks: FitState['callbacks']): FitState {
    const { network } = this.#engine;
    const { optimizer } = this.#engine.training('fit');
    const epochsTrained = countOf(network.epochs.read());
    const open = batch !== undefined;
    return {
      description: this.#description!,
      seed: network.seed,
      epochsTrained,
      epoch: open ? epoch : epoch + 1,
      done: open ? batch + 1 : undefined,
      samples,
      steps,
      evaluations: open ? at.evaluations : 0,
      position: (open ? at.position : at.following) ?? { pass: epochsTrained, batch: open ? batch + 1 : 0 },
      swapped: optimizer.averagesInModel,
      stopTraining: network.stopTraining,
      logs: open ? {} : logs(),
      history: this.history,
      callbacks,
    };
  }
}

const kindOf = ({ kind = 'callback' }: Callback): string => kind;
