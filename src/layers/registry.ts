import { activation, type ActivationOptions } from './activation.ts';
import { denseFromConfig } from './dense.ts';
import { dropout, type DropoutOptions } from './dropout.ts';
import { flatten } from './flatten.ts';
import { inputLayer, type InputOptions } from './input.ts';
import type { Layer, LayerOptions } from './layer.ts';
import { leakyReLU, type LeakyReLUOptions } from './leaky-relu.ts';
import { rescaling, type RescalingOptions } from './rescaling.ts';
import { reshape, type ReshapeOptions } from './reshape.ts';

/** Makes a layer again from the options its getConfig gave. */
export type FromConfig = (config: Record<string, unknown>) => Layer;

/** How saved layers are made again, by kind. */
export const LAYERS: Readonly<Record<string, FromConfig>> = {
  activation: (config) => activation(config as unknown as ActivationOptions),
  dense: denseFromConfig,
  dropout: (config) => dropout(config as unknown as DropoutOptions),
  flatten: (config) => flatten(config as LayerOptions),
  input: (config) => inputLayer(config as unknown as InputOptions),
  leakyReLU: (config) => leakyReLU(config as LeakyReLUOptions),
  rescaling: (config) => rescaling(config as unknown as RescalingOptions),
  reshape: (config) => reshape(config as unknown as ReshapeOptions),
};
