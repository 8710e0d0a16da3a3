import { allocate, dtypeOf, type TypedArray } from '../../core/dtype.ts';
import { hashSeed } from '../../core/seed.ts';
import { ShapeError } from '../../core/errors.ts';
import { host } from '../../core/host.ts';
import { sizeOf } from '../../core/shape.ts';
import { constant } from '../../graph/tensor.ts';
import { randomUniform } from '../../op/random.ts';
import type { Rows } from '../data.ts';
import type { Samples } from '../samples.ts';
import type { Given, Position, Source } from './source.ts';

/** Rows that a buffer may hold: draws are float32 numbers, which tell so many places apart. */
export const MOST_BUFFERED: number = 1 << 24;

/** Values that are moved at a time. A row of less than so many takes as long as if it had them. */
const TOGETHER = 1 << 20;
const LEAST = 64;

/** Mixes the rows of a source that gives them in a fixed order. It keeps `size` rows; each row that comes in takes the place of one that is
 *  drawn, which goes out. Batches have the size of the first one that comes in. Draws follow from the seed of the model and the pass.
 *  @source tf.data.Dataset.shuffle, which holds rows in the same way */
export class ShuffleBuffer implements Source<Samples> {
  readonly #inner: Source<Samples>;
  readonly #size: number;
  readonly #seed: number;
  /** A batch that goes out, of the kind and the count of the first that came in. */
  #form: Samples | undefined;
  /** Values in a row of each input, target and weight. */
  #widths: readonly number[] = [];
  /** Rows that are kept, those that have come in, and those that go out: an array for each input, target and weight. */
  #kept: readonly TypedArray[] = [];
  /** Rows that are moved before others get their turn on the event loop. */
  #together = Infinity;
  #filled = 0;
  #came: readonly TypedArray[] | undefined;
  /** Rows that have come in, and the first of them that is not in the buffer yet. */
  #count = 0;
  #next = 0;
  #out: readonly TypedArray[] = [];
  /** Whether all rows of this pass have come in. */
  #drained = false;
  #at: Position = { pass: 0, batch: 0 };

  constructor(inner: Source<Samples>, size: number, seed: number) {
    this.#inner = inner;
    this.#size = size;
    this.#seed = seed;
  }

  get rows(): number | undefined {
    return this.#inner.rows;
  }

  get once(): boolean {
    return this.#inner.once;
  }

  get ended(): boolean {
    return this.#inner.ended && this.#came === undefined && this.#filled === 0;
  }

  async next<R>(use: (given: Given<Samples>) => R): Promise<R | undefined> {
    const rows = await this.#fill();
    const at = this.#at;
    if (rows === 0) {
      this.#drained = false;
      return undefined;
    }
    this.#at = { pass: at.pass, batch: at.batch + 1 };
    return use({ value: this.#form!.slice(0, rows), batchSize: undefined, at });
  }

  /** Begins the pass and takes the batches before the position, since what the buffer holds depends on them. */
  async seek(position: Position): Promise<void> {
    await this.#inner.seek({ pass: position.pass, batch: 0 });
    for (let i = 0; i < position.batch; i++) await this.next(() => true);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  /** Puts rows into the batch that goes out, until it is full or none are left. Returns how many there are. */
  async #fill(): Promise<number> {
    let out = 0;
    let draws: TypedArray | undefined;
    for (let moved = 1; ; moved++) {
      if (moved % this.#together === 0) await host().pause();
      if (this.#came === undefined && !this.#drained) await this.#take();
      const { count } = this.#form ?? { count: 0 };
      if (out === count || (this.#drained && this.#filled === 0)) return out;
      if (this.#came !== undefined && this.#filled < this.#size) {
        this.#move(this.#came, this.#next, this.#kept, this.#filled++);
        this.#step();
        continue;
      }
      draws ??= this.#draws(count);
      const drawn = Math.floor(draws[out]! * this.#filled);
      this.#move(this.#kept, drawn, this.#out, out++);
      if (this.#came !== undefined) {
        this.#move(this.#came, this.#next, this.#kept, drawn);
        this.#step();
      } else this.#move(this.#kept, --this.#filled, this.#kept, drawn);
    }
  }

  #step(): void {
    if (++this.#next === this.#count) this.#came = undefined;
  }

  async #take(): Promise<void> {
    const came = await this.#inner.next(({ value, at }) => {
      if (at.batch === 0) this.#at = at;
      this.#form ??= this.#begin(value);
      if (value.kind !== this.#form.kind)
        throw new ShapeError(
          `fit: batch ${at.batch}: expected rows of the kinds and shapes of the first batch, since shuffle: { buffer } mixes rows, ` +
            `received others: ${value.kind} in place of ${this.#form.kind}. Leave shuffle away.`,
        );
      this.#count = value.count;
      return value.arrays.map((values) => values.slice());
    });
    this.#next = 0;
    this.#came = came;
    this.#drained = came === undefined;
  }

  /** Makes room. @param first  the first batch */
  #begin(first: Samples): Samples {
    const room = (rows: number) => ({ data, shape: [, ...axes] }: Rows): Rows => ({
      data: allocate(dtypeOf(data)!, rows * sizeOf(axes), 'Give shuffle a smaller buffer.'), shape: [rows, ...axes],
    });
    this.#widths = first.rows.map(({ shape }) => sizeOf(shape.slice(1)));
    this.#together = Math.max(1, Math.floor(TOGETHER / this.#widths.reduce((sum, width) => sum + Math.max(width, LEAST), 0)));
    this.#kept = first.rows.map((r) => room(this.#size)(r).data);
    const form = first.mapRows(room(first.count));
    this.#out = form.arrays;
    return form;
  }

  #draws(count: number): TypedArray {
    const counter = constant(Int32Array.of(this.#at.batch, this.#at.pass), [2]);
    return randomUniform([count], { seed: this.#seed, stream: hashSeed('shuffleBuffer'), counter }).data;
  }

  #move(from: readonly TypedArray[], row: number, to: readonly TypedArray[], place: number): void {
    this.#widths.forEach((width, i) => {
      if (width === 1) to[i]![place] = from[i]![row]!;
      else to[i]!.set(from[i]!.subarray(row * width, (row + 1) * width), place * width);
    });
  }
}
