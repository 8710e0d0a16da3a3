import { ShapeError } from '../core/errors.ts';
import { showShape, sizeOf, type Shape } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { attentionParts, type AttentionAttributes } from '../lower/attention.ts';
import { node } from '../run/node.ts';
import type { AttentionOptions } from './composed-attention.ts';
import { reshape, slice, unpack } from './move.ts';

const zero = constant(Int32Array.of(0, 0), [2]);

/** Attention block by block, without the matrix of scores, in float32: `output` of `composedAttention`.
 *  @throws {ShapeError} if shapes do not fit each other
 *  @source Dao et al. 2022, FlashAttention: fast and memory-efficient exact attention with IO-awareness */
export function attention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  const { scale = 1, causal = false, window = 0, mask, dropout } = options;
  checkAttention('attention', q, k, v, mask);
  const draw = dropout?.draw;
  const attrs: AttentionAttributes = {
    scale, causal, window, rate: dropout?.rate ?? 0, seed: (draw?.seed ?? 0) | 0, stream: (draw?.stream ?? 0) | 0,
    masked: mask !== undefined, drops: draw !== undefined,
  };
  const inputs = [q, k, v, ...(mask === undefined ? [] : [mask]), ...(draw === undefined ? [] : [draw.counter ?? zero])];
  const [batch, queries, heads] = q.shape as [number, number, number];
  const shape = [batch, queries, heads, v.shape[3]!];
  // Behind the outputs lie the logarithms of the sums of exponentials, for the derivative.
  const flat = node('attention', inputs, { ...attrs }, [sizeOf(shape) + batch * heads * queries]);
  return reshape(slice(flat, [0], [sizeOf(shape)]), shape);
}

/** The gradients of queries, keys and values.
 *  @param flat  the node of `attention`
 *  @param dy  the gradient of it, of which only that of the outputs counts: nothing else reads the logarithms */
export function attentionGradient(flat: Tensor, dy: Tensor): Tensor[] {
  const { q, k, v, outputs } = attentionParts(flat);
  const slopes = slice(dy, [0], [outputs]);
  return unpack(node('attention_dx', [...flat.inputs, flat, slopes], flat.attrs, [q.size + k.size + v.size]), [q, k, v]);
}

/** The same values as a tensor of its own, so that a gradient with respect to it does not go on to what it was made of. */
export const apart = (x: Tensor, shape: Shape = x.shape): Tensor => node('reshape', [x], {}, shape);

/** @throws {ShapeError} if queries, keys and values do not fit each other, or a mask does not broadcast to their scores */
function checkAttention(where: string, q: Tensor, k: Tensor, v: Tensor, mask?: Tensor): void {
  const [batch, queries, heads, depth] = q.shape as [number, number, number, number];
  const [keyBatch, keys, keyHeads, keyDepth] = k.shape as [number, number, number, number];
  const fits =
    q.rank === 4 && k.rank === 4 && v.rank === 4 && keyBatch === batch && keyDepth === depth && heads % keyHeads === 0 &&
    v.shape[0] === batch && v.shape[1] === keys && v.shape[2] === keyHeads;
  if (!fits) {
    throw new ShapeError(
      `${where}: expected queries [batch, queries, heads, depth], keys [batch, keys, key heads, depth] and values ` +
      '[batch, keys, key heads, width], heads a multiple of key heads, received ' +
      `${showShape(q.shape)}, ${showShape(k.shape)} and ${showShape(v.shape)}.`,
    );
  }
  const scores = [batch, heads, queries, keys];
  if (mask === undefined || (mask.rank === 4 && mask.shape.every((d, i) => d === 1 || d === scores[i]))) return;
  throw new ShapeError(`${where}: expected a mask that broadcasts to ${showShape(scores)}, received ${showShape(mask.shape)}.`);
}
