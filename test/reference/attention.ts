/** Attention from its definition, a query and a key at a time. */
import { philox4x32 } from './random.ts';

interface Attention {
  batch: number; rows: number; cols: number; groups: number; share: number; depth: number; width: number; causal: number; window: number;
  scale: number; rate: number; seed: number; stream: number; q: Float64Array; k: Float64Array; v: Float64Array; mask: Float64Array | null;
  maskB: number; maskN: number; maskT: number; maskS: number; counter: Float64Array | null; y: Float64Array; lse: Float64Array;
}
interface AttentionDx extends Attention {
  dy: Float64Array; dq: Float64Array; dk: Float64Array; dv: Float64Array;
}

/** A query of a head: where its values begin, and the keys that it sees. */
interface Query {
  readonly q: number;
  readonly y: number;
  readonly lse: number;
  readonly keys: readonly Key[];
}
interface Key {
  readonly k: number;
  readonly v: number;
  /** Their score, and the sum of its absolute terms. */
  readonly s: number;
  readonly size: number;
  /** What dropping makes of their share. */
  readonly z: number;
}

function* queriesOf(args: Attention): Generator<Query> {
  const { batch, rows, cols, groups, share, depth, width, causal, window, scale, rate, seed, stream, q, k, mask, counter } = args;
  const heads = groups * share;
  const words = new Map<number, number[]>();
  const kept = (index: number): number => {
    if (counter === null) return 1;
    const block = Math.floor(index / 4);
    const known = words.get(block) ?? philox4x32([block, counter[0]!, counter[1]!, 0], [seed, stream]);
    words.set(block, known);
    return (known[index % 4]! >>> 8) * 2 ** -24 < rate ? 0 : 1 / (1 - rate);
  };
  for (let b = 0; b < batch; b++) {
    for (let n = 0; n < heads; n++) {
      for (let i = 0; i < rows; i++) {
        const at = ((b * rows + i) * heads + n) * depth;
        const keys: Key[] = [];
        for (let j = 0; j < cols; j++) {
          if ((causal && j > i) || (window > 0 && Math.abs(i - j) >= window)) continue;
          if (mask !== null && mask[b * args.maskB + n * args.maskN + i * args.maskT + j * args.maskS] === 0) continue;
          const row = (b * cols + j) * groups + Math.floor(n / share);
          const terms = Array.from({ length: depth }, (_, d) => scale * q[at + d]! * k[row * depth + d]!);
          const size = terms.reduce((sum, t) => sum + Math.abs(t), 0);
          const z = kept(((b * heads + n) * rows + i) * cols + j);
          keys.push({ k: row * depth, v: row * width, s: terms.reduce((sum, t) => sum + t, 0), size, z });
        }
        yield { q: at, y: ((b * rows + i) * heads + n) * width, lse: (b * heads + n) * rows + i, keys };
      }
    }
  }
}

const total = (keys: readonly Key[], of: (key: Key) => number): number => keys.reduce((sum, key) => sum + of(key), 0);

/** @param factor  what each term counts, from its own size and the largest of the query */
function attend(args: Attention, factor: (size: number, largest: number) => number, of: (x: number) => number): void {
  const { width, v, y, lse } = args;
  for (const { y: at, lse: row, keys } of queriesOf(args)) {
    const top = keys.reduce((most, { s }) => Math.max(most, s), -Infinity);
    const sum = total(keys, ({ s }) => Math.exp(s - top));
    const none = keys.length === 0 || (top === -Infinity && keys.every(({ s }) => s === -Infinity));
    const largest = keys.reduce((most, { size }) => Math.max(most, size), 0);
    lse[row] = none ? Infinity : of(top + Math.log(sum)) * factor(0, largest) + (factor(0, 1) === 1 ? 0 : 1 + largest);
    for (let d = 0; d < width; d++) {
      y[at + d] = none ? 0 : total(keys, (key) => (key.z * Math.exp(key.s - top) * factor(key.size, largest) * of(v[key.v + d]!)) / sum);
    }
  }
}
export function attention(args: Attention): void {
  attend(args, () => 1, (x) => x);
}
/** The error of a score scales with the sum of its absolute terms, and that of an exponential with its exponent. */
export function attention_magnitude(args: Attention): void {
  attend(args, (size, largest) => 2 + 2 * size + 3 * largest, Math.abs);
}

/** @param factor  what each term counts, from the size of its score and of the logarithm */
function slopes(args: AttentionDx, factor: (size: number, lse: number) => number, of: (x: number) => number): void {
  const { batch, rows, cols, groups, share, depth, width, scale, q, k, v, y, lse, dy, dq, dk, dv } = args;
  dq.fill(0, 0, batch * rows * groups * share * depth);
  dk.fill(0, 0, batch * cols * groups * depth);
  dv.fill(0, 0, batch * cols * groups * width);
  for (const query of queriesOf(args)) {
    let inner = 0;
    for (let d = 0; d < width; d++) inner += of(dy[query.y + d]! * y[query.y + d]!);
    for (const key of query.keys) {
      const logs = lse[query.lse]!;
      const p = Math.exp(key.s - logs) * (logs === Infinity ? 1 : factor(key.size, Math.abs(logs)));
      let along = 0;
      for (let d = 0; d < width; d++) {
        along += key.z * of(dy[query.y + d]! * v[key.v + d]!);
        dv[key.v + d]! += key.z * p * of(dy[query.y + d]!);
      }
      const g = scale * p * (of === Math.abs ? along + inner : along - inner);
      for (let d = 0; d < depth; d++) {
        dq[query.q + d]! += of(g * k[key.k + d]!);
        dk[key.k + d]! += of(g * q[query.q + d]!);
      }
    }
  }
}
export function attention_dx(args: AttentionDx): void {
  slopes(args, () => 1, (x) => x);
}
export function attention_dx_magnitude(args: AttentionDx): void {
  slopes(args, (size, lse) => 3 + size + lse, Math.abs);
}
