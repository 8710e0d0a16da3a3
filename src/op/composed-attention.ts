import { constant, full, type Tensor } from '../graph/tensor.ts';
import { attentionParts, type AttentionAttributes } from '../lower/attention.ts';
import { lessEqual, logicalAnd, multiply, where } from './elementwise.ts';
import { matmul, type Precision } from './gemm.ts';
import { reshape, transpose } from './move.ts';
import { randomUniform, type Draw } from './random.ts';
import { shares } from './softmax.ts';

/** What decides which queries see which keys, and what is dropped. */
export interface AttentionOptions {
  /** The factor of the dot products (default 1). */
  readonly scale?: number;
  /** Whether query i sees only the keys 0 to i. */
  readonly causal?: boolean;
  /** Query i sees only the keys j with |i - j| below this; undefined for all. */
  readonly window?: number | undefined;
  /** 0 where a query does not see a key. Axes may be 1. @shape [batch, heads, queries, keys] */
  readonly mask?: Tensor | undefined;
  /** Sets a random part of the shares to 0 and scales the others by 1 / (1 - rate). */
  readonly dropout?: { readonly rate: number; readonly draw: Draw } | undefined;
  /** The precision of the products (default 'float32'). */
  readonly precision?: Precision;
}

/** What attention gives, and the shares behind it. */
export interface Attended {
  /** [batch, queries, heads, width] */
  readonly output: Tensor;
  /** The shares before any are dropped. @shape [batch, heads, queries, keys] */
  readonly shares: Tensor;
  /** The shares that the values were multiplied by. @shape [batch, heads, queries, keys] */
  readonly kept: Tensor;
}

/** What masked scores become, as in Keras. */
const MASKED = -1e9;

/** Attention with the whole matrix of scores: shares of the values, which sum to 1 over the keys that a query sees. A query that sees
 *  no key gets 0.
 *  @shape q [batch, queries, heads, depth], k [batch, keys, key heads, depth], v [batch, keys, key heads, width]; heads are a
 *    multiple of key heads
 *  @source Vaswani et al. 2017, Attention is all you need, section 3.2; heads that share keys: Ainslie et al. 2023 */
export function composedAttention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Attended {
  return attendBy(dotScores(multiply(q, options.scale ?? 1), k, options.precision), v, options);
}

/** The dot products of queries and keys. @shape [batch, heads, queries, keys] */
function dotScores(q: Tensor, k: Tensor, precision: Precision = 'float32'): Tensor {
  const [batch, queries, heads, depth] = q.shape as [number, number, number, number];
  const [, keys, keyHeads] = k.shape as [number, number, number];
  // The heads that share keys lie next to each other, so that their queries are the rows of one matrix.
  const rows = reshape(headsFirst(q), [batch, keyHeads, (heads / keyHeads) * queries, depth]);
  return reshape(matmul(rows, headsFirst(k), { transposeB: true, precision }), [batch, heads, queries, keys]);
}

/** Attention by scores of any kind.
 *  @shape scores [batch, heads, queries, keys], v [batch, keys, key heads, width] */
export function attendBy(scores: Tensor, v: Tensor, { dropout, precision = 'float32', ...options }: AttentionOptions): Attended {
  const [batch, heads, queries, keys] = scores.shape as [number, number, number, number];
  const [, , keyHeads, width] = v.shape as [number, number, number, number];
  const seen = visible(queries, keys, options);
  const all = seen === undefined ? shares(scores) : where(seen, shares(where(seen, scores, MASKED)), 0);
  const kept = dropout === undefined ? all : dropped(all, dropout);
  const rows = reshape(kept, [batch, keyHeads, (heads / keyHeads) * queries, keys]);
  const product = reshape(matmul(rows, headsFirst(v), { precision }), [batch, heads, queries, width]);
  return { output: transpose(product, { axes: [0, 2, 1, 3] }), shares: all, kept };
}

const headsFirst = (x: Tensor): Tensor => transpose(x, { axes: [0, 2, 1, 3] });

/** With rate 1 all is 0. What is dropped is chosen, not multiplied by 0. */
function dropped(x: Tensor, { rate, draw }: { readonly rate: number; readonly draw: Draw }): Tensor {
  if (rate === 1) return full(x.shape, 0);
  return where(lessEqual(rate, randomUniform(x.shape, draw)), multiply(x, 1 / (1 - rate)), 0);
}

/** 1 where a query sees a key, in four axes that broadcast; undefined if every query sees every key. */
function visible(queries: number, keys: number, { causal = false, window, mask }: AttentionOptions): Tensor | undefined {
  if (!causal && window === undefined) return mask;
  const near = Float32Array.from({ length: queries * keys }, (_, at) => {
    const [i, j] = [Math.floor(at / keys), at % keys];
    return Number((!causal || j <= i) && (window === undefined || Math.abs(i - j) < window));
  });
  const band = constant(near, [1, 1, queries, keys]);
  return mask === undefined ? band : logicalAnd(mask, band);
}

/** The outputs of a node of `attention` or of its gradient, made of other ops, which have derivatives of every order.
 *  @param q, k, v  what to take in place of the node's own */
export function composedFrom(flat: Tensor, q: Tensor, k: Tensor, v: Tensor): Tensor {
  const { scale, causal, window, rate, seed, stream } = flat.attrs as unknown as AttentionAttributes;
  const { mask, counter } = attentionParts(flat);
  const dropout = counter === undefined ? undefined : { rate, draw: { seed, stream, counter } };
  return composedAttention(q, k, v, { scale, causal, window: window === 0 ? undefined : window, mask, dropout }).output;
}
