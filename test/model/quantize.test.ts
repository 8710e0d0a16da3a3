/** Kernels of bytes: as Keras makes them, saved and loaded, refused where they cannot be, and as accurate. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSafetensors } from '../../src/formats/safetensors.ts';
import { datasets, grad, layers, loadModel, ops, sequential, tensor, type NestedNumbers, type Sequential } from '../../src/index.ts';

interface Golden {
  readonly producer: string;
  readonly int8: {
    initial: NestedNumbers[];
    x: number[][];
    y: number[][];
    params: number;
    weights: { dtype: string; values: NestedNumbers }[];
  };
}
const { producer, int8: golden } = JSON.parse(readFileSync(new URL('../golden/keras.json', import.meta.url), 'utf8')) as Golden;

function kerasModel(): Sequential {
  const model = sequential([layers.dense({ units: 7, activation: 'relu', inputShape: [9] }), layers.dense({ units: 3 })]);
  model.setWeights(golden.initial.map((w) => tensor(w)));
  return model;
}

/** Two dense layers with an activation that no product takes in between, drawn from a seed. */
const small = (): Sequential =>
  sequential(
    [
      layers.dense({ units: 20, activation: 'tanh', inputShape: [3, 6] }),
      layers.flatten(),
      layers.dense({ units: 4, useBias: false, activation: 'softmax' }),
    ],
    { seed: 5 },
  );
const rows = tensor(Float32Array.from({ length: 40 * 18 }, (_, i) => Math.sin(i * i)), [40, 3, 6]);

async function withFile<T>(work: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'myelin-'));
  try {
    return await work(join(folder, 'model.safetensors'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe(`as ${producer}`, () => {
  test('the same weights in the same order, to the bit', () => {
    const model = kerasModel();
    model.quantize('int8');
    const weights = model.getWeights();
    expect(weights.map((w) => w.dtype)).toEqual(golden.weights.map((w) => w.dtype));
    expect(weights.map((w) => w.toArray())).toEqual(golden.weights.map((w) => w.values));
    expect(model.countParams()).toBe(golden.params);
  });

  test('the same predictions, to the bit', () => {
    const model = kerasModel();
    model.quantize('int8');
    expect(model.predictSync(golden.x).toArray()).toEqual(golden.y);
  });
});

test('every number of rows gives the same bits', async () => {
  const model = small();
  model.quantize('int8');
  const whole = model.predictSync(rows);
  const single = Array.from(
    { length: 40 },
    (_, i) => model.predictSync(tensor(rows.data.subarray(18 * i, 18 * (i + 1)), [1, 3, 6])).toArray() as NestedNumbers[],
  );
  expect(single.flat()).toEqual(whole.toArray());
  expect((await model.predict(rows, { batchSize: 7 })).toArray()).toEqual(whole.toArray());
});

test('a product of bytes takes bias and relu in, and no other activation', async () => {
  const model = sequential(
    [layers.dense({ units: 8, activation: 'relu', inputShape: [5] }), layers.dense({ units: 8, activation: 'tanh' })],
    { seed: 1 },
  );
  model.quantize('int8');
  const profile = await model.profile(tensor(new Float32Array(50), [10, 5]), undefined, { steps: 1 });
  expect(profile.rows.map(({ kernel }) => kernel)).toEqual(['gemm_int8', 'gemm_int8', 'chain']);
  expect(profile.rows.map(({ line }) => / bias=state.* relu=1 /.test(line))).toEqual([true, false, false]);
});

test('saved as int8 tensors a quarter as large, loaded to the bit', () =>
  withFile(async (path) => {
    const model = sequential([layers.dense({ units: 100, inputShape: [90] }), layers.dense({ units: 3 })], { seed: 2 });
    model.compile({ optimizer: 'adam', loss: 'mse' });
    const x = tensor(Float32Array.from({ length: 900 }, (_, i) => Math.cos(i)), [10, 90]);
    await model.save(path);
    const before = (await stat(path)).size;
    model.quantize('int8');
    await model.save(path);
    // The optimizer's state, twice the weights, is given up with them.
    expect((await stat(path)).size).toBeLessThan(before / 8);
    const { dtype, shape } = readSafetensors(readFileSync(path)).tensors['0/kernel']!;
    expect({ dtype, shape }).toEqual({ dtype: 'int8', shape: [90, 100] });
    const again = await loadModel(path);
    expect(again.layers.map((l) => l.quantizationMode)).toEqual(['int8', 'int8']);
    expect(again.predictSync(x).toArray()).toEqual(model.predictSync(x).toArray());
    expect(again.getWeights().map((w) => w.toArray())).toEqual(model.getWeights().map((w) => w.toArray()));
    expect(`${again}`).toMatch(/\(dense, int8\) .*9,506 \(0 trainable, 9,506 not\)/s);
  }));

test('new weights are what predictions follow', () => {
  const [model, other] = [
    small(),
    sequential(
      [
        layers.dense({ units: 20, activation: 'tanh', inputShape: [3, 6] }),
        layers.flatten(),
        layers.dense({ units: 4, useBias: false, activation: 'softmax' }),
      ],
      { seed: 6 },
    ),
  ];
  for (const m of [model, other]) m.quantize('int8');
  expect(model.predictSync(rows).toArray()).not.toEqual(other.predictSync(rows).toArray());
  model.setWeights(other.getWeights());
  expect(model.predictSync(rows).toArray()).toEqual(other.predictSync(rows).toArray());
  expect(() => model.setWeights(small().getWeights())).toThrow(/expected 5 tensors, received 3/);
  expect(() => model.setWeights(model.getWeights().map((w) => tensor(Float32Array.from(w.data), w.shape)))).toThrow(
    /kernel holds int8 values, received float32/,
  );
});

test('what cannot be is refused and changes nothing', async () => {
  const model = small();
  expect(() => model.quantize('int4' as 'int8')).toThrow("quantize: the quantisation mode must be 'int8', received 'int4'");
  expect(() => sequential([layers.dense({ units: 1 })]).quantize('int8')).toThrow(/shapes are not known yet/);
  expect(() => sequential([layers.flatten({ inputShape: [2] })]).quantize('int8')).toThrow(/no layer that can be quantised/);
  model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
  const y = tensor(Float32Array.from({ length: 160 }, (_, i) => Number(i % 4 === 1)), [40, 4]);
  const training = model.fit(rows, y, { epochs: 1 });
  expect(() => model.quantize('int8')).toThrow(/being trained/);
  await training;
  const weights = model.getWeights();
  model.setWeights([...weights.slice(0, 2), tensor(new Float32Array(240).fill(NaN), [60, 4])]);
  expect(() => model.quantize('int8')).toThrow(/expected finite weights/);
  expect(model.layers.map((l) => l.quantizationMode)).toEqual([undefined, undefined, undefined]);
  model.setWeights(weights);
  model.quantize('int8');
  expect(() => model.quantize('int8')).toThrow(/quantised to int8 already/);
  await expect(model.fit(rows, y)).rejects.toThrow(/kernels of bytes cannot be trained/);
  await expect(model.trainOnBatch(rows, y)).rejects.toThrow(/kernels of bytes cannot be trained/);
  await expect(model.profile(rows, y)).rejects.toThrow(/kernels of bytes cannot be trained/);
  expect((await model.evaluate(rows, y))['loss']).toBeGreaterThan(0);
  expect(() => grad((x) => ops.sum(model.layers[0]!.apply(x)))(rows)).toThrow(/matmul_int8 has no derivative/);
  expect(() => ops.add(model.getWeights()[1]!, 1)).toThrow(/int8/);
  const zeros = model.predictSync({ data: new Float32Array(18), shape: [1, 3, 6] }).toArray();
  expect(model.predictSync({ data: new Int8Array(18), shape: [1, 3, 6] }).toArray()).toEqual(zeros);
});

test('a row with NaN or infinity gives NaN, the others what they would', () => {
  const model = sequential([layers.dense({ units: 3, inputShape: [2] })], { seed: 3 });
  model.quantize('int8');
  const [a, b, c] = model.predictSync([[1, 2], [NaN, 2], [-Infinity, 0]]).toArray() as number[][];
  expect(a).toEqual((model.predictSync([[1, 2]]).toArray() as number[][])[0]);
  expect([b, c]).toEqual([[NaN, NaN, NaN], [NaN, NaN, NaN]]);
});

test('digits: at most 0.3 points of accuracy lost', async () => {
  const { xTrain, yTrain, xTest, yTest } = datasets.digits({ seed: 4 });
  const model = sequential(
    [
      layers.rescaling({ scale: 1 / 255, inputShape: [28, 28] }), layers.flatten(),
      layers.dense({ units: 64, activation: 'relu' }), layers.dense({ units: 10, activation: 'softmax' }),
    ],
    { seed: 4 },
  );
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  await model.fit(xTrain, yTrain, { epochs: 2, batchSize: 64 });
  const before = await model.evaluate(xTest, yTest, { batchSize: 500 });
  model.quantize('int8');
  const after = await model.evaluate(xTest, yTest, { batchSize: 500 });
  expect(before['accuracy']).toBeGreaterThan(0.9);
  expect(Math.abs(before['accuracy']! - after['accuracy']!)).toBeLessThanOrEqual(0.003);
});
