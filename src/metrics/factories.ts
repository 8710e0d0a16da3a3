/** The metrics. Each export can be made, saved and loaded by its name. */
export { accuracy, binaryAccuracy, categoricalAccuracy, type BinaryAccuracyOptions } from './accuracy.ts';
export { sparseCategoricalAccuracy, sparseTopKCategoricalAccuracy, topKCategoricalAccuracy } from './accuracy.ts';
export type { SparseTopKOptions, TopKOptions } from './accuracy.ts';
export { auc, type AucOptions } from './auc.ts';
export { confusionMatrix, type ConfusionMatrixOptions } from './confusion-matrix.ts';
export { precisionAtRecall, recallAtPrecision, sensitivityAtSpecificity, specificityAtSensitivity } from './constrained-rates.ts';
export type { PrecisionAtRecallOptions, RecallAtPrecisionOptions } from './constrained-rates.ts';
export type { SensitivityAtSpecificityOptions, SpecificityAtSensitivityOptions } from './constrained-rates.ts';
export { meanAbsoluteError, meanSquaredError, rootMeanSquaredError } from './errors.ts';
export { f1Score, fBetaScore, type F1ScoreOptions, type FBetaScoreOptions } from './f-beta-score.ts';
export { binaryIoU, iou, meanIoU, oneHotIoU, oneHotMeanIoU, type BinaryIoUOptions, type IoUOptions } from './iou.ts';
export type { MeanIoUOptions, OneHotIoUOptions, OneHotMeanIoUOptions } from './iou.ts';
export { falseNegatives, falsePositives, trueNegatives, truePositives, type ThresholdsOptions } from './positives-negatives.ts';
export { precision, recall, type PrecisionOptions } from './precision-recall.ts';
export { r2Score, type R2ScoreOptions } from './r2-score.ts';
