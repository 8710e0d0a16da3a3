import * as factories from './factories.ts';
import { OPTIMIZERS } from './resolve.ts';

Object.assign(OPTIMIZERS, factories);

export { OPTIMIZERS, resolveOptimizer, type OptimizerLike, type OptimizerName } from './resolve.ts';
