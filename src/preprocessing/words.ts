/** Arithmetic on unsigned words of 64 bits, for hash functions. */

export const word = (x: bigint): bigint => BigInt.asUintN(64, x);

/** The word turned to the right. */
export const rotateRight = (x: bigint, bits: bigint): bigint => word((x >> bits) | (x << (64n - bits)));

/** The upper bits mixed into the lower ones. */
export const shiftMix = (x: bigint): bigint => x ^ (x >> 47n);
