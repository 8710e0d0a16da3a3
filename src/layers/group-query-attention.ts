import { integer } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import type { BatchShape } from './layer.ts';
import { PROJECTED, ProjectedAttention, type ProjectedAttentionOptions } from './projected-attention.ts';

export interface GroupQueryAttentionOptions extends ProjectedAttentionOptions {
  /** Size of each head. */
  headDim: number;
  /** Number of heads of the queries. */
  numQueryHeads: number;
  /** Number of heads of keys and values, a divisor of numQueryHeads. */
  numKeyValueHeads: number;
}

const OPTIONS = PROJECTED.extend<GroupQueryAttentionOptions>()({
  headDim: integer({ least: 1 }),
  numQueryHeads: integer({ least: 1 }),
  numKeyValueHeads: integer({ least: 1 }),
});

/** Attention of several heads, of which each group shares the keys and values of one.
 *  @source Ainslie et al. 2023, GQA: Training generalized multi-query transformer models */
export class GroupQueryAttention extends ProjectedAttention {
  readonly kind = 'groupQueryAttention';

  constructor(options: GroupQueryAttentionOptions) {
    const held = OPTIONS.read('groupQueryAttention', options);
    const { headDim, numQueryHeads, numKeyValueHeads } = held;
    if (numQueryHeads % numKeyValueHeads !== 0)
      throw new ConfigError(
        `groupQueryAttention: numQueryHeads must be a multiple of numKeyValueHeads, received ${numQueryHeads} and ${numKeyValueHeads}.`,
      );
    super('grouped_query_attention', held, {
      queryHeads: numQueryHeads, keyHeads: numKeyValueHeads, keyDim: headDim, valueDim: headDim,
    });
  }

  protected outputSizes(query: BatchShape): readonly number[] {
    return [query.at(-1)!];
  }

  protected axesOf(rank: number): readonly number[] {
    return Array.from({ length: rank - 2 }, (_, i) => i + 1);
  }
}

/** Grouped-query attention, called as `multiHeadAttention` is. Query head u uses key head floor(u / (query heads / key heads)).
 *  @shape query [batch, queries, features], value and key [batch, keys, features] -> [batch, queries, features]; scores
 *    [batch, heads, queries, keys]
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} if inputs or masks do not fit each other */
export const groupQueryAttention = (options: GroupQueryAttentionOptions): GroupQueryAttention => new GroupQueryAttention(options);
