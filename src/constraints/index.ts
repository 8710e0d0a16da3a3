export * from './factories.ts';
export type { Constraint } from './constraint.ts';
export type { ConstraintLike, ConstraintName } from './registry.ts';
