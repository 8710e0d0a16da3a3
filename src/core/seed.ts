/** A 32-bit hash of a sequence of numbers and strings. It identifies the random stream of a layer, a shuffle or a
 *  draw.
 *  @source FNV-1a with the finaliser of MurmurHash3 (Appleby, public domain) to spread the bits */
export function hashSeed(...parts: readonly (number | string)[]): number {
  let h = 0x811c9dc5;
  for (const part of parts) {
    for (const c of typeof part === 'number' ? `#${part}` : `$${part}`) {
      h = Math.imul(h ^ c.codePointAt(0)!, 0x01000193);
    }
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** A random seed, for models made without one. */
export function freshSeed(): number {
  return crypto.getRandomValues(new Int32Array(1))[0]!;
}
