/** What a dtype policy changes: the operands of products, and nothing that a user would miss. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nativeBackend } from '../../src/backend/native.ts';
import { setBackend } from '../../src/backend/select.ts';
import {
  dtypePolicy, layers, loadModel, optimizers, sequential, setDtypePolicy, tensor, type DtypePolicy, type NestedNumbers,
  type Sequential,
} from '../../src/index.ts';
import type { Optimizer } from '../../src/optimizers/index.ts';
import { bf16 } from '../reference/bf16.ts';
import { circle } from './tables.ts';

const net = (dtype: DtypePolicy, units = 32): Sequential => {
  const model = sequential(
    [layers.dense({ units, activation: 'relu', inputShape: [2], dtype }), layers.dense({ units: 1, activation: 'sigmoid', dtype })],
    { seed: 4 },
  );
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
    expect([mixed.dtypePolicy, mixed.computeDtype, plain.dtypePolicy, plain.computeDtype]).toEqual([
      'mixed_bfloat16', 'bfloat16', 'float32', 'float32',
    ]);
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

interface Run {
  readonly initial: NestedNumbers[];
  readonly x: number[][];
  readonly y: number[][];
  readonly steps: { loss: number; weights: NestedNumbers[] }[];
}
interface Golden {
  readonly producer: string;
  readonly mixed: {
    readonly dtypes: { compute: string; variable: string; slots: string[] };
    readonly product: { x: number[][]; kernel: number[][]; y: number[][] };
    readonly 'few bits': Run;
    readonly steps: (Run & { name: 'sgd' | 'adam'; options: object })[];
  };
}

/** Half the distance from 1 to the next bfloat16. */
const ROUNDING = 2 ** -8;
const { producer, mixed } = JSON.parse(readFileSync(new URL('../golden/keras.json', import.meta.url), 'utf8')) as Golden;
const flat = (values: NestedNumbers): number[] => [values].flat(9) as number[];

/** Losses, and all weights, after each of the steps that Keras did. */
async function follow(
  { initial, x, y, steps }: Run, optimizer: Optimizer, activation: 'relu' | 'tanh', dtype: DtypePolicy,
): Promise<{ loss: number; weights: number[] }[]> {
  const [inputs, hidden, outputs] = [x[0]!.length, flat(initial[1]!).length, y[0]!.length];
  const model = sequential([
    layers.dense({ units: hidden, activation, inputShape: [inputs], dtype }),
    layers.dense({ units: outputs, dtype }),
  ]);
  model.setWeights(initial.map((w) => tensor(w)));
  model.compile({ optimizer, loss: 'mse' });
  const done: { loss: number; weights: number[] }[] = [];
  for (const _ of steps) done.push({ loss: (await model.trainOnBatch(x, y))['loss']!, weights: weightsOf(model).flat() });
  return done;
}

describe(`as ${producer}, mixed_bfloat16`, () => {
  test('layers compute in bfloat16 and keep float32, and so do optimizers', async () => {
    const model = net('mixed_bfloat16'), optimizer = optimizers.adam();
    model.compile({ optimizer, loss: 'mse' });
    await model.trainOnBatch([[1, 2]], [1]);
    expect(model.layers.map((l) => l.computeDtype)).toEqual([mixed.dtypes.compute, mixed.dtypes.compute]);
    expect([...new Set(model.weights.map((w) => w.dtype))]).toEqual([mixed.dtypes.variable]);
    expect([...new Set(optimizer.slots.map((v) => v.dtype))]).toEqual(mixed.dtypes.slots);
  });

  test('a product, rounded, is the same to the bit', () => {
    const { x, kernel, y } = mixed.product;
    const rounded = (dtype: DtypePolicy): number[] => {
      const model = sequential([layers.dense({ units: kernel[0]!.length, useBias: false, inputShape: [x[0]!.length], dtype })]);
      model.setWeights([tensor(kernel)]);
      return [...model.predictSync(x).data].map(bf16);
    };
    expect(rounded('mixed_bfloat16')).toEqual(flat(y));
    expect(rounded('float32')).not.toEqual(flat(y));
  });

  test('gradients through two layers, rounded, are the same to the bit where nothing before them is rounded but operands', async () => {
    const run = mixed['few bits'];
    const before = run.initial.flatMap(flat);
    const gradients = (weights: readonly number[]): number[] => weights.map((w, i) => bf16(before[i]! - w));
    const [mine, plain] = await Promise.all(
      (['mixed_bfloat16', 'float32'] as const).map(
        async (dtype) => (await follow(run, optimizers.sgd({ learningRate: 1 }), 'relu', dtype))[0]!,
      ),
    );
    expect(mine!.loss).toBe(run.steps[0]!.loss);
    expect(gradients(mine!.weights)).toEqual(gradients(run.steps[0]!.weights.flatMap(flat)));
    expect(gradients(plain!.weights)).not.toEqual(gradients(mine!.weights));
  });

  // Float32 lies as far from Keras as this: what is left is Keras' own rounding of what layers put out and of gradients.
  test.each(mixed.steps.map((run) => [run.name, run] as const))('five steps with %s come within a rounding of it', async (name, run) => {
    const done = await follow(run, (optimizers[name] as (options: object) => Optimizer)(run.options), 'tanh', 'mixed_bfloat16');
    done.forEach(({ loss, weights }, step) => {
      const expected = run.steps[step]!;
      expect(Math.abs(loss / expected.loss - 1)).toBeLessThan(ROUNDING);
      expected.weights
        .flatMap(flat)
        .forEach((w, i) => expect(Math.abs(weights[i]! - w), `step ${step}, weight ${i}`).toBeLessThan(ROUNDING));
    });
  });
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
