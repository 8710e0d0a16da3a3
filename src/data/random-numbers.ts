import { atOnce, forBlocks, type Pieces } from '../core/pieces.ts';

/** Returns the next random number in [0, 1). */
export type Random = () => number;

/** Random numbers made by hashing a counter. They depend on the key alone, not on other draws. */
export function randomNumbers(key: number): Random {
  let counter = 0;
  return () => (scramble(key ^ scramble(counter++)) >>> 0) / 2 ** 32;
}

/** A bijection of 32-bit integers that scrambles their bits.
 *  @source C. Wellons, "Prospecting for Hash Functions": the two-round function of least bias, 0.107 */
export function scramble(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0xd35a2d97);
  return x ^ (x >>> 15);
}

interface Numbers {
  [index: number]: number;
  readonly length: number;
}

/** Puts values in random order, in place (Fisher and Yates), in pieces. */
export function* shuffling<T extends Numbers>(values: T, random: Random): Pieces<T> {
  const last = values.length - 1;
  yield* forBlocks(Math.max(0, last), (from, to) => {
    for (let i = last - from; i > last - to; i--) {
      const j = Math.floor(random() * (i + 1));
      const value = values[i]!;
      values[i] = values[j]!;
      values[j] = value;
    }
  });
  return values;
}

/** As `shuffling`, at once. */
export const shuffle = <T extends Numbers>(values: T, random: Random): T => atOnce(shuffling(values, random));

/** The numbers from 0 on, in pieces. */
export function* rowNumbers(length: number): Pieces<Int32Array> {
  const numbers = new Int32Array(length);
  yield* forBlocks(length, (from, to) => {
    for (let i = from; i < to; i++) numbers[i] = i;
  });
  return numbers;
}
