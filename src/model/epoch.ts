import { flopsOf } from '../abi/work.ts';
import { hashSeed } from '../core/seed.ts';
import type { Tensor } from '../graph/tensor.ts';
import { gatherBatch } from '../op/gather.ts';
import { shuffle } from '../op/random.ts';
import type { History } from './callback.ts';
import { DrivenStep } from './driven-step.ts';
import type { Engine } from './engine.ts';
import type { Batch } from './network.ts';
import type { Samples } from './samples.ts';
import { sequence, type Executable } from '../run/executable.ts';
import type { Session } from '../run/session.ts';
import type { Training } from './training.ts';

/** Largest number of epochs whose figures are kept in the arena until they are read. */
const RECORD = 8192;
/** Largest number of float32 values that the record of these figures holds. */
const RECORDED = 1 << 20;
/** An epoch of at most this many steps and operations runs as one program, and many such epochs run in one slice. It takes a
 *  few milliseconds at most, because it cannot be cancelled before its end. */
export const SHORT_STEPS = 1024;
const SHORT_FLOPS = 2e7;

/** The record and the order of rows lie before the samples among the arrays that the session holds. */
const OWN = 2;

/** A step on batches of one size, and how many of them an epoch has. */
export interface Step {
  /** The program of the step; with a driver, the first of its programs. */
  readonly program: Executable;
  readonly driven: DrivenStep | undefined;
  readonly count: number;
  readonly batch: number;
}

/** The data of a fit, held in the arena, and the programs of an epoch: begin (shuffle, reset the figures), full batches, a
 *  smaller batch for the remaining rows, end (record the figures). */
export class Epoch {
  readonly begin: Executable;
  readonly steps: readonly Step[];
  readonly end: Executable;
  /** The tensors of the next batch of so many rows. */
  readonly nextBatch: (rows: number) => Batch;
  /** The whole epoch as one program; undefined if that takes long, or if a driver takes the steps. */
  readonly whole: Executable | undefined;
  /** How often the driver has evaluated the loss of a batch since the beginning of the epoch. */
  evaluations = 0;
  /** All programs except `whole`. */
  readonly #programs: Executable[] = [];
  readonly #session: Session;
  readonly #training: Training;
  readonly #samples: Samples;
  readonly #record: Float32Array;
  /** Number of epochs that the record holds. */
  readonly #most: number;

  /** @param epochs  number of epochs of the fit; the record needs no memory for more */
  constructor(engine: Engine, samples: Samples, batchSize: number, shuffled: boolean, epochs: number) {
    const session = engine.session();
    const training = engine.training('fit');
    this.#session = session;
    this.#training = training;
    const rows = samples.count;
    const order = Int32Array.from({ length: rows }, (_, i) => i);
    this.#most = Math.max(1, Math.min(epochs, RECORD, Math.floor(RECORDED / training.recorded)));
    this.#record = new Float32Array(this.#most * training.recorded);
    const add = (program: Executable): Executable => {
      this.#programs.push(program);
      return program;
    };
    const plan = (effects: readonly Tensor[]): Executable => add(session.plan([], effects));
    this.#samples = samples;
    const held = session.hold(
      [this.#record, order, ...samples.arrays],
      [[this.#most, training.recorded], [rows], ...samples.rows.map((r) => r.shape)],
      OWN,
    );
    const [table, ordering, ...data] = held;

    try {
      const shuffling = shuffled
        ? [shuffle(ordering!, { seed: engine.network.seed, stream: hashSeed('shuffle'), counter: engine.network.epochs.tensor })]
        : [];
      this.begin = plan([...shuffling, ...training.beginEpoch()]);
      this.nextBatch = (size) => samples.batch(data.map((t) => gatherBatch(t, ordering!, training.cursor.tensor, size)));
      const step = (batch: number, count: number): Step => {
        const rowsOf = this.nextBatch(batch);
        const advance = training.advance(batch);
        if (!training.driven) return { program: plan([...training.learn(rowsOf), advance]), driven: undefined, count, batch };
        const kept = new Map<string, Executable>();
        const driven = new DrivenStep(training, engine.network, rowsOf, [], [advance], (name, graph) => {
          if (!kept.has(name)) {
            const { outputs, effects, inputs } = graph();
            kept.set(name, add(session.plan(outputs, effects, inputs)));
          }
          return kept.get(name)!;
        });
        return { program: driven.first, driven, count, batch };
      };
      const full = Math.floor(rows / batchSize);
      const rest = rows % batchSize;
      this.steps = [
        ...(full > 0 ? [step(batchSize, full)] : []),
        ...(rest > 0 ? [step(rest, 1)] : []),
      ];
      this.end = plan(training.endEpoch(table!, engine.network.epochs));
      const all = this.steps.reduce((sum, { count }) => sum + count, 0);
      const flops = this.steps.reduce((sum, { program, count }) => sum + count * flopsOf(program.program.words), 0);
      const short = !training.driven && all <= SHORT_STEPS && flops <= SHORT_FLOPS;
      if (short) {
        this.whole = sequence([
          this.begin,
          ...this.steps.flatMap(({ program, count }) => new Array<Executable>(count).fill(program)),
          this.end,
        ]);
      }
    } catch (error) {
      // If tracing fails, for example in a loss of the user's, no memory and no programs are left behind.
      this.#discard();
      session.release();
      throw error;
    }
  }

  /** Copies the data into the arena, and checks them there. Data of no more than `AT_ONCE` bytes are copied before this returns.
   *  @throws {DataError} on NaN or infinity, with row and column, or if an array was detached or resized meanwhile */
  async fill(): Promise<void> {
    await this.#session.fill((i, from, part) => {
      if (i >= OWN) this.#samples.checkPart(i - OWN, from, part);
    });
  }

  /** Takes up to `most` steps, as many as `milliseconds` allow; with a driver, one step. Returns how many it took. */
  take({ program, driven }: Step, most: number, milliseconds: number, signal: AbortSignal | undefined): Promise<number> {
    const session = this.#session;
    return session.turn(async () => {
      if (driven === undefined) return session.runAsync(program, most, milliseconds);
      this.evaluations += await driven.run(session, [], signal);
      return 1;
    });
  }

  /** Runs a part of an epoch to its end. */
  run(part: Executable, signal: AbortSignal | undefined): Promise<void> {
    return this.#session.turn(() => this.#session.complete(part, [], signal));
  }

  /** Runs up to `epochs` whole epochs, as many as `milliseconds` allow, and adds their figures to a history. Returns how many it ran. */
  async runWhole(epochs: number, milliseconds: number, history: History['history']): Promise<number> {
    const done = await this.#session.turn(async () => {
      this.#training.restartRecord();
      const count = await this.#session.runAsync(this.whole!, Math.min(epochs, this.#most), milliseconds);
      if (count > 0) this.#session.readHeld(0);
      return count;
    });
    this.#training.recordFigures(this.#record, done, history);
    return done;
  }

  /** Frees the memory of the data and the programs. */
  release(): void {
    if (this.whole !== undefined) this.#session.discard(this.whole);
    this.#discard();
    this.#session.release();
  }

  #discard(): void {
    for (const program of this.#programs) this.#session.discard(program);
  }
}
