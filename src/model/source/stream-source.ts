import { ConfigError, DataError, show } from '../../core/errors.ts';
import type { DataStream } from './data-source.ts';
import { failure } from './failure.ts';
import type { Given, Position, Source } from './source.ts';
import { unlessAborted } from './unless-aborted.ts';

type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

export interface StreamOptions<T> {
  /** The call, as errors name it. */
  readonly where: string;
  /** Batches, or a function that makes them for a pass. */
  readonly given: DataStream<unknown> | ((epoch: number) => DataStream<unknown> | Promise<DataStream<unknown>>);
  /** Reads a batch. @param called  names the batch in errors, such as 'batch 3: ' */
  readonly read: (batch: unknown, called: string) => T;
  /** The number of the pass that begins now. */
  readonly pass: () => number | Promise<number>;
  readonly signal: AbortSignal | undefined;
}

/** Batches from an iterable, one at a time. */
export class StreamSource<T> implements Source<T> {
  readonly rows = undefined;
  readonly #options: StreamOptions<T>;
  #iterator: AnyIterator | undefined;
  #pass = 0;
  #batch = 0;
  #ended = false;
  /** Whether the iterator has been asked for a batch and has not answered yet. */
  #asked = false;

  constructor(options: StreamOptions<T>) {
    this.#options = options;
  }

  get once(): boolean {
    return isOnce(this.#options.given);
  }

  get ended(): boolean {
    return this.#ended;
  }

  async next<R>(use: (given: Given<T>) => R): Promise<R | undefined> {
    const { signal } = this.#options;
    signal?.throwIfAborted();
    if (this.#ended) return undefined;
    const iterator = (this.#iterator ??= await this.#open(await this.#options.pass()));
    const taken = await this.#ask(iterator, (value) => {
      const { where, read } = this.#options;
      const at: Position = { pass: this.#pass, batch: this.#batch };
      return { answer: use({ value: read(value, `${where}: batch ${at.batch}: `), batchSize: undefined, at }) };
    });
    if (taken !== undefined) {
      this.#batch++;
      return taken.answer;
    }
    // It has ended by itself, and needs not be told.
    this.#iterator = undefined;
    this.#ended = this.once;
    return undefined;
  }

  async seek({ pass, batch }: Position): Promise<void> {
    if (this.once)
      throw new ConfigError(
        `${this.#options.where}: the data can be read only once, from their beginning, so that training cannot go on in their midst. ` +
          'Give a function that makes a new iterable for each pass, or data with length and take(rows).',
      );
    const iterator = (this.#iterator = await this.#open(pass));
    for (; this.#batch < batch; this.#batch++) {
      if ((await this.#ask(iterator, () => true)) !== undefined) continue;
      throw new DataError(`${this.#options.where}: expected more than ${batch} batches, as before, received ${this.#batch}.`);
    }
  }

  async close(): Promise<void> {
    const iterator = this.#iterator;
    this.#iterator = undefined;
    this.#ended = true;
    const closing = this.#return(iterator);
    // Who is asked for a batch, and may never give it, is not waited for.
    if (this.#asked) closing.catch(() => undefined);
    else await unlessAborted(this.#options.signal, closing);
  }

  /** Ends an iterator early: a generator then does what its `finally` says. */
  async #return(iterator: AnyIterator | undefined): Promise<void> {
    try {
      await iterator?.return?.();
    } catch (cause) {
      throw this.#failure(cause);
    }
  }

  async #open(pass: number): Promise<AnyIterator> {
    const { where, given, signal } = this.#options;
    this.#pass = pass;
    this.#batch = 0;
    let stream: DataStream<unknown>;
    try {
      stream = typeof given === 'function' ? await unlessAborted(signal, given(pass)) : given;
    } catch (cause) {
      throw this.#failure(cause);
    }
    let iterator: AnyIterator | undefined;
    try {
      iterator = iteratorOf(stream);
    } catch (cause) {
      throw this.#failure(cause);
    }
    if (typeof iterator?.next !== 'function')
      throw new ConfigError(`${where}: expected a function that returns an iterable of batches, it returned ${show(stream)}.`);
    return iterator;
  }

  /** Asks an iterator for its next value, and gives it to `use` at once. @returns undefined if there is none */
  async #ask<R>(iterator: AnyIterator, use: (value: unknown) => R): Promise<R | undefined> {
    const { signal } = this.#options;
    let answered = false;
    const used = (value: unknown): R => {
      answered = true;
      return use(value);
    };
    const take = (result: unknown): R | undefined | Promise<R> => {
      if (typeof result !== 'object' || result === null)
        throw new TypeError(`next of the iterator must answer with { done, value }, and has answered with ${show(result)}`);
      const { done, value } = result as IteratorResult<unknown>;
      if (done !== true) return isPromise(value) ? unlessAborted(signal, value, used) : used(value);
      answered = true;
      return undefined;
    };
    this.#asked = true;
    try {
      const next = iterator.next();
      return await (isPromise(next) ? unlessAborted(signal, next, take) : take(next));
    } catch (cause) {
      if (answered || signal?.aborted === true) throw cause;
      // An iterator that has thrown has ended.
      this.#iterator = undefined;
      this.#ended = true;
      answered = true;
      throw this.#failure(cause);
    } finally {
      if (answered) this.#asked = false;
    }
  }

  #failure(cause: unknown): unknown {
    const { where, signal } = this.#options;
    return signal?.aborted === true ? cause : failure(where, this.#batch, cause);
  }
}

function iteratorOf(stream: unknown): AnyIterator | undefined {
  if (typeof stream !== 'object' || stream === null || Array.isArray(stream)) return undefined;
  const { [Symbol.asyncIterator]: async, [Symbol.iterator]: sync } = stream as Partial<AsyncIterable<unknown> & Iterable<unknown>>;
  return async?.call(stream) ?? sync?.call(stream);
}

/** Whether data can be read only once: an iterator, such as a generator, or a stream of Node or of the web. */
export const isOnce = (given: unknown): boolean =>
  typeof given === 'object' && given !== null && ('next' in given || 'pipe' in given || 'getReader' in given);

const isPromise = <V>(value: V | PromiseLike<V>): value is PromiseLike<V> =>
  typeof (value as Partial<PromiseLike<V>> | null | undefined)?.then === 'function';
