import { checkBoolean } from '../core/options.ts';
import type { ConstraintLike } from '../constraints/index.ts';
import type { InitializerLike } from '../initializers/index.ts';
import type { RegularizerLike } from '../regularizers/index.ts';
import { partNames, partsConfig, weightParts, type WeightParts } from './weight-parts.ts';

/** Options of layers that scale what they normalised by weights gamma and shift it by weights beta. */
export interface GammaBetaOptions {
  /** Whether to add beta (default true). */
  center?: boolean;
  /** Whether to multiply by gamma (default true). */
  scale?: boolean;
  /** Default 'zeros'. */
  betaInitializer?: InitializerLike;
  /** Default 'ones'. */
  gammaInitializer?: InitializerLike;
  betaRegularizer?: RegularizerLike | null;
  gammaRegularizer?: RegularizerLike | null;
  betaConstraint?: ConstraintLike | null;
  gammaConstraint?: ConstraintLike | null;
}
export const GAMMA_BETA_OPTIONS: readonly string[] = ['center', 'scale', ...partNames('beta'), ...partNames('gamma')];

/** What these options mean. */
export class GammaBeta {
  readonly center: boolean;
  readonly scale: boolean;
  readonly beta: WeightParts;
  readonly gamma: WeightParts;

  constructor(where: string, options: GammaBetaOptions) {
    this.center = checkBoolean(where, 'center', options.center ?? true);
    this.scale = checkBoolean(where, 'scale', options.scale ?? true);
    this.beta = weightParts(options, 'beta', 'zeros');
    this.gamma = weightParts(options, 'gamma', 'ones');
  }

  getConfig(): Record<string, unknown> {
    return { center: this.center, scale: this.scale, ...partsConfig('beta', this.beta), ...partsConfig('gamma', this.gamma) };
  }
}
