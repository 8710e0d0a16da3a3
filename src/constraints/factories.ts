/** The constraints. Each export can be made, saved and loaded by its name. */
export { maxNorm, type MaxNormOptions } from './max-norm.ts';
