import { expect, test, vi } from 'vitest';
import { backend, layers, losses, metrics, optimizers, sequential, type Callback, type Sequential } from '../../src/index.ts';
import { nativeBackend } from '../../src/backend/native.ts';
import { setBackend } from '../../src/backend/select.ts';
import { circle, XOR } from './tables.ts';

const net = (seed = 1, dropout = 0): Sequential => {
  const model = sequential([
    layers.dense({ units: 16, activation: 'relu', inputShape: [2] }),
    ...(dropout > 0 ? [layers.dropout({ rate: dropout })] : []),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ], { seed });
  model.compile({ optimizer: optimizers.adam({ learningRate: 0.01 }), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  return model;
};
const weightsOf = (model: Sequential): number[][] => model.getWeights().map((w) => [...w.data]);

test('XOR learns with sigmoid units and plain SGD', async () => {
  const model = sequential(
    [layers.dense({ units: 4, activation: 'sigmoid', inputShape: [2] }), layers.dense({ units: 1, activation: 'sigmoid' })],
    { seed: 1 },
  );
  model.compile({ optimizer: optimizers.sgd({ learningRate: 1 }), loss: 'meanSquaredError', metrics: ['accuracy'] });
  const history = await model.fit(XOR.x, XOR.y, { epochs: 5000, batchSize: 4 });
  expect(history.history['loss']!.at(-1)).toBeLessThan(0.01);
  expect(model.predictSync(XOR.x).toArray()).toEqual([
    [expect.closeTo(0, 0)], [expect.closeTo(1, 0)], [expect.closeTo(1, 0)], [expect.closeTo(0, 0)],
  ]);
});

test('the Keras beginner net: 8-10-8-1, batch size 1', async () => {
  const model = sequential([
    layers.dense({ units: 10, activation: 'relu', inputShape: [8] }),
    layers.dense({ units: 8, activation: 'relu' }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ], { seed: 42 });
  model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  expect(model.countParams()).toBe(8 * 10 + 10 + 10 * 8 + 8 + 8 + 1);
  const rows = 200;
  const x = Float32Array.from({ length: 8 * rows }, (_, i) => Math.sin(i * 1.7));
  const y = Array.from({ length: rows }, (_, i) => (x[8 * i]! + x[8 * i + 3]! > 0 ? 1 : 0));
  const { history } = await model.fit({ data: x, shape: [rows, 8] }, y, { epochs: 30, batchSize: 1, validationSplit: 0.2 });
  expect(Object.keys(history)).toEqual(['loss', 'accuracy', 'valLoss', 'valAccuracy']);
  expect(history['accuracy']!.at(-1)).toBeGreaterThan(0.95);
  expect(history['valAccuracy']!.at(-1)).toBeGreaterThan(0.85);
});

test('history holds one figure an epoch, and evaluate agrees with it', async () => {
  const { x, y } = circle(100);
  const model = net();
  const { epoch, history } = await model.fit(x, y, { epochs: 3, batchSize: 32, validationData: [x, y] });
  expect(epoch).toEqual([0, 1, 2]);
  expect(history['valLoss']).toHaveLength(3);
  const figures = await model.evaluate(x, y);
  expect(figures['loss']).toBeCloseTo(history['valLoss']!.at(-1)!, 6);
  expect(figures['accuracy']).toBeCloseTo(history['valAccuracy']!.at(-1)!, 6);
});

test('the loss of an epoch is the mean over its samples, however they fall into batches', async () => {
  const { x, y } = circle(50);
  for (const batchSize of [1, 7, 50, 64]) {
    const model = net();
    model.compile({ optimizer: optimizers.sgd({ learningRate: 0 }), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
    const { history } = await model.fit(x, y, { batchSize });
    const figures = await model.evaluate(x, y, { batchSize: 9 });
    expect(history['loss']![0]).toBeCloseTo(figures['loss']!, 5);
    expect(history['accuracy']![0]).toBeCloseTo(figures['accuracy']!, 6);
  }
});

test('the same seed gives the same bits, another seed other weights', async () => {
  const { x, y } = circle(200);
  const train = async (seed: number): Promise<number[][]> => {
    const model = net(seed, 0.2);
    await model.fit(x, y, { epochs: 3, batchSize: 16 });
    return weightsOf(model);
  };
  const first = await train(7);
  expect(await train(7)).toEqual(first);
  expect(await train(8)).not.toEqual(first);
});

if (process.env['MYELIN_BACKEND'] === 'native') test('one and two threads give the same bits', async () => {
  const rows = 512;
  const x = { data: Float32Array.from({ length: rows * 64 }, (_, i) => Math.sin(i)), shape: [rows, 64] };
  const labels = Int32Array.from({ length: rows }, (_, i) => i % 10);
  const train = async (threads: number): Promise<number[][]> => {
    setBackend(nativeBackend({ threads }));
    try {
        const model = sequential(
          [
            layers.dense({ units: 300, activation: 'relu', inputShape: [64] }),
            layers.dropout({ rate: 0.3 }),
            layers.dense({ units: 10, activation: 'softmax' }),
          ],
          { seed: 3 },
        );
      model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
      await model.fit(x, labels, { epochs: 2, batchSize: 128 });
      return weightsOf(model);
    } finally {
      setBackend(undefined);
    }
  };
  expect(await train(2)).toEqual(await train(1));
});

test('the machine under test is the one asked for', () => {
  expect(backend().name).toBe(process.env['MYELIN_BACKEND']);
});

test('shuffling goes on from fit to fit, and can be left out', async () => {
  const { x, y } = circle(64);
  const once = net();
  await once.fit(x, y, { epochs: 4 });
  const twice = net();
  await twice.fit(x, y, { epochs: 2 });
  await twice.fit(x, y, { epochs: 2 });
  expect(weightsOf(twice)).toEqual(weightsOf(once));
  const plain = net();
  await plain.fit(x, y, { epochs: 4, shuffle: false });
  expect(weightsOf(plain)).not.toEqual(weightsOf(once));
});

test('callbacks see each epoch and batch, and can end training', async () => {
  const { x, y } = circle(70);
  const calls: string[] = [];
  const callback: Callback = {
    onTrainBegin: () => void calls.push('begin'),
    onEpochBegin: (epoch) => void calls.push(`epoch ${epoch}`),
    onTrainBatchEnd: (batch, logs) => void calls.push(`batch ${batch} ${Object.keys(logs).join()}`),
    onEpochEnd: (epoch, logs) => void calls.push(`end ${epoch} ${Object.keys(logs).join()}`),
    onTrainEnd: () => void calls.push('done'),
  };
  const model = net();
  await model.fit(x, y, { epochs: 5, batchSize: 32, callbacks: [callback, { onEpochEnd: () => void (model.stopTraining = true) }] });
  expect(calls).toEqual([
    'begin', 'epoch 0', 'batch 0 loss,accuracy', 'batch 1 loss,accuracy', 'batch 2 loss,accuracy',
    'end 0 loss,accuracy', 'done',
  ]);
});

test('a callback may predict and evaluate in the midst of training', async () => {
  const { x, y } = circle(64);
  const model = net();
  const seen: number[] = [];
  const withLook = await model.fit(x, y, {
    epochs: 3,
    callbacks: [
      { onEpochEnd: async () => void seen.push((await model.evaluate(x, y))['loss']!, (model.predictSync(x).data as Float32Array)[0]!) },
    ],
  });
  const without = await net().fit(x, y, { epochs: 3 });
  expect(withLook.history).toEqual(without.history);
  expect(seen).toHaveLength(6);
});

test('a larger program in the midst of an epoch moves the data set, and nothing is lost', async () => {
  const { x, y } = circle(96);
  const plain = net();
  const moved = net();
  await plain.fit(x, y, { epochs: 2, batchSize: 8 });
  let rows = 500;
  await moved.fit(x, y, {
    epochs: 2,
    batchSize: 8,
    callbacks: [{ onTrainBatchEnd: () => void moved.predictSync({ data: new Float32Array(2 * rows), shape: [rows++, 2] }) }],
  });
  expect(weightsOf(moved)).toEqual(weightsOf(plain));
});

test('many short epochs in a slice are the epochs they are one by one', async () => {
  const { x, y } = circle(40);
  const [together, watched] = [net(3, 0.2), net(3, 0.2)];
  const { history } = await together.fit(x, y, { epochs: 2000, batchSize: 16 });
  const { history: seen } = await watched.fit(x, y, { epochs: 2000, batchSize: 16, callbacks: [{ onEpochEnd: () => undefined }] });
  expect(weightsOf(together)).toEqual(weightsOf(watched));
  expect(history).toEqual(seen);
});

test('an epoch of many small steps, in one program, is that of one step after another', async () => {
  const { x, y } = circle(405);
  const [together, watched] = [net(3, 0.2), net(3, 0.2)];
  const { history } = await together.fit(x, y, { epochs: 5, batchSize: 2 });
  const { history: seen } = await watched.fit(x, y, { epochs: 5, batchSize: 2, callbacks: [{ onTrainBatchEnd: () => undefined }] });
  expect(weightsOf(together)).toEqual(weightsOf(watched));
  expect(history).toEqual(seen);
});

test('sample weights and class weights weigh the loss', async () => {
  const { x, y, labels } = circle(60);
  const byRow = net();
  await byRow.fit(x, y, { epochs: 2, sampleWeight: Array.from(labels, (l) => (l === 1 ? 3 : 0.5)) });
  const byClass = net();
  await byClass.fit(x, y, { epochs: 2, classWeight: { 0: 0.5, 1: 3 } });
  expect(weightsOf(byClass)).toEqual(weightsOf(byRow));
  const plain = net();
  await plain.fit(x, y, { epochs: 2 });
  expect(weightsOf(plain)).not.toEqual(weightsOf(byRow));
  const figures = await byRow.evaluate(x, y, { sampleWeight: new Float32Array(60).fill(2) });
  expect(figures['loss']! / (await byRow.evaluate(x, y))['loss']!).toBeCloseTo(2, 5);
});

test('metrics count every sample alike, weighted metrics by its weight', async () => {
  const model = sequential([layers.dense({ units: 1, inputShape: [1], useBias: false })]);
  model.setWeights([[[1]]]);
  model.compile({ optimizer: 'sgd', loss: 'mse', metrics: ['mae'], weightedMetrics: ['mae', 'mse'] });
  // Predictions 1 and 2, errors 1 and 3.
  const figures = await model.evaluate([[1], [2]], [[0], [5]], { sampleWeight: [3, 1] });
  expect(figures).toEqual({ loss: (3 * 1 + 1 * 9) / 2, mae: 2, weightedMae: (3 * 1 + 1 * 3) / 4, mse: (3 * 1 + 1 * 9) / 4 });
});

test('uint8 images are trained on as they are', async () => {
  const rows = 40;
  const bytes = Uint8Array.from({ length: rows * 16 }, (_, i) => (i * 37) % 256);
  const labels = Int32Array.from({ length: rows }, (_, i) => i % 3);
  const make = (): Sequential => {
    const model = sequential(
      [layers.rescaling({ scale: 1 / 255, inputShape: [4, 4] }), layers.flatten(), layers.dense({ units: 3, activation: 'softmax' })],
      { seed: 5 },
    );
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
    return model;
  };
  const [fromBytes, fromFloats] = [make(), make()];
  await fromBytes.fit({ data: bytes, shape: [rows, 4, 4] }, labels, { epochs: 2, batchSize: 16 });
  await fromFloats.fit({ data: Float32Array.from(bytes), shape: [rows, 4, 4] }, labels, { epochs: 2, batchSize: 16 });
  expect(weightsOf(fromBytes)).toEqual(weightsOf(fromFloats));
  expect([...(await fromBytes.predict({ data: bytes, shape: [rows, 4, 4] })).data]).toEqual([
    ...fromBytes.predictSync({ data: Float32Array.from(bytes), shape: [rows, 4, 4] }).data,
  ]);
});

test('trainOnBatch takes the steps that fit takes', async () => {
  const { x, y } = circle(32);
  const [byBatch, byFit] = [net(), net()];
  for (let i = 0; i < 3; i++) expect(Object.keys(await byBatch.trainOnBatch(x, y))).toEqual(['loss', 'accuracy']);
  await byFit.fit(x, y, { epochs: 3, batchSize: 32, shuffle: false });
  expect(weightsOf(byBatch)).toEqual(weightsOf(byFit));
});

test('losses, metrics and layers may be functions and classes of the user', async () => {
  const { x, y } = circle(32);
  const model = net();
  const own = losses.meanSquaredError();
  model.compile({
    optimizer: 'sgd',
    loss: (a, b) => own.values(a, b),
    metrics: [metrics.binaryAccuracy({ threshold: 0.3, name: 'loose' }), 'mse'],
  });
  expect(Object.keys((await model.fit(x, y)).history)).toEqual(['loss', 'loose', 'mse']);
});

test('verbose 2 prints a line an epoch', async () => {
  const { x, y } = circle(32);
  const lines: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  try {
    await net().fit(x, y, { epochs: 2, verbose: 2 });
  } finally {
    write.mockRestore();
  }
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^Epoch 1\/2 .* samples\/s {2}loss: \d\.\d{4} {2}accuracy: \d\.\d{4}\n$/);
});
