export { maxNorm } from './max-norm.ts';
export type { MaxNormOptions } from './max-norm.ts';
export type { Constraint } from './constraint.ts';
export type { ConstraintLike, ConstraintName } from './registry.ts';
