/** The layers. Each export can be made, saved and loaded by its name. */
export { activation, type ActivationOptions } from './activation.ts';
export { activityRegularization, type ActivityRegularizationOptions } from './activity-regularization.ts';
export {
  adaptiveAveragePooling1d, adaptiveAveragePooling2d, adaptiveAveragePooling3d, adaptiveMaxPooling1d, adaptiveMaxPooling2d,
  adaptiveMaxPooling3d, type AdaptivePoolingOptions,
} from './adaptive-pooling.ts';
export { add } from './add.ts';
export { additiveAttention, type AdditiveAttentionOptions } from './additive-attention.ts';
export { alphaDropout, type AlphaDropoutOptions } from './alpha-dropout.ts';
export { attention, type AttentionOptions } from './attention.ts';
export { type AttentionArguments, type MultiHeadAttentionArguments } from './attention-call.ts';
export { autoContrast, type AutoContrastOptions } from './auto-contrast.ts';
export { average } from './average.ts';
export { batchNormalization, type BatchNormalizationOptions } from './batch-normalization.ts';
export { bidirectional, type BidirectionalOptions } from './bidirectional.ts';
export { bytePairTokenizer, type BytePairTokenizerOptions } from './byte-pair-tokenizer.ts';
export { categoryEncoding, type CategoryEncodingOptions } from './category-encoding.ts';
export { centerCrop, type CenterCropOptions } from './center-crop.ts';
export { concatenate, type ConcatenateOptions } from './concatenate.ts';
export { conv1d, conv2d, conv3d, type Conv1dOptions, type Conv2dOptions, type Conv3dOptions } from './conv.ts';
export { convLstm1d, convLstm2d, convLstm3d, type ConvLSTMOptions } from './conv-lstm.ts';
export {
  conv1dTranspose, conv2dTranspose, conv3dTranspose, type Conv1dTransposeOptions, type Conv2dTransposeOptions,
  type Conv3dTransposeOptions,
} from './conv-transpose.ts';
export { cropping1d, cropping2d, cropping3d, type Cropping1dOptions, type Cropping2dOptions, type Cropping3dOptions } from './cropping.ts';
export { cutMix, type CutMixOptions } from './cut-mix.ts';
export { dense, type DenseOptions } from './dense.ts';
export { depthwiseConv1d, depthwiseConv2d, type DepthwiseConv1dOptions, type DepthwiseConv2dOptions } from './depthwise-conv.ts';
export { discretization, type DiscretizationOptions } from './discretization.ts';
export { dot, type DotOptions } from './dot.ts';
export { dropout, type DropoutOptions } from './dropout.ts';
export { einsumDense, type EinsumDenseOptions } from './einsum-dense.ts';
export { elu, type ELUOptions } from './elu.ts';
export { embedding, type EmbeddingOptions } from './embedding.ts';
export { equalization, type EqualizationOptions } from './equalization.ts';
export {
  featureSpace, type CrossOptions, type DictFeatureSpace, type DictFeatureSpaceOptions, type FeatureSpaceOptions,
} from './feature-space.ts';
export { type FeatureOptions, type FeatureType } from './features.ts';
export { flatten, type FlattenOptions } from './flatten.ts';
export { gaussianDropout, type GaussianDropoutOptions } from './gaussian-dropout.ts';
export { gaussianNoise, type GaussianNoiseOptions } from './gaussian-noise.ts';
export {
  globalAveragePooling1d, globalAveragePooling2d, globalAveragePooling3d, globalMaxPooling1d, globalMaxPooling2d, globalMaxPooling3d,
  type GlobalPoolingOptions,
} from './global-pooling.ts';
export { groupNormalization, type GroupNormalizationOptions } from './group-normalization.ts';
export { groupQueryAttention, type GroupQueryAttentionOptions } from './group-query-attention.ts';
export { gru, type GRUOptions } from './gru.ts';
export { gruCell, type GRUCellOptions } from './gru-cell.ts';
export { hashedCrossing, type HashedCrossingOptions } from './hashed-crossing.ts';
export { hashing, type HashingOptions } from './hashing.ts';
export { identity } from './identity.ts';
export { inputLayer, type InputOptions } from './input.ts';
export { integerLookup, type IntegerLookupOptions } from './integer-lookup.ts';
export { labelEncoding, type Label, type LabelEncodingOptions } from './label-encoding.ts';
export { lambda, type LambdaCall, type LambdaFunction, type LambdaMask, type LambdaOptions } from './lambda.ts';
export { layerNormalization, type LayerNormalizationOptions } from './layer-normalization.ts';
export { leakyReLU, type LeakyReLUOptions } from './leaky-relu.ts';
export { lstm, type LSTMOptions } from './lstm.ts';
export { lstmCell, type LSTMCellOptions } from './lstm-cell.ts';
export { masking, type MaskingOptions } from './masking.ts';
export { maximum } from './maximum.ts';
export { melSpectrogram, type MelSpectrogramOptions } from './mel-spectrogram.ts';
export { mfcc, type MFCCOptions } from './mfcc.ts';
export { minimum } from './minimum.ts';
export { mixUp, type MixUpOptions } from './mix-up.ts';
export { multiHeadAttention, type MultiHeadAttentionOptions } from './multi-head-attention.ts';
export { multiply } from './multiply.ts';
export { normalization, type NormalizationOptions } from './normalization.ts';
export { permute, type PermuteOptions } from './permute.ts';
export {
  averagePooling1d, averagePooling2d, averagePooling3d, maxPooling1d, maxPooling2d, maxPooling3d, type AveragePoolingOptions,
  type MaxPoolingOptions,
} from './pooling.ts';
export { positionEmbedding, type PositionEmbeddingOptions } from './position-embedding.ts';
export { type PositionArguments } from './positions.ts';
export { prelu, type PReLUOptions } from './prelu.ts';
export { randAugment, type RandAugmentOptions } from './rand-augment.ts';
export { randomBrightness, type RandomBrightnessOptions } from './random-brightness.ts';
export { randomColorDegeneration, type RandomColorDegenerationOptions } from './random-color-degeneration.ts';
export { randomContrast, type RandomContrastOptions } from './random-contrast.ts';
export { randomCrop, type RandomCropOptions } from './random-crop.ts';
export { randomErasing, type RandomErasingOptions } from './random-erasing.ts';
export { randomFlip, type RandomFlipOptions } from './random-flip.ts';
export { randomPosterization, type RandomPosterizationOptions } from './random-posterization.ts';
export { randomRotation, type RandomRotationOptions } from './random-rotation.ts';
export { randomSharpness, type RandomSharpnessOptions } from './random-sharpness.ts';
export { randomShear, type RandomShearOptions } from './random-shear.ts';
export { randomTranslation, type RandomTranslationOptions } from './random-translation.ts';
export { randomZoom, type RandomZoomOptions } from './random-zoom.ts';
export { reLU, type ReLUOptions } from './relu.ts';
export { repeatVector, type RepeatVectorOptions } from './repeat-vector.ts';
export { rescaling, type RescalingOptions } from './rescaling.ts';
export { reshape, type ReshapeOptions } from './reshape.ts';
export { resizing, type ResizingOptions } from './resizing.ts';
export { rmsNormalization, type RMSNormalizationOptions } from './rms-normalization.ts';
export { rnn, type RNNOptions } from './rnn.ts';
export { rotaryEmbedding, type RotaryEmbeddingOptions } from './rotary-embedding.ts';
export { separableConv1d, separableConv2d, type SeparableConv1dOptions, type SeparableConv2dOptions } from './separable-conv.ts';
export { simpleRNN, type SimpleRNNOptions } from './simple-rnn.ts';
export { simpleRNNCell, type SimpleRNNCellOptions } from './simple-rnn-cell.ts';
export { sinePositionEncoding, type SinePositionEncodingOptions } from './sine-position-encoding.ts';
export { softmax, type SoftmaxOptions } from './softmax.ts';
export { solarization, type SolarizationOptions } from './solarization.ts';
export {
  spatialDropout1d, spatialDropout2d, spatialDropout3d, type SpatialDropout1dOptions, type SpatialDropout2dOptions,
  type SpatialDropout3dOptions,
} from './spatial-dropout.ts';
export { spectralNormalization, type SpectralNormalizationOptions } from './spectral-normalization.ts';
export { stackedRNNCells, type StackedRNNCellsOptions } from './stacked-rnn-cells.ts';
export { stringLookup, type InverseStringLookup, type InverseStringLookupOptions, type StringLookupOptions } from './string-lookup.ts';
export { stftSpectrogram, type STFTSpectrogramOptions } from './stft-spectrogram.ts';
export { subtract } from './subtract.ts';
export { tableEncoding } from './table-encoding.ts';
export { targetNormalization } from './target-normalization.ts';
export { textVectorization, type TextVectorizationOptions } from './text-vectorization.ts';
export { timeDistributed } from './time-distributed.ts';
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
