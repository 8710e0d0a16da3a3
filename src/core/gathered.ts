import { roomFor, type Pieces } from './pieces.ts';

/** Values of a part, by their binary logarithm. */
const BITS = 14;
const PART = 1 << BITS;
/** What a value counts, in bytes that are read, when it is put into the list. */
const VALUE = 1 << 6;

/** Values on their way to a list, in parts. An array that grows is copied as a whole each time, which takes long where there are millions
 *  of values. */
export class Gathered<T> {
  readonly #parts: ((T | undefined)[] | undefined)[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: T): void {
    this.put(this.#length, value);
  }

  /** Adds a value at a place behind all others. Places in between have none. */
  put(at: number, value: T): void {
    const part = (this.#parts[at >> BITS] ??= []);
    const place = at & (PART - 1);
    if (part.length !== place) part.length = place; // which is slow
    part.push(value);
    this.#length = at + 1;
  }

  /** The last value. */
  get last(): T | undefined {
    return this.#parts.at(-1)?.at(-1);
  }

  /** All values, which are let go. Places without one have undefined. @param length  places of the list, if it has more than values */
  *list(length: number = this.#length): Pieces<T[]> {
    const list = roomFor<T | undefined>(length);
    for (let from = 0; from < length; from += PART) {
      const part = this.#parts[from >> BITS] ?? [];
      const to = Math.min(length, from + PART);
      for (let i = from; i < to; i++) list[i] = part[i - from];
      this.#parts[from >> BITS] = undefined;
      yield (to - from) * VALUE;
    }
    return list as T[];
  }
}
