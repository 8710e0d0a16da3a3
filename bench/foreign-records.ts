/** Records that runtimes of other systems run, and digests of what they leave: the same bits have the same digest. */
import { createHash } from 'node:crypto';

/** What one target did. */
export interface Outcome {
  /** Digests of the arenas that each program leaves. */
  readonly programs: readonly string[];
  /** Of each network after training. */
  readonly nets: Readonly<Record<string, string>>;
}

/** The programs of a file in the form of `writeRecords`, and the arenas they begin with. */
export function* recordsOf({ buffer, byteOffset, byteLength }: Uint8Array): Generator<{ words: Int32Array; arena: Int32Array }> {
  const all = new Int32Array(buffer, byteOffset, byteLength / 4);
  for (let at = 0; at < all.length; ) {
    const [elements, length, places] = all.subarray(at, at + 3) as unknown as [number, number, number];
    const words = at + 3, arena = words + length + 2 * places;
    at = arena + elements;
    yield { words: all.subarray(words, words + length), arena: all.subarray(arena, at) };
  }
}

const INFINITY = 0x7f800000, NAN = 0x7fc00000;

/** A digest of each arena. Any NaN counts as any other: which of two goes on is the processor's choice, and the compiler's. */
export function arenasDigested(arenas: Iterable<Int32Array>): string[] {
  return Array.from(arenas, (arena) => {
    for (let i = 0; i < arena.length; i++) if ((arena[i]! & 0x7fffffff) > INFINITY) arena[i] = NAN;
    return createHash('sha256').update(new Uint8Array(arena.buffer, arena.byteOffset, arena.byteLength)).digest('hex').slice(0, 16);
  });
}
