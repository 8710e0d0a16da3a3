/** The constraints: what stands here can be made, saved and loaded by its name. */
export { maxNorm, type MaxNormOptions } from './max-norm.ts';
