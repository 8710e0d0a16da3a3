/** Penalties by hand, their derivatives, and that training takes them into account. Values are held to Keras in
 *  test/layers/keras.test.ts. */
import { describe, expect, test } from 'vitest';
import { grad, layers, ops, regularizers, sequential, tensor, type Tensor } from '../../src/index.ts';
import { partConfig } from '../../src/core/saved.ts';
import * as factories from '../../src/regularizers/factories.ts';
import { resolveRegularizer } from '../../src/regularizers/registry.ts';
import { loadPart, weightParts } from '../golden/weight-parts.ts';

const w = tensor([[1, -2], [0, 0.5]]);
const CASES = {
  l1: { made: regularizers.l1({ l1: 0.5 }), penalty: 1.75, gradient: [[0.5, -0.5], [0, 0.5]] },
  l2: { made: regularizers.l2({ l2: 0.5 }), penalty: 2.625, gradient: [[1, -2], [0, 0.5]] },
  l1l2: { made: regularizers.l1l2({ l1: 1, l2: 2 }), penalty: 14, gradient: [[5, -9], [0, 3]] },
};

test('every regularizer has a case', () => {
  expect([...Object.keys(CASES), 'orthogonalRegularizer'].toSorted()).toEqual(Object.keys(factories).toSorted());
});

describe.each(Object.entries(CASES))('%s', (kind, { made, penalty, gradient }) => {
  test('value and derivative', () => {
    expect(made.call(w).item()).toBe(penalty);
    expect(grad((x: Tensor) => made.call(x))(w).toArray()).toEqual(gradient);
  });

  test('its configuration makes it again', () => {
    const again = resolveRegularizer(JSON.parse(JSON.stringify(partConfig(made))));
    expect(again.kind).toBe(kind);
    expect(again.call(w).item()).toBe(penalty);
  });
});

test('names and defaults as in Keras', () => {
  for (const name of ['l1', 'L1', 'l2', 'L2'] as const) expect(Object.values(resolveRegularizer(name).config)).toEqual([0.01]);
  for (const name of ['l1l2', 'L1L2', 'l1_l2'] as const) expect(resolveRegularizer(name).config).toEqual({ l1: 0, l2: 0 });
  expect(resolveRegularizer('l1l2').call([1, Infinity]).item()).toBe(0);
});

describe('orthogonalRegularizer', () => {
  test('the mean of the absolute cosines between rows, or columns', () => {
    const x = [[3, 4], [1, 0], [0, -2]];
    // Cosines of the three pairs of rows: 0.6, -0.8, 0. The columns: 3 / (sqrt(10) sqrt(20)).
    expect(regularizers.orthogonalRegularizer({ factor: 0.3 }).call(x).item()).toBeCloseTo((0.3 * 1.4) / 3, 6);
    expect(regularizers.orthogonalRegularizer({ mode: 'columns' }).call(x).item()).toBeCloseTo(0.01 * (12 / Math.sqrt(200)), 6);
    expect(regularizers.orthogonalRegularizer().call([[1, 0], [0, 3], [0, 0]]).item()).toBe(0);
  });

  test('rows and columns of zeros have derivatives of 0 in their places', () => {
    const derivative = (options: object, x: number[][]): unknown =>
      grad((v: Tensor) => regularizers.orthogonalRegularizer({ factor: 3, ...options }).call(v))(tensor(x)).toArray();
    // Of the cosine 0.6 between [3, 4] and [1, 0]: (b - 0.6 a) / |a| and (a - 0.6 b) / |b|, with unit vectors a and b.
    const rows = [[0.128, -0.096], [0, 0.8], [0, 0]].map((row) => row.map((v): unknown => expect.closeTo(v, 6)));
    expect(derivative({}, [[3, 4], [1, 0], [0, 0]])).toEqual(rows);
    const columns = [[0.128, 0, 0], [-0.096, 0.8, 0]].map((row) => row.map((v): unknown => expect.closeTo(v, 6)));
    expect(derivative({ mode: 'columns' }, [[3, 1, 0], [4, 0, 0]])).toEqual(columns);
  });

  test.each(weightParts.regularizers.map((c) => [JSON.stringify(c.options), c] as const))('%s as in Keras', (_, c) => {
    const made = resolveRegularizer({ kind: 'OrthogonalRegularizer', config: c.options });
    const x = loadPart(c.input);
    expect(made.call(x).item()).toBeCloseTo(c.penalty, 7);
    expect([...grad((v: Tensor) => made.call(v))(x).data]).toEqual(c.gradient.data.map((v): unknown => expect.closeTo(v, 6)));
  });

  test('configuration, names and wrong use', () => {
    const made = regularizers.orthogonalRegularizer({ factor: 0.5, mode: 'columns' });
    expect(resolveRegularizer(JSON.parse(JSON.stringify(partConfig(made)))).config).toEqual({ factor: 0.5, mode: 'columns' });
    for (const name of ['orthogonalRegularizer', 'orthogonal_regularizer', 'OrthogonalRegularizer'])
      expect(resolveRegularizer(name as 'l1').config).toEqual({ factor: 0.01, mode: 'rows' });
    expect(() => made.call([1, 2])).toThrow(/orthogonalRegularizer: expected a matrix with at least two columns, received \[2\]\./);
    expect(() => made.call([[1], [2]])).toThrow(/expected a matrix with at least two columns, received \[2, 1\]/);
    expect(() => regularizers.orthogonalRegularizer({ mode: 'row' as never })).toThrow(/unknown mode of orthogonalRegularizer 'row'/);
  });

  test('a model that it punishes learns rows that are more orthogonal', async () => {
    const model = sequential([
      layers.dense({ units: 3, useBias: false, inputShape: [3], kernelRegularizer: regularizers.orthogonalRegularizer({ factor: 1 }) }),
    ], { seed: 2 });
    model.compile({ optimizer: 'adam', loss: () => ops.full([4], 0) });
    const x = ops.full([4, 3], 1);
    const before = (await model.evaluate(x, x))['loss']!;
    await model.fit(x, x, { epochs: 40, verbose: 0 });
    expect((await model.evaluate(x, x))['loss']!).toBeLessThan(before * 0.9);
  });
});

test('wrong use', () => {
  expect(() => resolveRegularizer('l3' as never)).toThrow(/unknown regularizer 'l3'. Did you mean 'l1'\?/);
  expect(() => resolveRegularizer(3 as never)).toThrow(
    /a regularizer must be a name, an object with call\(x\), or a saved \{ kind, config \}, received 3/,
  );
  expect(() => regularizers.l2({ l2: -1 })).toThrow(/l2: l2 must be a number >= 0, received -1/);
  expect(() => regularizers.l1({ l2: 1 } as never)).toThrow(/l1: unknown option 'l2'/);
});

test('penalties are part of the loss and of the gradient; frozen weights cost nothing', async () => {
  const x = tensor([[1, 2], [3, 4]]);
  const y = tensor([[0], [0]]);
  const make = (trainable: boolean): ReturnType<typeof sequential> => {
    const hidden = layers.dense({
      units: 1, useBias: false, kernelInitializer: 'ones', kernelRegularizer: regularizers.l2({ l2: 0.5 }), trainable,
      inputShape: [2],
    });
    const model = sequential([hidden, layers.dense({ units: 1, kernelInitializer: 'ones', activityRegularizer: 'l1' })], { seed: 1 });
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    return model;
  };
  const [learning, frozen] = [make(true), make(false)];
  // Outputs 3 and 7: their squares' mean is 29; 0.5 (1 + 1) for the kernel; 0.01 (3 + 7) / 2 for the outputs.
  expect((await learning.evaluate(x, y))['loss']).toBeCloseTo(29 + 1 + 0.05, 4);
  expect((await frozen.evaluate(x, y))['loss']).toBeCloseTo(29 + 0.05, 4);
  await learning.fit(x, y, { epochs: 1, batchSize: 2 });
  // d/dw of the squares: [3 1 + 7 3, 3 2 + 7 4] = [24, 34]; of the kernel's penalty: 1; of the outputs': 0.005 [4, 6].
  const kernel = learning.getWeights()[0]!;
  expect(kernel.toArray()).toEqual([[expect.closeTo(1 - 0.01 * (24 + 1 + 0.02), 5)], [expect.closeTo(1 - 0.01 * (34 + 1 + 0.03), 5)]]);
});

test('a regularizer of your own', () => {
  const own = { kind: 'own', config: {}, call: (x: Tensor) => ops.max(x) };
  expect(resolveRegularizer(own as never)).toBe(own);
});
