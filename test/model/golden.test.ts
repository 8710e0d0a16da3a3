/** Against values that Keras recorded (test/golden/record-keras.py names producer and version). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { activations, layers, losses, metrics, optimizers, sequential, tensor, type NestedNumbers } from '../../src/index.ts';
import type { Loss } from '../../src/losses/index.ts';
import type { Metric } from '../../src/metrics/index.ts';
import type { Optimizer } from '../../src/optimizers/index.ts';

interface Recorded {
  readonly name: string;
  readonly options: Record<string, unknown>;
  readonly yTrue: number[] | number[][];
  readonly yPred: number[][];
  readonly plain: NestedNumbers;
  readonly weighted: NestedNumbers;
}
interface Golden {
  readonly producer: string;
  readonly x: number[][];
  readonly weights: number[];
  readonly activations: Record<string, number[][]>;
  readonly losses: Recorded[];
  readonly metrics: Recorded[];
  readonly optimizers: {
    name: string;
    options: object;
    initial: NestedNumbers[];
    x: number[][];
    y: number[][];
    steps: { loss: number; weights: NestedNumbers[] }[];
  }[];
}
const golden = JSON.parse(readFileSync(new URL('../golden/keras.json', import.meta.url), 'utf8')) as Golden;

/** Equal to float32 rounding of a few operations. */
function expectNear(received: NestedNumbers, expected: NestedNumbers, tolerance = 2e-6): void {
  const [r, e] = [[received].flat(9) as number[], [expected].flat(9) as number[]];
  expect(r).toHaveLength(e.length);
  e.forEach((v, i) =>
    expect(Math.abs(r[i]! - v) / Math.max(1, Math.abs(v)), `element ${i}: ${r[i]} instead of ${v}`).toBeLessThan(tolerance),
  );
}

describe(`activations as ${golden.producer}`, () => {
  test.each(Object.entries(golden.activations))('%s', (name, expected) => {
    const f = activations[name as keyof typeof activations] as (x: NestedNumbers, options?: object) => { toArray(): NestedNumbers };
    expectNear(f(golden.x, name === 'threshold' ? { threshold: 0.5, defaultValue: -1 } : undefined).toArray(), expected);
  });

  test('every activation is there but sparsemax, which Keras gets wrong (see the recording script)', () => {
    const own = Object.keys(activations).filter((name) => !['swish', 'hardSwish', 'sparsemax'].includes(name));
    expect(own.toSorted()).toEqual(Object.keys(golden.activations).toSorted());
  });
});

describe(`losses as ${golden.producer}`, () => {
  test.each(golden.losses.map((l) => [`${l.name} ${JSON.stringify(l.options)}`, l] as const))(
    '%s',
    (_, { name, options, yTrue, yPred, plain, weighted }) => {
    const loss = (losses[name as 'meanSquaredError'] as (options: object) => Loss)(options);
    expectNear(loss.call(yTrue, yPred).toArray(), plain);
    expectNear(loss.call(yTrue, yPred, golden.weights).toArray(), weighted);
  });
});

describe(`metrics as ${golden.producer}`, () => {
  test.each(golden.metrics.map((m) => [m.name, m] as const))('%s', (name, { options, yTrue, yPred, plain, weighted }) => {
    const metric = (metrics[name as 'accuracy'] as (options: object) => Metric)(options);
    metric.updateState(yTrue, yPred);
    expectNear(metric.result(), plain);
    metric.resetState();
    metric.updateState(yTrue, yPred, golden.weights);
    expectNear(metric.result(), weighted);
  });
});

describe(`five steps as ${golden.producer}`, () => {
  test.each(golden.optimizers.map((o) => [`${o.name} ${JSON.stringify(o.options)}`, o] as const))(
    '%s',
    async (_, { name, options, initial, x, y, steps }) => {
    const model = sequential([layers.dense({ units: 3, activation: 'tanh', inputShape: [2] }), layers.dense({ units: 1 })]);
    model.setWeights(initial.map((w) => tensor(w)));
    model.compile({ optimizer: (optimizers[name as 'adam'] as (options: object) => Optimizer)(options), loss: 'mse' });
    for (const step of steps) {
      expectNear((await model.trainOnBatch(x, y))['loss']!, step.loss, 1e-5);
      model.getWeights().forEach((w, i) => expectNear(w.toArray(), step.weights[i]!, 1e-5));
    }
  });
});

test('sparsemax gives rows that sum to 1', () => {
  // By hand: tau = (-0.5 - 0.1 - 1) / 2 = -0.8.
  expectNear(activations.sparsemax([[-3.5, -1.25, -0.5, -0.1], [0, 0, 0, 0]]).toArray(), [[0, 0, 0.3, 0.7], [0.25, 0.25, 0.25, 0.25]]);
});
