import { ConfigError, DataError } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { warn } from '../core/warn.ts';
import { copyOf } from './data.ts';
import type { Samples } from './samples.ts';
import type { Given, Source } from './source/source.ts';

/** What is known of data before they are read. */
export interface DataDescription {
  readonly rows: number | undefined;
  /** The dtypes and shapes of rows; undefined if each batch tells. */
  readonly kind: string | undefined;
}

/** Data to test on, batch by batch. */
export interface Tested {
  /** How many rows of which kind there are, as far as that is known. */
  readonly description: DataDescription;
  /** Whether the data can be read only once. */
  readonly once: boolean;
  batches(signal: AbortSignal | undefined): Iterable<Samples> | AsyncIterable<Samples>;
  /** Checks what can be checked before training. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export const describeSamples = ({ count, kind }: Samples): DataDescription => ({ rows: count, kind });

/** Rows of arrays. */
export class TestedArrays implements Tested {
  readonly once = false;
  readonly #samples: Samples;
  readonly #batchSize: number;

  constructor(samples: Samples, batchSize: number) {
    this.#samples = samples;
    this.#batchSize = batchSize;
  }

  get description(): DataDescription {
    return describeSamples(this.#samples);
  }

  *batches(): Generator<Samples> {
    const { count } = this.#samples;
    for (let from = 0; from < count; from += this.#batchSize) yield this.#samples.slice(from, Math.min(count, from + this.#batchSize));
  }

  check(): Promise<void> {
    return this.#samples.checkFinite();
  }

  async close(): Promise<void> {}
}

/** Batches of a source: each test takes them from the beginning or, if they can be read only once, goes on where the last one ended. */
export class TestedSource implements Tested {
  readonly description: DataDescription = { rows: undefined, kind: undefined };
  readonly once: boolean;
  readonly #where: string;
  readonly #open: (signal: AbortSignal | undefined) => Source<Samples>;
  readonly #steps: number | undefined;
  #source: Source<Samples> | undefined;

  /** @param once  whether the data can be read only once
   *  @param tests  how many tests there may be
   *  @throws {ConfigError} if they cannot be enough for all */
  constructor(
    where: string, open: (signal: AbortSignal | undefined) => Source<Samples>,
    { steps, once = false, tests = 1 }: { steps: number | undefined; once?: boolean; tests?: number },
  ) {
    if (once && tests > 1 && steps === undefined)
      throw new ConfigError(
        `${where}: the data for validation can be read only once, and there are ${tests} validations. Give validationSteps, or a ` +
          'function that makes a new iterable for each.',
      );
    this.once = once;
    this.#where = where;
    this.#open = open;
    this.#steps = steps;
  }

  async *batches(signal: AbortSignal | undefined): AsyncGenerator<Samples> {
    const source = (this.#source ??= this.#open(signal));
    let count = 0;
    for await (const batch of ahead(source, ({ value }) => value.mapRows(copyOf), this.#steps)) {
      count++;
      yield batch;
    }
    if (!source.once) await this.close();
    if (count === 0)
      throw new DataError(`${this.#where}: expected batches to test on, received none. Data that can be read only once may have ended.`);
    if (this.#steps !== undefined && count < this.#steps)
      warn(
        'MYELIN_DATA_ENDED',
        `${this.#where}: the data have run out after ${count} of ${this.#steps} batches of a test. Figures are those of these batches.`,
      );
  }

  async check(): Promise<void> {}

  async close(): Promise<void> {
    const source = this.#source;
    this.#source = undefined;
    await source?.close();
  }
}

/** What a source gives in a pass, or in so many steps. It is asked for the next batch once the machine has begun with the one before.
 *  @param keep  takes what must be kept of a batch, which the source may change afterwards */
export async function* ahead<T, K>(source: Source<T>, keep: (given: Given<T>) => K, steps: number = Infinity): AsyncGenerator<K> {
  let coming = source.next(keep);
  for (let left = steps; ;) {
    const value = await coming;
    if (value === undefined) return;
    left--;
    if (left > 0) {
      coming = host().pause().then(() => source.next(keep));
      coming.catch(() => undefined);
    }
    yield value;
    if (left === 0) return;
  }
}
