/** Weights and their moving averages change places as a program of the model, with the bits that the optimizer gives them by itself. */
import { describe, expect, test } from 'vitest';
import { callbacks, layers, ops, optimizers, sequential, type Sequential, type Tensor, type Trace } from '../../src/index.ts';
import { circle } from './tables.ts';

/** A table of a group of its own, and weights that decay differently. */
const averaging = (): optimizers.Optimizer => optimizers.sgd({ learningRate: 0.1, useEma: true, emaMomentum: 0.5 });
function model(optimizer = averaging()): Sequential {
  const net = sequential(
    [layers.embedding({ inputDim: 2048, outputDim: 8, inputShape: [2] }), layers.flatten(), layers.dense({ units: 1 })], { seed: 3 },
  );
  net.compile({ loss: 'mse', optimizer });
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
    expect(weights(one)).toEqual(weights(other));
    const before = weights(await trained());
    await Promise.all([one.swapAverages(true), one.swapAverages(false)]);
    expect([one.optimizer.averagesInModel, weights(one)]).toEqual([false, before]);
  });

  test('the last call counts: at once on the optimizer, too, and beside a profile', async () => {
    const [one, other] = [await trained(), await trained()];
    await other.swapAverages(true);
    for (let turns = 0; turns < 12; turns++) {
      const call = one.swapAverages(true);
      for (let i = 0; i < turns; i++) await undefined;
      one.optimizer.swapAverages(true);
      await call;
      expect([one.optimizer.averagesInModel, weights(one)]).toEqual([true, weights(other)]);
      await one.swapAverages(false);
      const profile = one.profile(x, y, { steps: 3 });
      for (let i = 0; i < turns; i++) await new Promise((resume) => setImmediate(resume));
      await Promise.all([profile, one.swapAverages(true)]);
      expect([one.optimizer.averagesInModel, weights(one)]).toEqual([true, weights(other)]);
      await one.swapAverages(false);
    }
  });

  test('a model is not taken apart meanwhile', async () => {
    const net = await trained();
    const call = net.swapAverages(true);
    expect(() => net.dispose()).toThrow('a call of swapAverages is under way');
    expect(() => net.compile({ loss: 'mse' })).toThrow('a call of swapAverages is under way');
    await call;
  });

  test('is of the optimizer within a wrapper, and training exchanges back', async () => {
    const wrapped = [optimizers.lookahead({ optimizer: averaging() }), optimizers.lossScaleOptimizer({ innerOptimizer: averaging() })];
    for (const optimizer of wrapped) {
      const net = model(optimizer);
      for (let i = 0; i < 3; i++) await net.trainOnBatch(x, y);
      const before = weights(net);
      await net.swapAverages(true);
      expect(net.optimizer.averagesInModel).toBe(true);
      expect(weights(net)).not.toEqual(before);
      await net.swapAverages(false);
      expect(weights(net)).toEqual(before);
    }
    const [one, other] = [await trained(), await trained()];
    await one.swapAverages(true);
    for (const net of [one, other]) await net.trainOnBatch(x, y);
    expect(weights(one)).toEqual(weights(other));
    await one.swapAverages(true);
    for (const net of [one, other]) await net.fit(x, y, { epochs: 2, batchSize: 16 });
    expect([weights(one), averages(one)]).toEqual([weights(other), averages(other)]);
  });

  test('does nothing before the first step', async () => {
    const net = model();
    await net.swapAverages(true);
    expect(net.optimizer.averagesInModel).toBe(false);
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

test('an evaluation that fails with averages in the model gives the weights back', async () => {
  const [net, other] = [await trained(), await trained()];
  const onTestEnd = (): void => {
    throw new Error('no more');
  };
  await expect(net.evaluate(x, y, { callbacks: [{ ...callbacks.swapEmaWeights(), onTestEnd }] })).rejects.toThrow('no more');
  expect(net.optimizer.averagesInModel).toBe(false);
  expect(weights(net)).toEqual(weights(other));
});

describe('swapAverages refuses', () => {
  test.each([undefined, 1, 'yes', null])('%j in the place of true or false', async (given) => {
    const net = await trained();
    await expect(net.swapAverages(given as never)).rejects.toThrow(/^swapAverages: inModel must be true or false/);
    expect(() => net.optimizer.swapAverages(given as never)).toThrow(/^sgd: inModel must be true or false/);
    expect(net.optimizer.averagesInModel).toBe(false);
  });

  test('models whose optimizer keeps none, and models before compile', async () => {
    await expect(model(optimizers.sgd()).swapAverages(true)).rejects.toThrow('swapAverages: sgd keeps no averages of the weights.');
    const bare = sequential([layers.dense({ units: 1, inputShape: [2] })]);
    await expect(bare.swapAverages(true)).rejects.toThrow('swapAverages: the model is not compiled.');
  });
});
