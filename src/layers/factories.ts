/** The layers. Each export can be made, saved and loaded by its name. */
export { activation, type ActivationOptions } from './activation.ts';
export { add } from './add.ts';
export { batchNormalization, type BatchNormalizationOptions } from './batch-normalization.ts';
export { categoryEncoding, type CategoryEncodingOptions } from './category-encoding.ts';
export { concatenate, type ConcatenateOptions } from './concatenate.ts';
export { dense, type DenseOptions } from './dense.ts';
export { discretization, type DiscretizationOptions } from './discretization.ts';
export { dropout, type DropoutOptions } from './dropout.ts';
export { elu, type ELUOptions } from './elu.ts';
export { embedding, type EmbeddingOptions } from './embedding.ts';
export {
  featureSpace, type CrossOptions, type DictFeatureSpace, type DictFeatureSpaceOptions, type FeatureSpaceOptions, type Table,
} from './feature-space.ts';
export { type FeatureOptions, type FeatureType } from './features.ts';
export { flatten } from './flatten.ts';
export { groupNormalization, type GroupNormalizationOptions } from './group-normalization.ts';
export { hashedCrossing, type HashedCrossingOptions } from './hashed-crossing.ts';
export { hashing, type HashingOptions } from './hashing.ts';
export { inputLayer, type InputOptions } from './input.ts';
export { integerLookup, type IntegerLookupOptions } from './integer-lookup.ts';
export { layerNormalization, type LayerNormalizationOptions } from './layer-normalization.ts';
export { leakyReLU, type LeakyReLUOptions } from './leaky-relu.ts';
export { masking, type MaskingOptions } from './masking.ts';
export { normalization, type NormalizationOptions } from './normalization.ts';
export { prelu, type PReLUOptions } from './prelu.ts';
export { reLU, type ReLUOptions } from './relu.ts';
export { rescaling, type RescalingOptions } from './rescaling.ts';
export { reshape, type ReshapeOptions } from './reshape.ts';
export { softmax, type SoftmaxOptions } from './softmax.ts';
export { stringLookup, type InverseStringLookup, type InverseStringLookupOptions, type StringLookupOptions } from './string-lookup.ts';
export { textVectorization, type TextVectorizationOptions } from './text-vectorization.ts';
