import { activation, type ActivationLike } from '../activations/registry.ts';
import type { ConstraintLike } from '../constraints/index.ts';
import { boolean, number, or, orNull, type Option, type Optional, type Plain } from '../core/declaration.ts';
import type { InitializerLike } from '../initializers/index.ts';
import type { RegularizerLike } from '../regularizers/index.ts';
import type { LayerOptions } from './layer.ts';
import { SEED, type SeedOptions } from './noise.ts';
import { weight, type WeightDeclaration } from './weight-parts.ts';

/** Options of all cells with a kernel for inputs and one for states. */
export interface CellOptions extends SeedOptions {
  /** The activation of what is new in a step: a name, or any function over ops; null for none (default 'tanh'). */
  activation?: ActivationLike | null;
  /** Whether to add a bias (default true). */
  useBias?: boolean;
  /** How the kernel of the inputs begins (default 'glorotUniform'). */
  kernelInitializer?: InitializerLike;
  /** How the kernel of the states begins, as one matrix for all gates (default 'orthogonal'). */
  recurrentInitializer?: InitializerLike;
  /** How the bias begins (default 'zeros'). */
  biasInitializer?: InitializerLike;
  /** The penalty on the kernel of the inputs (default: none). */
  kernelRegularizer?: RegularizerLike | null;
  /** The penalty on the kernel of the states (default: none). */
  recurrentRegularizer?: RegularizerLike | null;
  /** The penalty on the bias (default: none). */
  biasRegularizer?: RegularizerLike | null;
  /** The constraint on the kernel of the inputs after each step of training (default: nothing). */
  kernelConstraint?: ConstraintLike | null;
  /** The constraint on the kernel of the states after each step of training (default: nothing). */
  recurrentConstraint?: ConstraintLike | null;
  /** The constraint on the bias after each step of training (default: nothing). */
  biasConstraint?: ConstraintLike | null;
  /** Fraction of the input's features to drop while training, the same ones in all steps of a sequence (default 0). */
  dropout?: number;
  /** Fraction of the features of the output of the step before to drop while training, the same ones in all steps of a sequence
   *  (default 0). With gates, each of them then drops inputs and outputs of its own. */
  recurrentDropout?: number;
}

const rate = (): Optional<number, number> => or(number({ least: 0, most: 1 }), 0);

/** An activation; null means none.
 *  @param fallback  the activation if nothing is given */
const activationOr = (fallback: ActivationLike): Option<ActivationLike | null | undefined, ActivationLike> => {
  const { check, store } = orNull(activation(), 'linear');
  return { check: (where, name, given) => check(where, name, given === undefined ? fallback : given), store };
};

/** The declaration of these options. */
export const CELL: {
  readonly activation: Option<ActivationLike | null | undefined, ActivationLike>;
} & Plain<Required<Pick<CellOptions, 'useBias' | 'dropout' | 'recurrentDropout'>>> &
  WeightDeclaration<'kernel'> &
  WeightDeclaration<'recurrent'> &
  WeightDeclaration<'bias'> &
  typeof SEED = {
  activation: activationOr('tanh'),
  useBias: or(boolean(), true),
  ...weight('kernel', 'glorotUniform'),
  ...weight('recurrent', 'orthogonal'),
  ...weight('bias', 'zeros'),
  dropout: rate(),
  recurrentDropout: rate(),
  ...SEED,
};

/** Options of all cells with gates. */
export interface GateOptions {
  /** The activation of the gates; null for none (default 'sigmoid'). */
  recurrentActivation?: ActivationLike | null;
}

export const GATE: { readonly recurrentActivation: Option<ActivationLike | null | undefined, ActivationLike> } = {
  recurrentActivation: activationOr('sigmoid'),
};

/** The options of a declaration, as a cell holds them. */
export type HeldCell<D> = LayerOptions & {
  readonly [K in keyof D]: D[K] extends { readonly check: (...given: never) => infer H } ? H : never;
};
