import { checkKeys } from '../core/options.ts';
import type { Tensor, TensorLike } from '../graph/tensor.ts';
import type { CallArguments, Tensors, Trace } from '../trace/trace.ts';
import type { ApplyOptions } from './apply.ts';
import { buildWithin } from './build-within.ts';
import type { Dense } from './dense.ts';
import type { Dropout } from './dropout.ts';
import type { LayerNormalization } from './layer-normalization.ts';
import type { BatchShape } from './layer.ts';
import type { MultiHeadAttention } from './multi-head-attention.ts';
import { TRANSFORMER, TransformerBlock, type TransformerOptions } from './transformer-block.ts';

export interface TransformerEncoderOptions extends TransformerOptions {}

/** What the call of a `transformerEncoder` takes besides its input. */
export interface TransformerEncoderArguments extends ApplyOptions {
  /** Which steps count (default: the mask that the input carries). @shape [batch, steps] */
  readonly paddingMask?: TensorLike | undefined;
  /** Which steps each step sees. @shape [batch, steps, steps], sizes may be 1 */
  readonly attentionMask?: TensorLike | undefined;
  /** Whether to answer with [outputs, scores] (default false). */
  readonly returnAttentionScores?: boolean | undefined;
}

/** Attention of a sequence to itself, then two dense layers, each added to its input and normalised. */
export class TransformerEncoder extends TransformerBlock {
  readonly kind = 'transformerEncoder';
  selfAttention: MultiHeadAttention | undefined;
  selfAttentionNorm: LayerNormalization | undefined;
  selfAttentionDropout: Dropout | undefined;
  feedforwardNorm: LayerNormalization | undefined;
  feedforwardIntermediate: Dense | undefined;
  feedforwardOutput: Dense | undefined;
  feedforwardDropout: Dropout | undefined;

  constructor(options: TransformerEncoderOptions) {
    super('transformer_encoder', TRANSFORMER.read('transformerEncoder', options));
  }

  override build(shape: BatchShape): void {
    const features = this.featuresOf(shape);
    this.selfAttention = this.attention('selfAttention', features);
    this.selfAttentionNorm = this.norm('selfAttentionNorm');
    this.selfAttentionDropout = this.drop('selfAttentionDropout');
    this.feedforwardNorm = this.norm('feedforwardNorm');
    this.feedforwardIntermediate = this.dense('feedforwardIntermediate', this.held.intermediateDim, true);
    this.feedforwardOutput = this.dense('feedforwardOutput', features);
    this.feedforwardDropout = this.drop('feedforwardDropout');
    const hidden = [...shape.slice(0, -1), this.held.intermediateDim];
    buildWithin(this, [[shape, shape], [shape], [shape], [shape], [shape], [hidden], [shape]]);
  }

  call(input: Tensor, t: Trace, args: CallArguments): Tensors {
    checkKeys(this.name, args, ['mask', 'training', 'paddingMask', 'attentionMask', 'returnAttentionScores']);
    const { attentionMask, returnAttentionScores = false } = args as TransformerEncoderArguments;
    const valueMask = args['paddingMask'] ?? args.mask;
    const carried = args.mask ?? t.maskOf(input);
    let scores: Tensor | undefined;
    const attended = this.residual(input, this.selfAttentionNorm!, this.selfAttentionDropout!, t, (x) => {
      const answer = t.call(this.selfAttention!, [x, x], { mask: args.mask, valueMask, attentionMask, returnAttentionScores });
      if (!Array.isArray(answer)) return answer as Tensor;
      scores = (answer as readonly Tensor[])[1];
      return (answer as readonly Tensor[])[0]!;
    });
    const output = this.residual(attended, this.feedforwardNorm!, this.feedforwardDropout!, t, (x) =>
      t.call(this.feedforwardOutput!, t.call(this.feedforwardIntermediate!, x)),
    );
    if (carried !== undefined) t.setMask(output, carried);
    return scores === undefined ? output : [output, scores];
  }

  override computeMask(): undefined {
    return undefined; // `call` gives the output its mask, and the scores none
  }
}

/** A block of a transformer's encoder. A call takes the arguments of `TransformerEncoderArguments`. Outputs carry the mask of the input.
 *  @shape [batch, steps, features], as the input; scores [batch, heads, steps, steps]
 *  @throws {ConfigError} on invalid options, or unless numHeads divides the number of features
 *  @throws {ShapeError} if the input or a mask does not fit
 *  @source Vaswani et al. 2017, Attention is all you need, section 3.1; options and order as KerasHub's TransformerEncoder */
export const transformerEncoder = (options: TransformerEncoderOptions): TransformerEncoder => new TransformerEncoder(options);
