import type { Pieces } from '../core/pieces.ts';
import { DrivenStep } from './driven-step.ts';
import type { Engine } from './engine.ts';
import type { Batch } from './network.ts';
import type { Position } from './source/source.ts';
import type { Rows } from './data.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Executable } from '../run/executable.ts';
import type { Graph } from '../run/programs.ts';
import type { Take } from '../run/line.ts';
import type { Session } from '../run/session.ts';
import type { Training } from './training.ts';

/** A step on batches of one size. */
export interface Step {
  /** The program of the step; with a driver, the first of its programs. */
  readonly program: Executable;
  readonly driven: DrivenStep | undefined;
  readonly batch: number;
}

/** Steps on batches that lie in the arena one behind another. */
export interface Portion {
  readonly step: Step;
  readonly count: number;
  /** The place of its first row in the order of rows. */
  readonly row: number;
  /** Whether it is known to be the last portion of the epoch. */
  readonly last: boolean;
}

/** The data of a fit in the arena, and the programs of an epoch: begin (reset the figures), steps, end (record the figures). */
export abstract class Epoch {
  abstract readonly begin: Executable;
  abstract readonly end: Executable;
  /** The steps that are known so far. */
  abstract readonly steps: readonly Step[];
  /** The whole epoch as one program; undefined if that takes long, or if it cannot be one. */
  abstract readonly whole: Executable | undefined;
  /** Rows of an epoch; undefined if only their end tells. */
  abstract readonly rows: number | undefined;
  /** Where the source stands in the open epoch: before the batch of the next step; undefined if each epoch is a pass of its own. */
  abstract readonly position: Position | undefined;
  /** Where the next epoch begins, behind an epoch; undefined if it begins a pass. */
  abstract readonly following: Position | undefined;
  /** Whether a slice is a single batch, as a source gives them. */
  abstract readonly byBatch: boolean;
  /** Whether steps may go on beyond their portion, into those that come meanwhile. */
  abstract readonly flows: boolean;
  /** Some rows of the inputs, for advice in warnings. */
  abstract readonly sample: readonly Rows[];
  /** How often the driver has evaluated the loss of a batch since the beginning of the epoch. */
  evaluations = 0;
  protected readonly engine: Engine;
  protected readonly session: Session;
  protected readonly training: Training;
  protected signal: AbortSignal | undefined;
  /** Whether programs are planned in one go, since settings of layers do not stay. */
  protected steadily = false;
  /** Programs of this fit alone: those of a driver, which it plans as it goes. */
  readonly #own = new Set<Executable>();
  /** Programs that the model keeps, in use. */
  readonly #used = new Set<Executable>();

  constructor(engine: Engine) {
    this.engine = engine;
    this.session = engine.session();
    this.training = engine.training('fit');
  }

  /** Plans the programs that are known so far, brings the first data into the arena, and checks them. */
  abstract fill(signal?: AbortSignal): Promise<void>;

  /** Whether there are data for another epoch. */
  abstract ready(): Promise<boolean>;

  /** The steps of an epoch. Each portion must have been taken before the next is asked for.
   *  @param done  steps of the epoch that were taken already, in a fit that goes on from a checkpoint */
  abstract portions(done: number): Iterable<Portion> | AsyncIterable<Portion>;

  /** The tensors of the next batch of so many rows. */
  abstract nextBatch(rows: number): Batch;

  /** The effect that moves the cursor behind a batch of so many rows. */
  protected abstract advance(rows: number): Tensor;

  /** Frees the memory of the data and the programs. */
  abstract release(): void;

  /** Takes up to `most` steps, as many as `milliseconds` allow; with a driver, one step. Returns how many it took. */
  take({ program, driven }: Step, most: number, milliseconds: number, signal: AbortSignal | undefined): Promise<number> {
    const { session } = this;
    return session.turn(async () => {
      if (driven === undefined) {
        const run = session.runAsync(program, most, milliseconds);
        this.begun();
        return run;
      }
      this.begun();
      this.evaluations += await driven.run(session, [], signal);
      return 1;
    });
  }

  /** Runs a part of an epoch to its end. @param turn  waits for the turn in which that is done */
  run(part: Executable, signal: AbortSignal | undefined, turn: Take = (work) => this.session.turn(work)): Promise<void> {
    return turn(() => this.session.complete(part, [], signal));
  }

  /** Called when the machine has begun to take steps. */
  protected begun(): void {}

  /** The program of some effects, which the model keeps for its next fits.
   *  @param name  tells it from all others of a model; it names all on which the program depends: sizes, and where data lie */
  protected async program(name: string, effects: () => Pieces<readonly Tensor[]>): Promise<Executable> {
    const graph = function* (): Pieces<Graph> {
      return { outputs: [], effects: yield* effects(), inputs: [] };
    };
    return this.use(await this.engine.held(`fit ${this.training.variant}${name}`, graph, this.signal, this.steadily));
  }

  /** Holds a program that the model keeps until `discard`, although others may take its place meanwhile.
   *  @param program  held by the caller */
  protected use(program: Executable): Executable {
    if (this.#used.has(program)) this.session.letGo(program);
    this.#used.add(program);
    return program;
  }

  /** A step on the next batch of so many rows.
   *  @param name  that of its program, without the number of rows */
  protected async step(name: string, batch: number): Promise<Step> {
    const { training } = this;
    if (!training.driven)
      return { program: await this.program(`${name} ${batch}`, () => this.#learning(batch)), driven: undefined, batch };
    const kept = new Map<string, Executable>();
    const rows = this.nextBatch(batch);
    const driven = new DrivenStep(training, this.engine.network, rows, [], [this.advance(batch)], async (part, graph) => {
      if (!kept.has(part)) kept.set(part, await this.#plan(graph));
      return kept.get(part)!;
    });
    return { program: await driven.first(), driven, batch };
  }

  *#learning(batch: number): Pieces<Tensor[]> {
    return [...(yield* this.training.learning(this.nextBatch(batch))), this.advance(batch)];
  }

  /** Drops programs of this fit, and lets those go that the model keeps; all of them if none are named. */
  protected discard(programs: Iterable<Executable> = [...this.#own, ...this.#used]): void {
    for (const program of programs) {
      if (this.#own.delete(program)) this.session.discard(program);
      if (this.#used.delete(program)) this.session.letGo(program);
    }
  }

  async #plan(graph: () => Pieces<Graph>): Promise<Executable> {
    const { signal } = this;
    const planned = this.engine.planned(this.session, graph, () => signal?.aborted === true, this.steadily);
    const { program } = await planned.catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
    this.#own.add(program);
    return program;
  }
}
