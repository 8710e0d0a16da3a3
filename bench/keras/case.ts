/** A case as data: what both libraries are told, in the words of myelin. */

/** Something made from a kind and its options; options of it may be parts, too. */
export interface Part {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export interface Values {
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** A call of the layer in this place on the results of earlier calls; -1 is the input. */
export interface Call {
  readonly layer: Part;
  readonly on: readonly number[];
}

export interface Fit {
  readonly epochs: number;
  readonly batchSize: number;
  readonly validationSplit?: number;
  readonly classWeight?: Readonly<Record<string, number>>;
}

export interface Case {
  readonly input: { readonly shape: readonly number[]; readonly dtype: 'float32' | 'int32' };
  /** Layers in the order of their calls; the last one gives the output. */
  readonly calls: readonly Call[];
  /** Whether the model is sequential: each layer is called on the one before. */
  readonly sequential: boolean;
  readonly optimizer: Part;
  readonly loss: Part;
  readonly metrics: readonly Part[];
  readonly weightedMetrics: readonly Part[];
  readonly x: Values;
  readonly y: Values;
  readonly sampleWeight?: Values;
  /** [x, y], or with weights. */
  readonly validation?: readonly Values[];
  readonly fit: Fit;
  /** By layer. */
  readonly weights: readonly (readonly Values[])[];
}

/** What came of a case: by name, in the order in which it came to be. */
export type Answer = ReadonlyMap<string, ArrayLike<number>>;

export const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && 'kind' in value && 'config' in value;

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
