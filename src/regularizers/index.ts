export * from './factories.ts';
export type { Regularizer } from './regularizer.ts';
export type { RegularizerLike, RegularizerName } from './registry.ts';
