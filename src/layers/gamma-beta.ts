import { boolean, or, type Plain } from '../core/declaration.ts';
import type { ConstraintLike } from '../constraints/index.ts';
import type { InitializerLike } from '../initializers/index.ts';
import type { RegularizerLike } from '../regularizers/index.ts';
import { weight, type WeightDeclaration } from './weight-parts.ts';

/** Options of layers that normalise their input, then scale it by weights gamma and shift it by weights beta. */
export interface GammaBetaOptions {
  /** Whether to add beta (default true). */
  center?: boolean;
  /** Whether to multiply by gamma (default true). */
  scale?: boolean;
  /** How beta begins (default 'zeros'). */
  betaInitializer?: InitializerLike;
  /** How gamma begins (default 'ones'). */
  gammaInitializer?: InitializerLike;
  /** The penalty on beta (default: none). */
  betaRegularizer?: RegularizerLike | null;
  /** The penalty on gamma (default: none). */
  gammaRegularizer?: RegularizerLike | null;
  /** The constraint on beta after each step (default: nothing). */
  betaConstraint?: ConstraintLike | null;
  /** The constraint on gamma after each step (default: nothing). */
  gammaConstraint?: ConstraintLike | null;
}

/** The declaration of these options, which those of such layers include. */
export const GAMMA_BETA: Plain<Pick<GammaBetaOptions, 'center' | 'scale'>> & WeightDeclaration<'beta'> & WeightDeclaration<'gamma'> = {
  center: or(boolean(), true),
  scale: or(boolean(), true),
  ...weight('beta', 'zeros'),
  ...weight('gamma', 'ones'),
};
