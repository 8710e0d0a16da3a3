/** Parts of a map: each is small enough to be hashed anew within milliseconds. */
const PARTS = 64;

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

function partOf(token: string | number): number {
  if (typeof token === 'number') return token & (PARTS - 1);
  const { length } = token;
  const ends = 3 * token.charCodeAt(0) + 31 * token.charCodeAt(length - 1);
  return (length + ends + 7 * token.charCodeAt(length >> 1) + 13 * token.charCodeAt(length - 2)) & (PARTS - 1);
}
