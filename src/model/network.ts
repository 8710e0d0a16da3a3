import type { DType } from '../core/dtype.ts';
import type { Pieces } from '../core/pieces.ts';
import { ConfigError } from '../core/errors.ts';
import type { HostLayer } from '../layers/host-layer.ts';
import type { TargetLayer } from '../layers/target-layer.ts';
import type { HostData, NestedStrings } from '../preprocessing/nested.ts';
import type { Column } from '../preprocessing/table.ts';
import type { TableLike } from '../preprocessing/table-like.ts';
import type { Spec } from '../graph/symbolic.ts';
import type { Tensor, TensorLike } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { Layer } from '../layers/layer.ts';
import { cast } from '../op/elementwise.ts';
import type { Trace } from '../trace/trace.ts';

/** Tensors of one batch: inputs, targets and weights. Outputs without loss and metrics have no targets,
 *  unless the model's `computeLoss` is its own. Weights are missing if all rows count alike. */
export interface Batch {
  readonly inputs: readonly Tensor[];
  readonly targets: readonly (Tensor | undefined)[];
  readonly weights: readonly (Tensor | undefined)[];
}

/** A batch, and the network's outputs for it. */
export interface Step extends Batch {
  readonly outputs: readonly Tensor[];
}

/** The parts of a model that training, testing, predicting and saving use. */
export interface Network {
  readonly name: string;
  /** Shapes and dtypes of the inputs; undefined before they are known. */
  readonly inputs: readonly Spec[] | undefined;
  /** Shapes and dtypes of the outputs. @throws {ConfigError} before they are known */
  readonly outputs: readonly Spec[];
  /** Whether there is one input, even if its shape is not known yet: a list of typed arrays is then its rows. */
  readonly oneInput: boolean;
  /** For each input the layer that reads it on the host, if there is one. Specs of inputs tell what it makes of data. */
  readonly hosts: readonly (HostLayer<never> | undefined)[];
  /** For each output the layer that reads its targets on the host, if there is one. */
  readonly targets: readonly (TargetLayer | undefined)[];
  readonly weights: readonly Variable[];
  /** Weights and what layers remember from call to call. */
  readonly variables: readonly Variable[];
  readonly trainableWeights: readonly Variable[];
  /** Counts the steps that draw. */
  readonly draws: Variable;
  /** Epochs trained in all fits. Shuffles depend on it, so that training continues where it stopped. */
  readonly epochs: Variable;
  /** Fixes the shuffles. */
  readonly seed: number;
  /** Makes the weights for such inputs, unless they exist. */
  prepare(inputs: readonly Spec[]): void;
  readonly trainable: boolean;
  sublayers(): readonly (readonly [name: string, layer: Layer])[];
  /** Every layer within, at any depth. */
  flattened(): Iterable<Layer>;
  countParams(): number;
  /** The network's function, in ops, recorded in pieces. */
  tracing(inputs: readonly Tensor[], t: Trace): Pieces<readonly Tensor[]>;
  /** Whether it has a loss of its own. Targets that nothing else uses are then given to it as they come. */
  readonly ownLoss: boolean;
  /** The loss that training minimises. @shape [] */
  computeLoss(t: Trace, step: Step): Tensor;
}

/** Casts inputs to the dtypes that the network takes. @throws {ConfigError} if a layer was removed between the batches of a stream */
export function entering(network: Network, inputs: readonly Tensor[]): readonly Tensor[] {
  const specs = network.inputs;
  if (specs?.length !== inputs.length)
    throw new ConfigError(`${network.name}: its layers have changed in the midst of a call, and it takes other inputs. Wait for its end.`);
  return inputs.map((x, i) => (x.dtype === specs[i]!.dtype ? x : cast(x, specs[i]!.dtype as DType)));
}

/** A value for every place, a list by position, or a record by name. */
export type PerPlace<T> = T | readonly (T | null | undefined)[] | Readonly<Record<string, T | null | undefined>>;

/** Data for a model's inputs: for the only one, or for each, by position or by name. */
export type Inputs = HostData | readonly HostData[] | TableLike;

/** Values for a model's inputs or outputs: for the only one, or for each, by position or by name. */
export type Data = TensorLike | readonly TensorLike[] | Readonly<Record<string, TensorLike>>;

/** Targets of a model, for the only output, or for each, by position or by name: values, a column of a table, or labels if the model ends
 *  with labelEncoding; or the name of a column of x. */
export type Targets = Data | Column | NestedStrings | readonly (TensorLike | Column | NestedStrings)[] | NamedTargets;

type NamedTargets = Readonly<Record<string, TensorLike | Column | NestedStrings>>;
