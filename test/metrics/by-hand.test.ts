/** What metrics take by hand, and counts that stay exact. */
import { expect, test } from 'vitest';
import { compile, metrics, ops, tensor, type NestedNumbers, type Tensor } from '../../src/index.ts';

type Given = [yTrue: metrics.MetricValues, yPred: metrics.MetricValues, sampleWeight?: metrics.MetricValues];
const result = <R extends NestedNumbers>(metric: metrics.Metric<R>, ...given: Given): R => {
  metric.updateState(...given);
  return metric.result();
};

test('targets and predictions are numbers, true and false, whole numbers, bytes, rows or columns', () => {
  const targets = [[0, 1, 1, 0], [false, true, true, false], [[0], [1], [1], [0]], Int32Array.of(0, 1, 1, 0), Uint8Array.of(0, 1, 1, 0)];
  const numbers = [0, 0, 1, 1];
  const typed = [Float32Array, Int32Array, Uint8Array].map((type) => type.from(numbers));
  const predictions = [numbers, [false, false, true, true], ...typed];
  for (const yTrue of targets) {
    for (const yPred of predictions) {
      expect(result(metrics.truePositives(), yTrue, yPred)).toBe(1);
      expect(result(metrics.falseNegatives(), yTrue, yPred, [1, 2, 3, 4])).toBe(2);
      expect(result(metrics.falsePositives(), yTrue, yPred, [[1], [2], [3], [4]])).toBe(4);
      expect(result(metrics.trueNegatives(), yTrue, yPred, 3)).toBe(3);
      expect(result(metrics.binaryAccuracy(), yTrue, yPred, Int32Array.of(1, 2, 3, 4))).toBeCloseTo(0.4, 6);
      expect(result(metrics.binaryIoU(), yTrue, yPred)).toBeCloseTo(1 / 3, 6);
    }
  }
  const f1 = metrics.f1Score({ average: 'macro', threshold: 0.5 });
  expect(result(f1, [[true, false], [true, true]], [[1, 0], [0, 1]])).toBeCloseTo(5 / 6, 6);
});

test('a metric without a threshold that it reaches, without positives or without weights is 0', () => {
  const none = [[0, 0], [0, 0]];
  const scores = [[0.1, 0.2], [0.3, 0.9]];
  for (const metric of [metrics.precisionAtRecall({ recall: 0.5 }), metrics.sensitivityAtSpecificity({ specificity: 0.1 })])
    expect(result(metric, none, scores)).toBe(0);
  expect(result(metrics.recall({ thresholds: [0, 0.5] }), none, scores)).toEqual([0, 0]);
  expect(result(metrics.f1Score(), none, scores)).toEqual([0, 0]);
  expect(result(metrics.f1Score(), [[1, 0], [0, 1]], none)).toEqual([0, 0]);
  for (const metric of [metrics.meanIoU({ numClasses: 2 }), metrics.meanSquaredError(), metrics.binaryCrossentropy(), metrics.auc()])
    expect(result(metric, none, none, [0, 0])).toBe(0);
});

test('a mean counts each sample once, and one weight for a whole batch counts it once', () => {
  const metric = metrics.meanAbsoluteError();
  metric.updateState([[[0], [0]]], [[[1], [3]]]);
  metric.updateState([[[0], [0], [0], [0]]], [[[6], [6], [6], [6]]]);
  expect(metric.result()).toBe(4);
  const weighing = metrics.mean();
  weighing.updateState([1, 3], 0.5);
  weighing.updateState([5, 5, 5, 5], 1.5);
  expect(weighing.result()).toBeCloseTo((2 * 0.5 + 5 * 1.5) / 2, 6);
});

test('mean and sum of one number, and within a compiled function', () => {
  const [mean, sum] = [metrics.mean({ name: 'loss' }), metrics.sum()];
  expect(mean.name).toBe('loss');
  for (const value of [1, 2, 6]) {
    mean.updateState(value);
    sum.updateState(value, 2);
  }
  expect([mean.result(), sum.result()]).toEqual([3, 18]);
  const step = compile((t, x: Tensor) => {
    mean.update(t, x);
    sum.update(t, x, tensor([1, 0]));
    return ops.sum(x);
  });
  step([4, 5]);
  step([3, 9]);
  expect([mean.result(), sum.result()]).toEqual([(9 + 4 + 5 + 3 + 9) / 7, 18 + 4 + 3]);
  mean.resetState();
  sum.resetState();
  expect([mean.result(), sum.result()]).toEqual([0, 0]);
});

test('a wrapper gives a function class numbers if targets are such, and weighs its values', () => {
  const seen: string[] = [];
  const metric = metrics.meanMetricWrapper({
    fn: (yTrue, yPred) => {
      seen.push(yTrue.dtype);
      return yTrue.dtype === 'int32' ? ops.cast(yTrue, 'float32') : ops.subtract(yPred, yTrue);
    },
  });
  expect(result(metric, [[1, 2], [3, 4]], [[2, 2], [3, 8]], [1, 3])).toBeCloseTo((0.5 * 1 + 2 * 3) / 4, 6);
  metric.resetState();
  expect(result(metric, [2, 1], [[0, 1, 0], [0, 1, 0]])).toBe(1.5);
  expect(seen).toEqual(['float32', 'int32']);
});

test('figures that are wrong without a word: counts of classes and of positives go on beyond 2^24', () => {
  const many = 2 ** 24;
  const kinds: readonly (readonly [metrics.AnyMetric, string])[] = [
    [metrics.truePositives(), 'positives'],
    [metrics.falseNegatives({ thresholds: 0.9 }), 'positives'],
    [metrics.sum(), 'total'],
  ];
  for (const [metric, name] of kinds) {
    const variable = metric.variables.find((v) => v.name === name)!;
    variable.assign(tensor(new Float32Array(variable.size).fill(many), variable.shape));
    const before = metric.result() as number;
    for (let i = 0; i < 5; i++) metric.updateState([1], [0.6]);
    const added = (metric.result() as number) - before;
    expect(added).toBeCloseTo(name === 'total' ? 3 : 5, name === 'total' ? 5 : 12);
  }
  const f1 = metrics.f1Score({ average: 'micro' });
  f1.updateState([[1, 0]], [[1, 0]]);
  f1.variables.find((v) => v.name === 'falsePositives')!.assign(tensor([many, many]));
  for (let i = 0; i < 3; i++) f1.updateState([[0, 1]], [[1, 0]]);
  expect(f1.result()).toBeCloseTo(2 / (2 + 2 * many + 6), 12);
});

test('figures that are wrong without a word: a batch of more than 2^24 rows is counted whole', () => {
  const rows = 2 ** 24 + 5000;
  const ones = tensor(new Float32Array(rows).fill(1), [rows, 1]);
  const f1 = metrics.fBetaScore({ threshold: 0.5 });
  f1.updateState(ones, ones);
  expect(f1.variables.find((v) => v.name === 'truePositives')!.read()[0]).toBe(rows);
});
