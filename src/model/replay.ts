import type { TypedArray } from '../core/dtype.ts';
import { atOnce, inTurns, type Pieces } from '../core/pieces.ts';
import { constant } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { Take } from '../run/line.ts';
import type { Engine } from './engine.ts';
import type { Epoch, Portion, Step } from './epoch.ts';
import { described, firstNonFinite, ownersIn, seenInWeight } from './first-non-finite.ts';
import { trying } from './trial.ts';
import type { Training } from './training.ts';

/** The most elements of state that are copied before each slice. A slice takes 50 ms, and copying them a small part of one. */
const REMEMBERED = 1 << 19;
/** The same where a slice is a single batch that a source gives, and where it is one because callbacks see each. */
const REMEMBERED_OF_SOURCE = 1 << 16;
const REMEMBERED_BY_BATCH = 1 << 14;
/** The most batches that are tried with the weights of afterwards, if those of before are not known. */
const TRIED = 64;

/** Finds out, once a loss is not finite, where that began. Until then it costs next to nothing: before each slice of training it copies
 *  the state of the model, if that is small. The same state and the same rows give the same bits, so that the slice can be taken again,
 *  step by step. Afterwards everything is as it was. */
export class Replay {
  readonly #engine: Engine;
  readonly #epoch: Epoch;
  readonly #training: Training;
  readonly #most: number;
  /** What steps change, if it is remembered. Known when there is a step. */
  #changing: readonly Variable[] | undefined;
  #before: readonly TypedArray[] | undefined;

  /** @param byBatch  whether each slice is a single batch */
  constructor(engine: Engine, epoch: Epoch, byBatch: boolean) {
    this.#engine = engine;
    this.#epoch = epoch;
    this.#training = engine.training('fit');
    this.#most = byBatch ? REMEMBERED_BY_BATCH : epoch.byBatch ? REMEMBERED_OF_SOURCE : REMEMBERED;
  }

  get #variables(): readonly Variable[] {
    if (this.#changing !== undefined) return this.#changing;
    const { begin, steps, end } = this.#epoch;
    const programs = [begin, ...steps.map(({ program }) => program), end];
    const variables = [...new Set(programs.flatMap(({ writes }) => writes))];
    const size = variables.reduce((sum, v) => sum + v.size, 0);
    return (this.#changing = size <= this.#most && !this.#training.driven ? variables : []);
  }

  /** Whether it copies the state before each slice. Known when there is a step. */
  get remembers(): boolean {
    return this.#variables.length > 0;
  }

  /** Copies the state before a slice, in a turn of the session, because a read waits for what runs there. */
  async remember(): Promise<void> {
    if (this.remembers) await this.#engine.session().turn(async () => (this.#before = this.#values()));
  }

  /** The mean loss of the epoch so far. */
  loss(): Promise<number> {
    return this.#engine.session().turn(async () => this.#training.lossSoFar);
  }

  /** Explains the loss of a slice of several steps of an epoch.
   *  @param epoch  the number of the epoch
   *  @param count  the steps whose rows are still in the arena
   *  @param first, row  the number of the slice's first batch, and the place of its first row */
  ofSteps(step: Step, count: number, epoch: number, { first, row }: { readonly first: number; readonly row: number }): Promise<string> {
    return this.#explained(epoch, (turn) => this.#walk(turn, new Array<Step>(count).fill(step), epoch, first, row));
  }

  /** Explains the loss of a slice of whole epochs, of data that lie in the arena.
   *  @param finite  the epochs at its beginning whose loss is finite
   *  @param epoch  the number of the epoch behind them */
  ofEpochs(finite: number, epoch: number): Promise<string> {
    return this.#explained(epoch, async (turn) => {
      const { begin, whole } = this.#epoch;
      const portions = [...(this.#epoch.portions(0) as Iterable<Portion>)];
      if (this.#before !== undefined) for (let i = 0; i < finite; i++) await this.#epoch.run(whole!, undefined, turn);
      await this.#epoch.run(begin, undefined, turn);
      return this.#walk(turn, portions.flatMap(({ step, count }) => new Array<Step>(count).fill(step)), epoch, 0, 0);
    });
  }

  /** Does the work on the state of before the slice, and brings back that of after it. */
  #explained(epoch: number, work: (turn: Take) => Promise<string>): Promise<string> {
    const variables = this.#variables.length > 0 ? this.#variables : [this.#training.cursor, ...this.#epoch.begin.writes];
    return trying(this.#engine, new Map(variables.map((v) => [v, v.read().slice()])), async (turn) => {
      try {
        if (this.#before !== undefined) restore(this.#variables, this.#before);
        return await work(turn);
      } catch (error) {
        return `In epoch ${epoch}; the search for the op that was first has failed: ${(error as Error).message}`;
      }
    });
  }

  async #walk(turn: Take, steps: readonly Step[], epoch: number, batch: number, row: number): Promise<string> {
    if (this.#before === undefined) return this.#tried(turn, steps, epoch, batch, row);
    for (const step of steps) {
      const at = `In epoch ${epoch}, batch ${batch++} (counted from 0)`;
      const before = this.#values();
      await this.#epoch.run(step.program, undefined, turn);
      const spoilt = atOnce(this.#spoilt());
      if (Number.isFinite(this.#training.lossSoFar) && spoilt.length === 0) continue;
      restore(this.#variables, before);
      const origin = await firstNonFinite(this.#engine, this.#epoch.nextBatch(step.batch), { inputs: [], feeds: [], turn });
      if (origin !== undefined) return `${at}, ${described(origin)}`;
      if (spoilt.length > 0) return `${at}, loss and gradients are finite, and the optimizer's step makes ${spoilt.join(', ')} not finite.`;
      return `${at}, the loss is finite, and the sum of the epoch's losses is more than float32 holds.`;
    }
    return `In epoch ${epoch}; taken again step by step, the loss stays finite, so that the op that was first is not known.`;
  }

  /** Without the state of before, only weights that are finite still can tell something. */
  async #tried(turn: Take, steps: readonly Step[], epoch: number, batch: number, row: number): Promise<string> {
    const spoilt = await inTurns(this.#spoilt());
    if (spoilt.length > 0)
      return (
        `In epoch ${epoch} the weights of ${spoilt.join(', ')} have become NaN or infinite. Which op was first is not known: that takes ` +
        'the weights of before, and fit keeps them only if model and optimizer have fewer than ' +
        `${this.#most.toLocaleString('en-US')} numbers and no driver takes the steps.`
      );
    if (steps.length === 0) return `In epoch ${epoch}; the rows of that batch have left the arena, so that the op is not known.`;
    for (const step of steps.slice(0, TRIED)) {
      this.#training.cursor.assign(constant(Int32Array.of(row), []));
      row += step.batch;
      const origin = await firstNonFinite(this.#engine, this.#epoch.nextBatch(step.batch), { inputs: [], feeds: [], turn });
      if (origin !== undefined) return `In epoch ${epoch}, batch ${batch} (counted from 0), ${described(origin)}`;
      batch++;
    }
    return `In epoch ${epoch}; with the present weights the loss is finite, so that the op that was first is not known.`;
  }

  #values(): TypedArray[] {
    return this.#variables.map((v) => v.tried().slice());
  }

  /** The layers with weights that are not finite. */
  *#spoilt(): Pieces<string[]> {
    const spoilt = new Set<string>();
    const owners = ownersIn(this.#engine);
    for (const v of this.#engine.network.weights) {
      if (v.dtype !== 'float32' || (yield* seenInWeight(v)).bad === undefined) continue;
      spoilt.add(owners.get(v) ?? v.name);
    }
    return [...spoilt];
  }
}

function restore(variables: readonly Variable[], values: readonly TypedArray[]): void {
  variables.forEach((v, i) => v.try(values[i]!));
}
