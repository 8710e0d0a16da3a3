export { adam, type AdamOptions } from './adam.ts';
export { sgd, type SgdOptions } from './sgd.ts';
export { Optimizer } from './optimizer.ts';
export type { OptimizerLike, OptimizerName } from './registry.ts';
