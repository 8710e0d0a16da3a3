/** What holds for every layer, and a value worked out by hand for each. */
import { describe, expect, test } from 'vitest';
import { Layer, layers, loadModel, ops, sequential, tensor, type Tensor } from '../../src/index.ts';
import { LAYERS } from '../../src/layers/registry.ts';
import { layerFromSaving } from '../../src/model/restore.ts';
import { atOnce } from '../../src/core/pieces.ts';
import { sizeOf } from '../../src/core/shape.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Trace } from '../../src/trace/trace.ts';
import { LAYER_CASES, type LayerCase } from './cases.ts';
import { HOST_CASES } from './host-cases.ts';
import { TARGET_CASES } from './target-cases.ts';

const ramp = (shape: readonly number[]): Tensor =>
  tensor({ data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i + 1)), shape });

/** Gives a layer of several inputs what a dense layer makes of one. */
class Several extends Layer {
  readonly kind = 'several';
  readonly layer: Layer;
  readonly dense = layers.dense({ units: 1, name: 'part', kernelInitializer: 'zeros' });
  readonly #shapes: readonly (readonly number[])[];

  constructor({ make, more = [] }: LayerCase) {
    super('several');
    this.layer = make();
    this.#shapes = more;
  }

  call(x: Tensor, t: Trace): Tensor {
    const one = t.call(this.dense, ops.reshape(x, [x.shape[0]!, x.size / x.shape[0]!]));
    const others = this.#shapes.map((shape) => {
      const here = [x.shape[0]!, ...shape.slice(1)];
      return ops.broadcastTo(ops.reshape(one, here.map((d, i) => (i === 0 ? d : 1))), here);
    });
    return t.call(this.layer, [x, ...others]) as Tensor;
  }
}

test('every layer has a case', () => {
  const cases = { ...LAYER_CASES, ...HOST_CASES, ...TARGET_CASES };
  const kinds = Object.values(cases).flatMap(({ make }) => [...make().flattened()].map((layer) => layer.kind));
  expect(Object.keys(LAYERS).filter((kind) => !kinds.includes(kind))).toEqual([]);
});

/** Makes a layer from its saved form. */
const made = (saved: unknown): Layer => atOnce(layerFromSaving(saved));

describe.each(Object.entries(LAYER_CASES))('%s', (_, layerCase) => {
  const { make, inputShape, more, outputShape, params, unsaved, random = false } = layerCase;

  test('shapes and parameters', () => {
    const layer = make();
    const x = ramp(inputShape);
    expect((layer.apply(more === undefined ? x : [x, ...more.map(ramp)]) as Tensor).shape).toEqual(outputShape);
    expect(layer.countParams()).toBe(params);
    const names = [...layer.flattened()].map(({ name }) => `${name}/`);
    expect(layer.weights.every((w) => names.some((name) => w.name.startsWith(name)))).toBe(true);
  });

  test('its configuration makes it again', () => {
    const layer = make();
    if (unsaved !== undefined) return void expect(() => layer.getConfig()).toThrow(unsaved);
    const config = JSON.parse(JSON.stringify(layer.getConfig())) as Record<string, unknown>;
    expect(made({ kind: layer.kind, config }).getConfig()).toEqual(layer.getConfig());
  });

  test('in a model: trains, and comes back from a file with its bits', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
    try {
      const model = sequential(
        [more === undefined ? make() : new Several(layerCase), layers.flatten(), layers.dense({ units: 2, name: 'last' })],
        { seed: 1 },
      );
      model.compile({ optimizer: 'sgd', loss: 'mse' });
      const x =
        make().inputDtype === 'int32'
          ? tensor(
              Int32Array.from({ length: sizeOf(inputShape) }, (_, i) => i % 3),
              inputShape,
            )
          : ramp(inputShape);
      const y = ramp([inputShape[0]!, 2]);
      const { history } = await model.fit(x, y, { epochs: 60, batchSize: inputShape[0]! });
      if (!random) expect(history['loss']!.at(-1)!).toBeLessThan(history['loss']![0]!);
      const path = join(folder, 'model.safetensors');
      if (unsaved !== undefined) return void (await expect(model.save(path)).rejects.toThrow(unsaved));
      await model.save(path);
      expect((await loadModel(path, { customObjects: { several: () => new Several(layerCase) } })).predictSync(x).toArray()).toEqual(
        model.predictSync(x).toArray(),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('dense: activation(x kernel + bias)', () => {
  const layer = layers.dense({ units: 2, activation: 'relu' });
  layer.apply([[0, 0, 0]]);
  layer.weights[0]!.assign(tensor([[1, -1], [2, -2], [3, 0.5]]));
  layer.weights[1]!.assign(tensor([0.5, 0.25]));
  expect(layer.apply([[1, 2, 3], [-1, 0, 1]]).toArray()).toEqual([[14.5, 0], [2.5, 1.75]]);
});

test('dropout: drops near its rate and scales the rest while training, and lets all pass otherwise', () => {
  const layer = layers.dropout({ rate: 0.25, seed: 5 });
  const x = tensor(new Float32Array(10_000).fill(3), [100, 100]);
  expect(layer.apply(x).toArray()).toEqual(x.toArray());
  const values = [...layer.apply(x, { training: true }).data];
  expect(new Set(values)).toEqual(new Set([0, 4]));
  expect(values.filter((v) => v === 0).length / values.length).toBeCloseTo(0.25, 1);
});

test('reshape fills in the free axis, flatten keeps the order', () => {
  const x = tensor([[1, 2, 3, 4, 5, 6]]);
  expect(layers.reshape({ targetShape: [-1, 2] }).apply(x).toArray()).toEqual([[[1, 2], [3, 4], [5, 6]]]);
  expect(layers.flatten().apply([[[1, 2], [3, 4]]]).toArray()).toEqual([[1, 2, 3, 4]]);
});

test('leakyReLU: 0.3 below 0 unless told otherwise', () => {
  expect(layers.leakyReLU().apply([[2, -2]]).toArray()).toEqual([[2, Math.fround(-0.6)]]);
  expect(layers.leakyReLU({ negativeSlope: 0 }).apply([[2, -2]]).toArray()).toEqual([[2, 0]]);
});

test('reLU: from the threshold to maxValue, and a slope below', () => {
  const layer = layers.reLU({ maxValue: 3, negativeSlope: 0.5, threshold: 1 });
  expect(layer.apply([[-3, 1, 2, 4]]).toArray()).toEqual([[-2, 0, 2, 3]]);
  expect(layers.reLU().apply([[-3, 2]]).toArray()).toEqual([[0, 2]]);
  expect(() => layers.reLU({ threshold: -1 })).toThrow(/reLU: threshold must be a number >= 0, received -1/);
});

test('elu: alpha (e^x - 1) below 0', () => {
  expect(layers.elu({ alpha: 2 }).apply([[-1, 3]]).toArray()).toEqual([[expect.closeTo(2 * Math.expm1(-1), 6), 3]]);
});

test('prelu: a slope for each value of a sample, or one along shared axes', () => {
  const layer = layers.prelu({ sharedAxes: 1, name: 'slopes' });
  const x = [[[-1, -2], [3, -4]]];
  expect(layer.apply(x).toArray()).toEqual([[[0, 0], [3, 0]]]);
  layer.alpha!.assign(tensor([[0.5, 2]]));
  expect(layer.apply(x).toArray()).toEqual([[[-0.5, -4], [3, -8]]]);
  expect(() => layer.apply([[[1, 2, 3]]])).toThrow(/slopes: expected input of shape \[\*, 1, 2\], received \[\*, 1, 3\]/);
  expect(() => layers.prelu({ sharedAxes: [0] }).apply(x)).toThrow(/sharedAxes must be from 1.*to 2.*received 0/);
  expect(() => layers.prelu({ sharedAxes: 3 }).apply(x)).toThrow(/sharedAxes must be from 1.*to 2.*received 3/);
});

test('softmax: shares over one axis or several, without what a mask hides', () => {
  const x = [[[0, Math.log(3)], [Math.log(2), Math.log(2)]]];
  const near = (values: readonly number[]): unknown[] => values.map((v) => expect.closeTo(v, 6));
  expect(layers.softmax().apply(x).toArray()).toEqual([[near([0.25, 0.75]), near([0.5, 0.5])]]);
  expect(layers.softmax({ axis: [1, 2] }).apply(x).toArray()).toEqual([[near([1 / 8, 3 / 8]), near([2 / 8, 2 / 8])]]);
  expect(layers.softmax().apply(x, { mask: [[1, 0], [0, 0]] }).toArray()).toEqual([[near([1, 0]), near([0, 0])]]);
  expect(() => layers.softmax({ name: 'shares' }).apply(x, { mask: [[1, 0, 1]] })).toThrow(
    /shares: expected a mask with the last axes of the input, \[1, 2, 2\], .* received \[1, 3\]/,
  );
});

test('rescaling: x scale + offset', () => {
  expect(layers.rescaling({ scale: 0.5, offset: 1 }).apply([[2, 4]]).toArray()).toEqual([[2, 3]]);
});

test('layers that are not trainable stay as they are', async () => {
  const model = sequential([layers.dense({ units: 3, trainable: false, inputShape: [2] }), layers.dense({ units: 1 })], { seed: 1 });
  model.compile({ optimizer: 'adam', loss: 'mse' });
  const before = model.getWeights().map((w) => [...w.data]);
  await model.fit([[1, 2], [3, 4]], [[1], [2]], { epochs: 3 });
  const after = model.getWeights().map((w) => [...w.data]);
  expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
  expect(after.slice(2)).not.toEqual(before.slice(2));
  expect(`${model}`).toMatch(/13 \(4 trainable, 9 not\)/);
});

test('a layer that was built by hand is built', () => {
  const dense = layers.dense({ units: 2, kernelInitializer: 'ones' });
  dense.build([null, 3]);
  const [kernel] = dense.weights;
  kernel!.assign([[1, 2], [3, 4], [5, 6]]);
  expect(dense.apply([[1, 1, 1]]).toArray()).toEqual([[9, 12]]);
  expect(dense.weights.length).toBe(2);
  expect(sequential([dense]).predictSync([[1, 0, 0]]).toArray()).toEqual([[1, 2]]);
});
