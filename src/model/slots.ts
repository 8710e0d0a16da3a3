import { dtypeOf, type TypedArray } from '../core/dtype.ts';
import { sizeOf } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { add } from '../op/elementwise.ts';
import { gatherBatch } from '../op/gather.ts';
import { reshape } from '../op/move.ts';
import { assign } from '../op/update.ts';
import type { Session } from '../run/session.ts';
import type { Batch } from './network.ts';
import type { Samples } from './samples.ts';

/** Room in the arena for two loads of rows of one kind. Steps read one while the other is filled. Steps gather rows by an order, as from
 *  data that lie in the arena as a whole. The order goes round, so that a step on the last rows of one slot is followed by one on the first
 *  rows of the other. */
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
    const capacity = wholeElements(samples, rows);
    const order = new Int32Array(3 * capacity);
    for (let i = 0; i < order.length; i++) order[i] = i % (2 * capacity);
    const slots = samples.rows.map(({ data, shape }) => ({ dtype: dtypeOf(data)!, shape: [2 * capacity, ...shape.slice(1)] }));
    const [ordering, ...tensors] = session.hold('fit', [order], [[3 * capacity]], 0, slots);
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

  /** The effect that moves the cursor behind a batch of so many rows. */
  advance(cursor: Variable, rows: number): Tensor {
    const behind = add(cursor.tensor, constant(Int32Array.of(rows), []));
    return assign(cursor, reshape(gatherBatch(this.#order, this.#order, behind, 1), []));
  }

  /** The tensors of the batch that begins where the cursor says. */
  batch(cursor: Variable, rows: number): Batch {
    return this.#samples.batch(this.#data.map((t) => gatherBatch(t, this.#order, cursor.tensor, rows)));
  }
}

/** So many rows, or a few more: as many bytes of uint8 as are whole elements of the arena, where the next slot begins. */
function wholeElements({ rows }: Samples, count: number): number {
  const widths = rows.map(({ data, shape }) => data.BYTES_PER_ELEMENT * sizeOf(shape.slice(1)));
  const together = widths.every((bytes) => bytes % 4 === 0) ? 1 : widths.every((bytes) => bytes % 2 === 0) ? 2 : 4;
  return Math.ceil(count / together) * together;
}
