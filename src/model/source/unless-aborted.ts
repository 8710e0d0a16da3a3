/** Waits for a value unless the signal is aborted, and then rejects with its reason; what comes later is ignored.
 *  @param use  is given the value as soon as it is there, before anything else can change it */
export function unlessAborted<V>(signal: AbortSignal | undefined, value: V | PromiseLike<V>): Promise<V>;
export function unlessAborted<V, R>(
  signal: AbortSignal | undefined, value: V | PromiseLike<V>, use: (value: V) => R | PromiseLike<R>,
): Promise<R>;
export function unlessAborted<V>(
  signal: AbortSignal | undefined, value: V | PromiseLike<V>, use: (value: V) => unknown = (v) => v,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal!.reason as Error);
    if (signal?.aborted === true) return stop();
    signal?.addEventListener('abort', stop, { once: true });
    const settle = (work: () => void): void => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted === true) return;
      try {
        work();
      } catch (error) {
        reject(error as Error);
      }
    };
    Promise.resolve(value).then((v) => settle(() => resolve(use(v))), (error: Error) => settle(() => reject(error)));
  });
}
