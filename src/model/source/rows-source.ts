import { ConfigError, show } from '../../core/errors.ts';
import type { Given, Position, Source } from './source.ts';

export interface RowsOptions<T> {
  /** Number of rows. */
  readonly rows: number;
  readonly batchSize: number;
  /** The most batches that are taken at a time. */
  readonly together: number;
  /** Takes rows, and hands what they are to `use` as soon as they are there. @param batch  the number of the first batch */
  readonly take: <R>(rows: Int32Array, batch: number, use: (value: T) => R) => R | Promise<R>;
  /** The order of the rows in a pass. */
  readonly orderOf: (pass: number) => Promise<Int32Array>;
  /** The number of the pass that begins now. */
  readonly pass: () => number | Promise<number>;
  readonly signal: AbortSignal | undefined;
}

/** Batches of rows that are found by their numbers, in an order of their own for each pass. */
export class RowsSource<T> implements Source<T> {
  readonly once = false;
  readonly ended = false;
  readonly #options: RowsOptions<T>;
  /** The order of this pass; undefined between passes. */
  #order: Int32Array | undefined;
  #pass = 0;
  #batch = 0;
  #closed = false;

  constructor(options: RowsOptions<T>) {
    this.#options = options;
  }

  get rows(): number {
    return this.#options.rows;
  }

  async next<R>(use: (given: Given<T>) => R, most: number = Infinity): Promise<R | undefined> {
    const { batchSize, together, take, pass, signal } = this.#options;
    signal?.throwIfAborted();
    if (this.#closed) return undefined;
    if (this.#order === undefined) await this.seek({ pass: await pass(), batch: 0 });
    const from = this.#batch * batchSize;
    if (from >= this.rows) {
      this.#order = undefined;
      return undefined;
    }
    const rows = this.#order!.subarray(from, from + batchSize * Math.min(together, most));
    const at = { pass: this.#pass, batch: this.#batch };
    this.#batch += Math.ceil(rows.length / batchSize);
    return take(rows, at.batch, (value) => use({ value, batchSize, at }));
  }

  async seek({ pass, batch }: Position): Promise<void> {
    this.#pass = pass;
    this.#batch = batch;
    this.#order = await this.#options.orderOf(pass);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}

/** The most rows that are found by their numbers: these are int32. */
const MOST_ROWS = 0x7fffffff;

/** The length of data whose rows are found by their numbers. @throws {ConfigError} unless it is a whole number above 0 */
export function lengthOf(where: string, { length }: { readonly length: number }): number {
  if (Number.isInteger(length) && length > 0 && length <= MOST_ROWS) return length;
  const many = typeof length === 'number' && length > MOST_ROWS ? ' Give a generator of batches, with stepsPerEpoch, for more.' : '';
  throw new ConfigError(`${where}: expected a length of 1 to ${MOST_ROWS} rows, received ${show(length)}.${many}`);
}
