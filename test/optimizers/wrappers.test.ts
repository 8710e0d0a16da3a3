/** Optimizers that take their steps by another one. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ConfigError, layers, ops, optimizers, sequential, tensor, variable, type Tensor } from '../../src/index.ts';
import { OPTIMIZERS, resolveOptimizer } from '../../src/optimizers/registry.ts';

interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
const golden = JSON.parse(readFileSync(new URL('../golden/optimizers.json', import.meta.url), 'utf8')) as {
  readonly start: readonly Stored[];
  readonly gradients: readonly (readonly Stored[])[];
  readonly lossScale: readonly {
    readonly options: object;
    readonly weights: readonly (readonly Stored[])[];
    readonly scales: readonly number[];
    readonly iterations: readonly number[];
  }[];
};
const load = ({ data, shape }: Stored): Tensor => tensor(Float32Array.from(data), shape);
const scaleOf = (optimizer: optimizers.Optimizer): number =>
  optimizer.variables.find(({ name }) => name === 'optimizer/dynamicScale')!.read()[0]!;

describe('lossScaleOptimizer', () => {
  test.each(golden.lossScale.map((c) => [JSON.stringify(c.options), c] as const))('%s takes the steps of Keras', (_, c) => {
    const optimizer = OPTIMIZERS['lossScaleOptimizer']!(c.options);
    const variables = golden.start.map((s, i) => variable(load(s), { name: ['kernel', 'bias'][i]! }));
    golden.gradients.forEach((step, at) => {
      const scale = optimizer.scaleLoss(tensor([1])).item();
      const given = step.map((g) => ops.multiply(load(g), scale));
      // As the recording has it: an infinity everywhere in one gradient, a NaN in the other.
      if (at === 3) given[1] = ops.full([2], Infinity);
      if (at === 7) given[1] = ops.full([2], NaN);
      optimizer.applyGradients(variables.map((v, i) => [given[i]!, v]));
      expect([scaleOf(optimizer), optimizer.steps], `step ${at}`).toEqual([c.scales[at], c.iterations[at]]);
      variables.forEach((v, i) =>
        c.weights[at]![i]!.data.forEach((w, k) => expect(v.read()[k], `${v.name} after step ${at}`).toBeCloseTo(w, 5)),
      );
    });
  });

  test('training with it is training without it, to the bit, where nothing overflows', async () => {
    const weights = async (optimizer: optimizers.Optimizer): Promise<number[][]> => {
      const model = sequential([layers.dense({ units: 3, activation: 'tanh', inputShape: [2] }), layers.dense({ units: 1 })], { seed: 1 });
      model.compile({ optimizer, loss: 'mse' });
      await model.fit([[1, 2], [3, -4], [0, 1], [2, 2]], [[1], [0], [2], [1]], { epochs: 5, batchSize: 2, verbose: 0 });
      return model.getWeights().map((w) => [...w.data]);
    };
    const plain = await weights(optimizers.sgd({ learningRate: 0.1 }));
    expect(await weights(optimizers.lossScaleOptimizer({ innerOptimizer: optimizers.sgd({ learningRate: 0.1 }) }))).toEqual(plain);
    expect(await weights(optimizers.sgd({ learningRate: 0.1, lossScaleFactor: 256 }))).toEqual(plain);
  });

  test('a batch whose gradient overflows changes no weight; the scale halves', async () => {
    const optimizer = optimizers.lossScaleOptimizer({ innerOptimizer: optimizers.sgd(), initialScale: 2 ** 126 });
    const model = sequential([layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones' })]);
    model.compile({ optimizer, loss: 'mse' });
    await model.trainOnBatch([[4]], [[0]]);
    expect([scaleOf(optimizer), optimizer.steps, model.getWeights()[0]!.item()]).toEqual([2 ** 125, 0, 1]);
    for (let i = 0; i < 6; i++) await model.trainOnBatch([[4]], [[0]]);
    expect(optimizer.steps).toBeGreaterThan(0);
    expect(model.getWeights()[0]!.item()).toBeLessThan(1);
  });

  test('refuses to scale twice, and itself within it', () => {
    expect(() => optimizers.lossScaleOptimizer({ innerOptimizer: optimizers.sgd({ lossScaleFactor: 2 }) })).toThrow(
      /lossScaleOptimizer: sgd has a lossScaleFactor, too, which would scale gradients twice\. Leave it away\./,
    );
    const within = optimizers.lookahead({ optimizer: optimizers.lossScaleOptimizer() });
    expect(() => optimizers.lossScaleOptimizer({ innerOptimizer: within })).toThrow(/a lossScaleOptimizer cannot hold another one/);
  });
});

describe('lookahead', () => {
  test.each([{}, { gradientAccumulationSteps: 2 }])('slow weights go a part of the way every few steps of sgd(%j)', (more) => {
    const optimizer = optimizers.lookahead({ optimizer: optimizers.sgd({ learningRate: 1, ...more }), syncPeriod: 3, slowStepSize: 0.25 });
    const w = variable([0]);
    w.assign(tensor([10]));
    const repeats = 'gradientAccumulationSteps' in more ? 2 : 1;
    const seen = [1, 2, 3, 4, 5, 6, 7].map((g) => {
      for (let i = 0; i < repeats; i++) optimizer.applyGradients([[[g], w]]);
      return w.value().item();
    });
    // 10 - 1 - 2 - 3 = 4, a quarter of the way from 10 is 8.5; 8.5 - 4 - 5 - 6 = -6.5, a quarter from 8.5 is 4.75.
    expect(seen).toEqual([9, 7, 8.5, 4.5, -0.5, 4.75, -2.25]);
  });

  test('constraints hold behind its own steps, too', () => {
    const optimizer = optimizers.lookahead({ optimizer: optimizers.sgd({ learningRate: 1 }), syncPeriod: 1 });
    const layer = layers.dense({ units: 1, useBias: false, inputShape: [1], kernelInitializer: 'ones', kernelConstraint: 'maxNorm' });
    const model = sequential([layer]);
    model.compile({ optimizer, loss: 'mse' });
    const [kernel] = layer.weights;
    optimizer.applyGradients([[[[-5]], kernel!]]);
    // From 1 to 6, which the constraint makes 2; half of the way from 1 is 1.5.
    expect(kernel!.value().item()).toBeCloseTo(1.5, 5);
  });
});

test('the learning rate is that of the optimizer within; names, saved forms and wrong use', () => {
  const inner = optimizers.sgd({ learningRate: 0.5 });
  const outer = optimizers.lookahead({ optimizer: inner });
  outer.learningRate = 0.25;
  expect([inner.learningRate, outer.learningRate]).toEqual([0.25, 0.25]);
  expect(outer.getConfig()).toEqual({
    optimizer: { kind: 'sgd', config: { learningRate: 0.25 } }, syncPeriod: 6, slowStepSize: 0.5,
  });
  for (const name of ['lossScaleOptimizer', 'LossScaleOptimizer', 'lossscaleoptimizer', 'loss_scale_optimizer'])
    expect(resolveOptimizer(name as 'sgd').kind).toBe('lossScaleOptimizer');
  const names = [['AdamW', 'adamw'], ['RMSprop', 'rmsprop'], ['ScheduleFreeAdamW', 'scheduleFreeAdamW'], ['SGD', 'sgd']] as const;
  for (const [name, kind] of names)
    expect(resolveOptimizer(name).kind).toBe(kind);
  const wrong: readonly (readonly [object, RegExp])[] = [
    [{ optimizer: 'adam' }, /lookahead: optimizer must be an optimizer, such as optimizers\.adam\(\), received 'adam'/],
    [{ optimizer: optimizers.steepestDescent() }, /lookahead: steepestDescent evaluates the loss several times a step/],
    [{ learningRate: 1 }, /lookahead: unknown option 'learningRate'/],
    [{ syncPeriod: 0 }, /lookahead: syncPeriod must be an integer >= 1, received 0/],
  ];
  for (const [options, message] of wrong) {
    expect(() => optimizers.lookahead(options as object)).toThrow(ConfigError);
    expect(() => optimizers.lookahead(options as object)).toThrow(message);
  }
});
