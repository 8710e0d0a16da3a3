/** Activations against their formulas in float64, far out, and by their names. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { activations, ConfigError, grad, layers, loadModel, ops, sequential, ShapeError, tensor, type Tensor } from '../../src/index.ts';
import { checkGradient } from '../grad/check.ts';
import { differentiate } from '../../src/grad/differentiate.ts';
import { sum } from '../../src/op/reduce.ts';
import { multiply } from '../../src/op/elementwise.ts';
import { activationOf, CASES, OF_AXES, titled } from './formulas.ts';

test('every activation has a case', () => {
  const names = [...CASES, ...OF_AXES].map(({ name }) => name);
  expect(Object.keys(activations).filter((name) => !names.includes(name))).toEqual([]);
});

/** From -90 to 90, dense about 0. */
const POINTS = Array.from({ length: 401 }, (_, i) => Math.fround(Math.sinh((i - 200) / 38.5)));
const FAR = [1e4, 1e10, 3e19, 1e30, 3e38].flatMap((v) => [-v, v]).map(Math.fround);

describe.each(CASES.map((c) => [titled(c), c] as const))('%s', (_, { name, options, formula, kinks = [] }) => {
  const f = (x: unknown): Tensor => activationOf(name)(x, options);

  test('its formula', () => {
    const y = f(POINTS);
    const off = POINTS.flatMap((x, i) => {
      const expected = formula(x);
      if (Math.fround(expected) === Infinity) return y.data[i] === Infinity ? [] : [`at ${x}: ${y.data[i]} for infinity`];
      // Float32 rounds terms of the size of x or 1, of which some formulas leave a small rest.
      const error = Math.abs(y.data[i]! - expected) / Math.max(1e-3, Math.abs(expected), Math.min(1, Math.abs(x)));
      return error < 2e-6 ? [] : [`at ${x}: ${y.data[i]} for ${expected}`];
    });
    expect(off).toEqual([]);
  });

  test('far out: the value of the formula, and derivatives that are numbers', () => {
    const first = grad((x) => ops.sum(f(x)));
    const second = grad((x) => ops.sum(first(x)));
    const given = name === 'exponential' ? FAR.filter((x) => x < 0) : FAR;
    const y = f(given).data;
    given.forEach((x, i) => {
      const expected = Math.fround(formula(x));
      const error = Math.abs(y[i]! - expected) / Math.max(1, Math.abs(expected));
      expect(error, `at ${x}: ${y[i]} for ${expected}`).toBeLessThan(1e-6);
    });
    for (const derivative of [first, second]) {
      const infinite = [...derivative(tensor(given)).data].filter((d) => !Number.isFinite(d));
      expect(infinite).toEqual([]);
    }
  });

  test('NaN stays NaN', () => expect(f([NaN, 1]).data[0]).toBeNaN());

  test('derivatives, first and second', () => {
    const traced = f as (x: Tensor) => Tensor;
    for (const range of [[-2, 2], [-7, 7]] as const) {
      checkGradient({ f: traced, shapes: [[3, 5]], kinks, range });
      checkGradient({ f: (x) => differentiate(sum(traced(x)), [x])[0]!, shapes: [[3, 5]], kinks, range });
    }
  });
});

test.each(OF_AXES.map((c) => [titled(c), c] as const))('derivatives of %s, first and second', (_, { name, options }) => {
  const f = (x: Tensor): Tensor => activationOf(name)(x, options);
  checkGradient({ f, shapes: [[2, 4, 3]] });
  checkGradient({ f: (x) => differentiate(sum(multiply(f(x), f(x))), [x])[0]!, shapes: [[2, 4, 3]] });
});

test('softmax and its kin: axes by hand', () => {
  const near = (values: readonly number[]): unknown[] => values.map((v) => expect.closeTo(v, 6));
  const x = [[0, Math.log(3)], [Math.log(2), Math.log(2)]];
  expect(activations.softmax(x).toArray()).toEqual([near([1 / 4, 3 / 4]), near([1 / 2, 1 / 2])]);
  expect(activations.softmax(x, { axis: 0 }).toArray()).toEqual([near([1 / 3, 3 / 5]), near([2 / 3, 2 / 5])]);
  expect(activations.softmax(x, { axis: [0, 1] }).toArray()).toEqual([near([1 / 8, 3 / 8]), near([2 / 8, 2 / 8])]);
  const logs = [near([-Math.log(3), Math.log(3 / 5)]), near([Math.log(2 / 3), Math.log(2 / 5)])];
  expect(activations.logSoftmax(x, { axis: 0 }).toArray()).toEqual(logs);
  expect(activations.softmax([1e30, -1e30, 1e30]).toArray()).toEqual([0.5, 0, 0.5]);
  // By hand: tau = (-0.5 - 0.1 - 1) / 2 = -0.8.
  const sparse = activations.sparsemax([[-3.5, -1.25, -0.5, -0.1], [0, 0, 0, 0]]);
  expect(sparse.toArray()).toEqual([near([0, 0, 0.3, 0.7]), near([0.25, 0.25, 0.25, 0.25])]);
  expect(activations.sparsemax([[1, 0], [0.5, 0]], { axis: 0 }).toArray()).toEqual([near([0.75, 0.5]), near([0.25, 0.5])]);
  expect(activations.glu([[1, 2], [0, Math.log(3)]], { axis: 0 }).toArray()).toEqual([near([0.5, 1.5])]);
});

test('names in camelCase and in snake_case mean the function, in a layer and in a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  const path = join(folder, 'model.safetensors');
  for (const name of Object.keys(activations)) {
    const snake = name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
    const layer = (activation: unknown): number[] => [
      ...layers.activation({ activation: activation as activations.ActivationName }).apply([[-1.5, 0.25, 2, 0.5]]).data,
    ];
    const expected = layer(activationOf(name));
    expect(layer(name)).toEqual(expected);
    expect(layer(snake)).toEqual(expected);
    const model = sequential([layers.dense({ units: 2, activation: snake as activations.ActivationName, inputShape: [3] })], { seed: 1 });
    await model.save(path);
    expect([...(await loadModel(path)).predictSync([[1, 2, 3]]).data]).toEqual([...model.predictSync([[1, 2, 3]]).data]);
  }
  rmSync(folder, { recursive: true });
});

test('wrong options', () => {
  const any = (value: unknown): never => value as never;
  expect(() => activations.elu([1], any({ alfa: 2 }))).toThrow(/elu: unknown option 'alfa'. Did you mean 'alpha'\?/);
  expect(() => activations.relu([1], { maxValue: NaN })).toThrow(/relu: maxValue must be a number, received NaN/);
  expect(() => activations.celu([1], { alpha: 0 })).toThrow(ConfigError);
  expect(() => activations.squareplus([1], { b: -1 })).toThrow(/squareplus: b must be a number >= 0, received -1/);
  expect(() => activations.gelu([1], any({ approximate: 'tanh' }))).toThrow(/gelu: approximate must be true or false, received 'tanh'/);
  expect(() => activations.glu([[1, 2, 3]], { axis: 0 })).toThrow(ShapeError);
  expect(() => activations.softShrink([1], { threshold: -1 })).toThrow(/softShrink: threshold must be a number >= 0/);
  expect(() => layers.activation({ activation: any('rellu') })).toThrow(/unknown activation 'rellu'. Did you mean 'relu'\?/);
});

/** The compiler knows the names. */
export const named = (): unknown[] => [
  layers.dense({ units: 1, activation: 'leakyRelu' }),
  layers.dense({ units: 1, activation: 'leaky_relu' }),
  layers.dense({ units: 1, activation: 'relu6' }),
  layers.activation({ activation: 'hard_swish' }),
  layers.activation({ activation: (x) => activations.elu(x, { alpha: 2 }) }),
  // @ts-expect-error a name that is none
  layers.dense({ units: 1, activation: 'rellu' }),
  // @ts-expect-error neither camelCase nor snake_case
  layers.activation({ activation: 'leaky_Relu' }),
];
