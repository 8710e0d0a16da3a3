/** Metrics whose state has the size of an output: they belong to outputs of that size. */
import { expect, test } from 'vitest';
import { layers, metrics, sequential, ShapeError, tensor, type Sequential, type Tensor, type Trace } from '../../src/index.ts';
import { Metric, type MetricState } from '../../src/metrics/index.ts';

const classifier = (units: number, metric: Metric<never>): Sequential => {
  const model = sequential([layers.dense({ units, activation: 'softmax', inputShape: [2] })], { seed: 1 });
  model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy', metrics: [metric] });
  return model;
};
const x = [[1, 2], [3, 4], [5, 6]];

test('one confusion matrix for models of two and of three classes is refused, and stays that of the first', async () => {
  const matrix = metrics.confusionMatrix();
  const two = classifier(2, matrix as never);
  expect(() => classifier(3, matrix as never)).toThrow(ShapeError);
  expect(() => classifier(3, matrix as never)).toThrow(
    /confusionMatrix: the metric was made for predictions of shape \[\*, 2\].*received \[\*, 3\]. Make another metric/,
  );
  expect(() => matrix.updateState([0], [[0, 0, 1]])).toThrow(/received \[1, 3\]/);
  const counted = (await two.evaluate(x, [0, 1, 0]))['confusionMatrix'] as unknown as number[][];
  expect(counted.map((row) => row.length)).toEqual([2, 2]);
  expect(counted.flat().reduce((a, b) => a + b)).toBe(3);
  classifier(2, matrix as never); // the same size will do
});

test('a confusion matrix by hand: class numbers against class numbers are no rows', () => {
  const matrix = metrics.confusionMatrix({ numClasses: 3 });
  expect(() => matrix.updateState([0, 1, 2], [0, 1, 1])).toThrow(ShapeError);
  expect(() => matrix.updateState([0, 1, 2], [0, 1, 1])).toThrow(
    /confusionMatrix: expected predictions of shape \[batch, classes\] or \[batch, 1\], received \[3\].*ops\.oneHot/,
  );
  matrix.updateState([0, 1, 2], [[1, 0, 0], [0, 1, 0], [0, 1, 0]]);
  matrix.updateState([2], [[0.9, 0.1]]); // numClasses says the size, whatever the width
  expect(matrix.result()).toEqual([[1, 0, 0], [0, 1, 0], [1, 1, 0]]);
});

test('scores and areas of several outputs; areas of one count all widths together', () => {
  const score = metrics.r2Score();
  score.updateState([[1, 2], [3, 5]], [[1, 2], [3, 4]]);
  const before = score.result();
  expect(() => score.updateState([[1, 2, 3]], [[1, 2, 3]])).toThrow(/r2Score: the metric was made for predictions of shape \[2, 2\]/);
  expect(() => score.updateState([1], [1])).toThrow(/r2Score: expected predictions of shape \[batch, outputs\]/);
  expect(score.result()).toBe(before);
  score.updateState([[1, 2]], [[1, 2]]); // and goes on
  const labels = metrics.auc({ multiLabel: true });
  labels.updateState([[1, 0]], [[0.9, 0.1]]);
  expect(() => labels.updateState([[1]], [[0.9]])).toThrow(/auc: the metric was made for/);
  const all = metrics.auc();
  all.updateState([[1, 0]], [[0.9, 0.1]]);
  all.updateState([[1], [0]], [[0.8], [0.3]]);
  expect(all.result()).toBe(1);
  const mean = metrics.meanSquaredError();
  mean.updateState([[1, 2]], [[1, 2]]);
  mean.updateState([[1, 2, 3]], [[1, 2, 3]]);
  expect(mean.result()).toBe(0);
});

test('a metric of your own, that fails to build or builds other variables', () => {
  class PerOutput extends Metric<number[]> {
    readonly kind = 'perOutput';
    #sums: ReturnType<Metric['addSum']>[] = [];
    override build(predictions: readonly (number | null)[]): void {
      this.#sums = Array.from({ length: predictions[1]! }, (_, i) => this.addSum(`sum ${i}`));
      if (predictions[1] === 4) throw new RangeError('four');
    }
    update(t: Trace, _yTrue: Tensor, yPred: Tensor): void {
      for (const sum of this.#sums) sum.add(t, tensor(yPred.shape[0]!));
    }
    compute(state: MetricState): number[] {
      return this.#sums.map((sum) => sum.value(state));
    }
  }
  const metric = new PerOutput('perOutput');
  expect(() => metric.updateState([[1, 1, 1, 1]], [[1, 1, 1, 1]])).toThrow('four');
  expect(metric.variables).toHaveLength(0);
  metric.updateState([[1, 1]], [[1, 1]]);
  for (const wide of [[[1, 1, 1]], [[1]]]) expect(() => metric.updateState(wide, wide)).toThrow(/perOutput: the metric was made for/);
  expect(() => metric.updateState([[1, 1, 1, 1]], [[1, 1, 1, 1]])).toThrow(ShapeError);
  metric.updateState([[1, 1], [1, 1]], [[1, 1], [1, 1]]);
  expect(metric.result()).toEqual([3, 3]);
  expect(metric.variables).toHaveLength(4);
});
