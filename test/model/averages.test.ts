/** Weights and their moving averages change places as a program of the model, with the bits that the optimizer gives them by itself. */
import { describe, expect, test } from 'vitest';
import { callbacks, layers, ops, optimizers, sequential, type Sequential, type Tensor, type Trace } from '../../src/index.ts';
import { circle } from './tables.ts';

/** A table of a group of its own, and weights that decay differently. */
function model(): Sequential {
  const net = sequential(
    [layers.embedding({ inputDim: 2048, outputDim: 8, inputShape: [2] }), layers.flatten(), layers.dense({ units: 1 })], { seed: 3 },
  );
  net.compile({ loss: 'mse', optimizer: optimizers.sgd({ learningRate: 0.1, useEma: true, emaMomentum: 0.5 }) });
  return net;
}

const x = Array.from({ length: 64 }, (_, i) => [i, 2 * i]);
const y = Array.from({ length: 64 }, (_, i) => [i % 3]);
const weights = (net: Sequential): number[][] => net.getWeights().map(({ data }) => [...data]);
const averages = (net: Sequential): number[][] =>
  net.optimizer.variables.filter((v) => v.name.includes('average')).map((v) => [...v.read()]);

async function trained(): Promise<Sequential> {
  const net = model();
  for (let i = 0; i < 3; i++) await net.trainOnBatch(x, y);
  return net;
}

describe('swapAverages', () => {
  test('gives what the optimizer gives at once, and back', async () => {
    const [one, other] = [await trained(), await trained()];
    const before = [weights(one), averages(one)];
    await one.swapAverages(true);
    other.optimizer.swapAverages(true);
    expect([weights(one), averages(one)]).toEqual([weights(other), averages(other)]);
    expect(weights(one)).not.toEqual(before[0]);
    expect(one.optimizer.averagesInModel).toBe(true);
    await one.swapAverages(false);
    expect([weights(one), averages(one)]).toEqual(before);
  });

  test('calls at once swap once', async () => {
    const [one, other] = [await trained(), await trained()];
    await Promise.all([one.swapAverages(true), one.swapAverages(true), one.predict(x), one.swapAverages(true)]);
    await other.swapAverages(true);
    expect(weights(one)).toEqual(weights(other));
    await Promise.all([one.swapAverages(false), one.swapAverages(true)]);
    await one.swapAverages(true);
    expect(weights(one)).toEqual(weights(other));
  });

  test('does nothing before the first step, and without averages', async () => {
    const net = model();
    await net.swapAverages(true);
    expect(net.optimizer.averagesInModel).toBe(false);
    const plain = sequential([layers.dense({ units: 1, inputShape: [2] })], { seed: 1 });
    await expect(plain.swapAverages(true)).rejects.toThrow('not compiled');
    plain.compile({ loss: 'mse' });
    await plain.fit(circle(8).x, circle(8).y);
    const before = weights(plain);
    await plain.swapAverages(true);
    expect(weights(plain)).toEqual(before);
  });
});

test('after a fit the weights are the averages, swapped meanwhile or not, and the steps after it are the same', async () => {
  const nets = [await trained(), await trained(), await trained()];
  const [plain, swapped, byHand] = nets as [Sequential, Sequential, Sequential];
  const options = { epochs: 2, batchSize: 16, validationData: [x, y] } as const;
  await plain.fit(x, y, options);
  await swapped.fit(x, y, { ...options, callbacks: [callbacks.swapEmaWeights({ swapOnEpoch: true })] });
  await byHand.fit(x, y, options);
  expect(weights(plain)).toEqual(weights(swapped));
  for (const net of nets) await net.trainOnBatch(x, y);
  expect(weights(plain)).toEqual(weights(byHand));
  expect(weights(plain)).toEqual(weights(swapped));
});

test('an optimizer with a finish of its own ends a fit with that', async () => {
  let finished = 0;
  class Own extends optimizers.Optimizer {
    readonly kind = 'own';
    constructor() {
      super('own', { useEma: true }, [], 0.1);
    }
    override finish(): void {
      finished++;
    }
    protected step(t: Trace, group: optimizers.Group, gradients: optimizers.Gradients, rate: Tensor): void {
      group.write(t, ops.subtract(group.read(t), ops.multiply(rate, gradients.flat())));
    }
  }
  const net = sequential([layers.dense({ units: 1, inputShape: [2] })], { seed: 1 });
  net.compile({ loss: 'mse', optimizer: new Own() });
  await net.fit(circle(8).x, circle(8).y, { epochs: 2 });
  expect(finished).toBe(1);
  expect(averages(net).flat()).not.toEqual(weights(net).flat());
});

test('a fit that fails with averages in the model gives the weights back', async () => {
  const [net, other] = [await trained(), await trained()];
  const onTestEnd = (): void => {
    throw new Error('no more');
  };
  await expect(net.evaluate(x, y, { callbacks: [{ ...callbacks.swapEmaWeights(), onTestEnd }] })).rejects.toThrow('no more');
  expect(net.optimizer.averagesInModel).toBe(false);
  expect(weights(net)).toEqual(weights(other));
});
