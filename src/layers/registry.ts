import { denseFromConfig } from './dense.ts';
import * as factories from './factories.ts';
import type { Layer } from './layer.ts';
import type { FeatureSpaceOptions } from './feature-space.ts';
import { restored } from './restored.ts';
import type { StringLookupOptions } from './string-lookup.ts';

/** Makes a layer again from the options of its getConfig. */
export type FromConfig = (config: Record<string, unknown>) => Layer;

const { inputLayer, ...others } = factories;

type FromConfigs = Readonly<Record<string, FromConfig>>;

/** Functions that make saved layers again, by kind. */
export const LAYERS: FromConfigs = {
  ...others,
  input: inputLayer,
  dense: denseFromConfig,
  bytePairTokenizer: restored(factories.bytePairTokenizer),
  discretization: restored(factories.discretization),
  featureSpace: restored((options: FeatureSpaceOptions) => factories.featureSpace(options)),
  labelEncoding: restored(factories.labelEncoding),
  integerLookup: restored(factories.integerLookup),
  stringLookup: restored((options: StringLookupOptions) => factories.stringLookup(options)),
  tableEncoding: restored(factories.tableEncoding),
  targetNormalization: restored(factories.targetNormalization),
  textVectorization: restored(factories.textVectorization),
} as unknown as FromConfigs;
