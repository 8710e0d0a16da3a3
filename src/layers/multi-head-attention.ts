import { axes, integer, orNone } from '../core/declaration.ts';
import { kept } from '../core/kinds.ts';
import { checkInteger, checkShape } from '../core/options.ts';
import type { BatchShape } from './layer.ts';
import { PROJECTED, ProjectedAttention, type ProjectedAttentionOptions } from './projected-attention.ts';

export interface MultiHeadAttentionOptions extends ProjectedAttentionOptions {
  /** Number of heads. */
  numHeads: number;
  /** Size of each head's queries and keys. */
  keyDim: number;
  /** Size of each head's values (default: as keyDim). */
  valueDim?: number | null;
  /** Sizes behind the steps in the output: one, or several (default: the last size of the query). */
  outputShape?: number | readonly number[] | null;
  /** The axis, or the axes together, over which attention goes (default: all between batch and features). */
  attentionAxes?: number | readonly number[] | null;
}

const OPTIONS = PROJECTED.extend<MultiHeadAttentionOptions>()({
  numHeads: integer({ least: 1 }),
  keyDim: integer({ least: 1 }),
  valueDim: orNone(integer({ least: 1 })),
  outputShape: orNone(
    kept((where, name, given: number | readonly number[]) =>
      typeof given === 'number' ? checkInteger(where, name, given, 1) : checkShape(where, name, given),
    ),
  ),
  attentionAxes: orNone(axes()),
});

/** Attention of several heads, each over projections of its own.
 *  @source Vaswani et al. 2017, Attention is all you need, section 3.2.2 */
export class MultiHeadAttention extends ProjectedAttention {
  readonly kind = 'multiHeadAttention';
  readonly #outputShape: readonly number[] | undefined;
  readonly #axes: readonly number[] | undefined;

  constructor(options: MultiHeadAttentionOptions) {
    const held = OPTIONS.read('multiHeadAttention', options);
    const { numHeads, keyDim, valueDim = keyDim, outputShape, attentionAxes } = held;
    super('multi_head_attention', held, { queryHeads: numHeads, keyHeads: numHeads, keyDim, valueDim });
    this.#outputShape = typeof outputShape === 'number' ? [outputShape] : outputShape;
    this.#axes = typeof attentionAxes === 'number' ? [attentionAxes] : attentionAxes;
  }

  protected outputSizes(query: BatchShape): readonly number[] {
    return this.#outputShape ?? [query.at(-1)!];
  }

  protected axesOf(rank: number): readonly number[] {
    return this.#axes ?? Array.from({ length: rank - 2 }, (_, i) => i + 1);
  }
}

/** Multi-head attention, `layer.apply([query, value])` or `layer.apply([query, value, key])`; without keys the values are the keys.
 *  A call takes the arguments of `MultiHeadAttentionArguments`. Dropout drops shares of values; returned scores are those before.
 *  Outputs carry the mask of the queries. A query that sees no key, or that its mask hides, gets 0 from all heads, as on Keras' path
 *  with scores (its fused path gives the mean of all values). An explicit queryMask counts.
 *  @shape query [batch, queries, features], value and key [batch, keys, features] -> [batch, queries, ...outputShape]; scores
 *    [batch, heads, queries, keys]
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} if inputs or masks do not fit each other */
export const multiHeadAttention = (options: MultiHeadAttentionOptions): MultiHeadAttention => new MultiHeadAttention(options);
