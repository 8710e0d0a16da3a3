import { boolean, oneOf, or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { attention as byBlocks } from '../op/attention.ts';
import { attendBy, composedAttention, type Attended, type AttentionOptions as Seeing } from '../op/composed-attention.ts';
import { multiply } from '../op/elementwise.ts';
import { expandDims } from '../op/move.ts';
import type { Trace } from '../trace/trace.ts';
import { additiveScores, SCORED, ScoredAttention, type ScoredAttentionOptions } from './scored-attention.ts';

export interface AttentionOptions extends ScoredAttentionOptions {
  /** Whether a factor is learnt that multiplies the dot products, or the sums within tanh; it begins with 1 (default false). */
  useScale?: boolean;
  /** How a query and a key make a score: 'dot', by their dot product, or 'concat', by the sum of tanh(query + key) over the
   *  features, times a factor that is learnt (default 'dot'). */
  scoreMode?: 'dot' | 'concat';
}

const OPTIONS = SCORED.extend<AttentionOptions>()({ useScale: or(boolean(), false), scoreMode: or(oneOf(['dot', 'concat']), 'dot') });

/** The mean of values, weighted by the softmax of scores of a query and the keys.
 *  @source Luong et al. 2015, Effective approaches to attention-based neural machine translation, section 3.1 */
export class Attention extends ScoredAttention {
  readonly kind = 'attention';
  readonly useScale: boolean;
  readonly scoreMode: 'dot' | 'concat';
  /** [] */
  scale: Variable | undefined;
  /** [] */
  concatScoreWeight: Variable | undefined;

  constructor(options: AttentionOptions = {}) {
    const held = OPTIONS.read('attention', options);
    super('attention', held);
    this.useScale = held.useScale;
    this.scoreMode = held.scoreMode;
  }

  override build(): void {
    if (this.useScale) this.scale = this.addWeight({ name: 'scale', shape: [], initializer: 'ones' });
    if (this.scoreMode === 'concat')
      this.concatScoreWeight = this.addWeight({ name: 'concatScoreWeight', shape: [], initializer: 'ones' });
  }

  protected attend(query: Tensor, key: Tensor, value: Tensor, t: Trace, seeing: Seeing): Attended {
    const scale = this.#factor(t);
    if (this.concatScoreWeight !== undefined) {
      const scores = additiveScores(query, key, (x) => multiply(scale, x), t.read(this.concatScoreWeight));
      return attendBy(scores, value, seeing);
    }
    return composedAttention(expandDims(multiply(query, scale), 2), expandDims(key, 2), value, seeing);
  }

  protected override output(query: Tensor, key: Tensor, value: Tensor, t: Trace, seeing: Seeing): Tensor {
    // Products of bfloat16 need the matrix of scores.
    if (this.scoreMode !== 'dot' || this.computeDtype !== 'float32') return super.output(query, key, value, t, seeing);
    return byBlocks(expandDims(multiply(query, this.#factor(t)), 2), expandDims(key, 2), value, seeing);
  }

  #factor(t: Trace): Tensor | number {
    return this.scale === undefined ? 1 : t.read(this.scale);
  }
}

/** Dot-product attention, `layer.apply([query, value])` or `layer.apply([query, value, key])`; without keys the values are the keys.
 *  A call takes the arguments of `AttentionArguments`. Outputs of queries that the mask hides are 0, and outputs carry the mask of
 *  the queries. Where no key counts, the output is 0.
 *  @shape query [batch, queries, dim], value [batch, keys, width], key [batch, keys, dim] -> [batch, queries, width]; scores
 *    [batch, queries, keys]
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} if inputs or masks do not fit each other */
export const attention = (options?: AttentionOptions): Attention => new Attention(options);
