/** Training beside the rest of a program: the event loop, cancellation, several models, memory. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { layers, ops, sequential, tensor, type Sequential } from '../../src/index.ts';
import { circle } from './tables.ts';

/** A network whose step takes long enough to be interrupted. */
function large(seed = 1): { model: Sequential; x: { data: Float32Array; shape: number[] }; labels: Int32Array } {
  const rows = 1024;
  const model = sequential([
    layers.dense({ units: 1024, activation: 'relu', inputShape: [512] }),
    layers.dense({ units: 1024, activation: 'relu' }),
    layers.dense({ units: 10, activation: 'softmax' }),
  ], { seed });
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  return {
    model,
    x: { data: Float32Array.from({ length: rows * 512 }, (_, i) => Math.sin(i * 0.7)), shape: [rows, 512] },
    labels: Int32Array.from({ length: rows }, (_, i) => i % 10),
  };
}

test('the event loop goes on turning while a network trains', async () => {
  const { model, x, labels } = large();
  let ticks = 0;
  const timer = setInterval(() => ticks++, 10);
  const before = performance.now();
  await model.fit(x, labels, { epochs: 3, batchSize: 128 });
  clearInterval(timer);
  const possible = (performance.now() - before) / 10;
  // A blocked loop would tick a few times in all; the share is generous because other tests run beside this one.
  expect(ticks).toBeGreaterThan(possible / 4);
});

test('an abort rejects with its reason, and the model is whole and trains on', async () => {
  const { model, x, labels } = large();
  const controller = new AbortController();
  const reason = new Error('enough');
  const training = model.fit(x, labels, { epochs: 1000, batchSize: 128, signal: controller.signal });
  await sleep(100);
  controller.abort(reason);
  await expect(training).rejects.toBe(reason);
  expect(model.getWeights().every((w) => w.data.every(Number.isFinite))).toBe(true);
  expect((await model.fit(x, labels, { epochs: 1, batchSize: 128 })).history['loss']![0]).toBeLessThan(10);
});

test('evaluate and predict take a signal, too', async () => {
  const { model, x, labels } = large();
  const signal = AbortSignal.timeout(1);
  await sleep(5);
  await expect(model.evaluate(x, labels, { signal })).rejects.toThrow(/timeout/i);
  await expect(model.predict(x, { signal })).rejects.toThrow(/timeout/i);
});

test('two models train at once, each as if alone', async () => {
  const { x, y } = circle(128);
  const train = async (seed: number): Promise<unknown> => {
    const model = sequential(
      [layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }), layers.dense({ units: 1, activation: 'sigmoid' })],
      { seed },
    );
    model.compile({ optimizer: 'adam', loss: 'bce' });
    return (await model.fit(x, y, { epochs: 20 })).history;
  };
  const alone = [await train(1), await train(2)];
  expect(await Promise.all([train(1), train(2)])).toEqual(alone);
});

test('a prediction asked for during a fit is answered between its slices', async () => {
  const { model, x, labels } = large();
  const fit = model.fit(x, labels, { epochs: 3, batchSize: 128 });
  const row = { data: x.data.subarray(0, 512), shape: [1, 512] };
  const [early, sync] = [await model.predict(row), model.predictSync(row)];
  expect(early.shape).toEqual([1, 10]);
  expect([...sync.data].reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  await fit;
});

test('weights set while a slice runs are not lost', async () => {
  const { model, x, labels } = large();
  model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
  const fit = model.fit(x, labels, { epochs: 2, batchSize: 128 });
  await sleep(30);
  const zeros = model.getWeights().map((w) => tensor({ data: new Float32Array(w.size), shape: w.shape }));
  model.setWeights(zeros);
  await fit;
  // Dense layers of zeros pass no gradient back but to the last bias.
  expect(model.getWeights().slice(0, -1).every((w) => w.data.every((v) => v === 0))).toBe(true);
});

test('a model that gave its memory back trains on where it stopped', async () => {
  const { x, y } = circle(64);
  const make = (): Sequential => {
    const model = sequential(
      [layers.dense({ units: 8, activation: 'relu', inputShape: [2] }), layers.dense({ units: 1, activation: 'sigmoid' })],
      { seed: 4 },
    );
    model.compile({ optimizer: 'adam', loss: 'bce' });
    return model;
  };
  const [kept, disposed] = [make(), make()];
  await kept.fit(x, y, { epochs: 2 });
  await disposed.fit(x, y, { epochs: 1 });
  disposed.dispose();
  await disposed.fit(x, y, { epochs: 1 });
  expect(disposed.getWeights().map((w) => [...w.data])).toEqual(kept.getWeights().map((w) => [...w.data]));
});

test('what does not fit into memory is refused, and what does fit runs on', async () => {
  const huge = 2 ** 20;
  expect(() => sequential([layers.dense({ units: huge, inputShape: [huge] })])).toThrow(/a program addresses at most/);
  expect(ops.add([1], [2]).toArray()).toEqual([3]);

  const model = sequential([
    layers.dense({ units: huge, inputShape: [1], kernelInitializer: 'ones' }),
    layers.dense({ units: 1, kernelInitializer: 'ones' }),
  ]);
  const rows = { data: new Float32Array(4096).fill(1), shape: [4096, 1] };
  await expect(model.predict(rows, { batchSize: 4096 })).rejects.toThrow(/need \d+ elements of memory in one block.*use a smaller batch/);
  expect((await model.predict(rows.data.subarray(0, 1))).item()).toBe(huge);
});
