/** The optimizers. Each export can be made, saved and loaded by its name. */
export { adadelta, type AdadeltaOptions } from './adadelta.ts';
export { adafactor, type AdafactorOptions } from './adafactor.ts';
export { adagrad, type AdagradOptions } from './adagrad.ts';
export { adam, adamw, type AdamOptions } from './adam.ts';
export { adamax, type AdamaxOptions } from './adamax.ts';
export { ftrl, type FtrlOptions } from './ftrl.ts';
export { lamb, type LambOptions } from './lamb.ts';
export { lbfgs, type LbfgsOptions } from './lbfgs.ts';
export { lion, type LionOptions } from './lion.ts';
export { lookahead, type LookaheadOptions } from './lookahead.ts';
export { lossScaleOptimizer, type LossScaleOptimizerOptions } from './loss-scale-optimizer.ts';
export { muon, type MuonOptions } from './muon.ts';
export { nadam, type NadamOptions } from './nadam.ts';
export { rmsprop, type RmspropOptions } from './rmsprop.ts';
export { scheduleFreeAdamW, type ScheduleFreeAdamWOptions } from './schedule-free-adamw.ts';
export { sgd, type SgdOptions } from './sgd.ts';
export { steepestDescent, type SteepestDescentOptions } from './steepest-descent.ts';
