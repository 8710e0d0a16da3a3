/** What holds for every optimizer; their values are held to Keras in test/model/golden.test.ts. */
import { describe, expect, test } from 'vitest';
import {
  ConfigError,
  grad,
  layers,
  loadModel,
  ops,
  optimizers,
  schedules,
  sequential,
  tensor,
  valueAndGrad,
  variable,
  type Sequential,
  type Tensor,
} from '../../src/index.ts';
import { countOf, countTensor } from '../../src/graph/counter.ts';
import { OPTIMIZERS } from '../../src/optimizers/registry.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { circle } from '../model/tables.ts';

/** The saved form of an optimizer, of which each use makes a new one. */
const saved = (kind: string, config: object): object => ({ kind, config });

const CASES: Readonly<Record<string, object>> = {
  sgd: {},
  'sgd with momentum': { learningRate: 0.05, momentum: 0.9, nesterov: true },
  adam: { learningRate: 0.01, beta1: 0.8, epsilon: 1e-5 },
  'adam clipped': { learningRate: 0.01, globalClipnorm: 0.1 },
  rmsprop: { momentum: 0.5, centered: true },
  adagrad: { learningRate: 0.1 },
  adamax: { learningRate: 0.05, beta2: 0.9 },
  adadelta: { learningRate: 1, epsilon: 1e-4 },
  adafactor: { learningRate: 0.1 },
  'adam amsgrad': { learningRate: 0.05, beta2: 0.9, amsgrad: true },
  ftrl: { learningRate: 0.1, l1RegularizationStrength: 1e-3, beta: 0.1 },
  lamb: { learningRate: 0.05, weightDecay: 0.01 },
  lion: { learningRate: 0.01 },
  'lookahead accumulated': { optimizer: saved('sgd', { learningRate: 0.2, gradientAccumulationSteps: 2 }), syncPeriod: 3 },
  lookahead: {},
  lossScaleOptimizer: { innerOptimizer: saved('sgd', { learningRate: 0.1, momentum: 0.9 }), initialScale: 1024, dynamicGrowthSteps: 3 },
  muon: { learningRate: 0.05, adamWeightDecay: 0.1, excludeLayers: ['bias$'] },
  nadam: { learningRate: 0.05, globalClipnorm: 0.5 },
  scheduleFreeAdamW: { learningRate: 0.1, warmupSteps: 3 },
  'sgd scaled': { learningRate: 0.1, lossScaleFactor: 1024, clipnorm: 0.1 },
  'lookahead of a lossScaleOptimizer': { optimizer: saved('lossScaleOptimizer', { innerOptimizer: saved('adamw', {}) }) },
  adamw: { learningRate: 0.01, weightDecay: 0.1, excludeFromWeightDecay: { varNames: ['bias'] } },
  'sgd averaged': { learningRate: 0.1, useEma: true, emaMomentum: 0.5, emaOverwriteFrequency: 2 },
  'adam accumulated': { learningRate: 0.05, gradientAccumulationSteps: 2 },
  'sgd scheduled': { learningRate: schedules.exponentialDecay({ initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.9 }) },
  steepestDescent: {},
  lbfgs: { maxIterations: 3, historySize: 4 },
  levenbergMarquardt: { maxIterations: 1, damping: 0.1 },
  gaussNewton: { maxIterations: 2, damping: 0.1, solverIterations: 5 },
  newtonCg: { maxIterations: 2 },
};
const make = (name: string): ReturnType<typeof optimizers.sgd> => OPTIMIZERS[name.split(' ')[0]!]!(CASES[name]!);
const { x, y } = circle(64);
const net = (name: string): Sequential => {
  const model = sequential(
    [layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }), layers.dense({ units: 1, activation: 'sigmoid' })],
    { seed: 1 },
  );
  model.compile({ optimizer: make(name), loss: 'bce' });
  return model;
};

test('every optimizer has a case', () => {
  expect(Object.keys(OPTIMIZERS).filter((name) => !Object.hasOwn(CASES, name))).toEqual([]);
});

describe.each(Object.keys(CASES))('%s', (name) => {
  test('brings the loss down', async () => {
    const { history } = await net(name).fit(x, y, { epochs: 40, batchSize: 16 });
    expect(history['loss']!.at(-1)!).toBeLessThan(history['loss']![0]!);
  });

  test('its configuration makes it again', () => {
    const optimizer = make(name);
    expect(OPTIMIZERS[optimizer.kind]!(optimizer.getConfig()).getConfig()).toEqual(optimizer.getConfig());
  });

  test('its state is saved with the model', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
    try {
      const [whole, first] = [net(name), net(name)];
      await whole.fit(x, y, { epochs: 4 });
      await first.fit(x, y, { epochs: 2 });
      await first.save(join(folder, 'm.safetensors'));
      const second = await loadModel(join(folder, 'm.safetensors'));
      await second.fit(x, y, { epochs: 2 });
      expect(second.getWeights().map((w) => [...w.data])).toEqual(whole.getWeights().map((w) => [...w.data]));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

const rules = Object.keys(CASES).filter((name) => !(make(name) instanceof optimizers.Driver));

test.each(rules)('%s in a training loop of the user', (name) => {
  const rows = [
    [1, 2],
    [3, -1],
    [0, 1],
  ];
  const target = tensor([[1], [-1], [0.5]]);
  const w = variable([[0.5], [-0.25]]);
  const optimizer = make(name);
  const loss = (kernel: Tensor): Tensor => optimizer.scaleLoss(ops.mean(ops.square(ops.subtract(ops.matmul(rows, kernel), target))));
  const losses = Array.from({ length: 5 }, () => {
    const [value, gradient] = valueAndGrad(loss)(w.value());
    optimizer.applyGradients([[gradient, w]]);
    return value.item();
  });
  expect(losses.at(-1)!).toBeLessThan(losses[0]!);
  expect(optimizer.iterations.read()[0]).toBe(name.includes('accumulated') ? 2 : 5);
  expect(() => optimizer.applyGradients([[[1], w]])).toThrow(/must have its shape \[2, 1\], received \[1\]/);
});

test('applyGradients takes the steps that fit takes', async () => {
  const model = sequential([layers.dense({ units: 1, inputShape: [2], useBias: false })], { seed: 1 });
  model.compile({ optimizer: optimizers.adam({ learningRate: 0.1 }), loss: 'mse' });
  const w = variable(model.getWeights()[0]!);
  const optimizer = optimizers.adam({ learningRate: 0.1 });
  for (let step = 0; step < 3; step++) {
    await model.trainOnBatch([[1, 2]], [[3]]);
    optimizer.applyGradients([[grad((k) => ops.mean(ops.square(ops.subtract(ops.matmul([[1, 2]], k), 3))))(w.value()), w]]);
  }
  expect([...w.value().data]).toEqual([...model.getWeights()[0]!.data]);
});

test('the learning rate may be set while training', async () => {
  const optimizer = optimizers.sgd({ learningRate: 0.5 });
  const model = sequential([layers.dense({ units: 1, inputShape: [2] })], { seed: 1 });
  model.compile({ optimizer, loss: 'mse' });
  const frozen: number[][] = [];
  await model.fit(x, y, {
    epochs: 3,
    callbacks: [
      {
        onEpochEnd: () => {
          optimizer.learningRate = 0;
          frozen.push([...model.getWeights()[0]!.data]);
        },
      },
    ],
  });
  expect(frozen[1]).toEqual(frozen[0]);
  expect(frozen[2]).toEqual(frozen[0]);
  expect(optimizer.learningRate).toBe(0);
});

test('an optimizer serves one model', () => {
  const optimizer = optimizers.adam();
  const first = sequential([layers.dense({ units: 1, inputShape: [2] })]);
  first.compile({ optimizer, loss: 'mse' });
  const second = sequential([layers.dense({ units: 2, inputShape: [2] })]);
  expect(() => second.compile({ optimizer, loss: 'mse' })).toThrow(/Make a new optimizer for each model/);
});

describe('clipping', () => {
  test.each([
    [
      { clipnorm: 1, clipvalue: 1 },
      /sgd: only one of clipnorm, clipvalue, globalClipnorm can be set, received clipnorm and clipvalue\. Leave all but one away\./,
    ],
    [{ globalClipnorm: -1 }, /sgd: globalClipnorm must be a number >= 0, received -1\./],
    [{ clipNorm: 1 }, /sgd: unknown option 'clipNorm'\. Did you mean 'clipnorm'\?/],
  ])('%j is refused', (options, message) => {
    expect(() => OPTIMIZERS['sgd']!(options)).toThrow(ConfigError);
    expect(() => OPTIMIZERS['sgd']!(options)).toThrow(message);
  });

  const stepped = (options: object, gradients: readonly number[][]): number[][] => {
    const weights = gradients.map((g) => variable(g.map(() => 0)));
    optimizers.sgd({ learningRate: 1, ...options }).applyGradients(gradients.map((g, i) => [g, weights[i]!]));
    return weights.map((w) => [...w.value().data].map((v) => 0 - v));
  };

  test('each norm on its own, values, the norm of all', () => {
    const gradients = [
      [3, 4],
      [0.6, 0.8],
    ];
    expect(stepped({ clipnorm: 2.5 }, gradients)).toEqual([[1.5, 2], [0.6, 0.8].map(Math.fround)]);
    expect(stepped({ clipvalue: 0.75 }, gradients)).toEqual([
      [0.75, 0.75],
      [Math.fround(0.6), 0.75],
    ]);
    expect(
      stepped({ globalClipnorm: 2 }, [
        [3, 0],
        [0, 4],
      ]).flat(),
    ).toEqual([1.2, 0, 0, 1.6].map(Math.fround));
    expect(stepped({ globalClipnorm: 0 }, gradients)[0]).toEqual([3, 4]);
  });

  test('a gradient without a finite norm makes all of them NaN under globalClipnorm, as in Keras', () => {
    expect(
      stepped({ globalClipnorm: 1 }, [
        [Infinity, 1],
        [1, 1],
      ]).flat(),
    ).toEqual([NaN, NaN, NaN, NaN]);
  });
});

test('the optimizer of a model is rmsprop unless another is named, as in Keras', () => {
  const model = sequential([layers.dense({ units: 1, inputShape: [2] })]);
  model.compile({ loss: 'mse' });
  expect(model.optimizer.kind).toBe('rmsprop');
});

describe.each([2 ** 31, 2 ** 32, 7 * 2 ** 32])('figures that are wrong without a word: a fit that passes step %i', (mark) => {
  const dropping = (optimizer: ReturnType<typeof make>, steps: number): Sequential => {
    const model = sequential(
      [layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }), layers.dropout({ rate: 0.5 }), layers.dense({ units: 1 })],
      { seed: 1 },
    );
    model.compile({ optimizer, loss: 'mse' });
    for (const counter of [optimizer.iterations, model.draws, model.epochs]) counter.assign(countTensor(steps));
    return model;
  };

  test.each(Object.keys(CASES))('%s counts on and learns', async (name) => {
    const model = dropping(make(name), mark - 5);
    const { history } = await model.fit(x, y, { epochs: 10, batchSize: 16, verbose: 0 });
    const steps = name.includes('accumulated') ? 20 : 40;
    expect([model.optimizer.steps, countOf(model.draws.read()), countOf(model.epochs.read())]).toEqual([
      mark - 5 + steps,
      mark + 35,
      mark + 5,
    ]);
    expect(history['loss']!.every(Number.isFinite)).toBe(true);
    expect(model.getWeights().every((w) => w.data.every(Number.isFinite))).toBe(true);
  });

  test('a model saved before it goes on to the bit', async () => {
    const fits = (model: Sequential): Promise<unknown> => model.fit(x, y, { epochs: 1, batchSize: 16, verbose: 0 });
    const model = dropping(optimizers.adam(), mark - 2);
    const bytes = join(mkdtempSync(join(tmpdir(), 'myelin-')), 'm.safetensors');
    await fits(model);
    await model.save(bytes);
    const again = await loadModel(bytes);
    await Promise.all([fits(model), fits(again)]);
    expect(again.getWeights().map((w) => [...w.data])).toEqual(model.getWeights().map((w) => [...w.data]));
    expect(again.optimizer.steps).toBe(mark + 6);
    rmSync(dirname(bytes), { recursive: true });
  });
});

test('Adam corrects nothing any more at a count where no power of its decays is left', () => {
  const w = variable([0]);
  const optimizer = optimizers.adam({ learningRate: 0.5, beta1: 0.5, beta2: 0.5, epsilon: 0 });
  optimizer.iterations.assign(countTensor(2 ** 52));
  optimizer.applyGradients([[[4], w]]);
  expect(w.value().item()).toBeCloseTo(-0.5 * (2 / Math.sqrt(8)), 6);
  expect(optimizer.steps).toBe(2 ** 52 + 1);
});

test('a schedule goes by both words of the count', () => {
  const learningRate = schedules.exponentialDecay({ initialLearningRate: 1, decaySteps: 2 ** 32, decayRate: 0.5 });
  const w = variable([0]);
  const optimizer = optimizers.sgd({ learningRate });
  optimizer.iterations.assign(countTensor(3 * 2 ** 32));
  expect(optimizer.learningRate).toBe(0.125);
  optimizer.applyGradients([[[1], w]]);
  expect(w.value().item()).toBe(-0.125);
});

test('averages become the weights when fit ends', async () => {
  const model = sequential([layers.dense({ units: 1, inputShape: [2] })], { seed: 1 });
  const optimizer = optimizers.sgd({ learningRate: 0.5, useEma: true, emaMomentum: 0.9 });
  model.compile({ optimizer, loss: 'mse' });
  await model.fit(x, y, { verbose: 0 });
  expect(model.getWeights().flatMap((w) => [...w.data])).toEqual([...optimizer.slots[0]!.read()]);
});

test('a schedule is saved with the optimizer, and refuses to be set', () => {
  const optimizer = make('sgd scheduled');
  const again = OPTIMIZERS['sgd']!(optimizer.getConfig());
  expect(again.learningRate).toBeCloseTo(0.1, 7);
  expect(() => {
    again.learningRate = 1;
  }).toThrow(/follows a schedule/);
});
