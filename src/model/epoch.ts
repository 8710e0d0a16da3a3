import { DrivenStep } from './driven-step.ts';
import type { Engine } from './engine.ts';
import type { Batch } from './network.ts';
import type { Position } from './source/source.ts';
import type { Rows } from './data.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Executable } from '../run/executable.ts';
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
  /** Some rows of the inputs, for advice in warnings. */
  abstract readonly sample: readonly Rows[];
  /** How often the driver has evaluated the loss of a batch since the beginning of the epoch. */
  evaluations = 0;
  protected readonly engine: Engine;
  protected readonly session: Session;
  protected readonly training: Training;
  /** All programs that `release` drops. */
  readonly #programs = new Set<Executable>();

  constructor(engine: Engine) {
    this.engine = engine;
    this.session = engine.session();
    this.training = engine.training('fit');
  }

  /** Brings the first data into the arena, and checks them. */
  abstract fill(): Promise<void>;

  /** Whether there are data for another epoch. */
  abstract ready(): Promise<boolean>;

  /** The steps of an epoch. Each portion must have been taken before the next is asked for.
   *  @param done  steps of the epoch that were taken already, in a fit that goes on from a checkpoint */
  abstract portions(done: number): Iterable<Portion> | AsyncIterable<Portion>;

  /** The tensors of the next batch of so many rows. */
  abstract nextBatch(rows: number): Batch;

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

  /** Runs a part of an epoch to its end. */
  run(part: Executable, signal: AbortSignal | undefined): Promise<void> {
    return this.session.turn(() => this.session.complete(part, [], signal));
  }

  /** Called when the machine has begun to take steps. */
  protected begun(): void {}

  /** Plans a program that `release` drops. */
  protected plan(outputs: readonly Tensor[], effects: readonly Tensor[], inputs: readonly Tensor[] = []): Executable {
    const program = this.session.plan(outputs, effects, inputs);
    this.#programs.add(program);
    return program;
  }

  /** A step on the next batch of so many rows. */
  protected step(batch: number): Step {
    const { training } = this;
    const rows = this.nextBatch(batch);
    const advance = training.advance(batch);
    if (!training.driven) return { program: this.plan([], [...training.learn(rows), advance]), driven: undefined, batch };
    const kept = new Map<string, Executable>();
    const driven = new DrivenStep(training, this.engine.network, rows, [], [advance], (name, graph) => {
      if (!kept.has(name)) {
        const { outputs, effects, inputs } = graph();
        kept.set(name, this.plan(outputs, effects, inputs));
      }
      return kept.get(name)!;
    });
    return { program: driven.first, driven, batch };
  }

  /** Drops programs; all of them if none are named. */
  protected discard(programs: Iterable<Executable> = this.#programs): void {
    for (const program of programs) {
      this.session.discard(program);
      this.#programs.delete(program);
    }
  }
}
