import { dtypeOf, type TypedArray } from '../core/dtype.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { gatherBatch } from '../op/gather.ts';
import type { Session } from '../run/session.ts';
import type { Batch } from './network.ts';
import type { Samples } from './samples.ts';

/** The number of rows of a slot is a multiple of this: bytes of uint8 then begin at whole elements of the arena. */
const STEP = 4;

/** Room in the arena for two loads of rows of one kind. Steps read one while the other is filled. Steps gather rows by an order, as from
 *  data that lie in the arena as a whole, so that their programs are the same. */
export class Slots {
  /** Rows of a slot. */
  readonly capacity: number;
  readonly kind: string;
  readonly #session: Session;
  readonly #samples: Samples;
  readonly #order: Tensor;
  readonly #data: readonly Tensor[];

  /** @param samples  rows of the kind
   *  @param rows  how many rows a load has at most */
  constructor(session: Session, samples: Samples, rows: number) {
    const capacity = Math.ceil(rows / STEP) * STEP;
    const order = Int32Array.from({ length: 2 * capacity }, (_, i) => i);
    const slots = samples.rows.map(({ data, shape }) => ({ dtype: dtypeOf(data)!, shape: [2 * capacity, ...shape.slice(1)] }));
    const [ordering, ...tensors] = session.hold([order], [[2 * capacity]], 0, slots);
    this.capacity = capacity;
    this.kind = samples.kind;
    this.#session = session;
    // Not the values themselves: they may be many, and others by now.
    this.#samples = samples.mapRows(({ data, shape }) => ({ data: data.slice(0, 0) as TypedArray, shape: [0, ...shape.slice(1)] }));
    this.#order = ordering!;
    this.#data = tensors;
  }

  fits(samples: Samples): boolean {
    return samples.count <= this.capacity && samples.kind === this.kind;
  }

  /** The place of the first row of a slot. */
  rowOf(slot: number): number {
    return slot * this.capacity;
  }

  /** Copies samples into a slot that no run in flight reads. */
  put(slot: number, samples: Samples): void {
    samples.rows.forEach(({ data, shape }, i) => {
      this.#session.put(i + 1, this.rowOf(slot) * (data.length / shape[0]!), data);
    });
  }

  /** The tensors of the batch that begins where the cursor says. */
  batch(cursor: Variable, rows: number): Batch {
    return this.#samples.batch(this.#data.map((t) => gatherBatch(t, this.#order, cursor.tensor, rows)));
  }
}
