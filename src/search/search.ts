import { backend } from '../backend/select.ts';
import { ConfigError, show } from '../core/errors.ts';
import { checkInteger, checkKeys, checkOptions, checkSeed, checkSignal, checkText } from '../core/options.ts';
import { oneOf } from '../core/declaration.ts';
import { hashSeed } from '../core/seed.ts';
import type { Callback } from '../model/callback.ts';
import type { ValidationData } from '../model/fit-options.ts';
import type { Model } from '../model/model.ts';
import type { Inputs, Targets } from '../model/network.ts';
import { halving, hyperband, randomSearch, type Bracket } from './brackets.ts';
import { Journal } from './journal.ts';
import { inParallel } from './parallel.ts';
import { describe, draw, type Sampled } from './space.ts';
import { TrialRun, type Built, type TrialGiven } from './trial.ts';

/** How trials get their epochs: all of them at once, in one bracket of successive halving, or in the brackets of Hyperband. */
export type SearchMethod = 'random' | 'halving' | 'hyperband';

/** What a search may cost. */
export interface SearchBudget {
  /** Epochs of a trial that is trained to the end. */
  epochs: number;
  /** Trials that begin, of 'random' and 'halving' (default 20). 'hyperband' has as many as its epochs and its factor make. */
  trials?: number;
  /** One trial in so many goes on after a rung, with so many times the epochs (default 3). 'random' has no rungs. */
  factor?: number;
}

/** The figure that a search makes best. */
export interface Objective {
  /** A key of the history. */
  name: string;
  /** Whether smaller or larger values are better. */
  direction: 'min' | 'max';
}

export interface SearchOptions<S> {
  /** Makes the compiled model of a configuration, alone or with options of its fit. It must be the same again for the same
   *  configuration and seed. */
  build: (config: Sampled<S>, given: TrialGiven) => Built | Promise<Built>;
  /** Values, arrays and records with parameters in them: `choice`, `uniform`, `logUniform`, `integer`. */
  space: S;
  x: Inputs;
  /** null for a model that learns only from the losses that its layers add. */
  y: Targets | null;
  /** Rows for validation: [x, y] or [x, y, sampleWeight]. It replaces validationSplit. */
  validationData?: ValidationData;
  /** Part of the rows, in [0, 1), that is used for validation: the last rows (default 0). */
  validationSplit?: number;
  /** The figure that counts, a key of the history, whose metric knows its direction; or both (default 'valLoss'). The value of a
   *  trial is its best over the epochs. */
  objective?: string | Objective;
  /** How trials get their epochs (default 'hyperband'). */
  method?: SearchMethod;
  budget: SearchBudget;
  /** Fixes the configurations and the seeds of the trials (default 0). */
  seed?: number;
  /** Makes the callbacks of a trial (default: none). Each rung is a fit of its own, in which they begin anew. */
  callbacks?: (config: Sampled<S>, given: TrialGiven) => readonly Callback[];
  /** A file that the search writes while it goes. A search that is started again with the same arguments and file goes on where
   *  the first one stopped (default: none). */
  journal?: string;
  /** How many models are trained at a time (default: the number of threads). It changes nothing but time and memory. */
  parallel?: number;
  /** Called when a trial has ended a rung, with what is known of it. The order depends on time. */
  onTrial?: (trial: Trial<Sampled<S>>) => unknown;
  /** Ends the search when aborted. It then rejects with the signal's reason; the journal keeps what has ended. */
  signal?: AbortSignal;
}

const OPTIONS = [
  'build', 'space', 'x', 'y', 'validationData', 'validationSplit', 'objective', 'method', 'budget', 'seed', 'callbacks', 'journal',
  'parallel', 'onTrial', 'signal',
] as const satisfies readonly (keyof SearchOptions<unknown>)[];

/** A configuration and what became of it. */
export interface Trial<C> {
  /** Its number, counted from 0. */
  readonly id: number;
  /** The bracket it belongs to, counted from 0. */
  readonly bracket: number;
  readonly config: C;
  /** The seed that build was given. */
  readonly seed: number;
  /** The best value of the objective; NaN if there is none. */
  readonly value: number;
  /** The epoch of this value, counted from 0. */
  readonly bestEpoch: number;
  /** The figures of its epochs, as fit tells them. */
  readonly history: Readonly<Record<string, number[]>>;
  /** 'complete' if it was trained to the end, 'pruned' if others were better on the way, 'ended' if a callback, or a figure that
   *  is no number, ended it; 'running' while it may go on. */
  readonly outcome: 'complete' | 'pruned' | 'ended' | 'running';
}

export interface SearchResult<C> {
  /** The best of all trials: `build(best.config, { trial: best.id, seed: best.seed })` makes its model again. */
  readonly best: Trial<C>;
  /** All trials, the best first. */
  readonly trials: readonly Trial<C>[];
}

/** Searches for the hyperparameters with which a model becomes best: tries configurations that are drawn from a space, and leaves
 *  the bad ones early. The same arguments give the same result, for any number of threads or models at a time.
 *  @throws {ConfigError} on wrong options, if no trial has a value, or if the journal is of another search
 *  @throws {FormatError} if the journal is another file
 *  @source Li, Jamieson, DeSalvo, Rostamizadeh and Talwalkar, Hyperband: A Novel Bandit-Based Approach to Hyperparameter
 *  Optimization, JMLR 18 (2018)
 *  @example
 *  const { best } = await search({
 *    space: { units: space.integer(8, 128), rate: space.logUniform(1e-4, 1e-1) },
 *    build: ({ units, rate }, { seed }) => {
 *      const model = sequential([layers.dense({ units, activation: 'relu' }), layers.dense({ units: 1 })], { seed });
 *      model.compile({ optimizer: optimizers.adam({ learningRate: rate }), loss: 'meanSquaredError' });
 *      return model;
 *    },
 *    x, y, validationSplit: 0.2, budget: { epochs: 27 },
 *  }); */
export async function search<const S>(options: SearchOptions<S>): Promise<SearchResult<Sampled<S>>> {
  checkKeys('search', options, OPTIONS);
  const { build, callbacks, onTrial } = options;
  for (const [name, given] of Object.entries({ build, callbacks, onTrial })) {
    if (typeof given !== 'function' && (name === 'build' || given !== undefined))
      throw new ConfigError(`search: ${name} must be a function, received ${show(given)}.`);
  }
  const { method, brackets, budget } = bracketsOf(options);
  const seed = checkSeed('search', options.seed ?? 0);
  const objective = objectiveOf(options.objective ?? 'valLoss');
  const parallel = checkInteger('search', 'parallel', options.parallel ?? backend().threads, 1);
  const signal = checkSignal('search', options.signal);
  signal?.throwIfAborted();
  const journal =
    options.journal === undefined
      ? undefined
      : await Journal.open(checkText('search', 'journal', options.journal), {
          method, ...budget, seed, objective, space: describe(options.space),
        });
  return new Search(options, { brackets, seed, objective, parallel, signal, journal }).run();
}

function objectiveOf(given: string | Objective): { name: string; direction?: 'min' | 'max' } {
  if (typeof given === 'string') return { name: checkText('search', 'objective', given) };
  checkKeys('objective of search', given, ['name', 'direction']);
  return {
    name: checkText('objective of search', 'name', given.name),
    direction: oneOf(['min', 'max']).check('objective of search', 'direction', given.direction),
  };
}

function bracketsOf({ method: given = 'hyperband', budget }: Pick<SearchOptions<unknown>, 'method' | 'budget'>): {
  method: SearchMethod; brackets: readonly Bracket[]; budget: SearchBudget;
} {
  const method = oneOf(['random', 'halving', 'hyperband']).check('search', 'method', given);
  const where = 'budget of search';
  checkOptions(where, budget);
  checkKeys(where, budget, ['epochs', 'trials', 'factor']);
  const epochs = checkInteger(where, 'epochs', budget.epochs, 1);
  const refuse = (name: 'trials' | 'factor', why: string): void => {
    if (budget[name] !== undefined) throw new ConfigError(`${where}: ${name} is not for method '${method}': ${why}. Leave it away.`);
  };
  if (method === 'random') refuse('factor', 'no trial ends before the others');
  if (method === 'hyperband') refuse('trials', 'they follow from epochs and factor');
  const factor = checkInteger(where, 'factor', budget.factor ?? 3, 2);
  if (method === 'hyperband') return { method, brackets: hyperband(epochs, factor), budget: { epochs, factor } };
  const trials = checkInteger(where, 'trials', budget.trials ?? 20, 1);
  return method === 'random'
    ? { method, brackets: randomSearch(trials, epochs), budget: { epochs, trials } }
    : { method, brackets: halving(trials, epochs, factor), budget: { epochs, trials, factor } };
}

interface Plan {
  readonly brackets: readonly Bracket[];
  readonly seed: number;
  readonly objective: { readonly name: string; readonly direction?: 'min' | 'max' };
  readonly parallel: number;
  readonly signal: AbortSignal | undefined;
  readonly journal: Journal | undefined;
}

/** A trial with all that its result tells. */
interface Entrant<C> {
  readonly run: TrialRun;
  readonly given: TrialGiven;
  readonly config: C;
  readonly bracket: number;
  outcome: Trial<C>['outcome'];
}

/** One call of search. */
class Search<S> {
  readonly #options: SearchOptions<S>;
  readonly #plan: Plan;
  /** 1 if larger values are better, -1 if smaller ones are. */
  #sign: 1 | -1 = 1;

  constructor(options: SearchOptions<S>, plan: Plan) {
    this.#options = options;
    this.#plan = plan;
  }

  async run(): Promise<SearchResult<Sampled<S>>> {
    let first = 0;
    const brackets = this.#plan.brackets.map((bracket, b) => {
      const entrants = Array.from({ length: bracket[0]!.trials }, (_, i) => this.#entrant(first + i, b));
      first += entrants.length;
      return { bracket, entrants };
    });
    const all = brackets.flatMap(({ entrants }) => entrants);
    try {
      this.#sign = this.#direction(await all[0]!.run.model());
      for (const { bracket, entrants } of brackets) await this.#race(bracket, entrants);
    } finally {
      for (const { run } of all) run.leave();
    }
    const trials = all.map((entrant) => this.#trial(entrant)).toSorted((a, b) => this.#compare(a, b));
    if (Number.isNaN(trials[0]!.value))
      throw new ConfigError(
        `search: in none of ${trials.length} trials is ${this.#plan.objective.name} a number. ` +
          'Try smaller learning rates, and look at the data.',
      );
    return { best: trials[0]!, trials };
  }

  #entrant(id: number, bracket: number): Entrant<Sampled<S>> {
    const { seed, objective, signal } = this.#plan;
    const { space, build, callbacks, x, y, validationData, validationSplit } = this.#options;
    const config = draw(space, hashSeed('search', seed, id));
    const given: TrialGiven = { trial: id, seed: hashSeed('trial', seed, id) };
    const rows = {
      ...(validationData === undefined ? {} : { validationData }),
      ...(validationSplit === undefined ? {} : { validationSplit }),
    };
    const run = new TrialRun(id, {
      objective: objective.name,
      build: () => build(config, given),
      callbacks: () => callbacks?.(config, given) ?? [],
      fit: (model, fitOptions) => model.fit(x, y, { ...fitOptions, ...rows, ...(signal === undefined ? {} : { signal }) }),
    });
    return { run, given, config, bracket, outcome: 'running' };
  }

  /** Takes the trials of a bracket through its rungs. All of a rung have ended before it is decided who goes on, so that time has
   *  no part in it. */
  async #race(bracket: Bracket, entrants: readonly Entrant<Sampled<S>>[]): Promise<void> {
    let racing = entrants;
    for (const [i, { epochs }] of bracket.entries()) {
      await inParallel(racing, this.#plan.parallel, (entrant) => this.#advance(entrant, epochs));
      const going = bracket[i + 1]?.trials ?? 0;
      const ranked = racing.map((entrant) => this.#trial(entrant)).toSorted((a, b) => this.#compare(a, b));
      const on = new Set(ranked.slice(0, going).map(({ id }) => id));
      for (const entrant of racing) {
        if (on.has(entrant.run.id)) continue;
        entrant.outcome = entrant.run.ended ? 'ended' : going === 0 ? 'complete' : 'pruned';
        entrant.run.leave();
      }
      racing = racing.filter(({ run }) => on.has(run.id));
    }
  }

  async #advance(entrant: Entrant<Sampled<S>>, epochs: number): Promise<void> {
    const { run, config } = entrant;
    if (run.ended) return;
    const { journal, signal } = this.#plan;
    signal?.throwIfAborted();
    const known = journal?.find(run.id, epochs);
    if (known === undefined) {
      const entry = await run.train(epochs);
      await journal?.add(entry, { config: describe(config) });
    } else run.take(known);
    await this.#options.onTrial?.(this.#trial(entrant));
  }

  #trial({ run, given, config, bracket, outcome }: Entrant<Sampled<S>>): Trial<Sampled<S>> {
    const values = run.values.map((value) => (Number.isFinite(value) ? this.#sign * value : -Infinity));
    const best = Math.max(...values);
    const bestEpoch = Math.max(0, values.indexOf(best));
    const value = Number.isFinite(best) ? this.#sign * best : NaN;
    return { id: run.id, bracket, config, seed: given.seed, value, bestEpoch, history: run.history, outcome };
  }

  /** The better trial first; of equals the earlier one. */
  #compare(a: Trial<unknown>, b: Trial<unknown>): number {
    if (Number.isNaN(a.value) !== Number.isNaN(b.value)) return Number.isNaN(a.value) ? 1 : -1;
    return a.value === b.value || Number.isNaN(a.value) ? a.id - b.id : this.#sign * (b.value - a.value);
  }

  #direction(model: Model<unknown>): 1 | -1 {
    const { name, direction } = this.#plan.objective;
    if (direction !== undefined) return direction === 'max' ? 1 : -1;
    const own = name.replace(/^val(?=[A-Z])/, '');
    const known = model.directionOf(`${own.charAt(0).toLowerCase()}${own.slice(1)}`);
    if (known === undefined)
      throw new ConfigError(
        `search: whether ${show(name)} is to become smaller or larger is not known. Say it with objective: { name: ${show(name)}, ` +
          "direction: 'min' } or 'max'.",
      );
    return known === 'up' ? 1 : -1;
  }
}
