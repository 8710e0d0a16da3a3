/** The range test of learning rates. */
import { expect, test } from 'vitest';
import { ConfigError, DataError, layers, optimizers, schedules, sequential, type FitOptions, type Sequential } from '../../src/index.ts';
import { circle } from './tables.ts';

const silent = { printFn: (): void => undefined };
const { x, y } = circle(100);
const net = (optimizer: optimizers.OptimizerLike): Sequential => {
  const model = sequential([
    layers.dense({ units: 8, inputShape: [2] }),
    layers.batchNormalization(),
    layers.activation({ activation: 'relu' }),
    layers.dropout({ rate: 0.2 }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ], { seed: 7 });
  model.compile({ optimizer, loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  return model;
};

test('rates rise geometrically, and losses are those of a weight that is known', async () => {
  // The loss is (w - 3)^2: a step of rate r multiplies w - 3 by 1 - 2r.
  const model = sequential([layers.dense({ units: 1, useBias: false, inputShape: [1], kernelInitializer: 'zeros' })]);
  model.compile({ optimizer: optimizers.sgd({ learningRate: 0.5 }), loss: 'mse' });
  let text = '';
  const range = await model.findLearningRate([[1], [1], [1]], [[3], [3], [3]], {
    from: 0.001, to: 100, steps: 26, batchSize: 2, smoothing: 0, printFn: (printed) => void (text = printed),
  });
  let rest = 9;
  range.losses.forEach((loss, i) => {
    expect(range.rates[i]).toBeCloseTo(0.001 * 10 ** (i / 5), 8);
    expect(loss / rest).toBeCloseTo(1, 3);
    rest *= (1 - 2 * range.rates[i]!) ** 2;
  });
  expect(range.smoothed).toEqual(range.losses);
  expect(range.losses.length).toBeLessThan(26); // it ends when the loss is four times the smallest
  const lowest = range.losses.indexOf(Math.min(...range.losses));
  expect(range.suggested).toBe(range.rates[lowest]! / 10);
  const falls = range.losses.slice(1).map((v, i) => range.losses[i]! - v);
  expect(range.steepest).toBe(range.rates[1 + falls.indexOf(Math.max(...falls))]);
  expect(text).toMatch(/^ +rate +loss +smoothed\n +1\.0e-3 +9\.000 +9\.000\n[^]*suggested: \d\.\de-?\d+\.$/);
  expect(model.getWeights()[0]!.item()).toBe(0);
  expect(model.optimizer.learningRate).toBe(0.5);
});

test.each([
  ['adam', (): optimizers.OptimizerLike => optimizers.adam({ learningRate: 0.01 })],
  ['sgd with momentum, averages and accumulation', (): optimizers.OptimizerLike =>
    optimizers.sgd({ learningRate: 0.1, momentum: 0.9, useEma: true, gradientAccumulationSteps: 2 })],
])('%s: weights, statistics, draws and state come back to the bit', async (_, optimizer) => {
  const options: FitOptions = { epochs: 2, batchSize: 16, verbose: 0 };
  const [plain, tried] = [net(optimizer()), net(optimizer())];
  await plain.fit(x, y, options);
  await tried.fit(x, y, options);
  const found = await tried.findLearningRate(x, y, { steps: 40, ...silent });
  expect(found.losses.length).toBeGreaterThan(5);
  expect(tried.optimizer.steps).toBe(plain.optimizer.steps);
  expect(tried.optimizer.variables.map((v) => v.value().data)).toEqual(plain.optimizer.variables.map((v) => v.value().data));
  expect(await tried.fit(x, y, options)).toEqual(await plain.fit(x, y, options));
  expect(tried.getWeights().map((w) => w.data)).toEqual(plain.getWeights().map((w) => w.data));
});

test('the rate that is suggested trains', async () => {
  const model = net('adam');
  const { suggested, steepest, rates } = await model.findLearningRate(x, y, { batchSize: 20, ...silent });
  expect(steepest).toBeLessThanOrEqual(rates.at(-1)!);
  model.optimizer.learningRate = suggested!;
  const { history } = await model.fit(x, y, { epochs: 60, batchSize: 20, verbose: 0 });
  expect(history['loss']!.at(-1)).toBeLessThan(0.8 * history['loss']![0]!);
});

test('a signal ends it, and the model is as it was', async () => {
  const model = net('adam');
  const before = model.getWeights().map((w) => w.data);
  const abort = new AbortController();
  const finding = model.findLearningRate(x, y, { steps: 100000, signal: abort.signal, ...silent });
  setTimeout(() => abort.abort(new Error('enough')), 20);
  await expect(finding).rejects.toThrow('enough');
  expect(model.getWeights().map((w) => w.data)).toEqual(before);
  expect((await model.fit(x, y, { verbose: 0 })).epoch).toEqual([0]);
});

test('a loss that never falls is said', async () => {
  const model = sequential([layers.dense({ units: 1, useBias: false, inputShape: [1], kernelInitializer: 'zeros' })]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  let text = '';
  const printFn = (printed: string): void => void (text = printed);
  const { suggested, steepest } = await model.findLearningRate([[1]], [[0]], { steps: 5, printFn });
  expect([suggested, steepest]).toEqual([undefined, undefined]);
  expect(text).toContain('does not fall');
});

test('what cannot be is refused', async () => {
  const model = net('adam');
  await expect(model.findLearningRate(x, y, { from: 0 })).rejects.toThrow(/0 < from < to, received from 0/);
  await expect(model.findLearningRate(x, y, { from: 1, to: 0.1 })).rejects.toThrow(ConfigError);
  await expect(model.findLearningRate(x, y, { step: 1 } as never)).rejects.toThrow(/Did you mean 'steps'/);
  await expect(model.findLearningRate([[NaN, 1]], [[1]])).rejects.toThrow(DataError);
  const learningRate = schedules.exponentialDecay({ initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.5 });
  await expect(net(optimizers.sgd({ learningRate })).findLearningRate(x, y)).rejects.toThrow(/follows a schedule/);
  await expect(net(optimizers.lbfgs()).findLearningRate(x, y)).rejects.toThrow(/lbfgs chooses its steps itself/);
  await expect(sequential([layers.dense({ units: 1, inputShape: [1] })]).findLearningRate([[1]], [[1]])).rejects.toThrow(/not compiled/);
});
