/** Layers by their formulas, with values worked out by hand; wrappers and functions of one's own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { initializers, layers, loadModel, model, input, ops, sequential, tensor, type Tensor, type Trace } from '../../src/index.ts';
import type { NestedNumbers } from '../../src/index.ts';

const near = (values: NestedNumbers): unknown =>
  typeof values === 'number' ? expect.closeTo(values, 5) : (values as readonly NestedNumbers[]).map(near);
const root = Math.sqrt;

const x = [[1, 2], [3, 4]];
const steps = [[[1, 2], [3, 4], [5, 6]]];
const image = [[[[1], [2]], [[3], [4]]]];

/** What a layer makes of one input or several, and what that is by hand. */
const BY_HAND: Readonly<Record<string, readonly [() => unknown, NestedNumbers]>> = {
  'rmsNormalization: x / root of the mean square': [
    () => layers.rmsNormalization({ epsilon: 0 }).apply(x).toArray(),
    [[1 / root(2.5), 2 / root(2.5)], [3 / root(12.5), 4 / root(12.5)]],
  ],
  'rmsNormalization: epsilon is inside the root': [() => layers.rmsNormalization({ epsilon: 1.5 }).apply([[1, 2]]).toArray(), [[0.5, 1]]],
  'unitNormalization: x / norm': [() => layers.unitNormalization().apply([[3, 4], [0, 0]]).toArray(), [[0.6, 0.8], [0, 0]]],
  'unitNormalization: a tiny norm counts as 1e-12': [() => layers.unitNormalization().apply([[2e-13, 0]]).toArray(), [[0.2, 0]]],
  'subtract': [() => layers.subtract().apply([tensor(x), tensor([[1], [2]])]), [[0, 1], [1, 2]]],
  'multiply': [() => layers.multiply().apply([tensor(x), tensor(x), tensor([[2], [1]])]), [[2, 8], [9, 16]]],
  'average': [() => layers.average().apply([tensor(x), tensor([[3, 0], [3, 0]]), tensor([[2, 4], [0, 2]])]), [[2, 2], [2, 2]]],
  'maximum': [() => layers.maximum().apply([tensor(x), tensor([[2, 1], [9, 0]])]), [[2, 2], [9, 4]]],
  'minimum': [() => layers.minimum().apply([tensor(x), tensor([[2, 1], [9, 0]])]), [[1, 1], [3, 0]]],
  'dot of rows': [() => layers.dot({ axes: 1 }).apply([tensor(x), tensor([[1, 10], [2, 0]])]), [[21], [6]]],
  'dot of rows of norm 1': [() => layers.dot({ axes: 1, normalize: true }).apply([tensor([[3, 4]]), tensor([[0, 5]])]), [[0.8]]],
  'dot of matrices': [() => layers.dot({ axes: [2, 1] }).apply([tensor(steps), tensor([[1, 10]])]), [[21, 43, 65]]],
  'permute': [() => layers.permute({ dims: [2, 1] }).apply(steps).toArray(), [[[1, 3, 5], [2, 4, 6]]]],
  'repeatVector': [() => layers.repeatVector({ n: 2 }).apply([[1, 2]]).toArray(), [[[1, 2], [1, 2]]]],
  'cropping1d': [() => layers.cropping1d({ cropping: [2, 0] }).apply(steps).toArray(), [[[5, 6]]]],
  'cropping2d': [() => layers.cropping2d({ cropping: [[1, 0], [0, 1]] }).apply(image).toArray(), [[[[3]]]]],
  'zeroPadding1d': [() => layers.zeroPadding1d({ padding: [1, 0] }).apply([[[7]]]).toArray(), [[[0], [7]]]],
  'zeroPadding2d': [() => layers.zeroPadding2d({ padding: [0, [1, 0]] }).apply([[[[7]]]]).toArray(), [[[[0], [7]]]]],
  'zeroPadding2d of channels that come first': [
    () => layers.zeroPadding2d({ padding: [[1, 0], 0], dataFormat: 'channelsFirst' }).apply([[[[7, 8]]]]).toArray(), [[[[0, 0], [7, 8]]]],
  ],
  'upSampling1d': [() => layers.upSampling1d().apply([[[1, 2], [3, 4]]]).toArray(), [[[1, 2], [1, 2], [3, 4], [3, 4]]]],
  'upSampling2d': [() => layers.upSampling2d({ size: [1, 2] }).apply(image).toArray(), [[[[1], [1], [2], [2]], [[3], [3], [4], [4]]]]],
  'upSampling2d, bilinear: means of the neighbours, a quarter and three quarters': [
    () => layers.upSampling2d({ size: [1, 2], interpolation: 'bilinear' }).apply([[[[1], [2], [4]]]]).toArray(),
    [[[[1], [1.25], [1.75], [2.5], [3.5], [4]]]],
  ],
  'upSampling2d, bicubic: thirds of a pixel, in 27ths': [
    () => layers.upSampling2d({ size: [1, 3], interpolation: 'bicubic' }).apply([[[0, 0, 0, 27, 0, 0, 0].map((v) => [v])]]).toArray(),
    [[[0, 0, 0, 0, 0, -1, -2, 0, 9, 21, 27, 21, 9, 0, -2, -1, 0, 0, 0, 0, 0].map((v) => [v])]],
  ],
  'flatten of channels that come first': [
    () => layers.flatten({ dataFormat: 'channelsFirst' }).apply([[[1, 2], [3, 4]]]).toArray(), [[1, 3, 2, 4]],
  ],
  'rescaling of each feature': [() => layers.rescaling({ scale: [2, 3], offset: [[1, 0]] }).apply(x).toArray(), [[3, 6], [7, 12]]],
  'lambda': [() => layers.lambda({ function: (y) => ops.square(y) }).apply(x).toArray(), [[1, 4], [9, 16]]],
  'lambda of several inputs, with arguments': [
    () =>
      layers.lambda({
        function: ([a, b]: readonly Tensor[], { factor }) => ops.add(a!, ops.multiply(b!, factor as number)), arguments: { factor: 10 },
      }).apply([tensor(x), tensor(x)]),
    [[11, 22], [33, 44]],
  ],
  'einsumDense: kernel and bias of ones, a product for each place': [
    () =>
      layers.einsumDense({
        equation: 'abc,bcd->abd', outputShape: [3, 1], biasAxes: 'b', kernelInitializer: 'ones', biasInitializer: 'ones',
      }).apply(steps).toArray(),
    [[[4], [8], [12]]],
  ],
  'embedding that begins with given vectors': [
    () => layers.embedding({ inputDim: 2, outputDim: 2, weights: x }).apply([[1, 0]]).toArray(), [[[3, 4], [1, 2]]],
  ],
};

test.each(Object.entries(BY_HAND))('%s', (_, [compute, expected]) => {
  const found = compute() as Tensor | NestedNumbers;
  expect('toArray' in (found as object) ? (found as Tensor).toArray() : found).toEqual(near(expected));
});

describe('noise', () => {
  const many = tensor(new Float32Array(20_000).fill(2), [100, 200]);
  const inTraining = (layer: layers.Layer, y: Tensor = many): readonly number[] => [...(layer.apply(y, { training: true }) as Tensor).data];
  const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const varianceOf = (values: readonly number[]): number => meanOf(values.map((v) => (v - meanOf(values)) ** 2));

  test('gaussianNoise adds numbers of mean 0 and its standard deviation', () => {
    const values = inTraining(layers.gaussianNoise({ stddev: 0.5, seed: 1 }));
    expect([meanOf(values), varianceOf(values)]).toEqual([expect.closeTo(2, 1), expect.closeTo(0.25, 1)]);
  });

  test('gaussianDropout multiplies by numbers of mean 1 and variance rate / (1 - rate)', () => {
    const values = inTraining(layers.gaussianDropout({ rate: 0.2, seed: 1 }));
    expect([meanOf(values), varianceOf(values)]).toEqual([expect.closeTo(2, 1), expect.closeTo(4 * 0.25, 1)]);
  });

  test('alphaDropout keeps mean 0 and variance 1, and gives two values of one', () => {
    const layer = layers.alphaDropout({ rate: 0.3, seed: 1 });
    const [a, p] = [(0.7 * (1 + 0.3 * 1.7580993408473766 ** 2)) ** -0.5, -1.7580993408473766];
    const [kept, least] = [2 * a - a * p * 0.3, p * a - a * p * 0.3].map(Math.fround);
    const values = new Set(inTraining(layer).map((v) => (Math.abs(v - kept!) < 1e-5 ? 'kept' : Math.abs(v - least!) < 1e-5 ? 'least' : v)));
    expect(values).toEqual(new Set(['kept', 'least']));
    const normal = inTraining(layer, initializers.randomNormal({ stddev: 1, seed: 2 }).call([100, 200]));
    expect([meanOf(normal), varianceOf(normal)]).toEqual([expect.closeTo(0, 1), expect.closeTo(1, 1)]);
  });

  test.each([
    ['spatialDropout1d', layers.spatialDropout1d({ rate: 0.5, seed: 3 }), [20, 5, 8], [1]],
    ['spatialDropout2d', layers.spatialDropout2d({ rate: 0.5, seed: 3 }), [20, 3, 2, 8], [1, 2]],
    ['spatialDropout2d', layers.spatialDropout2d({ rate: 0.5, seed: 3, dataFormat: 'channelsFirst' }), [20, 8, 3, 2], [2, 3]],
    ['spatialDropout3d', layers.spatialDropout3d({ rate: 0.5, seed: 3 }), [20, 3, 2, 2, 8], [1, 2, 3]],
    ['dropout with a noiseShape', layers.dropout({ rate: 0.5, seed: 3, noiseShape: [null, 1, null] }), [20, 5, 8], [1]],
  ] as const)('%s drops all places of a channel or none', (_, layer, shape, axis) => {
    const y = layer.apply(ops.full(shape, 3), { training: true }) as Tensor;
    expect(ops.max(y, { axis }).toArray()).toEqual(ops.min(y, { axis }).toArray());
    expect(new Set(y.data)).toEqual(new Set([0, 6]));
  });

  test('nothing happens outside of training, or with nothing to do; rate 1 drops all', () => {
    const layer = [layers.gaussianNoise({ stddev: 1 }), layers.gaussianDropout({ rate: 0.9 }), layers.alphaDropout({ rate: 0.9 })];
    for (const l of layer) expect(l.apply(x).toArray()).toEqual(x);
    expect(layers.alphaDropout({ rate: 0 }).apply(x, { training: true }).toArray()).toEqual(x);
    expect(layers.dropout({ rate: 1 }).apply([[1, Infinity]], { training: true }).toArray()).toEqual([[0, 0]]);
    expect(layers.spatialDropout1d({ rate: 1 }).apply(steps, { training: true }).data.every((v) => v === 0)).toBe(true);
  });

  test('a seed fixes the draws, each call draws anew', () => {
    const draw = (seed: number): readonly number[] => inTraining(layers.gaussianNoise({ stddev: 1, seed }), tensor(x));
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
    const layer = layers.gaussianNoise({ stddev: 1, seed: 5 });
    expect(inTraining(layer)).not.toEqual(inTraining(layer));
  });
});

test('einsumDense: initializers that scale count what is summed over and what comes out', () => {
  const layer = layers.einsumDense({ equation: 'abc,cde->abde', outputShape: [null, 30, 20], kernelInitializer: 'glorotUniform' });
  layer.apply(ops.full([1, 2, 10], 1));
  const most = Math.max(...layer.kernel!.read().map(Math.abs));
  const limit = root(6 / (10 + 600)); // by the shape [10, 30, 20] it would be root(6 / (300 + 200))
  expect([most <= limit, most > 0.97 * limit]).toEqual([true, true]);
});

describe('spectralNormalization', () => {
  test('the largest singular value comes to 1; the kernel itself changes', () => {
    const layer = layers.spectralNormalization({ layer: layers.dense({ units: 2, useBias: false }), powerIterations: 50 });
    layer.apply(x);
    layer.kernel.assign(tensor([[3, 0], [4, 5]])); // singular values root(45) and root(5)
    expect(layer.apply([[1, 0]]).toArray()).toEqual([[3, 0]]);
    expect((layer.apply([[1, 0]], { training: true }) as Tensor).toArray()).toEqual(near([[3 / root(45), 0]]));
    expect(layer.kernel.value().toArray()).toEqual(near([[3 / root(45), 0], [4 / root(45), 5 / root(45)]]));
  });

  test('a kernel of zeros stays', () => {
    const layer = layers.spectralNormalization({ layer: layers.dense({ units: 2, kernelInitializer: 'zeros' }) });
    expect((layer.apply(x, { training: true }) as Tensor).toArray()).toEqual([[0, 0], [0, 0]]);
    expect(layer.vectorU!.read().some((v) => v !== 0)).toBe(true);
  });

  test('a step goes from the weights that were normalised', async () => {
    const layer = layers.spectralNormalization({
      layer: layers.dense({ units: 1, useBias: false, kernelInitializer: initializers.constant({ value: 4 }) }),
    });
    const net = sequential([layer], { seed: 1 });
    net.compile({ optimizer: 'sgd', loss: 'mse' });
    await net.fit([[2]], [[0]], { epochs: 1, verbose: 0 });
    // 4 becomes 1, which gives 2; the gradient of its square is 8, and the learning rate 0.01.
    expect(layer.kernel.value().toArray()).toEqual(near([[1 - 0.08]]));
  });

  test('of embeddings, of a frozen layer, of none', async () => {
    const words = layers.spectralNormalization({ layer: layers.embedding({ inputDim: 2, outputDim: 2, weights: [[2, 0], [0, 2]] }) });
    expect((words.apply([[0]], { training: true }) as Tensor).toArray()).toEqual(near([[[1, 0]]]));
    const frozen = layers.spectralNormalization({ layer: layers.dense({ units: 1 }), trainable: false });
    expect(frozen.layer.trainable).toBe(false);
    expect(() => layers.spectralNormalization({ layer: layers.flatten(), name: 's' }).apply(x)).toThrow(
      /s: expected a layer with a kernel or embeddings, such as dense, received flatten/,
    );
  });
});

class Residual extends layers.Wrapper {
  readonly kind = 'residual';
  constructor(options: layers.WrapperOptions) {
    super('residual', options);
  }
  override call(y: Tensor, t: Trace): Tensor {
    return ops.add(y, t.call(this.layer, y));
  }
}

class Shift extends layers.Layer {
  readonly kind = 'shift';
  constructor(options: layers.LayerOptions = {}) {
    super('shift', options);
  }
  call(y: Tensor): Tensor {
    return ops.add(y, 1);
  }
}

describe('a wrapper of one\'s own', () => {
  test('trains the layer within, and comes back from a file, with layers of one\'s own within it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
    try {
      const inner = layers.dense({ units: 2, activation: 'tanh' });
      const net = sequential(
        [
          new Residual({ layer: inner, inputShape: [2] }), new Residual({ layer: new Residual({ layer: new Shift() }) }),
          layers.dense({ units: 1 }),
        ],
        { seed: 1 },
      );
      net.compile({ optimizer: 'adam', loss: 'mse' });
      const before = [...inner.kernel!.read()];
      await net.fit(x, [[0], [1]], { epochs: 2, verbose: 0 });
      expect([...inner.kernel!.read()]).not.toEqual(before);
      expect(net.paths().map(([path]) => path).slice(0, 2)).toEqual(['0/layer/kernel', '0/layer/bias']);
      const path = join(folder, 'm.safetensors');
      await net.save(path);
      const customObjects = { residual: (config: object) => new Residual(config as layers.WrapperOptions), shift: () => new Shift() };
      expect((await loadModel(path, { customObjects })).predictSync(x).toArray()).toEqual(net.predictSync(x).toArray());
      await expect(loadModel(path, { customObjects: { residual: customObjects.residual } })).rejects.toThrow(/unknown layer 'shift'/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('needs a layer', () => {
    expect(() => new Residual({ layer: 'dense' as never })).toThrow(/residual: layer must be a layer such as .*, received 'dense'/);
  });
});

test('a model whose output is an input that nothing else reads', () => {
  const [a, b] = [input({ shape: [2] }), input({ shape: [2] })];
  const net = model({ inputs: [a, b], outputs: [layers.identity().apply(a), layers.rescaling({ scale: 2 }).apply(b)] });
  const [first, second] = net.predictSync([x, x]) as unknown as Tensor[];
  expect([first!.toArray(), second!.toArray()]).toEqual([x, [[2, 4], [6, 8]]]);
});

test('merge layers: where a step of one input does not count, the others are taken', () => {
  const both = (layer: layers.Layer, masks: readonly [number[][], number[][]]): NestedNumbers => {
    const masking = (mask: number[][]): layers.Layer => layers.lambda({ function: (y) => y, mask: () => tensor(mask) });
    const [a, b] = [input({ shape: [2, 1] }), input({ shape: [2, 1] })];
    const out = layer.apply([masking(masks[0]).apply(a) as never, masking(masks[1]).apply(b) as never]);
    return (model({ inputs: [a, b], outputs: out as never }).predictSync([[[[2], [3]]], [[[5], [1]]]]) as unknown as Tensor).toArray();
  };
  expect(both(layers.maximum(), [[[1, 1]], [[0, 1]]])).toEqual([[[2], [3]]]);
  expect(both(layers.minimum(), [[[1, 0]], [[1, 1]]])).toEqual([[[2], [1]]]);
  expect(both(layers.multiply(), [[[1, 0]], [[0, 0]]])).toEqual([[[2], [0]]]);
});
