import type { StoredTensor } from '../formats/safetensors.ts';
import type { SavedPart } from '../core/saved.ts';
import type { Spec } from '../graph/symbolic.ts';
import type { SavedLayer } from '../layers/saved-layer.ts';

/** Version of the configuration in a file's metadata. */
export const FORMAT = 3;

/** The arguments of compile in saved form. */
export interface CompileConfiguration {
  readonly optimizer: SavedPart;
  /** The loss of each output; null if it has none. */
  readonly losses: readonly (SavedPart | null)[];
  readonly lossWeights?: readonly (number | null)[];
  readonly metrics: readonly (SavedPart & { readonly output: number; readonly weighted: boolean })[];
  /** Paths of the layers that were not trainable when compile saw them. Files without it hold models that learn as their layers say. */
  readonly frozen?: readonly string[];
  /** Whether the weights are their moving averages, and the optimizer holds the weights in the place of the averages (absent: no). */
  readonly averagesInModel?: boolean;
}

/** The contents of the metadata entry `myelin`, as JSON. The file has tensors under the paths of their variables. */
export interface Configuration {
  readonly format: number;
  readonly model: SavedLayer;
  readonly seed: number;
  readonly epochsTrained: number;
  readonly inputs: readonly Spec[];
  /** Paths of the layers that are not trainable. In files without it, the layers' own options say so. */
  readonly frozen?: readonly string[];
  readonly compile?: CompileConfiguration;
}

/** The contents of a file: its configuration, and its tensors by the paths of their variables. */
export interface Stored {
  readonly configuration: Configuration;
  readonly tensors: Readonly<Record<string, StoredTensor>>;
}
