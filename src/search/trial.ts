import { ConfigError, MyelinError, show } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import type { Callback } from '../model/callback.ts';
import type { FitOptions } from '../model/fit-options.ts';
import { Model } from '../model/model.ts';
import type { Entry } from './journal.ts';

/** What is known of a trial besides its configuration. */
export interface TrialGiven {
  /** The number of the trial, counted from 0. */
  readonly trial: number;
  /** The seed of the trial, for its model. */
  readonly seed: number;
}

/** Options of fit that may differ from trial to trial; the search sets the others. */
export type TrialFitOptions = Pick<FitOptions, 'batchSize' | 'validationBatchSize' | 'shuffle' | 'classWeight' | 'sampleWeight'>;

const FIT_OPTIONS: readonly (keyof TrialFitOptions)[] = ['batchSize', 'validationBatchSize', 'shuffle', 'classWeight', 'sampleWeight'];

/** What `build` returns: a compiled model, perhaps with options of its fit. */
export type Built = Model<unknown> | { readonly model: Model<unknown>; readonly fitOptions?: TrialFitOptions };

/** The work that makes and trains the model of a trial. */
export interface TrialWork {
  build(): Built | Promise<Built>;
  callbacks(): readonly Callback[];
  /** Trains from the epoch where the model is. */
  fit(model: Model<unknown>, options: FitOptions): Promise<{ readonly history: Record<string, number[]> }>;
  /** The figure of the objective, a key of the history. */
  readonly objective: string;
}

/** A model, the options of its fit, and the epochs that it was trained. */
interface Live {
  readonly model: Model<unknown>;
  readonly fitOptions: FitOptions;
  epochs: number;
}

/** One configuration on its way through the rungs. */
export class TrialRun {
  readonly id: number;
  readonly #work: TrialWork;
  /** What the rungs so far have told. */
  readonly #rungs: Entry[] = [];
  #live: Live | undefined;

  constructor(id: number, work: TrialWork) {
    this.id = id;
    this.#work = work;
  }

  /** Whether its training has ended for good, before the epochs that it was to have. */
  get ended(): boolean {
    return this.#rungs.at(-1)?.ended ?? false;
  }

  /** The figures of all epochs. */
  get history(): Record<string, number[]> {
    const all: Record<string, number[]> = {};
    for (const { history } of this.#rungs) {
      for (const [name, figures] of Object.entries(history)) all[name] = [...(Object.hasOwn(all, name) ? all[name]! : []), ...figures];
    }
    return all;
  }

  /** The values of the objective, epoch by epoch. */
  get values(): readonly number[] {
    return this.history[this.#work.objective] ?? [];
  }

  /** Takes what a rung told before. */
  take(entry: Entry): void {
    this.#rungs.push(entry);
  }

  /** Trains until `epochs`. A model that is not there, because an earlier process has trained it, is trained again first.
   *  @throws {ConfigError} if it then tells other figures than before */
  train(epochs: number): Promise<Entry> {
    return naming(this.id, async () => {
      const live = this.#live ?? (await this.#build());
      for (const before of this.#rungs) {
        if (before.epochs > live.epochs) this.#compare(before, await this.#fit(before.epochs));
      }
      const entry = await this.#fit(epochs);
      if (entry.history[this.#work.objective] === undefined) throw this.#noFigure(entry);
      this.#rungs.push(entry);
      return entry;
    });
  }

  /** The model, which is made if it is not there. */
  model(): Promise<Model<unknown>> {
    return naming(this.id, async () => (this.#live ?? (await this.#build())).model);
  }

  /** Lets the model go. */
  leave(): void {
    this.#live?.model.dispose();
    this.#live = undefined;
  }

  async #build(): Promise<Live> {
    const built = await this.#work.build();
    const { model, fitOptions = {} } = built instanceof Model ? { model: built } : built;
    if (!(model instanceof Model) || !model.compiled)
      throw new ConfigError(`build: expected a compiled model, or { model, fitOptions } with one, received ${show(built)}.`);
    if (Model.prototype.getConfig.call(model)['seed'] === undefined)
      throw new ConfigError(
        'build: the model has no seed, and another search would get another one. Give it that of the trial: ' +
          'build: (config, { seed }) => sequential([...], { seed }).',
      );
    checkKeys('fitOptions of build', fitOptions, FIT_OPTIONS);
    return (this.#live = { model, fitOptions: { ...fitOptions, callbacks: [...this.#work.callbacks(), this.#watch(model)] }, epochs: 0 });
  }

  /** Ends a training whose objective is no number. */
  #watch(model: Model<unknown>): Callback {
    return {
      onEpochEnd: (_, logs) => {
        const value = logs[this.#work.objective];
        if (value !== undefined && !Number.isFinite(value)) model.stopTraining = true;
      },
    };
  }

  async #fit(epochs: number): Promise<Entry> {
    const live = this.#live!;
    const { history } = await this.#work.fit(live.model, { ...live.fitOptions, initialEpoch: live.epochs, epochs, verbose: 0 });
    live.model.dispose(); // its memory is free until it goes on; weights and the optimizer's state stay
    live.epochs = epochs;
    return { trial: this.id, epochs, history, ended: live.model.stopTraining };
  }

  #compare(before: Entry, again: Entry): void {
    const [was, is] = [before, again].map(({ history }) => JSON.stringify(history[this.#work.objective]));
    if (was === is) return;
    throw new ConfigError(
      `its ${this.#work.objective} was ${was} in the journal, and now is ${is}. Go on with the same data and the same build, ` +
        'or begin another journal.',
    );
  }

  #noFigure({ history }: Entry): ConfigError {
    return new ConfigError(
      `objective: the epochs have no figure ${show(this.#work.objective)}. They have: ${Object.keys(history).join(', ')}.` +
        `${this.#work.objective.startsWith('val') ? ' Figures of a validation need validationData or validationSplit.' : ''}`,
    );
  }
}

/** Adds the trial to the messages of errors. */
async function naming<T>(trial: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MyelinError) error.message = `search, trial ${trial}: ${error.message}`;
    throw error;
  }
}
