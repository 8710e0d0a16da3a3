/** Floats in words of a program. */
const floatBits = new Float32Array(1);
const intBits = new Int32Array(floatBits.buffer);

/** A float as a word. */
export function bitsOf(value: number): number {
  floatBits[0] = value;
  return intBits[0]!;
}

/** The float that a word holds. */
export function floatOf(bits: number): number {
  intBits[0] = bits;
  return floatBits[0]!;
}
