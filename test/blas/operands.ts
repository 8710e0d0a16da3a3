/** Operands for tests in the manner of the reference BLAS testers: values where an operand has elements, and a NaN of its
 *  own bits everywhere else, so that a stray read spreads and a stray write shows. */
import { generator } from '../samples/sample.ts';

const GUARD_BITS = 0x7fc5a5a5;
/** Elements beyond the last. */
const MARGIN = 3;

export class Operand {
  readonly array: Float32Array;
  readonly offset: number;
  /** Where element (i, j) lies. */
  readonly at: (i: number, j: number) => number;
  readonly #before: Float32Array;
  readonly #bits: Int32Array;
  readonly #own: Uint8Array;

  private constructor(offset: number, places: readonly number[], at: (i: number, j: number) => number, seed: number) {
    this.array = new Float32Array(Math.max(offset, ...places.map((p) => p + 1)) + MARGIN);
    this.offset = offset;
    this.at = at;
    this.#own = new Uint8Array(this.array.length);
    for (const place of places) this.#own[place] = 1;
    new Int32Array(this.array.buffer).fill(GUARD_BITS);
    const next = generator(seed);
    for (const place of places) this.array[place] = 2 * next() - 1;
    this.#bits = new Int32Array(this.array.buffer.slice(0));
    this.#before = new Float32Array(this.#bits.buffer);
  }

  /** rows x cols as stored, rows `ld` apart. */
  static matrix(rows: number, cols: number, ld: number, offset: number, seed: number): Operand {
    const at = (i: number, j: number): number => offset + i * ld + j;
    return new Operand(offset, Array.from({ length: rows * cols }, (_, e) => at(Math.floor(e / cols), e % cols)), at, seed);
  }

  /** n elements `inc` apart; backwards from the highest place if it is negative. */
  static vector(n: number, inc: number, offset: number, seed: number): Operand {
    const at = (i: number): number => offset + (inc < 0 ? (i - n + 1) * inc : i * inc);
    return new Operand(offset, Array.from({ length: n }, (_, i) => at(i)), at, seed);
  }

  /** What element (i, j) was before anything ran. */
  value(i: number, j = 0): number {
    return this.#before[this.at(i, j)]!;
  }

  /** As it was. */
  restore(): void {
    new Int32Array(this.array.buffer).set(this.#bits);
  }

  /** The first place that is none of its elements and has changed, or -1. */
  stray(): number {
    const after = new Int32Array(this.array.buffer);
    for (let place = 0; place < after.length; place++) if (after[place] !== this.#bits[place] && !this.#own[place]) return place;
    return -1;
  }
}

/** Unit roundoff and the smallest step of float32. */
const U = 2 ** -24;
const TINY = 2 ** -149;

/** gamma_k |sum of absolute terms|: how far a sum of k terms may be off. @source Higham 2002, section 3.1 */
export function boundOf(k: number, magnitude: number): number {
  return ((k * U) / (1 - k * U)) * magnitude + k * TINY;
}
