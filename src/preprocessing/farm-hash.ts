import { rotateRight, shiftMix, word } from './words.ts';

/** The fingerprint that TensorFlow's fast hash buckets, and so Keras' hashing, are made of.
 *  @source FarmHash by Geoff Pike: Fingerprint64, which is Hash64 of its namespace farmhashna */

const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;

type Pair = readonly [bigint, bigint];

/** 128 bits hashed into 64. */
function mix(u: bigint, v: bigint, factor: bigint): bigint {
  const a = shiftMix(word((u ^ v) * factor));
  const b = shiftMix(word((v ^ a) * factor));
  return word(b * factor);
}

/** 64 bits of a text, as a number of 64 bits without sign. */
export function fingerprint64(text: string): bigint {
  const bytes = new TextEncoder().encode(text);
  const size = bytes.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, size);
  const at = (place: number): bigint => view.getBigUint64(place, true);
  if (size <= 16) return upTo16(view, size, at);
  const factor = word(K2 + BigInt(size) * 2n);
  if (size <= 32) {
    const [a, b, c, d] = [at(0) * K1, at(8), at(size - 8) * factor, at(size - 16) * K2].map(word) as [bigint, bigint, bigint, bigint];
    return mix(word(rotateRight(word(a + b), 43n) + rotateRight(c, 30n) + d), word(a + rotateRight(word(b + K2), 18n) + c), factor);
  }
  return size <= 64 ? upTo64(size, at, factor) : beyond64(size, at);
}

function upTo16(bytes: DataView, size: number, at: (place: number) => bigint): bigint {
  const factor = word(K2 + BigInt(size) * 2n);
  if (size >= 8) {
    const [a, b] = [word(at(0) + K2), at(size - 8)];
    return mix(word(rotateRight(b, 37n) * factor + a), word((rotateRight(a, 25n) + b) * factor), factor);
  }
  if (size >= 4) return mix(word(BigInt(size) + (BigInt(bytes.getUint32(0, true)) << 3n)), BigInt(bytes.getUint32(size - 4, true)), factor);
  if (size === 0) return K2;
  const y = BigInt(bytes.getUint8(0) + bytes.getUint8(size >> 1) * 256);
  const z = BigInt(size + bytes.getUint8(size - 1) * 4);
  return word(shiftMix(word(y * K2) ^ word(z * K0)) * K2);
}

function upTo64(size: number, at: (place: number) => bigint, factor: bigint): bigint {
  const a = word(at(0) * K2);
  const b = at(8);
  const c = word(at(size - 8) * factor);
  const y = word(rotateRight(word(a + b), 43n) + rotateRight(c, 30n) + at(size - 16) * K2);
  const z = mix(y, word(a + rotateRight(word(b + K2), 18n) + c), factor);
  const e = word(at(16) * factor);
  const f = at(24);
  const g = word((y + at(size - 32)) * factor);
  const h = word((z + at(size - 24)) * factor);
  return mix(word(rotateRight(word(e + f), 43n) + rotateRight(g, 30n) + h), word(e + rotateRight(word(f + a), 18n) + g), factor);
}

/** 32 bytes and two words hashed weakly. */
function weakly(at: (place: number) => bigint, place: number, a: bigint, b: bigint): Pair {
  const [first, last] = [word(a + at(place)), at(place + 24)];
  const turned = rotateRight(word(b + first + last), 21n);
  const sum = word(first + at(place + 8) + at(place + 16));
  return [word(sum + last), word(turned + rotateRight(sum, 44n) + first)];
}

function beyond64(size: number, at: (place: number) => bigint): bigint {
  const seed = 81n;
  let x = word(seed * K2 + at(0));
  let y = word(seed * K1 + 113n);
  let z = word(shiftMix(word(y * K2 + 113n)) * K2);
  let v: Pair = [0n, 0n];
  let w: Pair = [0n, 0n];
  /** Takes in 64 bytes. The last ones count with other factors. */
  const take = (s: number, factor: bigint, weight: bigint): void => {
    x = word(rotateRight(word(x + y + v[0] + at(s + 8)), 37n) * factor);
    y = word(rotateRight(word(y + v[1] + at(s + 48)), 42n) * factor);
    x ^= word(w[1] * weight);
    y = word(y + v[0] * weight + at(s + 40));
    z = word(rotateRight(word(z + w[0]), 33n) * factor);
    v = weakly(at, s, word(v[1] * factor), word(x + w[0]));
    w = weakly(at, s + 32, word(z + w[1]), word(y + at(s + 16)));
    [z, x] = [x, z];
  };
  const end = Math.floor((size - 1) / 64) * 64;
  for (let s = 0; s < end; s += 64) take(s, K1, 1n);
  const factor = word(K1 + ((z & 0xffn) << 1n));
  const left = BigInt((size - 1) % 64);
  const more = word(w[0] + left);
  v = [word(v[0] + more), v[1]];
  w = [word(more + v[0]), w[1]];
  take(size - 64, factor, 9n);
  return mix(word(mix(v[0], w[0], factor) + shiftMix(y) * K0 + z), word(mix(v[1], w[1], factor) + x), factor);
}

/** Two fingerprints as one.
 *  @source FingerprintCat64 of TensorFlow, core/platform/fingerprint.h */
export function joined(first: bigint, second: bigint): bigint {
  const factor = 0xc6a4a7935bd1e995n;
  const mixed = word(shiftMix(word(word(second) * factor)) * factor);
  return shiftMix(word(shiftMix(word((first ^ factor ^ mixed) * factor)) * factor));
}
