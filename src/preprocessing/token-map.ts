/** Parts of a map, and how far a word of 32 bits is shifted to tell one: each is small enough to be hashed anew within milliseconds. */
const PARTS = 64, BITS = 26;

/** A map of tokens, in parts. A Map that grows is hashed anew as a whole each time, which takes tenths of a second where there are
 *  millions of tokens. */
export class TokenMap<T extends string | number, V> {
  readonly #parts: (Map<T, V> | undefined)[] = new Array<undefined>(PARTS).fill(undefined);

  get size(): number {
    return this.#parts.reduce((sum, part) => sum + (part?.size ?? 0), 0);
  }

  get(token: T): V | undefined {
    return this.#parts[partOf(token)]?.get(token);
  }

  set(token: T, value: V): void {
    (this.#parts[partOf(token)] ??= new Map()).set(token, value);
  }

  delete(token: T): void {
    this.#parts[partOf(token)]?.delete(token);
  }

  /** Tokens and values, in no order that means anything. */
  *[Symbol.iterator](): Generator<[T, V]> {
    for (const part of this.#parts) if (part !== undefined) yield* part;
  }
}

/** The multiplier of Fibonacci hashing, 2^32 divided by the golden ratio. @source Knuth, The Art of Computer Programming 3, 6.4 */
const MIX = 0x9e3779b1;
/** Characters of a text that are looked at, at most twice as many. */
const LOOKED_AT = 8;

function partOf(token: string | number): number {
  let mixed = typeof token === 'number' ? token : token.length;
  if (typeof token === 'string') {
    const step = Math.max(1, Math.floor(token.length / LOOKED_AT));
    for (let i = 0; i < token.length; i += step) mixed = Math.imul(mixed, 31) + token.charCodeAt(i);
  }
  return Math.imul(mixed, MIX) >>> BITS;
}
