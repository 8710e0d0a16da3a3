import { allocate, dtypeOf, type TypedArray } from '../../core/dtype.ts';
import { changed } from '../../core/errors.ts';
import { Turns } from '../../core/pieces.ts';
import { sizeOf } from '../../core/shape.ts';
import type { Rows } from '../data.ts';
import type { Samples } from '../samples.ts';

/** Rows, and bytes, that are taken between two looks at the time. */
const ROWS = 1 << 13;
const BYTES = 1 << 20;

/** Takes rows of samples by their numbers, into arrays that it uses again. */
export class Gatherer {
  readonly #samples: Samples;
  readonly #staged = new Map<Rows, TypedArray>();

  constructor(samples: Samples) {
    this.#samples = samples;
  }

  /** The rows with these numbers, in this order, until the next call. Many are taken in pieces.
   *  @throws {DataError} if an array was detached or resized */
  async take(order: Int32Array): Promise<Samples> {
    const staged = new Map<Rows, TypedArray>();
    for (const rows of this.#samples.rows) staged.set(rows, await this.#gathered(rows, order));
    return this.#samples.mapRows((rows) => ({ data: staged.get(rows)!, shape: [order.length, ...rows.shape.slice(1)] }));
  }

  async #gathered(rows: Rows, order: Int32Array): Promise<TypedArray> {
    const { data, shape } = rows;
    const width = sizeOf(shape.slice(1));
    const needed = order.length * width;
    let staged = this.#staged.get(rows);
    if (staged === undefined || staged.length < needed) this.#staged.set(rows, (staged = allocate(dtypeOf(data)!, needed)));
    const turns = new Turns();
    const step = Math.max(1, Math.min(ROWS, Math.floor(BYTES / (width * data.BYTES_PER_ELEMENT))));
    for (let from = 0; from < order.length; from += step) {
      if (turns.over) await turns.next();
      if (data.length !== sizeOf(shape)) throw changed(sizeOf(shape), data.length);
      const to = Math.min(order.length, from + step);
      if (width === 1) for (let i = from; i < to; i++) staged[i] = data[order[i]!]!;
      else for (let i = from; i < to; i++) staged.set(data.subarray(order[i]! * width, (order[i]! + 1) * width), i * width);
    }
    return staged.subarray(0, needed);
  }
}
