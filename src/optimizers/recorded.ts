import { ConfigError } from '../core/errors.ts';

/** Looks at what a function of the user's answers that is recorded.
 *  @param what  the optimizer and the function, for the error
 *  @throws {ConfigError} if it is async: what it does later would be no part of the program */
export function mustNotBeAsync(what: string, given: unknown): void {
  const { then, [Symbol.asyncIterator]: iterator } = (given ?? {}) as Partial<PromiseLike<unknown> & AsyncIterable<unknown>>;
  // Its failure is not told by itself.
  if (typeof then === 'function') (given as PromiseLike<unknown>).then(undefined, () => undefined);
  if (typeof then === 'function' || typeof iterator === 'function')
    throw new ConfigError(`${what} is recorded, and must not be async. Make it a function, or a generator function.`);
}
