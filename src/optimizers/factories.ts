/** The optimizers. Each export can be made, saved and loaded by its name. */
export { adagrad, type AdagradOptions } from './adagrad.ts';
export { adam, adamw, type AdamOptions } from './adam.ts';
export { adamax, type AdamaxOptions } from './adamax.ts';
export { lbfgs, type LbfgsOptions } from './lbfgs.ts';
export { rmsprop, type RmspropOptions } from './rmsprop.ts';
export { sgd, type SgdOptions } from './sgd.ts';
export { steepestDescent, type SteepestDescentOptions } from './steepest-descent.ts';
