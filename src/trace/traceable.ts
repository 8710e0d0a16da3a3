import type { Pieces } from '../core/pieces.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable, WeightFunction } from '../graph/variable.ts';
import type { Trace } from './trace.ts';

/** One tensor, or several. */
export type Tensors = Tensor | readonly Tensor[];

/** Arguments of a call besides its inputs: tensors and constants by name. `mask` and `training` mean the same for every layer. */
export interface CallArguments {
  /** 1 where a time step counts. It replaces the mask of the first input. @shape [batch, steps] */
  readonly mask?: Tensor | undefined;
  /** Whether to behave as in training; unless given, as the calling layer does. */
  readonly training?: boolean | undefined;
  readonly [name: string]: unknown;
}

/** The call of a layer that calls others, in pieces. */
export type CallInPieces = (inputs: never, t: Trace, args: CallArguments) => Pieces<Tensors>;

/** A layer, as a trace calls it. */
export interface Traceable {
  readonly name: string;
  /** Fixes the random draws. */
  readonly seed: number;
  /** Makes the weights, unless they exist. */
  buildFor(inputs: readonly Tensor[]): void;
  call(inputs: never, t: Trace, args: CallArguments): Tensors;
  /** As `call`, in pieces; undefined where a call is done at once. */
  readonly callInPieces?: CallInPieces | undefined;
  /** The mask of the outputs.
   *  @param heeded  whether the call has looked at a mask */
  computeMask(inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[], heeded: boolean): Tensor | undefined;
  /** The penalty on the layer's outputs. */
  readonly activityRegularizer?: WeightFunction | undefined;
  /** The moment of the last change of a setting; 0 if there was none. */
  readonly changed: number;
  /** The weights of the layer and of those within. */
  readonly weights?: readonly Variable[];
  /** Every layer within and this one. Only a model, which must hold all layers that its call uses, says so by `holdsLayers`. */
  flattened?(): Iterable<object>;
  readonly holdsLayers?: boolean;
  /** Whether what is given for a step depends on no other step, or on what the layer keeps of earlier ones; a text says why it does not. */
  stepwise?(inputs: readonly Tensor[], training: boolean): boolean | string;
  /** Whether inputs are read on the host, so that no other layer can call it. */
  readonly readsHostData?: boolean;
}
