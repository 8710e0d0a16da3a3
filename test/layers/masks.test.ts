/** Which layers make masks, pass them on, join them or end them, and what goes in by index. */
import { describe, expect, test } from 'vitest';
import {
  input, Layer, layers, model, ops, sequential, tensor, type CallArguments, type Model, type SymbolicTensor, type Tensor,
} from '../../src/index.ts';
import { placeholder } from '../../src/graph/tensor.ts';
import { evaluate } from '../../src/run/eager.ts';
import { Trace } from '../../src/trace/trace.ts';

const mask = tensor([[1, 0, 1], [0, 1, 1]]);

/** The mask behind a layer whose input [2, 3, 4] has one. */
function passedBy(layer: Layer): Tensor | undefined {
  const t = new Trace({ training: true });
  const x = placeholder([2, 3, 4]);
  t.setMask(x, mask);
  return t.maskOf(t.call(layer, x));
}

/** Layers of one's own that cannot be called without a mask. */
class Weighed extends Layer {
  readonly kind = 'weighed';
  override readonly supportsMasking = true;
  call(x: Tensor, _t: Trace, { mask }: CallArguments): Tensor {
    return ops.multiply(x, ops.expandDims(mask!, -1));
  }
}
class MeanOfSteps extends Layer {
  readonly kind = 'meanOfSteps';
  call(x: Tensor, _t: Trace, { mask }: CallArguments): Tensor {
    return ops.divide(ops.sum(ops.multiply(x, ops.expandDims(mask!, -1)), { axis: 1 }), ops.sum(mask!, { axis: 1, keepdims: true }));
  }
}

describe('a layer sees the mask of its input while shapes are found', () => {
  const x = [[[1, 2], [0, 0], [3, 4]], [[5, 6], [0, 0], [0, 0]]];
  const masking = (): Layer => layers.masking({ inputShape: [3, 2] });
  const [weighed, mean] = [() => new Weighed('weighed'), () => new MeanOfSteps('mean')];
  const functional = (...parts: Layer[]): Model<Tensor> => {
    const symbol = input({ shape: [3, 2] });
    return model({ inputs: symbol, outputs: parts.reduce<SymbolicTensor>((y, layer) => layer.apply(y), symbol) });
  };
  test.each<[string, () => Model<Tensor>]>([
    ['in a sequential model', () => sequential([masking(), weighed(), mean()])],
    ['when data come', () => sequential([layers.masking(), weighed(), mean()])],
    ['in a functional model', () => functional(masking(), weighed(), mean())],
    ['in a sequential model within another', () => sequential([masking(), sequential([weighed(), mean()])])],
    ['in a sequential model within a functional one', () => functional(masking(), sequential([weighed(), mean()]))],
  ])('%s', async (_, make) => {
    expect((await make().predict(x)).toArray()).toEqual([[2, 3], [5, 6]]);
  });

  test('and none where there is none', () => {
    expect(() => sequential([weighed()]).predictSync(x)).toThrow();
  });
});

const PASSES: Readonly<Record<string, Layer>> = {
  activation: layers.activation({ activation: 'relu' }),
  activityRegularization: layers.activityRegularization({ l2: 1 }),
  alphaDropout: layers.alphaDropout({ rate: 0.5 }),
  batchNormalization: layers.batchNormalization(),
  dense: layers.dense({ units: 1 }),
  dropout: layers.dropout({ rate: 0.5 }),
  elu: layers.elu(),
  gaussianDropout: layers.gaussianDropout({ rate: 0.5 }),
  gaussianNoise: layers.gaussianNoise({ stddev: 0.5 }),
  groupNormalization: layers.groupNormalization({ groups: 2 }),
  identity: layers.identity(),
  lambda: layers.lambda({ function: (x) => ops.square(x), mask: (_, [first]) => first }),
  layerNormalization: layers.layerNormalization(),
  leakyReLU: layers.leakyReLU(),
  normalization: layers.normalization(),
  prelu: layers.prelu(),
  reLU: layers.reLU(),
  rescaling: layers.rescaling({ scale: 2 }),
  spatialDropout1d: layers.spatialDropout1d({ rate: 0.5 }),
  spectralNormalization: layers.spectralNormalization({ layer: layers.dense({ units: 2 }) }),
  unitNormalization: layers.unitNormalization(),
};

test.each(Object.entries(PASSES))('%s passes the mask on', (_, layer) => {
  expect(passedBy(layer)).toBe(mask);
});

test.each([
  layers.cropping1d(), layers.einsumDense({ equation: 'abc,cd->abd', outputShape: [null, 2] }),
  layers.embedding({ inputDim: 2, outputDim: 1 }), layers.flatten(), layers.lambda({ function: (x) => ops.square(x) }),
  layers.permute({ dims: [2, 1] }), layers.reshape({ targetShape: [4, 3] }), layers.rmsNormalization(), layers.upSampling1d(),
  layers.zeroPadding1d(),
])(
  '$kind ends it',
  (layer) => {
  expect(passedBy(layer)).toBeUndefined();
});

describe('embedding', () => {
  const make = (options: object = {}): ReturnType<typeof layers.embedding> => {
    const layer = layers.embedding({ inputDim: 3, outputDim: 2, name: 'words', ...options });
    layer.apply([[0]]);
    layer.embeddings!.assign(tensor([[1, 2], [3, 4], [5, 6]]));
    return layer;
  };

  test('a vector for each index, whatever type it comes as', () => {
    const expected = [[[5, 6], [1, 2]]];
    expect(make().apply([[2, 0]]).toArray()).toEqual(expected);
    expect(make().apply([[2.9, 0.5]]).toArray()).toEqual(expected);
    expect(make().apply(tensor(Int32Array.of(2, 0), [1, 2])).toArray()).toEqual(expected);
    expect(make().apply(tensor(Uint8Array.of(2, 0), [1, 2])).toArray()).toEqual(expected);
  });

  test('fractions and NaN: refused as data of a model that begins with it, cut off towards 0 elsewhere', async () => {
    expect(make().apply([[1.9, -0.9, NaN]]).toArray()).toEqual([[[3, 4], [1, 2], [1, 2]]]);
    const first = sequential([layers.embedding({ inputDim: 3, outputDim: 2, inputShape: [2] })]);
    first.compile({ loss: 'mse' });
    const given = input({ shape: [2] });
    const layer = layers.embedding({ inputDim: 3, outputDim: 2 });
    const behind = model({ inputs: given, outputs: layer.apply(given) });
    for (const wrong of [0.5, NaN]) {
      const whole = new RegExp(`expected whole numbers, received ${wrong} in row 1`);
      const rows = tensor(Float32Array.of(0, 1, 2, wrong), [2, 2]);
      await expect(first.predict(rows)).rejects.toThrow(whole);
      expect(() => first.predictSync(rows)).toThrow(whole);
      await expect(first.fit(rows, ops.full([2, 2, 2], 1))).rejects.toThrow(whole);
      await expect(first.evaluate(rows, ops.full([2, 2, 2], 1))).rejects.toThrow(whole);
      expect((await behind.predict(rows)).toArray()).toEqual((await behind.predict([[0, 1], [2, 0]])).toArray());
    }
  });

  test('an index without a vector gives NaN', () => {
    expect(make().apply([[3, -1, 1]]).toArray()).toEqual([[[NaN, NaN], [NaN, NaN], [3, 4]]]);
  });

  test('in a model: vectors of indices that came are learnt, the others stay', async () => {
    const layer = layers.embedding({ inputDim: 4, outputDim: 2, inputShape: [2] });
    const model = sequential([layer, layers.flatten(), layers.dense({ units: 1 })], { seed: 1 });
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const before = layer.embeddings!.value().toArray() as number[][];
    await model.fit(tensor(Int32Array.of(1, 3, 3, 1), [2, 2]), [[5], [-5]], { epochs: 5 });
    const after = layer.embeddings!.value().toArray() as number[][];
    expect([0, 2].map((i) => after[i])).toEqual([0, 2].map((i) => before[i]));
    expect([1, 3].filter((i) => after[i]![0] === before[i]![0])).toEqual([]);
  });

  test('the mask of zeros, from integers and floats', () => {
    for (const ids of [tensor(Int32Array.of(0, 2), [1, 2]), tensor([[0, 2]]), tensor(Uint8Array.of(0, 2), [1, 2])]) {
      const t = new Trace({ training: false });
      const x = placeholder(ids.shape, ids.dtype);
      const found = t.maskOf(t.call(make({ maskZero: true }), x))!;
      expect(evaluate([found], new Map([[x, ids]]))[0]!.toArray()).toEqual([[0, 1]]);
    }
  });

  test('wrong use', () => {
    expect(() => layers.embedding({ inputDim: 0, outputDim: 1 })).toThrow(/embedding: inputDim must be an integer >= 1, received 0/);
    expect(() => layers.embedding({ inputDim: 1, outputDim: 1, maskZero: 1 as never })).toThrow(
      /maskZero must be true or false, received 1/,
    );
  });
});

test('masking: NaN is something, and so is one feature that differs', () => {
  const y = layers.masking().apply([[[0, 0], [NaN, 0], [0, 2]]]);
  expect(y.toArray()).toEqual([[[0, 0], [NaN, 0], [0, 2]]]);
  expect(() => layers.masking().apply([1, 2])).toThrow(/expected input of shape \[\*, \.\.\., features\], received \[\*\]/);
});

test('masking and batchNormalization: steps that are left out do not count', () => {
  const norm = layers.batchNormalization({ momentum: 0 });
  const t = new Trace({ training: true });
  t.call(norm, t.call(layers.masking({ maskValue: -1 }), tensor([[[2], [-1]], [[4], [-1]]])));
  const moved = evaluate([t.read(norm.movingMean!)], new Map())[0]!;
  expect(moved.toArray()).toEqual([expect.closeTo(3, 5)]);
});

describe('layers of several inputs', () => {
  const [a, b] = [tensor([[1, 2], [3, 4]]), tensor([[10], [20]])];

  test('by hand', () => {
    expect((layers.add().apply([a, b]) as Tensor).toArray()).toEqual([[11, 12], [23, 24]]);
    expect((layers.concatenate().apply([a, b, a]) as Tensor).toArray()).toEqual([[1, 2, 10, 1, 2], [3, 4, 20, 3, 4]]);
    expect((layers.add().apply([a]) as Tensor).toArray()).toEqual(a.toArray());
  });

  test('a mask of few axes is that of all elements behind them', () => {
    const t = new Trace({ training: false });
    const [x, y] = [placeholder([2, 3, 2, 2]), placeholder([2, 3, 2, 2])];
    t.setMask(x, mask);
    const joined = t.maskOf(t.call(layers.concatenate({ axis: 1 }), [x, y]) as Tensor)!;
    const [found] = evaluate([joined], new Map([x, y].map((p) => [p, tensor(new Float32Array(24), p.shape)])));
    expect(found!.toArray()).toEqual([[1, 0, 1, 1, 1, 1].map((v) => [v, v]), [0, 1, 1, 1, 1, 1].map((v) => [v, v])]);
  });

  test('wrong use', () => {
    expect(() => layers.add({ name: 'sum' }).apply(a)).toThrow(
      /sum: expected an array of inputs, received one tensor of shape \[2, 2\]\. Call the layer with \[a, b\]/,
    );
    expect(() => layers.add({ name: 'sum' }).apply([a, tensor([[1, 2]])])).toThrow(
      /sum: expected inputs of one batch size, received \[2, 2\] and \[1, 2\]/,
    );
    expect(() =>
      layers.add({ name: 'sum' }).apply([a, tensor([[1, 2, 3], [4, 5, 6]])]),
    ).toThrow(/sum: shapes \[2, 2\] and \[2, 3\] do not broadcast/);
    expect(() => layers.concatenate({ name: 'both', axis: 0 }).apply([a, b])).toThrow(
      /both: expected float32 inputs like the first, \[2, 2\], but for axis 0, received float32 \[2, 1\]/,
    );
    expect(() => layers.concatenate({ axis: 2 }).apply([a, b])).toThrow(/axis must be an integer from -2 to 1 for rank 2, received 2/);
    expect(() => layers.concatenate().apply(a)).toThrow(/expected an array of inputs/);
  });
});

test('true and false in nested arrays are 1 and 0', () => {
  const x = tensor([[[1, 2], [3, 4], [5, 6]]]);
  for (const layer of [layers.lstm({ units: 2 }), layers.globalAveragePooling1d()])
    expect(layer.apply(x, { mask: [[true, false, true]] }).data).toEqual(layer.apply(x, { mask: [[1, 0, 1]] }).data);
  expect(tensor([[true, false], [false, true]], undefined, 'int32').data).toEqual(Int32Array.of(1, 0, 0, 1));
  expect(tensor([0.5, true]).data).toEqual(Float32Array.of(0.5, 1));
  expect(() => tensor([[true], false])).toThrow(/expected an array of 1 at \[1\] as in the first row, received false/);
  expect(() => tensor(true as never)).toThrow(/expected a tensor, numbers in nested arrays,.* received true/);
});
