/** A case as data: what both libraries are told, in the words of myelin. */

/** Something made from a kind and its options; options of it may be parts, too. */
export interface Part {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export interface Spec {
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
}

export interface Values extends Spec {
  readonly data: readonly number[];
}

export interface Call {
  /** A layer, a model, or the place of an earlier call, whose layer or model is called again. */
  readonly layer: Part | Graph | number;
  /** Places of what it is called on: the inputs come first, then the results of the calls. */
  readonly on: readonly number[];
  /** Of a layer that is called for the first time. */
  readonly weights?: readonly Values[];
}

/** A model. Inputs and outputs of the outermost one are named in0, in1, ... and out0, out1, ... */
export interface Graph {
  readonly inputs: readonly Spec[];
  readonly calls: readonly Call[];
  /** Places of the outputs. */
  readonly outputs: readonly number[];
  /** Whether the model is sequential: each layer is called on the one before. */
  readonly sequential: boolean;
  readonly trainable: boolean;
}

export interface Fit {
  readonly epochs: number;
  readonly batchSize: number;
  readonly validationSplit?: number;
  readonly classWeight?: Readonly<Record<string, number>>;
}

/** What a model is told about one of its outputs. */
export interface Output {
  /** None: the output has metrics only. */
  readonly loss?: Part;
  readonly lossWeight?: number;
  readonly metrics: readonly Part[];
  readonly weightedMetrics: readonly Part[];
}

/** Values for each input, targets for each output. */
export interface Rows {
  readonly x: readonly Values[];
  readonly y: readonly Values[];
  /** For each output, or one for all. */
  readonly sampleWeight?: readonly Values[];
}

export interface Case {
  readonly graph: Graph;
  readonly outputs: readonly Output[];
  /** Whether the first output's loss is given as that of all. */
  readonly oneLoss: boolean;
  /** Whether what belongs to inputs and outputs is given by their names, not by position. */
  readonly byName: { readonly compile: boolean; readonly data: boolean };
  readonly optimizer: Part;
  readonly rows: Rows;
  readonly validation?: Rows;
  readonly fit: Fit;
}

/** What came of a case: by name, in the order in which it came to be. */
export type Answer = ReadonlyMap<string, ArrayLike<number>>;

export const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && 'kind' in value && 'config' in value;

export const isGraph = (layer: Call['layer']): layer is Graph => typeof layer === 'object' && 'calls' in layer;

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** The layers of a model and of those within, each once, in the order of their first calls. */
export const layersOf = ({ calls }: Graph): readonly Part[] =>
  calls.flatMap(({ layer }) => (typeof layer === 'number' ? [] : isGraph(layer) ? layersOf(layer) : [layer]));

/** The layer that gives an output, if it is one that is called for the first time. */
export function headOf({ inputs, calls, outputs }: Graph, output: number): Part | undefined {
  const layer = calls[outputs[output]! - inputs.length]?.layer;
  return isPart(layer) ? layer : undefined;
}
