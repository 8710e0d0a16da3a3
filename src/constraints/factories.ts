/** The constraints. Each export can be made, saved and loaded by its name. */
export { maxNorm, type MaxNormOptions } from './max-norm.ts';
export { minMaxNorm, type MinMaxNormOptions } from './min-max-norm.ts';
export { nonNeg } from './non-neg.ts';
export { unitNorm, type UnitNormOptions } from './unit-norm.ts';
