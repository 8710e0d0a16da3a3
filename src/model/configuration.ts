import type { StoredTensor } from '../formats/safetensors.ts';
import type { Spec } from '../graph/symbolic.ts';

/** Version of the configuration in a file's metadata. */
export const FORMAT = 3;

/** A part by its kind and the options that make it again. */
export interface Named {
  readonly kind: string;
  readonly config: Record<string, unknown>;
}

/** What compile was given, part by part. */
export interface CompileConfiguration {
  readonly optimizer: Named;
  /** For each output. */
  readonly losses: readonly (Named | null)[];
  readonly lossWeights?: readonly (number | null)[];
  readonly metrics: readonly (Named & { readonly output: number; readonly weighted: boolean })[];
}

/** What the metadata entry `myelin` holds, as JSON. Tensors stand under the paths of their variables. */
export interface Configuration {
  readonly format: number;
  readonly model: Named;
  readonly seed: number;
  readonly epochsTrained: number;
  readonly inputs: readonly Spec[];
  readonly compile?: CompileConfiguration;
}

/** What a file holds: its tensors by the paths of their variables. */
export interface Stored {
  readonly configuration: Configuration;
  readonly tensors: Readonly<Record<string, StoredTensor>>;
}
