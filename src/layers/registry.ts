import { activation, type ActivationOptions } from './activation.ts';
import { add } from './add.ts';
import { batchNormalization, type BatchNormalizationOptions } from './batch-normalization.ts';
import { concatenate, type ConcatenateOptions } from './concatenate.ts';
import { denseFromConfig } from './dense.ts';
import { dropout, type DropoutOptions } from './dropout.ts';
import { embedding, type EmbeddingOptions } from './embedding.ts';
import { flatten } from './flatten.ts';
import { inputLayer, type InputOptions } from './input.ts';
import { layerNormalization, type LayerNormalizationOptions } from './layer-normalization.ts';
import type { Layer, LayerOptions } from './layer.ts';
import { leakyReLU, type LeakyReLUOptions } from './leaky-relu.ts';
import { masking, type MaskingOptions } from './masking.ts';
import { normalization, type NormalizationOptions } from './normalization.ts';
import { rescaling, type RescalingOptions } from './rescaling.ts';
import { reshape, type ReshapeOptions } from './reshape.ts';

/** Makes a layer again from the options its getConfig gave. */
export type FromConfig = (config: Record<string, unknown>) => Layer;

/** How saved layers are made again, by kind. */
export const LAYERS: Readonly<Record<string, FromConfig>> = {
  activation: (config) => activation(config as unknown as ActivationOptions),
  add: (config) => add(config as LayerOptions),
  batchNormalization: (config) => batchNormalization(config as BatchNormalizationOptions),
  concatenate: (config) => concatenate(config as ConcatenateOptions),
  dense: denseFromConfig,
  dropout: (config) => dropout(config as unknown as DropoutOptions),
  embedding: (config) => embedding(config as unknown as EmbeddingOptions),
  flatten: (config) => flatten(config as LayerOptions),
  input: (config) => inputLayer(config as unknown as InputOptions),
  layerNormalization: (config) => layerNormalization(config as LayerNormalizationOptions),
  leakyReLU: (config) => leakyReLU(config as LeakyReLUOptions),
  masking: (config) => masking(config as MaskingOptions),
  normalization: (config) => normalization(config as NormalizationOptions),
  rescaling: (config) => rescaling(config as unknown as RescalingOptions),
  reshape: (config) => reshape(config as unknown as ReshapeOptions),
};
