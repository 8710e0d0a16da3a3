/** Metrics in compile: by name and by instance, weighted and masked, saved and loaded. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, layers, loadModel, metrics, ops, sequential, ShapeError, tensor, type Tensor } from '../../src/index.ts';
import { METRICS } from '../../src/metrics/registry.ts';

const ROWS = 11;
const draw = (count: number, by: number): Float32Array => Float32Array.from({ length: count }, (_, i) => ((i + 1) * by * 7.31) % 1);
const x = tensor(draw(ROWS * 2, 0.618), [ROWS, 2]);
// Each row has a 0 and a 1, so that correlations are numbers.
const y = tensor(draw(ROWS * 3, 0.414).map((v, i, all) => Number(i % 3 === 1 ? all[i - 1]! <= 0.5 : v > 0.5)), [ROWS, 3]);
const weight = draw(ROWS, 0.732);

type Made = metrics.AnyMetric;
const FACTORIES = METRICS as Readonly<Record<string, (options: object) => Made>>;
/** Metrics that take more than a name, and those of other targets than values. */
const OPTIONS: Readonly<Record<string, object>> = {
  precisionAtRecall: { recall: 0.5 },
  recallAtPrecision: { precision: 0.5 },
  sensitivityAtSpecificity: { specificity: 0.5 },
  specificityAtSensitivity: { sensitivity: 0.5 },
  meanMetricWrapper: { fn: (yTrue: Tensor, yPred: Tensor) => ops.subtract(yTrue, yPred) },
  oneHotIoU: { numClasses: 3, targetClassIds: [0, 2] },
  oneHotMeanIoU: { numClasses: 3 },
  iou: { numClasses: 3, targetClassIds: [0, 2], sparseYTrue: false, sparseYPred: false },
  meanIoU: { numClasses: 3, sparseYTrue: false, sparseYPred: false },
};
const BY_HAND = ['mean', 'sum'];
const OF_CLASSES = ['sparseCategoricalAccuracy', 'sparseTopKCategoricalAccuracy', 'sparseCategoricalCrossentropy'];
const KINDS = Object.keys(METRICS).filter((kind) => !BY_HAND.includes(kind) && !OF_CLASSES.includes(kind));

const net = (): ReturnType<typeof sequential> =>
  sequential([layers.dense({ units: 3, activation: 'sigmoid', inputShape: [2] })], { seed: 3 });
const part = (t: Tensor, from: number, to: number): Tensor => ops.slice(t, [from, 0], [to - from, t.shape[1]!]);
const checkNear = (received: unknown, expected: unknown): void => {
  const [r, e] = [[received].flat(9) as number[], [expected].flat(9) as number[]];
  expect(r).toHaveLength(e.length);
  e.forEach((v, i) => expect(Math.abs(r[i]! - v), `${r[i]} instead of ${v}`).toBeLessThan(1e-5));
};

describe('every metric is in training and in tests what it is by hand', () => {
  const make = (kind: string): Made => FACTORIES[kind]!(OPTIONS[kind] ?? {});
  test.each(KINDS)('%s', async (kind) => {
    const model = net();
    model.compile({ loss: 'binaryCrossentropy', metrics: [make(kind)], weightedMetrics: [make(kind)] });
    const figures = await model.evaluate(x, y, { batchSize: 4, sampleWeight: weight });
    const predictions = await model.predict(x) as Tensor;
    const [plain, weighted] = [make(kind), make(kind)];
    for (const [from, to] of [[0, 4], [4, 8], [8, 11]] as const) {
      plain.updateState(part(y, from, to), part(predictions, from, to));
      weighted.updateState(part(y, from, to), part(predictions, from, to), weight.slice(from, to));
    }
    checkNear(figures[plain.name], plain.result());
    checkNear(figures[`weighted${plain.name[0]!.toUpperCase()}${plain.name.slice(1)}`], weighted.result());
    const { history } = await model.fit(x, y, { epochs: 2, batchSize: 4, sampleWeight: weight, verbose: 0 });
    expect(history[plain.name]).toHaveLength(2);
  });
});

describe('names of metrics, as Keras spells them and in camelCase', () => {
  test.each([
    ['AUC', 'auc'], ['auc', 'auc'], ['MSE', 'MSE'], ['mse', 'mse'], ['MeanSquaredError', 'meanSquaredError'], ['BCE', 'BCE'],
    ['mean_squared_error', 'meanSquaredError'], ['F1Score', 'f1Score'], ['f_beta_score', 'fBetaScore'], ['FBetaScore', 'fBetaScore'],
    ['true_positives', 'truePositives'], ['BinaryIoU', 'binaryIoU'], ['Accuracy', 'accuracy'], ['acc', 'acc'], ['R2Score', 'r2Score'],
    ['msle', 'msle'], ['MAPE', 'MAPE'], ['KLDivergence', 'klDivergence'], ['cosine_similarity', 'cosineSimilarity'],
  ])('%s', async (given, key) => {
    const model = net();
    model.compile({ loss: 'binaryCrossentropy', metrics: [given as metrics.MetricName] });
    expect(Object.keys(await model.evaluate(x, y))).toEqual(['loss', key]);
  });

  test('names that need options, that are of values or that do not exist are refused', () => {
    const compile = (name: string) => (): unknown => net().compile({ loss: 'binaryCrossentropy', metrics: [name as never] });
    expect(compile('meanIoU')).toThrow(/meanIoU: numClasses must be an integer >= 1, received undefined/);
    expect(compile('precisionAtRecall')).toThrow(/precisionAtRecall: recall must be a number >= 0 and <= 1, received undefined/);
    expect(compile('mean')).toThrow(/the metric mean is of values that you give it/);
    expect(compile('truePositive')).toThrow(/unknown metric 'truePositive'. Did you mean 'truePositives'\?/);
  });
});

test('steps that a mask hides do not count', async () => {
  const steps = tensor([[[1], [2], [0]], [[3], [0], [0]]]);
  const targets = tensor([[[1], [0], [1]], [[0], [1], [1]]]);
  const model = sequential([
    layers.masking({ inputShape: [3, 1] }),
    layers.dense({ units: 1, kernelInitializer: 'ones', activation: 'linear' }),
  ]);
  const shown = [metrics.binaryAccuracy({ threshold: 1.5 }), metrics.truePositives(), metrics.meanAbsoluteError(), metrics.binaryIoU()];
  model.compile({ loss: 'mse', metrics: shown });
  const figures = await model.evaluate(steps, targets, { batchSize: 2 });
  // Predictions 1, 2 and 3 of the targets 1, 0 and 0.
  checkNear([figures['binaryAccuracy'], figures['truePositives'], figures['meanAbsoluteError']], [0, 1, (0 + 2 + 3) / 3]);
  checkNear(figures['binaryIoU'], 1 / 6);
});

test('class numbers go to metrics of class numbers, and to overlaps of scores', async () => {
  const labels = Int32Array.from({ length: ROWS }, (_, i) => (i * 5) % 3);
  const model = sequential([layers.dense({ units: 3, activation: 'softmax', inputShape: [2] })], { seed: 3 });
  const shown = [metrics.meanIoU({ numClasses: 3, sparseYPred: false }), metrics.sparseCategoricalCrossentropy({ ignoreClass: 1 })];
  model.compile({ loss: 'sparseCategoricalCrossentropy', metrics: [...shown, 'sparseTopKCategoricalAccuracy'] });
  const figures = await model.evaluate(x, labels, { batchSize: 4 });
  const predictions = (await model.predict(x)) as Tensor;
  const logs = [...labels].map((label, i) => (label === 1 ? 0 : -Math.log(predictions.data[i * 3 + label]!)));
  // Batches of 4, 4 and 3 samples count by their samples.
  checkNear(figures['sparseCategoricalCrossentropy'], logs.reduce((a, b) => a + b, 0) / ROWS);
  expect(figures['sparseTopKCategoricalAccuracy']).toBe(1);
  const byHand = metrics.meanIoU({ numClasses: 3, sparseYPred: false });
  byHand.updateState(labels, predictions);
  checkNear(figures['meanIoU'], byHand.result());
});

test('a saved model has its metrics with their options', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'metrics-'));
  try {
    const model = net();
    const shown = [
      metrics.truePositives({ thresholds: [0.2, 0.6] }), metrics.fBetaScore({ average: 'macro', beta: 2 }),
      metrics.recallAtPrecision({ precision: 0.3, numThresholds: 20, classId: 1 }),
      metrics.oneHotIoU({ numClasses: 3, targetClassIds: [1] }),
      metrics.binaryCrossentropy({ labelSmoothing: 0.1 }), metrics.pearsonCorrelation({ axis: -1, name: 'r' }),
    ];
    model.compile({ loss: 'binaryCrossentropy', metrics: shown });
    await model.save(join(folder, 'model.safetensors'));
    const again = await loadModel(join(folder, 'model.safetensors'));
    expect(await again.evaluate(x, y)).toEqual(await model.evaluate(x, y));
    const largest = (yTrue: Tensor, yPred: Tensor): Tensor => ops.max(ops.abs(ops.subtract(yTrue, yPred)), { axis: -1 });
    model.compile({ loss: 'binaryCrossentropy', metrics: [metrics.meanMetricWrapper({ fn: largest })] });
    await model.save(join(folder, 'model.safetensors'));
    await expect(loadModel(join(folder, 'model.safetensors'))).rejects.toThrow(/unknown metric 'largest'/);
    const wrapped = await loadModel(join(folder, 'model.safetensors'), { customObjects: { largest } });
    expect(Object.values(await wrapped.evaluate(x, y))).toEqual(Object.values(await model.evaluate(x, y)));
    model.compile({ loss: 'binaryCrossentropy', metrics: [metrics.meanMetricWrapper({ fn: largest, name: 'other' })] });
    await expect(model.save(join(folder, 'model.safetensors'))).rejects.toThrow(/save: a file cannot keep function largest/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('names of metrics are literals', () => {
  const names: metrics.MetricName[] = ['truePositives', 'f1Score', 'binaryIoU', 'MSE', 'bce'];
  // @ts-expect-error a metric that needs options has no name for compile
  const needy: metrics.MetricName = 'meanIoU';
  // @ts-expect-error a metric of values has none
  const ofValues: metrics.MetricName = 'mean';
  expect([...names, needy, ofValues]).toHaveLength(7);
});

test('what a metric cannot be of is refused', () => {
  const flat = tensor(draw(4, 0.5));
  const refused = (act: () => unknown, error: typeof ConfigError | typeof ShapeError, message: RegExp): void => {
    expect(act).toThrow(error);
    expect(act).toThrow(message);
  };
  refused(() => metrics.recall({ classId: 0 }).updateState(flat, flat), ShapeError, /predictions with a class 0, received shape \[4\]/);
  refused(() => metrics.f1Score().updateState(flat, flat), ShapeError, /expected predictions of shape \[batch, classes\], received \[4\]/);
  refused(() => metrics.f1Score({ threshold: 0 }), ConfigError, /threshold must be a number > 0, received 0/);
  refused(() => metrics.fBetaScore({ beta: -1 }), ConfigError, /beta must be a number >= 0, received -1/);
  refused(() => metrics.fBetaScore({ average: 'none' as never }), ConfigError, /unknown average of fBetaScore 'none'/);
  refused(() => metrics.iou({ numClasses: 2, targetClassIds: [2] }), ConfigError, /below the number of classes, 2, received 2/);
  refused(() => metrics.iou({ numClasses: 2, targetClassIds: [] }), ConfigError, /array of class numbers >= 0/);
  refused(() => metrics.meanIoU({ numClasses: 2 }).updateState([0, 1], x), ShapeError, /sparseYTrue and sparseYPred say/);
  refused(() => metrics.truePositives({ thresholds: [0.5, 2] }), ConfigError, /numbers from 0 to 1/);
  refused(() => metrics.precisionAtRecall({ recall: 2 }), ConfigError, /recall must be a number >= 0 and <= 1/);
  refused(() => metrics.meanMetricWrapper({ fn: 3 as never }), ConfigError, /fn must be a function of \(yTrue, yPred\), received 3/);
  refused(
    () => metrics.meanMetricWrapper({ fn: () => 3 as never }).updateState(flat, flat),
    ConfigError,
    /expected the function to answer with a tensor/,
  );
});
