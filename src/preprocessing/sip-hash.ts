import { word } from './words.ts';

const rotateLeft = (x: bigint, bits: bigint): bigint => word((x << bits) | (x >> (64n - bits)));

/** 64 bits of a text under a key of two words, as a number of 64 bits without sign.
 *  @source SipHash-2-4: Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012, section 2 */
export function sipHash(text: string, [k0, k1]: readonly [bigint, bigint]): bigint {
  const bytes = new TextEncoder().encode(text);
  let [a, b, c, d] = [k0 ^ 0x736f6d6570736575n, k1 ^ 0x646f72616e646f6dn, k0 ^ 0x6c7967656e657261n, k1 ^ 0x7465646279746573n];
  const round = (): void => {
    a = word(a + b);
    c = word(c + d);
    b = rotateLeft(b, 13n) ^ a;
    d = rotateLeft(d, 16n) ^ c;
    a = rotateLeft(a, 32n);
    c = word(c + b);
    a = word(a + d);
    b = rotateLeft(b, 17n) ^ c;
    d = rotateLeft(d, 21n) ^ a;
    c = rotateLeft(c, 32n);
  };
  // The last word has the bytes that are left, and the length in its highest byte.
  const words = new Uint8Array((Math.floor(bytes.length / 8) + 1) * 8);
  words.set(bytes);
  words[words.length - 1] = bytes.length % 256;
  const view = new DataView(words.buffer);
  for (let at = 0; at < words.length; at += 8) {
    const m = view.getBigUint64(at, true);
    d ^= m;
    round();
    round();
    a ^= m;
  }
  c ^= 0xffn;
  for (let i = 0; i < 4; i++) round();
  return a ^ b ^ c ^ d;
}
