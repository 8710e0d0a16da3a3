import { ConfigError } from './errors.ts';

/** A form for the promises of a call, in which what the answer will have is an error that says to wait for it: `model.fit(x, y).history`
 *  would be undefined, and `model.predict(x).data`, too.
 *  @param call  as users write it
 *  @param names  properties and methods of the answer
 *  @returns a function that begins the work, and gives its promise */
export function later(call: string, ...names: readonly string[]): <T>(work: () => Promise<T>) => Promise<T> {
  // The constructor stays Promise, so that await takes such a promise as it is.
  const form = Object.create(Promise.prototype) as object;
  for (const name of names) {
    const get = (): never => {
      throw new ConfigError(
        `${call} answers with a promise, which has no ${name} before it is done. Write (await ${call}).${name}, or wait with await first.`,
      );
    };
    Object.defineProperty(form, name, { get });
  }
  return <T>(work: () => Promise<T>): Promise<T> => Object.setPrototypeOf(work(), form) as Promise<T>;
}
