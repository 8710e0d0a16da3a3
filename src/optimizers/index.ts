export { adagrad, type AdagradOptions } from './adagrad.ts';
export { adam, adamw, type AdamOptions } from './adam.ts';
export { rmsprop, type RmspropOptions } from './rmsprop.ts';
export { sgd, type SgdOptions } from './sgd.ts';
export { Optimizer } from './optimizer.ts';
export type { OptimizerOptions } from './options.ts';
export type { OptimizerLike, OptimizerName } from './registry.ts';
