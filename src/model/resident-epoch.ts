import { flopsOf } from '../abi/work.ts';
import { made } from '../core/pieces.ts';
import { hashSeed } from '../core/seed.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { gatherBatch } from '../op/gather.ts';
import { shuffle } from '../op/random.ts';
import type { FitRecord } from './callback.ts';
import type { Rows } from './data.ts';
import type { Engine } from './engine.ts';
import { Epoch, type Portion, type Step } from './epoch.ts';
import type { Batch } from './network.ts';
import type { Samples } from './samples.ts';
import { counted } from '../run/copying.ts';
import type { Executable } from '../run/executable.ts';

/** Largest number of epochs whose figures are kept in the arena until they are read. */
const RECORD = 8192;
/** Largest number of float32 values that the record of these figures holds. */
const RECORDED = 1 << 20;
/** An epoch of at most this many steps and operations runs as one program, and many such epochs run in one slice. It takes a
 *  few milliseconds at most, because it cannot be cancelled before its end. */
export const SHORT_STEPS = 1024;
const SHORT_FLOPS = 2e7;

/** How often programs are planned in pieces while settings of layers change. */
const ATTEMPTS = 3;

/** The record lies before the samples among the arrays that the session holds, and the order of rows behind them. */
const OWN = 1;

/** An epoch over data that lie in the arena as a whole: begin also shuffles their order, and steps gather rows by it. The rows that are
 *  left over make a smaller batch. */
export class ResidentEpoch extends Epoch {
  declare begin: Executable;
  declare end: Executable;
  whole: Executable | undefined;
  steps: readonly Step[] = [];
  readonly byBatch = false;
  readonly flows = false;
  readonly position = undefined;
  readonly following = undefined;
  readonly #samples: Samples;
  readonly #batchSize: number;
  readonly #shuffled: boolean;
  #portions: readonly Portion[] = [];
  readonly #data: readonly Tensor[];
  readonly #ordering: Tensor;
  readonly #table: Tensor;
  readonly #record: Float32Array;
  /** Number of epochs that the record holds. */
  readonly #most: number;

  /** Small data are kept: the caller may change them at once.
   *  @param epochs  number of epochs of the fit; the record needs no memory for more */
  constructor(engine: Engine, samples: Samples, batchSize: number, shuffled: boolean, epochs: number) {
    super(engine);
    const { session, training } = this;
    const rows = samples.count;
    this.#most = Math.max(1, Math.min(epochs, RECORD, Math.floor(RECORDED / training.recorded)));
    this.#record = new Float32Array(this.#most * training.recorded);
    this.#samples = samples;
    this.#batchSize = batchSize;
    this.#shuffled = shuffled;
    const held = session.hold(
      engine.caller,
      [this.#record, ...samples.arrays],
      [[this.#most, training.recorded], ...samples.rows.map((r) => r.shape)],
      OWN,
      [{ dtype: 'int32', shape: [rows] }],
    );
    this.#table = held[0]!;
    this.#ordering = held.at(-1)!;
    this.#data = held.slice(OWN, -1);
  }

  async #plan(): Promise<void> {
    const { engine, training } = this;
    const [samples, batchSize, shuffled] = [this.#samples, this.#batchSize, this.#shuffled];
    const { network } = engine;
    // All on which the places of the held arrays depend, and so the programs that use them.
    const kind = `${samples.key('resident')} ${this.#most} ${training.recorded}`;
    const order = { seed: network.seed, stream: hashSeed('shuffle'), counter: network.epochs.tensor };
    this.begin = shuffled
      ? await this.program(`${kind} shuffled`, () => made([shuffle(this.#ordering, order), ...training.beginEpoch()]))
      : await this.program('begin', () => made(training.beginEpoch()));
    const full = Math.floor(samples.count / batchSize);
    const rest = samples.count % batchSize;
    this.#portions = [
      ...(full > 0 ? [{ step: await this.step(kind, batchSize), count: full, row: 0, last: rest === 0 }] : []),
      ...(rest > 0 ? [{ step: await this.step(kind, rest), count: 1, row: full * batchSize, last: true }] : []),
    ];
    this.steps = this.#portions.map(({ step }) => step);
    this.end = await this.program(`${kind} end`, () => made(training.endEpoch(this.#table, network.epochs)));
    const all = this.#portions.reduce((sum, { count }) => sum + count, 0);
    const flops = this.#portions.reduce((sum, { step, count }) => sum + count * flopsOf(step.program.program.words), 0);
    const short = !training.driven && all <= SHORT_STEPS && flops <= SHORT_FLOPS;
    if (!short) return;
    const parts = (): Executable[] => [
      this.begin,
      ...this.#portions.flatMap(({ step, count }) => new Array<Executable>(count).fill(step.program)),
      this.end,
    ];
    this.whole = this.use(engine.sequence(`fit ${training.variant}${kind} whole ${batchSize} ${shuffled}`, parts));
  }

  get rows(): number {
    return this.#samples.count;
  }

  get sample(): readonly Rows[] {
    return this.#samples.inputs;
  }

  nextBatch(rows: number): Batch {
    return this.#samples.batch(this.#data.map((t) => gatherBatch(t, this.#ordering, this.training.cursor.tensor, rows)));
  }

  protected advance(rows: number): Tensor {
    return this.training.advance(rows);
  }

  /** Plans the programs, copies the data into the arena, and checks them there.
   *  @throws {DataError} on NaN or infinity, with row and column, or if an array was detached or resized meanwhile */
  async fill(signal?: AbortSignal): Promise<void> {
    this.signal = signal;
    for (let attempt = 1; ; attempt++) {
      const { version } = this.engine;
      await this.#plan();
      if (this.engine.version === version) break;
      // All batches of a fit have the settings of one moment.
      this.discard();
      this.steadily = attempt >= ATTEMPTS;
    }
    signal?.throwIfAborted();
    await this.session.fill((i, from, part) => {
      if (i >= OWN) this.#samples.checkPart(i - OWN, from, part);
    });
    await counted(this.rows, (numbers, from) => this.session.put(OWN + this.#data.length, from, numbers));
  }

  async ready(): Promise<boolean> {
    return true;
  }

  portions(done = 0): readonly Portion[] {
    if (done === 0) return this.#portions;
    let before = 0;
    const left = this.#portions.flatMap((portion) => {
      const taken = Math.min(portion.count, Math.max(0, done - before));
      before += portion.count;
      return taken === portion.count
        ? []
        : [{ ...portion, count: portion.count - taken, row: portion.row + taken * portion.step.batch }];
    });
    if (left.length > 0) this.training.cursor.assign(constant(Int32Array.of(left[0]!.row), []));
    return left;
  }

  /** Runs up to `epochs` whole epochs, as many as `milliseconds` allow, and adds their figures to a history. Returns how many it ran. */
  async runWhole(epochs: number, milliseconds: number, history: FitRecord['history']): Promise<number> {
    const done = await this.session.turn(async () => {
      this.training.restartRecord();
      const count = await this.session.runAsync(this.whole!, Math.min(epochs, this.#most), milliseconds);
      if (count > 0) this.session.readHeld(0);
      return count;
    });
    this.training.recordFigures(this.#record, done, history);
    return done;
  }

  release(): void {
    this.discard();
    this.session.release();
  }
}
