/** The losses. Each export can be made, saved and loaded by its name. */
export { binaryCrossentropy, type BinaryCrossentropyOptions } from './binary-crossentropy.ts';
export { binaryFocalCrossentropy, type BinaryFocalCrossentropyOptions } from './binary-focal-crossentropy.ts';
export { categoricalCrossentropy, type CategoricalCrossentropyOptions } from './categorical-crossentropy.ts';
export { categoricalFocalCrossentropy, type CategoricalFocalCrossentropyOptions } from './categorical-focal-crossentropy.ts';
export {
  categoricalGeneralizedCrossEntropy, type CategoricalGeneralizedCrossEntropyOptions,
} from './categorical-generalized-cross-entropy.ts';
export { circle, type CircleOptions } from './circle.ts';
export { cosineSimilarity, type CosineSimilarityOptions } from './cosine-similarity.ts';
export { ctc } from './ctc.ts';
export { dice, type DiceOptions } from './dice.ts';
export { categoricalHinge, hinge, squaredHinge } from './hinge.ts';
export { huber, type HuberOptions } from './huber.ts';
export { klDivergence } from './kl-divergence.ts';
export { logCosh } from './log-cosh.ts';
export { meanAbsoluteError } from './mean-absolute-error.ts';
export { meanAbsolutePercentageError } from './mean-absolute-percentage-error.ts';
export { meanSquaredError } from './mean-squared-error.ts';
export { meanSquaredLogarithmicError } from './mean-squared-logarithmic-error.ts';
export { poisson } from './poisson.ts';
export { sparseCategoricalCrossentropy, type SparseCategoricalCrossentropyOptions } from './sparse-categorical-crossentropy.ts';
export { tversky, type TverskyOptions } from './tversky.ts';
