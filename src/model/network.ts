import type { Spec } from '../graph/symbolic.ts';
import type { Tensor, TensorLike } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { Layer } from '../layers/layer.ts';
import { cast } from '../op/elementwise.ts';
import type { Trace } from '../trace/trace.ts';

/** Tensors of one batch: what goes in, what should come out, and what that weighs. Targets are missing for outputs that
 *  have no loss and no metric; weights where all count alike. */
export interface Batch {
  readonly inputs: readonly Tensor[];
  readonly targets: readonly (Tensor | undefined)[];
  readonly weights: readonly (Tensor | undefined)[];
}

/** A batch with what the network made of it. */
export interface Step extends Batch {
  readonly outputs: readonly Tensor[];
}

/** A network, whatever it was made by: all that training, testing, predicting and saving know of a model. */
export interface Network {
  readonly name: string;
  /** What it takes; undefined before that is known. */
  readonly inputs: readonly Spec[] | undefined;
  /** What it gives. @throws {ConfigError} before that is known */
  readonly outputs: readonly Spec[];
  readonly weights: readonly Variable[];
  readonly trainableWeights: readonly Variable[];
  /** Counts the steps that draw. */
  readonly draws: Variable;
  /** Epochs trained in all fits: the counter of shuffles, so that training goes on where it stopped. */
  readonly epochs: Variable;
  /** Fixes the shuffles. */
  readonly seed: number;
  /** Makes the weights for inputs like these, if they are not there yet. */
  prepare(inputs: readonly Spec[]): void;
  /** Every layer within, at any depth. */
  flattened(): Iterable<Layer>;
  countParams(): number;
  /** The network's function, in ops. */
  trace(inputs: readonly Tensor[], t: Trace): readonly Tensor[];
  /** What training makes small. @shape [] */
  computeLoss(t: Trace, step: Step): Tensor;
}

/** Inputs in the dtypes that the network takes. */
export const entering = (network: Network, inputs: readonly Tensor[]): readonly Tensor[] =>
  inputs.map((x, i) => (x.dtype === network.inputs![i]!.dtype ? x : cast(x, network.inputs![i]!.dtype)));

/** A value for every place, a list by position, or a record by name. */
export type PerPlace<T> = T | readonly (T | null | undefined)[] | Readonly<Record<string, T | null | undefined>>;

/** Values for a model's inputs or outputs: for the only one, or for each, by position or by name. */
export type Data = TensorLike | readonly TensorLike[] | Readonly<Record<string, TensorLike>>;
