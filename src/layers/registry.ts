import { denseFromConfig } from './dense.ts';
import * as factories from './factories.ts';
import type { Layer } from './layer.ts';

/** Makes a layer again from the options its getConfig gave. */
export type FromConfig = (config: Record<string, unknown>) => Layer;

const { inputLayer, ...others } = factories;

type FromConfigs = Readonly<Record<string, FromConfig>>;

/** How saved layers are made again, by kind. */
export const LAYERS: FromConfigs = { ...others, input: inputLayer, dense: denseFromConfig } as unknown as FromConfigs;
