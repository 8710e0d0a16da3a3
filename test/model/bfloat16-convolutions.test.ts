/** Convolutions under the policy mixed_bfloat16: sums of rounded factors, and a net that learns by them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  grad, layers, loadModel, ops, optimizers, sequential, setDtypePolicy, tensor, type Layer, type Sequential, type Tensor,
} from '../../src/index.ts';
import { numbers } from '../grad/check.ts';
import { bf16 } from '../reference/bf16.ts';

const draw = numbers(11);
const drawn = (...shape: number[]): Tensor =>
  tensor({ data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => draw() - 0.5), shape });
const valuesOf = (x: Tensor): Float32Array => Float32Array.from(x.data);
const changed = (x: Tensor, f: (value: number, i: number) => number, shape = x.shape): Tensor =>
  tensor({ data: valuesOf(x).map(f), shape: [...shape] });

/** What each place of a 3 x 3 convolution of 'same' padding sums over: a row of 9 channels. */
function patches(x: Tensor): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [from, data] = [valuesOf(x), new Float32Array(9 * x.size)];
  for (let place = 0, to = 0; place < batch * height * width; place++) {
    const [b, h, w] = [Math.floor(place / width / height), Math.floor(place / width) % height, place % width];
    for (let tap = 0; tap < 9; tap++) {
      const [i, j] = [h + Math.floor(tap / 3) - 1, w + (tap % 3) - 1];
      for (let c = 0; c < channels; c++, to++) {
        if (i >= 0 && j >= 0 && i < height && j < width) data[to] = from[((b * height + i) * width + j) * channels + c]!;
      }
    }
  }
  return tensor({ data, shape: [batch * height * width, 9 * channels] });
}
/** A kernel as the gradient by the inputs sees it: taps downwards, filters before channels. */
function turned(w: Tensor): Tensor {
  const [channels, filters] = w.shape.slice(-2) as [number, number];
  const from = valuesOf(w);
  return changed(w, (_, i) => {
    const [tap, f, c] = [Math.floor(i / channels / filters), Math.floor(i / channels) % filters, i % channels];
    return from[((8 - tap) * channels + c) * filters + f]!;
  }, [9 * filters, channels]);
}

test.each([[70, 20], [3, 33], [1, 1]])('%i channels to %i: to the bit the products of patches', (channels, filters) => {
  const [x, w, dy] = [drawn(3, 14, 13, channels), drawn(3, 3, channels, filters), drawn(3, 14, 13, filters)];
  const precision = 'bfloat16';
  const of = (a: Tensor, b: Tensor): Tensor => ops.conv(a, b, { padding: 'same', precision });
  const through = (a: Tensor, b: Tensor): Tensor => ops.sum(ops.multiply(of(a, b), dy));
  const flat = (t: Tensor, columns: number): Tensor => ops.reshape(t, [-1, columns]);
  expect(valuesOf(of(x, w))).toEqual(valuesOf(ops.matmul(patches(x), flat(w, filters), { precision })));
  const dx = grad((a: Tensor) => through(a, w))(x), dw = grad((b: Tensor) => through(x, b))(w);
  expect(valuesOf(dw)).toEqual(valuesOf(ops.matmul(patches(x), flat(dy, filters), { transposeA: true, precision })));
  expect(valuesOf(dx)).toEqual(valuesOf(ops.matmul(patches(dy), turned(w), { precision })));
});

const LAYERS: Readonly<Record<string, readonly [make: (dtype: 'float32' | 'mixed_bfloat16') => Layer, inputShape: readonly number[]]>> = {
  conv1d: [(dtype) => layers.conv1d({ filters: 4, kernelSize: 3, dtype }), [2, 9, 5]],
  conv2d: [(dtype) => layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same', dtype }), [2, 7, 6, 5]],
  'conv2d in groups': [(dtype) => layers.conv2d({ filters: 4, kernelSize: 3, groups: 2, dtype }), [2, 7, 6, 6]],
  'conv2d of 1 x 1': [(dtype) => layers.conv2d({ filters: 4, kernelSize: 1, dtype }), [2, 7, 6, 5]],
  conv3d: [(dtype) => layers.conv3d({ filters: 4, kernelSize: 2, dtype }), [2, 4, 5, 3, 5]],
  conv1dTranspose: [(dtype) => layers.conv1dTranspose({ filters: 4, kernelSize: 3, strides: 2, dtype }), [2, 5, 5]],
  conv2dTranspose: [(dtype) => layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, dtype }), [2, 5, 4, 5]],
  conv3dTranspose: [(dtype) => layers.conv3dTranspose({ filters: 4, kernelSize: 2, dtype }), [2, 3, 2, 3, 5]],
};

/** What a layer gives with these weights. */
function given(layer: Layer, x: Tensor, weights: readonly Tensor[]): Float32Array {
  const model = sequential([layer]);
  model.build(x.shape.with(0, null as never));
  model.setWeights([...weights]);
  return valuesOf(model.predictSync(x));
}
const farthest = (a: Float32Array, b: Float32Array): number => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

test.each(Object.entries(LAYERS))('%s multiplies rounded inputs and kernels', (_, [make, shape]) => {
  const x = drawn(...shape);
  const layer = make('float32');
  const model = sequential([layer]);
  model.build([null, ...shape.slice(1)]);
  const [kernel, bias] = model.getWeights().map((w) => changed(w, () => draw() - 0.5)) as [Tensor, Tensor];
  const mixed = given(make('mixed_bfloat16'), x, [kernel, bias]);
  expect(farthest(mixed, given(make('float32'), changed(x, bf16), [changed(kernel, bf16), bias]))).toBeLessThan(2e-6);
  expect(farthest(mixed, given(make('float32'), x, [kernel, bias]))).toBeGreaterThan(1e-4);
});

test('a separable convolution rounds for its products over channels, and depthwise ones not at all', () => {
  const x = drawn(2, 6, 7, 4);
  const [depthwise, pointwise] = [drawn(3, 3, 4, 2), drawn(1, 1, 8, 5)];
  const between = ops.depthwiseConv(x, depthwise);
  const layer = layers.separableConv2d({ filters: 5, kernelSize: 3, depthMultiplier: 2, useBias: false, dtype: 'mixed_bfloat16' });
  const mixed = given(layer, x, [depthwise, pointwise]);
  expect(mixed).toEqual(valuesOf(ops.matmul(between, ops.reshape(pointwise, [8, 5]), { precision: 'bfloat16' })));
  const alone = (dtype: 'float32' | 'mixed_bfloat16'): Float32Array =>
    given(layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, useBias: false, dtype }), x, [depthwise]);
  expect(alone('mixed_bfloat16')).toEqual(alone('float32'));
  const kernel = ops.reshape(depthwise, [3, 3, 1, 8]);
  expect(valuesOf(ops.conv(x, kernel, { precision: 'bfloat16' }))).toEqual(valuesOf(ops.conv(x, kernel)));
});

const SIDE = 10;
/** Images of a bar that lies or stands, on noise. */
function bars(count: number): { x: { data: Float32Array; shape: number[] }; y: Int32Array } {
  const data = Float32Array.from({ length: count * SIDE * SIDE }, () => 0.6 * (draw() - 0.5));
  const y = Int32Array.from({ length: count }, (_, i) => i % 2);
  for (let i = 0; i < count; i++) {
    const [row, column] = [Math.floor(draw() * (SIDE - 4)), Math.floor(draw() * (SIDE - 4))];
    for (let q = 0; q < 5; q++) {
      const [h, w] = y[i] === 0 ? [row, Math.min(column + q, SIDE - 1)] : [Math.min(row + q, SIDE - 1), column];
      data[(i * SIDE + h) * SIDE + w]! += 1;
    }
  }
  return { x: { data, shape: [count, SIDE, SIDE, 1] }, y };
}

const net = (): Sequential => {
  const model = sequential(
    [
      layers.conv2d({ filters: 8, kernelSize: 3, activation: 'relu', inputShape: [SIDE, SIDE, 1] }),
      layers.conv2d({ filters: 16, kernelSize: 3, strides: 2, activation: 'relu' }),
      layers.flatten(),
      layers.dense({ units: 2, activation: 'softmax' }),
    ],
    { seed: 6 },
  );
  model.compile({ optimizer: optimizers.adam({ learningRate: 0.005 }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  return model;
};
const weightsOf = (model: Sequential): Float32Array[] => model.getWeights().map(valuesOf);

test('one word, and a net of convolutions and dense layers learns in bfloat16 what it learns in float32', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  const [{ x, y }, unseen] = [bars(400), bars(200)];
  try {
    const plain = net();
    setDtypePolicy('mixed_bfloat16');
    const mixed = net();
    setDtypePolicy('float32');
    expect(mixed.layers.map((layer) => layer.computeDtype)).toEqual(mixed.layers.map(() => 'bfloat16'));
    for (const model of [plain, mixed]) await model.fit(x, y, { epochs: 6, batchSize: 20 });
    expect(weightsOf(mixed)).not.toEqual(weightsOf(plain));
    for (const model of [plain, mixed]) expect((await model.evaluate(unseen.x, unseen.y))['accuracy']).toBeGreaterThan(0.95);
    const path = join(folder, 'mixed.safetensors');
    await mixed.save(path);
    const again = (await loadModel(path)) as Sequential;
    expect(again.layers.map((layer) => layer.dtypePolicy)).toEqual(mixed.layers.map(() => 'mixed_bfloat16'));
    for (const model of [mixed, again]) await model.fit(x, y, { epochs: 1, batchSize: 20 });
    expect(weightsOf(again)).toEqual(weightsOf(mixed));
  } finally {
    setDtypePolicy('float32');
    rmSync(folder, { recursive: true });
  }
});
