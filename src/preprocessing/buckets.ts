import { fingerprint64, joined } from './farm-hash.ts';
import { sipHash } from './sip-hash.ts';

/** The key of a hash: two numbers, or one that is both. */
export type Salt = number | readonly [number, number];

/** A function that puts texts into buckets: their hash modulo the number of buckets. It is FarmHash's fingerprint, or SipHash-2-4
 *  under the salt if there is one, as in TensorFlow, from which Keras takes it. The bucket of a text is the same everywhere. */
export function buckets(count: number, salt?: Salt): (text: string) => number {
  const key = salt === undefined ? undefined : ((typeof salt === 'number' ? [salt, salt] : salt).map((k) => BigInt.asUintN(64, BigInt(k))));
  const known = new Map<string, number>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const hash = key === undefined ? fingerprint64(text) : sipHash(text, key as [bigint, bigint]);
    const bucket = Number(hash % BigInt(count));
    if (known.size < REMEMBERED) known.set(text, bucket);
    return bucket;
  };
}

/** Buckets that are kept, for texts come again and a hash of 64 bits takes long. */
const REMEMBERED = 1 << 16;

/** The bucket of several values together: of texts their fingerprints are joined, of numbers these themselves.
 *  @source TensorFlow, core/kernels/sparse_cross_op.cc, with the key that tf.sparse.cross_hashed has unless given one */
export function crossed(values: readonly (string | number)[], count: number): number {
  const hash = values.reduce((all, value) => joined(all, typeof value === 'string' ? fingerprint64(value) : BigInt(value)), CROSS_KEY);
  return Number(hash % BigInt(count));
}

const CROSS_KEY = 0xdecafcaffen;
