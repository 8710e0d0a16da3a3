export * from './factories.ts';
export type { Loss, LossOptions, Reduction } from './loss.ts';
export type { LossLike, LossName } from './registry.ts';
