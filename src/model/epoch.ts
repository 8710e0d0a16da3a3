import { hashSeed } from '../core/seed.ts';
import type { NestedNumbers } from '../graph/tensor.ts';
import { gatherBatch } from '../op/gather.ts';
import { shuffle } from '../op/random.ts';
import type { Engine } from './engine.ts';
import type { Samples } from './samples.ts';
import type { Executable, Session } from '../run/session.ts';
import type { Training } from './training.ts';

/** Epochs whose figures are kept in the arena until they are read. */
const RECORD = 8192;
/** Numbers of figures that are kept at most. */
const RECORDED = 1 << 20;
/** An epoch of at most so many steps and multiplications is run as one program, many of them in a slice: at most a
 *  few milliseconds, since it is not cancelled in its midst. */
const SHORT_STEPS = 64;
const SHORT_FLOPS = 2e7;

/** One size of batch, and how many of them an epoch has. */
export interface Step {
  readonly program: Executable;
  readonly count: number;
  readonly batch: number;
}

/** The data of a fit, held in the arena, and the programs of an epoch over it: begin (shuffle, forget the last figures),
 *  so many whole batches, what is left of the rows, end (record the figures). */
export class Epoch {
  readonly begin: Executable;
  readonly steps: readonly Step[];
  readonly end: Executable;
  /** All of it as one program; undefined where that would take long. */
  readonly whole: Executable | undefined;
  readonly #session: Session;
  readonly #training: Training;
  readonly #record: Float32Array;
  /** Epochs that it holds. */
  readonly #most: number;

  /** @param epochs  how many there are to be: what the record need not hold takes no memory */
  constructor(engine: Engine, samples: Samples, batchSize: number, shuffled: boolean, epochs: number) {
    const session = engine.session();
    const training = engine.training('fit');
    this.#session = session;
    this.#training = training;
    const rows = samples.count;
    const order = Int32Array.from({ length: rows }, (_, i) => i);
    this.#most = Math.max(1, Math.min(epochs, RECORD, Math.floor(RECORDED / training.recorded)));
    this.#record = new Float32Array(this.#most * training.recorded);
    const held = session.hold(
      [this.#record, order, ...samples.arrays],
      [[this.#most, training.recorded], [rows], ...samples.rows.map((r) => r.shape)],
      2,
    );
    const [table, sequence, ...data] = held;

    try {
      const shuffling = shuffled
        ? [shuffle(sequence!, { seed: engine.network.seed, stream: hashSeed('shuffle'), counter: engine.network.epochs.tensor })]
        : [];
      this.begin = session.compile([], [...shuffling, ...training.beginEpoch()]);
      const step = (batch: number): Executable => {
        const tensors = data.map((t) => gatherBatch(t, sequence!, training.cursor.tensor, batch));
        return session.compile([], [...training.learn(samples.batch(tensors)), training.advance(batch)]);
      };
      const full = Math.floor(rows / batchSize);
      const rest = rows % batchSize;
      this.steps = [
        ...(full > 0 ? [{ program: step(batchSize), count: full, batch: batchSize }] : []),
        ...(rest > 0 ? [{ program: step(rest), count: 1, batch: rest }] : []),
      ];
      this.end = session.compile([], training.endEpoch(table!, engine.network.epochs));
      // Forward, and backward by inputs and by weights: six operations a weight and row.
      const short = full + 1 <= SHORT_STEPS && 6 * rows * engine.network.countParams() <= SHORT_FLOPS;
      if (short)
        this.whole = session.sequence([
          this.begin,
          ...this.steps.flatMap(({ program, count }) => new Array<Executable>(count).fill(program)),
          this.end,
        ]);
    } catch (error) {
      // What cannot be traced, such as a loss of the user's, leaves nothing behind.
      session.release();
      throw error;
    }
  }

  /** Runs a part of an epoch to its end. */
  run(part: Executable, signal: AbortSignal | undefined): Promise<void> {
    return this.#session.turn(() => this.#session.complete(part, [], signal));
  }

  /** Runs up to `epochs` whole epochs, as many as `milliseconds` allow; answers the figures of each, by name. */
  async runWhole(epochs: number, milliseconds: number): Promise<Map<string, NestedNumbers[]>> {
    const done = await this.#session.turn(async () => {
      this.#training.restartRecord();
      const count = await this.#session.runAsync(this.whole!, Math.min(epochs, this.#most), milliseconds);
      if (count > 0) this.#session.readHeld(0);
      return count;
    });
    return this.#training.recordedFigures(this.#record, done);
  }

  /** Gives the room of the data and the programs back. */
  release(): void {
    const programs = [this.begin, this.end, ...this.steps.map((s) => s.program), ...(this.whole === undefined ? [] : [this.whole])];
    for (const program of programs) this.#session.discard(program);
    this.#session.release();
  }
}
