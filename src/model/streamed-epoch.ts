import { DataError } from '../core/errors.ts';
import { made } from '../core/pieces.ts';
import { warn } from '../core/warn.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { kept, sliceRows, type Rows } from './data.ts';
import type { Engine } from './engine.ts';
import { Epoch, type Portion, type Step } from './epoch.ts';
import { copied, fullSteps, type Load } from './load.ts';
import type { Batch } from './network.ts';
import type { Samples } from './samples.ts';
import { Slots } from './slots.ts';
import type { Position, Source } from './source/source.ts';
import type { Executable } from '../run/executable.ts';

/** The most steps for batches of different sizes and kinds whose programs are kept. */
const KEPT = 16;
/** The most rows of inputs that are kept for advice. */
const SAMPLE = 128;

/** What has happened to the source before. */
export interface Begun {
  /** What it has given already. */
  readonly first?: Load;
  /** Where it stands, in a fit that goes on, and how many steps of the open epoch were taken; undefined between two epochs. */
  readonly at?: Position;
  readonly done?: number | undefined;
}

/** A run of the machine that goes on into the load behind this one, if that has come in time. */
interface Flow {
  readonly program: Executable;
  /** The most steps that are wanted. */
  readonly most: number;
  /** Steps that the machine may take. */
  allowed: number;
  /** Steps that are known to be taken. */
  done: number;
  /** Whether the machine may take steps on the load behind this one. */
  joined: boolean;
}

/** An epoch over the batches of a source. They are copied into one of two slots of the arena while the machine takes steps on the other.
 *  The source is asked for a batch when the machine has begun to work on the one before it, and not earlier. If it answers before the
 *  machine is done with that one, the run goes on, and the machine does not wait for this thread: where batches fill their slots, and
 *  nobody has changed what the machine computes with. */
export class StreamedEpoch extends Epoch {
  declare begin: Executable;
  declare end: Executable;
  readonly whole = undefined;
  readonly flows = true;
  sample: readonly Rows[] = [];
  readonly #source: Source<Samples>;
  readonly #most: number;
  readonly #steps = new Map<string, Step>();
  #slots: Slots | undefined;
  /** The most rows that a load had so far. */
  #rows = 0;
  /** Steps of the first epoch that were taken before the fit was brought back. */
  readonly #before: number;
  /** What is taken now, and the slot in which it is. */
  #load: Load | undefined;
  #slot = 0;
  #at: Position = { pass: 0, batch: 0 };
  /** What comes next, once it was asked for; and what it is, once it is there. */
  #coming: Promise<Load | undefined> | undefined;
  #next: Load | undefined;
  /** The run that is under way. */
  #flow: Flow | undefined;
  /** Steps that were taken on the load. */
  #done = 0;
  /** Steps of this epoch that are left behind the load. */
  #left = 0;
  #told = false;

  /** @param steps  steps of an epoch; undefined if the end of a pass ends it
   *  @param begun  what has happened to the source */
  constructor(engine: Engine, source: Source<Samples>, steps: number | undefined, { first, at, done }: Begun = {}) {
    super(engine);
    this.#source = source;
    this.#load = first;
    this.#before = done ?? 0;
    if (at !== undefined) this.#at = at;
    this.#most = steps ?? Infinity;
  }

  get rows(): number | undefined {
    return this.#most === Infinity ? this.#source.rows : undefined;
  }

  get byBatch(): boolean {
    return this.#source.rows === undefined;
  }

  get steps(): readonly Step[] {
    return [...this.#steps.values()];
  }

  nextBatch(rows: number): Batch {
    return this.#slots!.batch(this.training.cursor, rows);
  }

  async fill(signal?: AbortSignal): Promise<void> {
    this.signal = signal;
    this.begin = await this.program('begin', () => made(this.training.beginEpoch()));
    this.end = await this.program('end', () => made([this.training.countEpoch(this.engine.network.epochs)]));
    const left = this.#most - this.#before;
    const first = (this.#load ??= left > 0 ? await this.#source.next(copied, left) : undefined);
    // A fit goes on from the end of a pass, or behind the last step of an epoch.
    if (first === undefined) return;
    this.#at = first.at;
    this.sample = first.waiting!.inputs.map((rows) => kept(sliceRows(rows, 0, Math.min(rows.shape[0]!, SAMPLE))));
    await this.#place(first);
    this.#load = { ...first, waiting: undefined };
    await this.#planFor(first);
  }

  async ready(): Promise<boolean> {
    this.#slot = 0;
    if (this.#load === undefined && !this.#source.ended) {
      // Where the last epoch ended together with the pass, the first answer is that the pass has ended.
      this.#load = (await this.#ask(0, this.#most)) ?? (this.#source.ended ? undefined : await this.#ask(0, this.#most));
      if (this.#load === undefined && !this.#source.ended)
        throw new DataError(
          'fit: expected batches for another epoch, received none. A function that is called for each pass must make a new iterable ' +
            'each time.',
        );
    }
    if (this.#load === undefined) this.#tell();
    return this.#load !== undefined;
  }

  async *portions(done: number): AsyncGenerator<Portion> {
    this.#left = this.#most - done;
    for (let load = this.#load; load !== undefined; load = await this.#following()) {
      this.#enter(load);
      if (load.waiting !== undefined) await this.#place(load);
      for (;;) {
        // A run may have gone on into another load.
        await this.#planFor(this.#load!);
        const part = this.#part();
        if (part === undefined) break;
        this.training.cursor.assign(constant(Int32Array.of(part.row), []));
        yield part;
      }
    }
  }

  /** Where the source stands for training: before the batch of the next step. */
  get position(): Position {
    return { pass: this.#at.pass, batch: this.#at.batch + this.#done };
  }

  get following(): Position | undefined {
    return this.#left <= 0 ? this.position : undefined;
  }

  override async take(step: Step, most: number, milliseconds: number, signal: AbortSignal | undefined): Promise<number> {
    if (step.driven !== undefined) {
      const ran = await super.take(step, most, milliseconds, signal);
      this.#done += ran;
      return ran;
    }
    return this.session.turn(async () => {
      const { count } = this.#part()!;
      const flow: Flow = { program: step.program, most, allowed: Math.min(most, count), done: 0, joined: false };
      this.#flow = flow;
      const goesOn = most > count ? (done: number): void => this.#reached(flow, done, true) : undefined;
      try {
        const run = this.session.runAsync(step.program, flow.allowed, milliseconds, [], [], goesOn);
        this.#extend();
        this.begun();
        const ran = await run;
        this.#reached(flow, ran, false);
        return ran;
      } finally {
        this.#flow = undefined;
      }
    });
  }

  release(): void {
    this.discard();
    if (this.#slots !== undefined) this.session.release();
    this.#slots = undefined;
  }

  protected override begun(): void {
    if (this.#coming !== undefined || this.#left <= 0) return;
    this.#coming = this.#ask(1 - this.#slot, this.#left);
    const arrived = (load: Load | undefined): void => {
      this.#next = load;
      this.#extend();
    };
    // What fails is thrown when the steps that are under way are done.
    this.#coming.then(arrived, () => undefined);
  }

  /** Lets the run under way go on into the load behind this one: if that load is there, if this one ends where it begins, and if both have
   *  batches of one size. Whoever makes batches may have set variables, or ended training: that counts from the batch on before which it
   *  was done. */
  #extend(): void {
    const [flow, load, next] = [this.#flow, this.#load!, this.#next];
    if (flow === undefined || next === undefined || flow.joined || next.waiting !== undefined) return;
    if (this.engine.network.stopTraining || !this.session.mayExtend(flow.program)) return;
    const whole = load.count === this.#slots!.capacity && load.count % load.batchSize === 0;
    if (!whole || next.batchSize !== load.batchSize || flow.allowed - flow.done < fullSteps(load) - this.#done) return;
    const steps = Math.min(fullSteps(next), flow.most - flow.allowed);
    if (steps <= 0) return;
    flow.joined = true;
    flow.allowed += steps;
    this.session.extend(steps);
  }

  /** Notes that so many steps of a run are taken, and whether it goes on. If it does so on the load behind this one, whose slot is free for
   *  another, the source is asked. */
  #reached(flow: Flow, done: number, goesOn: boolean): void {
    if (flow !== this.#flow || done <= flow.done) return;
    this.#done += done - flow.done;
    flow.done = done;
    const beyond = this.#done - fullSteps(this.#load!);
    if (!flow.joined || beyond < 0 || (beyond === 0 && !goesOn)) return;
    flow.joined = false;
    const load = this.#next!;
    this.#coming = this.#next = undefined;
    this.#slot = 1 - this.#slot;
    this.#enter(load);
    this.#done = beyond;
    this.begun();
  }

  /** Begins with a load. */
  #enter(load: Load): void {
    this.#load = load;
    this.#at = load.at;
    this.#done = 0;
    this.#left -= Math.ceil(load.count / load.batchSize);
  }

  /** What comes behind the load that was taken; undefined at the end of the epoch. */
  async #following(): Promise<Load | undefined> {
    this.#load = undefined;
    if (this.#left <= 0) return undefined;
    const coming = this.#coming ?? this.#ask(1 - this.#slot, this.#left);
    const load = await coming;
    this.#coming = this.#next = undefined;
    this.#slot = 1 - this.#slot;
    if (load === undefined && this.#most !== Infinity) this.#tell();
    return load;
  }

  /** Asks the source. What it gives is copied at once: into the slot, if the slots are for rows of this kind. */
  #ask(slot: number, most: number): Promise<Load | undefined> {
    return this.#source.next((given) => {
      const { value, batchSize = value.count, at } = given;
      if (this.#slots?.fits(value) !== true) return copied(given);
      this.#slots.put(slot, value);
      return { at, count: value.count, batchSize, waiting: undefined };
    }, most);
  }

  /** Puts a load that waits into its slot; makes other slots if it is of another kind, or larger. */
  async #place({ waiting, count }: Load): Promise<void> {
    const { session } = this;
    this.#rows = Math.max(this.#rows, count);
    if (this.#slots?.fits(waiting!) !== true) {
      if (this.#slots !== undefined) session.release();
      // A driver plans programs later on, for the tensors of the slots that there were.
      if (this.training.driven) for (const key of this.#steps.keys()) this.#forget(key);
      this.#slots = undefined;
      this.#slots = new Slots(session, waiting!, this.#rows);
      await session.fill();
    }
    this.#slots.put(this.#slot, waiting!);
  }

  protected advance(rows: number): Tensor {
    return this.#slots!.advance(this.training.cursor, rows);
  }

  /** The next steps on the load: full batches, then a smaller one for the remaining rows. */
  #part(): Portion | undefined {
    const { count, batchSize } = this.#load!;
    const full = fullSteps(this.#load!);
    const rest = count % batchSize;
    const row = this.#slots!.rowOf(this.#slot) + this.#done * batchSize;
    if (this.#done < full) return { step: this.#stepOf(batchSize), count: full - this.#done, row, last: false };
    return rest > 0 && this.#done === full ? { step: this.#stepOf(rest), count: 1, row, last: false } : undefined;
  }

  /** Plans the steps on a load that lies in a slot. */
  async #planFor(load: Load): Promise<void> {
    const rest = load.count % load.batchSize;
    for (const batch of [...(fullSteps(load) > 0 ? [load.batchSize] : []), ...(rest > 0 ? [rest] : [])]) {
      const key = this.#keyOf(batch);
      const step = this.#steps.get(key) ?? (await this.step(this.#layout, batch));
      this.#steps.delete(key);
      const [oldest] = this.#steps.keys();
      if (this.#steps.size >= KEPT && oldest !== undefined) this.#forget(oldest);
      this.#steps.set(key, step);
    }
  }

  #stepOf(batch: number): Step {
    return this.#steps.get(this.#keyOf(batch))!;
  }

  get #layout(): string {
    return `slots ${this.#slots!.capacity}${this.#slots!.kind}`;
  }

  #keyOf(batch: number): string {
    return `${this.#layout} ${batch}`;
  }

  #forget(key: string): void {
    this.discard([this.#steps.get(key)!.program]);
    this.#steps.delete(key);
  }

  #tell(): void {
    if (this.#told) return;
    this.#told = true;
    warn(
      'MYELIN_DATA_ENDED',
      'fit: the data have run out, and training ends before its last epoch, or this epoch before its last step. ' +
        (this.#source.once
          ? 'Make at least stepsPerEpoch * epochs batches, or give a function that makes a new iterable for each pass.'
          : 'Make a multiple of stepsPerEpoch batches in each pass, or ask for other steps.'),
    );
  }
}
