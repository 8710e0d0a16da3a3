import { allocate, dtypeOf, type TypedArray } from '../../core/dtype.ts';
import { changed } from '../../core/errors.ts';
import { sizeOf } from '../../core/shape.ts';
import type { Rows } from '../data.ts';
import type { Samples } from '../samples.ts';

/** Takes rows of samples by their numbers, into arrays that it uses again. */
export class Gatherer {
  readonly #samples: Samples;
  readonly #staged = new Map<Rows, TypedArray>();

  constructor(samples: Samples) {
    this.#samples = samples;
  }

  /** The rows with these numbers, in this order, until the next call. @throws {DataError} if an array was detached or resized */
  take(order: Int32Array): Samples {
    return this.#samples.mapRows((rows) => ({ data: this.#gathered(rows, order), shape: [order.length, ...rows.shape.slice(1)] }));
  }

  #gathered(rows: Rows, order: Int32Array): TypedArray {
    const { data, shape } = rows;
    if (data.length !== sizeOf(shape)) throw changed(sizeOf(shape), data.length);
    const width = sizeOf(shape.slice(1));
    const needed = order.length * width;
    let staged = this.#staged.get(rows);
    if (staged === undefined || staged.length < needed) this.#staged.set(rows, (staged = allocate(dtypeOf(data)!, needed)));
    if (width === 1) for (let i = 0; i < order.length; i++) staged[i] = data[order[i]!]!;
    else for (let i = 0; i < order.length; i++) staged.set(data.subarray(order[i]! * width, (order[i]! + 1) * width), i * width);
    return staged.subarray(0, needed);
  }
}
