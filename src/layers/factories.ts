/** The layers. Each export can be made, saved and loaded by its name. */
export { activation, type ActivationOptions } from './activation.ts';
export { activityRegularization, type ActivityRegularizationOptions } from './activity-regularization.ts';
export { add } from './add.ts';
export { additiveAttention, type AdditiveAttentionOptions } from './additive-attention.ts';
export { alphaDropout, type AlphaDropoutOptions } from './alpha-dropout.ts';
export { attention, type AttentionOptions } from './attention.ts';
export { type AttentionArguments, type MultiHeadAttentionArguments } from './attention-call.ts';
export { average } from './average.ts';
export { batchNormalization, type BatchNormalizationOptions } from './batch-normalization.ts';
export { categoryEncoding, type CategoryEncodingOptions } from './category-encoding.ts';
export { concatenate, type ConcatenateOptions } from './concatenate.ts';
export { cropping1d, cropping2d, cropping3d, type Cropping1dOptions, type Cropping2dOptions, type Cropping3dOptions } from './cropping.ts';
export { dense, type DenseOptions } from './dense.ts';
export { discretization, type DiscretizationOptions } from './discretization.ts';
export { dot, type DotOptions } from './dot.ts';
export { dropout, type DropoutOptions } from './dropout.ts';
export { einsumDense, type EinsumDenseOptions } from './einsum-dense.ts';
export { elu, type ELUOptions } from './elu.ts';
export { embedding, type EmbeddingOptions } from './embedding.ts';
export {
  featureSpace, type CrossOptions, type DictFeatureSpace, type DictFeatureSpaceOptions, type FeatureSpaceOptions, type Table,
} from './feature-space.ts';
export { type FeatureOptions, type FeatureType } from './features.ts';
export { flatten, type FlattenOptions } from './flatten.ts';
export { gaussianDropout, type GaussianDropoutOptions } from './gaussian-dropout.ts';
export { gaussianNoise, type GaussianNoiseOptions } from './gaussian-noise.ts';
export { groupNormalization, type GroupNormalizationOptions } from './group-normalization.ts';
export { groupQueryAttention, type GroupQueryAttentionOptions } from './group-query-attention.ts';
export { hashedCrossing, type HashedCrossingOptions } from './hashed-crossing.ts';
export { hashing, type HashingOptions } from './hashing.ts';
export { identity } from './identity.ts';
export { inputLayer, type InputOptions } from './input.ts';
export { integerLookup, type IntegerLookupOptions } from './integer-lookup.ts';
export { lambda, type LambdaCall, type LambdaFunction, type LambdaMask, type LambdaOptions } from './lambda.ts';
export { layerNormalization, type LayerNormalizationOptions } from './layer-normalization.ts';
export { leakyReLU, type LeakyReLUOptions } from './leaky-relu.ts';
export { masking, type MaskingOptions } from './masking.ts';
export { maximum } from './maximum.ts';
export { minimum } from './minimum.ts';
export { multiHeadAttention, type MultiHeadAttentionOptions } from './multi-head-attention.ts';
export { multiply } from './multiply.ts';
export { normalization, type NormalizationOptions } from './normalization.ts';
export { permute, type PermuteOptions } from './permute.ts';
export { positionEmbedding, type PositionEmbeddingOptions } from './position-embedding.ts';
export { type PositionArguments } from './positions.ts';
export { prelu, type PReLUOptions } from './prelu.ts';
export { reLU, type ReLUOptions } from './relu.ts';
export { repeatVector, type RepeatVectorOptions } from './repeat-vector.ts';
export { rescaling, type RescalingOptions } from './rescaling.ts';
export { reshape, type ReshapeOptions } from './reshape.ts';
export { rmsNormalization, type RMSNormalizationOptions } from './rms-normalization.ts';
export { rotaryEmbedding, type RotaryEmbeddingOptions } from './rotary-embedding.ts';
export { sinePositionEncoding, type SinePositionEncodingOptions } from './sine-position-encoding.ts';
export { softmax, type SoftmaxOptions } from './softmax.ts';
export {
  spatialDropout1d, spatialDropout2d, spatialDropout3d, type SpatialDropout1dOptions, type SpatialDropout2dOptions,
  type SpatialDropout3dOptions,
} from './spatial-dropout.ts';
export { spectralNormalization, type SpectralNormalizationOptions } from './spectral-normalization.ts';
export { stringLookup, type InverseStringLookup, type InverseStringLookupOptions, type StringLookupOptions } from './string-lookup.ts';
export { subtract } from './subtract.ts';
export { textVectorization, type TextVectorizationOptions } from './text-vectorization.ts';
export {
  transformerDecoder, type TransformerDecoderArguments, type TransformerDecoderOptions,
} from './transformer-decoder.ts';
export {
  transformerEncoder, type TransformerEncoderArguments, type TransformerEncoderOptions,
} from './transformer-encoder.ts';
export { unitNormalization, type UnitNormalizationOptions } from './unit-normalization.ts';
export {
  upSampling1d, upSampling2d, upSampling3d, type UpSampling1dOptions, type UpSampling2dOptions, type UpSampling3dOptions,
} from './up-sampling.ts';
export {
  zeroPadding1d, zeroPadding2d, zeroPadding3d, type ZeroPadding1dOptions, type ZeroPadding2dOptions, type ZeroPadding3dOptions,
} from './zero-padding.ts';
