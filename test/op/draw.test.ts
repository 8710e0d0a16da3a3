/** Random numbers as the public namespace `random` gives them. */
import { expect, test } from 'vitest';
import { ConfigError, Layer, layers, ops, random, sequential, type Tensor, type Trace } from '../../src/index.ts';

const N = 20_000;
const mean = (x: Tensor): number => ops.mean(x).item();
const std = (x: Tensor): number => ops.std(x).item();

test('uniform: bounds and mean; a number as seed gives the same values every time', () => {
  const x = random.uniform([N], { minval: -1, maxval: 3, seed: 1 });
  expect(ops.min(x).item()).toBeGreaterThanOrEqual(-1);
  expect(ops.max(x).item()).toBeLessThan(3);
  expect(Math.abs(mean(x) - 1)).toBeLessThan(0.05);
  expect(random.uniform([N], { minval: -1, maxval: 3, seed: 1 }).data).toEqual(x.data);
  expect(random.uniform([N], { minval: -1, maxval: 3, seed: 2 }).data).not.toEqual(x.data);
  expect(ops.max(random.uniform([N], { seed: 1 })).item()).toBeLessThan(1);
});

test('normal and truncatedNormal: mean and deviation; beyond two deviations one of them has nothing', () => {
  const [x, cut] = [random.normal([N], { mean: 2, stddev: 3, seed: 1 }), random.truncatedNormal([N], { mean: 2, stddev: 3, seed: 1 })];
  for (const values of [x, cut]) expect(Math.abs(mean(values) - 2)).toBeLessThan(0.1);
  expect(Math.abs(std(x) - 3)).toBeLessThan(0.1);
  expect(ops.max(ops.abs(ops.subtract(cut, 2))).item()).toBeLessThanOrEqual(6);
  expect(ops.max(ops.abs(ops.subtract(x, 2))).item()).toBeGreaterThan(6);
});

test('what cannot be is refused: above all, no seed', () => {
  for (const draw of [random.uniform, random.normal, random.truncatedNormal]) {
    expect(() => draw([2], undefined as never)).toThrow(/options after the shape, received undefined. Give a seed: { seed: 1 }/);
    expect(() => draw([2], 1 as never)).toThrow(/options after the shape, received 1. Give a seed: { seed: 1 }/);
    expect(() => draw([2], {} as never)).toThrow(/seed must be a number, or t\.draw\(name\) in the call of a layer, received undefined/);
    expect(() => draw([-1], { seed: 1 })).toThrow(ConfigError);
    expect(() => draw([2], { seed: 1, sed: 2 } as never)).toThrow(/unknown option 'sed'/);
  }
  expect(() => random.uniform([2], { seed: 1.5 })).toThrow(ConfigError);
  expect(() => random.uniform([2], { minval: 2, maxval: 1, seed: 1 })).toThrow(/maxval must be a number >= 2/);
  expect(() => random.normal([2], { stddev: -1, seed: 1 })).toThrow(/stddev must be a number >= 0/);
});

class Jitter extends Layer {
  readonly kind = 'jitter';
  call(x: Tensor, t: Trace): Tensor {
    return t.training ? ops.add(x, random.normal(x.shape, { seed: t.draw('jitter') })) : x;
  }
}

test('with t.draw a layer draws anew in every step, and the seed of the model fixes what', async () => {
  const losses = async (seed: number): Promise<number[]> => {
    const model = sequential([new Jitter('jitter', { inputShape: [2] }), layers.dense({ units: 1, kernelInitializer: 'ones' })], { seed });
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    model.trainable = false;
    const { history } = await model.fit(ops.full([8, 2], 0), ops.full([8, 1], 0), { epochs: 4, batchSize: 8 });
    return history['loss']!;
  };
  const first = await losses(1);
  expect(new Set(first).size).toBe(4);
  expect(await losses(1)).toEqual(first);
  expect(await losses(2)).not.toEqual(first);
});
