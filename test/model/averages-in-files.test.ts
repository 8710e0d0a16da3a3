/** Files keep whether the weights are their moving averages: training goes on from them with the bits of the model that was saved. */
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { readSafetensors } from '../../src/formats/safetensors.ts';
import { callbacks, layers, loadModel, optimizers, sequential, type Sequential } from '../../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'myelin-averages-'));
afterAll(() => rmSync(folder, { recursive: true }));

const x = Array.from({ length: 64 }, (_, i) => [Math.sin(i), Math.cos(i)]);
const y = x.map(([a, b]) => [a! - 2 * b!]);
const averaging = (): optimizers.Optimizer => optimizers.adam({ learningRate: 0.1, useEma: true, emaMomentum: 0.5 });
function model(optimizer = averaging()): Sequential {
  const net = sequential([layers.dense({ units: 4, activation: 'tanh', inputShape: [2] }), layers.dense({ units: 1 })], { seed: 3 });
  net.compile({ loss: 'mse', optimizer });
  return net;
}
async function trained(optimizer?: optimizers.Optimizer): Promise<Sequential> {
  const net = model(optimizer);
  for (let i = 0; i < 3; i++) await net.trainOnBatch(x, y);
  return net;
}
const state = (net: Sequential): unknown[] => [
  net.optimizer.averagesInModel, ...net.getWeights().map(({ data }) => [...data]), ...net.optimizer.variables.map((v) => [...v.read()]),
];

const kinds: [string, () => optimizers.Optimizer][] = [
  ['an optimizer', averaging],
  ['one within lookahead', () => optimizers.lookahead({ optimizer: averaging() })],
  ['one within two', () => optimizers.lossScaleOptimizer({ innerOptimizer: optimizers.lookahead({ optimizer: averaging() }) })],
];
test.each(kinds)('averages of %s: swapped, saved, loaded and trained on is swapped and trained on', async (_, optimizer) => {
  const net = await trained(optimizer());
  const weights = state(net);
  await net.swapAverages(true);
  const path = join(folder, 'swapped.safetensors');
  await net.save(path);
  for (const source of [path, await net.toBytes()]) {
    const [back, byStep, byFit] = [await loadModel(source), await loadModel(source), await loadModel(source)];
    expect(state(back)).toEqual(state(net));
    await back.swapAverages(false);
    expect(state(back)).toEqual(weights);
    const [sameStep, sameFit] = [await trained(optimizer()), await trained(optimizer())];
    for (const one of [sameStep, sameFit]) await one.swapAverages(true);
    for (const one of [byStep, sameStep]) await one.trainOnBatch(x, y);
    expect(state(byStep)).toEqual(state(sameStep));
    for (const one of [byFit, sameFit]) await one.fit(x, y, { epochs: 2, batchSize: 16 });
    expect(state(byFit)).toEqual(state(sameFit));
  }
});

test('a file that modelCheckpoint writes between two epochs has the averages as weights, and the fit goes on from it', async () => {
  const [net, other] = [await trained(), await trained()];
  const options = { batchSize: 16, shuffle: false } as const;
  const swap = callbacks.swapEmaWeights({ swapOnEpoch: true });
  let inModel: unknown[] = [];
  const watch = { onEpochEnd: () => void (inModel = state(net)) };
  const filepath = join(folder, '{epoch}.safetensors');
  const stop = { onEpochEnd: () => void (net.stopTraining = true) };
  await net.fit(x, y, { ...options, epochs: 2, callbacks: [swap, watch, callbacks.modelCheckpoint({ filepath }), stop] });
  const saved = await loadModel(join(folder, '1.safetensors'));
  expect(state(saved)).toEqual(inModel);
  expect(saved.optimizer.averagesInModel).toBe(true);
  await saved.fit(x, y, { ...options, epochs: 1 });
  await other.fit(x, y, { ...options, epochs: 2 });
  expect(state(saved)).toEqual(state(other));
});

test('a file that is written while weights and averages change places is of one moment', async () => {
  const net = await trained();
  const before = state(net);
  await net.swapAverages(true);
  const after = state(net);
  for (let turns = 0; turns < 12; turns++) {
    const swap = net.swapAverages(turns % 2 === 1);
    for (let i = 0; i < turns; i++) await undefined;
    const saved = state(await loadModel(await net.toBytes()));
    expect(saved).toEqual(saved[0] === true ? after : before);
    await swap;
  }
});

test('a file without a word of it has weights and averages in their own places', async () => {
  const net = await trained();
  const { metadata } = readSafetensors(await net.toBytes());
  const { compile } = JSON.parse(metadata['myelin']!) as { compile: object };
  expect(Object.hasOwn(compile, 'averagesInModel')).toBe(false);
  expect((await loadModel(await net.toBytes())).optimizer.averagesInModel).toBe(false);
});

test('a model whose kernels become bytes while its weights are averages has none to change back to', async () => {
  const net = await trained();
  await net.swapAverages(true);
  net.quantize('int8');
  expect(net.optimizer.averagesInModel).toBe(false);
});
