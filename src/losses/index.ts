export { binaryCrossentropy, type BinaryCrossentropyOptions } from './binary-crossentropy.ts';
export { categoricalCrossentropy, sparseCategoricalCrossentropy, type CategoricalCrossentropyOptions } from './categorical-crossentropy.ts';
export { meanAbsoluteError } from './mean-absolute-error.ts';
export { meanSquaredError } from './mean-squared-error.ts';
export type { Loss, LossOptions, Reduction } from './loss.ts';
export type { LossLike, LossName } from './registry.ts';
