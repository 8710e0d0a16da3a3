import { ShapeError } from '../core/errors.ts';
import { checkBoolean, checkKeys } from '../core/options.ts';
import { Tensor, type TensorLike } from '../graph/tensor.ts';
import type { CallArguments, Tensors, Trace } from '../trace/trace.ts';
import type { ApplyOptions } from './apply.ts';
import { buildWithin } from './build-within.ts';
import type { Dense } from './dense.ts';
import type { Dropout } from './dropout.ts';
import type { LayerNormalization } from './layer-normalization.ts';
import type { BatchShape } from './layer.ts';
import type { MultiHeadAttention } from './multi-head-attention.ts';
import { TRANSFORMER, TransformerBlock, type TransformerOptions } from './transformer-block.ts';

export interface TransformerDecoderOptions extends TransformerOptions {}

/** What the call of a `transformerDecoder` takes besides its inputs. Masks are 1 where a step counts, or is seen. */
export interface TransformerDecoderArguments extends ApplyOptions {
  /** Which steps of the decoder's sequence count (default: the mask that it carries). @shape [batch, steps] */
  readonly decoderPaddingMask?: TensorLike | undefined;
  /** Which steps each step sees. @shape [batch, steps, steps], sizes may be 1 */
  readonly decoderAttentionMask?: TensorLike | undefined;
  /** Which steps of the encoder's sequence count (default: the mask that it carries). @shape [batch, encoder steps] */
  readonly encoderPaddingMask?: TensorLike | undefined;
  /** Which of the encoder's steps each step sees. @shape [batch, steps, encoder steps], sizes may be 1 */
  readonly encoderAttentionMask?: TensorLike | undefined;
  /** Whether each step sees only those up to itself (default true). */
  readonly useCausalMask?: boolean | undefined;
}

const ARGUMENTS = [
  'mask', 'training', 'decoderPaddingMask', 'decoderAttentionMask', 'encoderPaddingMask', 'encoderAttentionMask', 'useCausalMask',
];

/** Attention of a sequence to its past, then to the sequence of an encoder if there is one, then two dense layers, each added to its
 *  input and normalised. */
export class TransformerDecoder extends TransformerBlock {
  readonly kind = 'transformerDecoder';
  selfAttention: MultiHeadAttention | undefined;
  selfAttentionNorm: LayerNormalization | undefined;
  selfAttentionDropout: Dropout | undefined;
  crossAttention: MultiHeadAttention | undefined;
  crossAttentionNorm: LayerNormalization | undefined;
  crossAttentionDropout: Dropout | undefined;
  feedforwardIntermediate: Dense | undefined;
  feedforwardOutput: Dense | undefined;
  feedforwardNorm: LayerNormalization | undefined;
  feedforwardDropout: Dropout | undefined;

  constructor(options: TransformerDecoderOptions) {
    super('transformer_decoder', TRANSFORMER.read('transformerDecoder', options));
  }

  override build(shape: BatchShape, encoder?: BatchShape): void {
    const features = this.featuresOf(shape);
    if (encoder !== undefined) this.featuresOf(encoder);
    this.selfAttention = this.attention('selfAttention', features);
    this.selfAttentionNorm = this.norm('selfAttentionNorm');
    this.selfAttentionDropout = this.drop('selfAttentionDropout');
    if (encoder !== undefined) {
      this.crossAttention = this.attention('crossAttention', features);
      this.crossAttentionNorm = this.norm('crossAttentionNorm');
      this.crossAttentionDropout = this.drop('crossAttentionDropout');
    }
    this.feedforwardIntermediate = this.dense('feedforwardIntermediate', this.held.intermediateDim, true);
    this.feedforwardOutput = this.dense('feedforwardOutput', features);
    this.feedforwardNorm = this.norm('feedforwardNorm');
    this.feedforwardDropout = this.drop('feedforwardDropout');
    const hidden = [...shape.slice(0, -1), this.held.intermediateDim];
    const cross = encoder === undefined ? [] : [[shape, encoder], [shape], [shape]];
    buildWithin(this, [[shape, shape], [shape], [shape], ...cross, [shape], [hidden], [shape], [shape]]);
  }

  override stepwise(): boolean {
    return true;
  }

  call(inputs: Tensors, t: Trace, args: CallArguments): Tensor {
    checkKeys(this.name, args, ARGUMENTS);
    const [sequence, encoder, ...more] = (inputs instanceof Tensor ? [inputs] : inputs) as readonly [Tensor, Tensor?, ...Tensor[]];
    if (more.length > 0 || (encoder === undefined) !== (this.crossAttention === undefined)) {
      const expected = this.crossAttention === undefined ? 'a sequence alone' : "[sequence, the encoder's sequence]";
      throw new ShapeError(
        `${this.name}: expected ${expected}, as the layer was built for, received ${more.length + (encoder === undefined ? 1 : 2)} inputs.`,
      );
    }
    const { decoderAttentionMask, encoderAttentionMask, encoderPaddingMask, useCausalMask = true } = args as TransformerDecoderArguments;
    const { mask } = args;
    const attended = this.residual(sequence, this.selfAttentionNorm!, this.selfAttentionDropout!, t, (x) =>
      t.call(this.selfAttention!, [x, x], {
        mask, valueMask: args['decoderPaddingMask'] ?? mask, attentionMask: decoderAttentionMask,
        useCausalMask: checkBoolean(this.name, 'useCausalMask', useCausalMask),
      }) as Tensor,
    );
    const crossed =
      encoder === undefined
        ? attended
        : this.residual(attended, this.crossAttentionNorm!, this.crossAttentionDropout!, t, (x) =>
            t.call(this.crossAttention!, [x, encoder], { valueMask: encoderPaddingMask, attentionMask: encoderAttentionMask }) as Tensor,
          );
    return this.residual(crossed, this.feedforwardNorm!, this.feedforwardDropout!, t, (x) =>
      t.call(this.feedforwardOutput!, t.call(this.feedforwardIntermediate!, x)),
    );
  }

  override computeMask(_inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Tensor | undefined {
    return masks[0];
  }
}

/** A block of a transformer's decoder: `layer.apply(sequence)` on its own, or `layer.apply([sequence, encoderSequence])`. A call takes the
 *  arguments of `TransformerDecoderArguments`. Outputs carry the mask of the decoder's sequence.
 *  @shape [batch, steps, features], [batch, encoder steps, encoder features] -> [batch, steps, features]
 *  @throws {ConfigError} on invalid options, or unless numHeads divides the number of features
 *  @throws {ShapeError} if inputs or masks do not fit
 *  @source Vaswani et al. 2017, Attention is all you need, section 3.1; options and order as KerasHub's TransformerDecoder */
export const transformerDecoder = (options: TransformerDecoderOptions): TransformerDecoder => new TransformerDecoder(options);
