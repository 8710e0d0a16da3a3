import type { StoredTensor } from '../formats/safetensors.ts';
import type { Spec } from '../graph/symbolic.ts';

/** Version of the configuration in a file's metadata. */
export const FORMAT = 3;

/** The saved form of a part: its kind and the options to make it again. */
export interface Named {
  readonly kind: string;
  readonly config: Record<string, unknown>;
}

/** The arguments of compile in saved form. */
export interface CompileConfiguration {
  readonly optimizer: Named;
  /** The loss of each output; null if it has none. */
  readonly losses: readonly (Named | null)[];
  readonly lossWeights?: readonly (number | null)[];
  readonly metrics: readonly (Named & { readonly output: number; readonly weighted: boolean })[];
}

/** The contents of the metadata entry `myelin`, as JSON. The file has tensors under the paths of their variables. */
export interface Configuration {
  readonly format: number;
  readonly model: Named;
  readonly seed: number;
  readonly epochsTrained: number;
  readonly inputs: readonly Spec[];
  readonly compile?: CompileConfiguration;
}

/** The contents of a file: its configuration, and its tensors by the paths of their variables. */
export interface Stored {
  readonly configuration: Configuration;
  readonly tensors: Readonly<Record<string, StoredTensor>>;
}
