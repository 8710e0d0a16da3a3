import { boolean, or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { attendBy, type Attended, type AttentionOptions } from '../op/composed-attention.ts';
import type { Trace } from '../trace/trace.ts';
import type { BatchShape } from './layer.ts';
import { additiveScores, SCORED, ScoredAttention, type ScoredAttentionOptions } from './scored-attention.ts';

export interface AdditiveAttentionOptions extends ScoredAttentionOptions {
  /** Whether a factor is learnt for each feature (default true). */
  useScale?: boolean;
}

const OPTIONS = SCORED.extend<AdditiveAttentionOptions>()({ useScale: or(boolean(), true) });

/** Attention by scores that are sums of tanh(query + key), each feature times a factor.
 *  @source Bahdanau et al. 2015, Neural machine translation by jointly learning to align and translate */
export class AdditiveAttention extends ScoredAttention {
  readonly kind = 'additiveAttention';
  readonly useScale: boolean;
  /** [dim] */
  scale: Variable | undefined;

  constructor(options: AdditiveAttentionOptions = {}) {
    const held = OPTIONS.read('additiveAttention', options);
    super('additive_attention', held);
    this.useScale = held.useScale;
  }

  override build(queryShape: BatchShape): void {
    const dim = queryShape.at(-1);
    if (typeof dim !== 'number') throw this.wrongInput('[*, queries, dim]', queryShape, 'Give the queries a last axis of known size.');
    if (this.useScale) this.scale = this.addWeight({ name: 'scale', shape: [dim] });
  }

  protected attend(query: Tensor, key: Tensor, value: Tensor, t: Trace, seeing: AttentionOptions): Attended {
    const scores = additiveScores(query, key, (x) => x, this.scale === undefined ? 1 : t.read(this.scale));
    return attendBy(scores, value, seeing);
  }
}

/** Additive attention, called as `attention` is.
 *  @shape query [batch, queries, dim], value [batch, keys, width], key [batch, keys, dim] -> [batch, queries, width]; scores
 *    [batch, queries, keys]
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} if inputs or masks do not fit each other */
export const additiveAttention = (options?: AdditiveAttentionOptions): AdditiveAttention => new AdditiveAttention(options);
