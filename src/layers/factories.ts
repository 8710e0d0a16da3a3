/** The layers. Each export can be made, saved and loaded by its name. */
export { activation, type ActivationOptions } from './activation.ts';
export { add } from './add.ts';
export { batchNormalization, type BatchNormalizationOptions } from './batch-normalization.ts';
export { concatenate, type ConcatenateOptions } from './concatenate.ts';
export { dense, type DenseOptions } from './dense.ts';
export { dropout, type DropoutOptions } from './dropout.ts';
export { embedding, type EmbeddingOptions } from './embedding.ts';
export { flatten } from './flatten.ts';
export { groupNormalization, type GroupNormalizationOptions } from './group-normalization.ts';
export { inputLayer, type InputOptions } from './input.ts';
export { layerNormalization, type LayerNormalizationOptions } from './layer-normalization.ts';
export { leakyReLU, type LeakyReLUOptions } from './leaky-relu.ts';
export { masking, type MaskingOptions } from './masking.ts';
export { normalization, type NormalizationOptions } from './normalization.ts';
export { rescaling, type RescalingOptions } from './rescaling.ts';
export { reshape, type ReshapeOptions } from './reshape.ts';
