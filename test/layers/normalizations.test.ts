/** What the recorded cases of Keras do not show of layers that normalise: training, freezing, masks of nothing, wrong use. */
import { describe, expect, test } from 'vitest';
import { DataError, layers, loadModel, sequential, ShapeError, tensor } from '../../src/index.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const near = (values: readonly number[]): unknown => values.map((v): unknown => expect.closeTo(v, 4));

describe('batchNormalization', () => {
  const x = tensor([[1, 10], [3, 30]]);

  test('the batch in training, moving statistics otherwise', () => {
    const layer = layers.batchNormalization({ momentum: 0.5, epsilon: 0 });
    expect(layer.apply(x).toArray()).toEqual([[1, 10], [3, 30]]);
    expect(layer.apply(x, { training: true }).toArray()).toEqual([near([-1, -1]), near([1, 1])]);
    expect([layer.movingMean!.value().toArray(), layer.movingVariance!.value().toArray()]).toEqual([[1, 10], [1, 50.5]]);
    expect(layer.apply(x).toArray()).toEqual([near([0, 0]), near([2, 20 / Math.sqrt(50.5)])]);
  });

  test('in fit: moving statistics follow step by step; evaluation and frozen layers leave them', async () => {
    const norm = layers.batchNormalization({ momentum: 0.5, inputShape: [2] });
    const model = sequential([norm, layers.dense({ units: 1 })], { seed: 1 });
    const compile = (): void => void model.compile({ optimizer: 'sgd', loss: 'mse' });
    compile();
    await model.fit(x, [[0], [1]], { epochs: 2, batchSize: 2 });
    // From mean 0 and variance 1, twice half the way to [2, 20] and [1, 100].
    const after = [norm.movingMean!.value().toArray(), norm.movingVariance!.value().toArray()];
    expect(after).toEqual([[1.5, 15], [1, 75.25]]);
    await model.evaluate(x, [[0], [1]]);
    norm.trainable = false;
    compile();
    const gamma = [...norm.gamma!.read()];
    await model.fit(x, [[0], [1]], { epochs: 2, batchSize: 2 });
    expect([norm.movingMean!.value().toArray(), norm.movingVariance!.value().toArray()]).toEqual(after);
    expect([...norm.gamma!.read()]).toEqual(gamma);
  });

  test('a batch whose mask leaves nothing is finite', () => {
    const layer = layers.batchNormalization();
    const y = layer.apply([[[1, 2]], [[3, 4]]], { training: true, mask: [[0], [0]] });
    expect(y.data.every(Number.isFinite)).toBe(true);
    expect(layer.movingMean!.value().toArray()).toEqual([0, 0]);
  });

  test('values that are no numbers do not count behind a mask', () => {
    const layer = layers.batchNormalization({ momentum: 0 });
    layer.apply([[[1], [NaN]], [[3], [NaN]]], { training: true, mask: [[1, 0], [1, 0]] });
    expect(layer.movingMean!.value().toArray()).toEqual(near([2]));
    expect(layer.movingVariance!.value().toArray()).toEqual(near([1]));
  });

  test('wrong use', () => {
    expect(() => layers.batchNormalization({ axis: 0 })).toThrow(/axis must be that of the channels, received 0, the axis of the batch/);
    expect(() => layers.batchNormalization({ momentum: 2 })).toThrow(/momentum must be a number >= 0 and <= 1, received 2/);
    expect(() => layers.batchNormalization({ axis: 3 }).apply(x)).toThrow(/axis must be an integer from -2 to 1 for rank 2, received 3/);
    expect(() => layers.batchNormalization().apply([1, 2])).toThrow(/expected input of shape \[\*, \.\.\., channels\], received \[\*\]/);
    const layer = layers.batchNormalization({ name: 'bn' });
    layer.apply(x);
    expect(() => layer.apply([[1, 2, 3]])).toThrow(
      /bn: expected input of shape \[\*, 2\], received \[\*, 3\]\. The layer was built for 2 channels/,
    );
    expect(() =>
      layer.apply(x, { training: true, mask: [[1, 1], [1, 0]] }),
    ).toThrow(/bn: expected a mask of one axis less .* received \[2, 2\]/);
  });
});

describe('layerNormalization', () => {
  test('each sample by itself', () => {
    expect(layers.layerNormalization({ epsilon: 0 }).apply([[1, 3], [10, 30]]).toArray()).toEqual([near([-1, 1]), near([-1, 1])]);
  });

  test('wrong use', () => {
    expect(() => layers.layerNormalization({ axis: [0, 1] }).apply([[1]])).toThrow(/and not that of the batch: axis is \[0,1\]/);
    expect(() => layers.layerNormalization({ axis: [1, -1] }).apply([[1]])).toThrow(/axes must differ/);
    expect(() => layers.layerNormalization({ axis: 'last' as never })).toThrow(/axis must be an array of integers/);
    const layer = layers.layerNormalization({ name: 'ln' });
    layer.apply([[1, 2]]);
    expect(() => layer.apply([[1, 2, 3]])).toThrow(/ln: expected input of shape \[\*, 2\], received \[\*, 3\]/);
  });
});

describe('normalization', () => {
  test('adapt sums in float64: a small variance beside a large mean is not lost', () => {
    const rows = 300_000;
    const data = Float32Array.from({ length: rows }, (_, i) => 4_000_000 + (i % 2));
    const layer = layers.normalization({ axis: null });
    layer.adapt({ data, shape: [rows] });
    expect(layer.mean!.value().item()).toBe(Math.fround(4_000_000.5));
    expect(layer.variance!.value().item()).toBe(0.25);
  });

  test('adapt takes bytes and integers, and begins anew', () => {
    const layer = layers.normalization();
    layer.adapt({ data: Uint8Array.of(0, 255, 100, 255), shape: [2, 2] });
    expect([layer.mean!.value().toArray(), layer.variance!.value().toArray()]).toEqual([[50, 255], [2500, 0]]);
    layer.adapt({ data: Int32Array.of(-1, 2, 1, 2), shape: [2, 2] });
    expect([layer.mean!.value().toArray(), layer.variance!.value().toArray()]).toEqual([[0, 2], [1, 0]]);
  });

  test('in a model: adapted before or behind compile, not trained, saved', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
    try {
      const x = [[10, 1], [30, 2]];
      const layer = layers.normalization({ inputShape: [2] });
      const model = sequential([layer, layers.dense({ units: 1 })], { seed: 1 });
      model.compile({ optimizer: 'sgd', loss: 'mse' });
      model.predictSync(x);
      layer.adapt(x);
      await model.fit(x, [[0], [1]], { epochs: 3 });
      expect([layer.mean!.value().toArray(), layer.variance!.value().toArray()]).toEqual([[20, 1.5], [100, 0.25]]);
      expect(layer.apply(x).toArray()).toEqual([near([-1, -1]), near([1, 1])]);
      await model.save(join(folder, 'm.safetensors'));
      expect((await loadModel(join(folder, 'm.safetensors'))).predictSync(x).toArray()).toEqual(model.predictSync(x).toArray());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('wrong use', () => {
    expect(() => layers.normalization({ mean: 1 })).toThrow(/expected mean and variance together, received mean alone/);
    expect(() => layers.normalization({ mean: 1, variance: [1] })).toThrow(/mean and variance of one shape, received \[\] and \[1\]/);
    expect(() => layers.normalization({ mean: 1, variance: 1 }).adapt([[1]])).toThrow(
      /adapt finds mean and variance, but the layer was given its own/,
    );
    expect(() => layers.normalization({ mean: [1, 2], variance: [1, 2] }).apply([[1, 2, 3]])).toThrow(ShapeError);
    expect(() => layers.normalization({ mean: [1], variance: [1], axis: null }).apply([[1]])).toThrow(
      /that repeat to \[\], .* received shape \[1\]/,
    );
    expect(() => layers.normalization().adapt([1, 2])).toThrow(/Rows have no statistics each, but axis is -1/);
    expect(() => layers.normalization().adapt([])).toThrow(DataError);
    expect(() => layers.normalization().adapt([[1], [NaN]])).toThrow(/expects finite numbers, received NaN in row 1/);
    const layer = layers.normalization({ name: 'n' });
    layer.adapt([[1, 2]]);
    expect(() => layer.adapt([[1, 2, 3]])).toThrow(/n: expected input of shape \[\*, 2\], received \[\*, 3\]/);
  });
});
