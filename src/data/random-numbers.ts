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

/** Puts values in random order, in place (Fisher and Yates). */
export function shuffle<T extends { [index: number]: number; readonly length: number }>(values: T, random: Random): T {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [values[i], values[j]] = [values[j], values[i]];
  }
  return values;
}
