/** The optimizers. Each export can be made, saved and loaded by its name. */
export { adagrad, type AdagradOptions } from './adagrad.ts';
export { adam, adamw, type AdamOptions } from './adam.ts';
export { adamax, type AdamaxOptions } from './adamax.ts';
export { gaussNewton, type GaussNewtonOptions } from './gauss-newton.ts';
export { lbfgs, type LbfgsOptions } from './lbfgs.ts';
export { levenbergMarquardt, type LevenbergMarquardtOptions } from './levenberg-marquardt.ts';
export { newtonCg, type NewtonCgOptions } from './newton-cg.ts';
export { rmsprop, type RmspropOptions } from './rmsprop.ts';
export { sgd, type SgdOptions } from './sgd.ts';
export { steepestDescent, type SteepestDescentOptions } from './steepest-descent.ts';
