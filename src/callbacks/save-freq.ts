import { kept, type Option } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { checkInteger, checkKeys, checkNumber } from '../core/options.ts';
import type { Standing } from '../model/callback.ts';

/** When something is saved: behind each epoch, after every so many steps, or every so many seconds, between two steps. */
export type SaveFreq = 'epoch' | number | { readonly seconds: number };

export const saveFreq = (): Option<SaveFreq, SaveFreq> =>
  kept((where, name, given) => {
    if (given === 'epoch') return given;
    if (typeof given === 'number') return checkInteger(where, name, given, 1);
    if (typeof given !== 'object' || given === null)
      throw new ConfigError(`${where}: ${name} must be 'epoch', a number of steps, or { seconds: n }, received ${show(given)}.`);
    checkKeys(`${where}: ${name}`, given, ['seconds']);
    return { seconds: checkNumber(`${where}: ${name}`, 'seconds', given.seconds, { least: 0 }) };
  });

/** Tells when something is due. */
export class Due {
  /** See `Callback.stopEvery`. */
  readonly stopEvery: number | undefined;
  readonly #freq: SaveFreq;
  #last: number;

  /** @param atOnce  whether the first time is due at once, if seconds are counted */
  constructor(freq: SaveFreq, { atOnce = false }: { atOnce?: boolean } = {}) {
    this.#freq = freq;
    this.#last = atOnce ? -Infinity : performance.now();
    this.stopEvery = typeof freq === 'number' ? freq : undefined;
  }

  /** Begins to count seconds, unless the first time is due at once. */
  begin(): void {
    if (this.#last !== -Infinity) this.#last = performance.now();
  }

  /** Whether it is due where a fit stands. */
  at({ batch, steps }: Standing): boolean {
    const freq = this.#freq;
    if (freq === 'epoch') return batch === undefined;
    if (typeof freq === 'number') return batch !== undefined && steps % freq === 0;
    const now = performance.now();
    if (now - this.#last < 1000 * freq.seconds) return false;
    this.#last = now;
    return true;
  }
}
