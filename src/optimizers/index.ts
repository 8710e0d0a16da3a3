export * from './factories.ts';
export { Optimizer } from './optimizer.ts';
export type { OptimizerOptions } from './options.ts';
export type { OptimizerLike, OptimizerName } from './registry.ts';
