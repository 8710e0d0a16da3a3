/** What a dtype policy changes: the operands of products, and nothing that a user would miss. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nativeBackend } from '../../src/backend/native.ts';
import { setBackend } from '../../src/backend/select.ts';
import { dtypePolicy, layers, loadModel, optimizers, sequential, setDtypePolicy, type DtypePolicy, type Sequential } from '../../src/index.ts';
import { circle } from './tables.ts';

const net = (dtype: DtypePolicy, units = 32): Sequential => {
  const model = sequential([layers.dense({ units, activation: 'relu', inputShape: [2], dtype }), layers.dense({ units: 1, activation: 'sigmoid', dtype })], { seed: 4 });
  model.compile({ optimizer: optimizers.adam({ learningRate: 0.02 }), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  return model;
};
const weightsOf = (model: Sequential): number[][] => model.getWeights().map((w) => [...w.data]);

test('layers take the policy of the day, unless they have one of their own, and keep it', () => {
  expect(dtypePolicy()).toBe('float32');
  setDtypePolicy('mixed_bfloat16');
  try {
    expect(dtypePolicy()).toBe('mixed_bfloat16');
    const [mixed, plain] = [layers.dense({ units: 1 }), layers.dense({ units: 1, dtype: 'float32' })];
    setDtypePolicy('float32');
    expect([mixed.dtypePolicy, mixed.computeDtype, plain.dtypePolicy, plain.computeDtype]).toEqual(['mixed_bfloat16', 'bfloat16', 'float32', 'float32']);
    expect(layers.dense({ units: 1 }).computeDtype).toBe('float32');
  } finally {
    setDtypePolicy('float32');
  }
});

test('operands are rounded, weights and what comes out are not', () => {
  const layer = layers.dense({ units: 1, kernelInitializer: 'ones', biasInitializer: 'zeros', dtype: 'mixed_bfloat16' });
  expect(layer.apply([[1 + 2 ** -9, 2 ** -10]]).toArray()).toEqual([[1 + 2 ** -10]]);
  expect(net('mixed_bfloat16').weights.every((w) => w.dtype === 'float32')).toBe(true);
});

test('learns what float32 learns', async () => {
  const { x, y } = circle(600);
  const [plain, mixed] = await Promise.all((['float32', 'mixed_bfloat16'] as const).map(async (dtype) => {
    const model = net(dtype);
    await model.fit(x, y, { epochs: 60, batchSize: 20 });
    return { weights: weightsOf(model), accuracy: (await model.evaluate(x, y))['accuracy']! };
  }));
  expect(mixed!.weights).not.toEqual(plain!.weights);
  expect(plain!.accuracy).toBeGreaterThan(0.97);
  expect(Math.abs(mixed!.accuracy - plain!.accuracy)).toBeLessThan(0.015);
});

test('comes back from a file with its policy, whatever the policy of the day, and trains on to the same bits', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  try {
    const { x, y } = circle(60);
    const [path, plainPath] = [join(folder, 'mixed.safetensors'), join(folder, 'plain.safetensors')];
    const model = net('mixed_bfloat16');
    await model.fit(x, y, { epochs: 2 });
    await model.save(path);
    await net('float32').save(plainPath);
    await model.fit(x, y, { epochs: 2 });
    setDtypePolicy('mixed_bfloat16');
    expect((await loadModel(plainPath)).layers.map((l) => l.dtypePolicy)).toEqual(['float32', 'float32']);
    setDtypePolicy('float32');
    const again = await loadModel(path);
    await again.fit(x, y, { epochs: 2 });
    expect(weightsOf(again)).toEqual(weightsOf(model));
  } finally {
    setDtypePolicy('float32');
    rmSync(folder, { recursive: true });
  }
});

if (process.env['MYELIN_BACKEND'] === 'native') test('one and two threads give the same bits', async () => {
  const { x, y } = circle(1024);
  const train = async (threads: number): Promise<number[][]> => {
    setBackend(nativeBackend({ threads }));
    try {
      const model = net('mixed_bfloat16', 400);
      await model.fit(x, y, { epochs: 2, batchSize: 512 });
      return weightsOf(model);
    } finally {
      setBackend(undefined);
    }
  };
  expect(await train(2)).toEqual(await train(1));
});
