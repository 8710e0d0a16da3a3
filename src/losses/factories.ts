/** The losses. Each export can be made, saved and loaded by its name. */
export { binaryCrossentropy, type BinaryCrossentropyOptions } from './binary-crossentropy.ts';
export { categoricalCrossentropy, type CategoricalCrossentropyOptions } from './categorical-crossentropy.ts';
export { sparseCategoricalCrossentropy, type SparseCategoricalCrossentropyOptions } from './categorical-crossentropy.ts';
export { meanAbsoluteError } from './mean-absolute-error.ts';
export { meanSquaredError } from './mean-squared-error.ts';
