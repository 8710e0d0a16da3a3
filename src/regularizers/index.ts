export * from './norms.ts';
export type { Regularizer } from './regularizer.ts';
export type { RegularizerLike, RegularizerName } from './registry.ts';
