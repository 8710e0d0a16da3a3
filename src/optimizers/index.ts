export * from './factories.ts';
export { Driver, type Answers, type Descent, type Evaluation, type Numbers, type Objective, type Request } from './driver.ts';
export type { Gradients } from './gradients.ts';
export type { Group } from './group.ts';
export { Optimizer } from './optimizer.ts';
export type { OptimizerOptions } from './options.ts';
export type { OptimizerLike, OptimizerName } from './registry.ts';
