import { describe, expect, test } from 'vitest';
import { atOnce } from '../../src/core/pieces.ts';
import { ConfigError, initializers, layers, ops, sequential, ShapeError, tensor, type Sequential, type Tensor } from '../../src/index.ts';
import type { Initializer } from '../../src/initializers/index.ts';
import { partConfig, type SavedPart } from '../../src/core/saved.ts';
import * as factories from '../../src/initializers/factories.ts';
import { fans } from '../../src/initializers/fans.ts';
import { orthonormalColumns } from '../../src/initializers/orthonormal.ts';
import { resolveInitializer } from '../../src/initializers/registry.ts';
import { weightParts } from '../golden/weight-parts.ts';

const at = { seed: 1, stream: 2 };
const moments = (t: Tensor): { mean: number; stddev: number; largest: number } => {
  const values = t.data as Float32Array;
  const mean = values.reduce((a, b) => a + b, 0) / t.size;
  const square = values.reduce((a, b) => a + (b - mean) ** 2, 0) / t.size;
  return { mean, stddev: Math.sqrt(square), largest: Math.max(...values.map(Math.abs)) };
};

/** Standard deviation and largest value of a [200, 300] draw, from the definitions. */
const RANDOM: Readonly<Record<string, { make: () => Initializer; stddev: number; most: number }>> = {
  randomNormal: { make: () => initializers.randomNormal(), stddev: 0.05, most: Infinity },
  truncatedNormal: { make: () => initializers.truncatedNormal(), stddev: 0.05 * 0.8796, most: 0.1 },
  randomUniform: { make: () => initializers.randomUniform(), stddev: 0.1 / Math.sqrt(12), most: 0.05 },
  glorotUniform: { make: () => initializers.glorotUniform(), stddev: Math.sqrt(2 / 500), most: Math.sqrt(6 / 500) },
  glorotNormal: { make: () => initializers.glorotNormal(), stddev: Math.sqrt(2 / 500), most: (2 * Math.sqrt(2 / 500)) / 0.8796 },
  heUniform: { make: () => initializers.heUniform(), stddev: Math.sqrt(2 / 200), most: Math.sqrt(6 / 200) },
  heNormal: { make: () => initializers.heNormal(), stddev: Math.sqrt(2 / 200), most: (2 * Math.sqrt(2 / 200)) / 0.8796 },
  lecunUniform: { make: () => initializers.lecunUniform(), stddev: Math.sqrt(1 / 200), most: Math.sqrt(3 / 200) },
  lecunNormal: { make: () => initializers.lecunNormal(), stddev: Math.sqrt(1 / 200), most: (2 * Math.sqrt(1 / 200)) / 0.8796 },
  varianceScaling: {
    make: () => initializers.varianceScaling({ scale: 3, mode: 'fanOut', distribution: 'untruncatedNormal' }),
    stddev: Math.sqrt(3 / 300),
    most: Infinity,
  },
  'varianceScaling by axes': {
    make: () => initializers.varianceScaling({ distribution: 'normal', inputAxes: [-1], outputAxes: [0] }),
    stddev: Math.sqrt(1 / 300),
    most: (2 * Math.sqrt(1 / 300)) / 0.8796,
  },
  'heUniform by axes': {
    make: () => initializers.heUniform({ inputAxes: [0, 1], outputAxes: [1] }),
    stddev: Math.sqrt(2 / 60000),
    most: Math.sqrt(6 / 60000),
  },
  // Each column has the norm 2, and is as likely one way as the other.
  orthogonal: { make: () => initializers.orthogonal({ gain: 2 }), stddev: 2 / Math.sqrt(300), most: 2 },
};
const CONSTANT = ['zeros', 'ones', 'constant', 'identity'];

test('every initializer has a case', () => {
  const cases = [...Object.keys(RANDOM).map((name) => name.split(' ')[0]!), ...CONSTANT];
  expect([...new Set(cases)].toSorted()).toEqual(Object.keys(factories).toSorted());
});

describe.each(Object.entries(RANDOM))('%s', (name, { make, stddev, most }) => {
  test('has the spread of its definition', () => {
    const found = moments(make().call([200, 300], at));
    expect(Math.abs(found.mean)).toBeLessThan(stddev * 0.03);
    expect(found.stddev / stddev).toBeCloseTo(1, 1);
    expect(found.largest).toBeLessThanOrEqual(most * 1.0001);
  });

  test('the same seed and stream give the same values, others do not', () => {
    const values = (...draw: [number, number]): number[] => [...make().call([5, 4], { seed: draw[0], stream: draw[1] }).data];
    expect(values(1, 2)).toEqual(values(1, 2));
    expect(values(1, 3)).not.toEqual(values(1, 2));
    expect(values(2, 2)).not.toEqual(values(1, 2));
  });

  test('its configuration makes it again', () => {
    const again = resolveInitializer(JSON.parse(JSON.stringify(partConfig(make()))) as SavedPart);
    expect(again.kind).toBe(name.split(' ')[0]);
    expect([...again.call([5, 10], at).data]).toEqual([...make().call([5, 10], at).data]);
  });
});

test('the constant ones', () => {
  expect(initializers.zeros().call([2]).toArray()).toEqual([0, 0]);
  expect(initializers.ones().call([2]).toArray()).toEqual([1, 1]);
  expect(initializers.constant({ value: 2.5 }).call([1, 2]).toArray()).toEqual([[2.5, 2.5]]);
});

test('a seed of its own fixes an initializer wherever it is used', () => {
  const own = initializers.heNormal({ seed: 9 });
  expect([...own.call([10], at).data]).toEqual([...own.call([10]).data]);
  expect([...initializers.heNormal().call([10]).data]).not.toEqual([...initializers.heNormal().call([10]).data]);
});

test('identity: the gain on the diagonal of a matrix, which need not be square', () => {
  expect(initializers.identity().call([2, 3]).toArray()).toEqual([[1, 0, 0], [0, 1, 0]]);
  expect(initializers.identity({ gain: -2 }).call([3, 2]).toArray()).toEqual([[-2, 0], [0, -2], [0, 0]]);
  expect(partConfig(initializers.identity({ gain: 0.5 }))).toEqual({ kind: 'identity', config: { gain: 0.5 } });
  expect(() => initializers.identity().call([3])).toThrow(ShapeError);
  expect(() => initializers.identity().call([3])).toThrow(/identity: expected the shape of a matrix, received \[3\]\./);
});

test('orthogonal: columns, or rows if they are fewer, are orthonormal times the gain', () => {
  for (const shape of [[4, 4], [60, 7], [7, 60], [2, 3, 4, 5], [1, 3], [3, 1]]) {
    const [rows, columns] = [shape.slice(0, -1).reduce((a, b) => a * b), shape.at(-1)!];
    const q = ops.reshape(initializers.orthogonal({ gain: 3, seed: 1 }).call(shape), [rows, columns]);
    const products = ops.matmul(q, q, rows < columns ? { transposeB: true } : { transposeA: true });
    const size = Math.min(rows, columns);
    const expected = Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 9 : 0));
    expect([...products.data]).toEqual(expected.map((v): unknown => expect.closeTo(v, 5)));
  }
  expect(() => initializers.orthogonal().call([3])).toThrow(/orthogonal: expected a shape of two axes or more, received \[3\]\./);
});

test('a large orthogonal weight is drawn in pieces when it is first needed, with the values of one that is drawn at once', async () => {
  const made = (options: object): Sequential =>
    sequential(
      [layers.dense({ units: 300, inputShape: [200], kernelInitializer: initializers.orthogonal(options), name: 'd' })], { seed: 3 },
    );
  for (const options of [{}, { seed: 5 }]) {
    const [model, other] = [made(options), made(options)];
    expect(model.weights[0]!.waits).toBe(true);
    const x = tensor({ data: new Float32Array(200).fill(1), shape: [1, 200] });
    const later = await model.predict(x);
    expect(model.weights[0]!.waits).toBe(false);
    expect([...later.data]).toEqual([...other.predictSync(x).data]);
    expect(model.getWeights()[0]!.data).toEqual(other.getWeights()[0]!.data);
  }
  let pieces = 0;
  for (const work = orthonormalColumns(new Float32Array(300 * 200).map((_, i) => Math.sin(i * i)), 300, 200); ; pieces++)
    if (work.next().done === true) break;
  expect(pieces).toBeGreaterThan(200 * 50); // of each pair of columns, four at a time, twice
});

test('orthogonal matrices are drawn alike in all directions: diagonals and corners have the mean 0 and the variance 1 / n', () => {
  const n = 3;
  const draws = Array.from({ length: 3000 }, (_, seed) => [...initializers.orthogonal({ seed }).call([n, n]).data]);
  for (let i = 0; i < n * n; i++) {
    const values = draws.map((q) => q[i]!);
    expect(Math.abs(values.reduce((a, b) => a + b) / draws.length)).toBeLessThan(0.05);
    expect(values.reduce((a, b) => a + b * b, 0) / draws.length).toBeCloseTo(1 / n, 1);
  }
});

test.each(weightParts.orthonormal.map(({ input, output }) => [JSON.stringify(input.shape), input, output] as const))(
  'the QR of %s as in Keras',
  (_, { data, shape: [rows, columns] }, output) => {
    expect([...atOnce(orthonormalColumns(data, rows!, columns!))]).toEqual(output.data.map((v): unknown => expect.closeTo(v, 5)));
  },
);

test.each(weightParts.fans.map((c) => [`${JSON.stringify(c.shape)} ${JSON.stringify(c.options)}`, c] as const))(
  'fans of %s as in Keras',
  (_, { shape, options, fanIn, fanOut }) => expect(fans('test', shape, options)).toEqual({ fanIn, fanOut }),
);

test('a normal distribution without the values beyond two sigma: moments, and its least and largest value', () => {
  const { mean, stddev, largest } = moments(initializers.truncatedNormal({ mean: 0, stddev: 1, seed: 3 }).call([200, 300]));
  expect(Math.abs(mean)).toBeLessThan(0.01);
  expect(stddev).toBeCloseTo(0.87962566103423978, 2);
  expect(largest).toBeLessThanOrEqual(2);
  expect(largest).toBeGreaterThan(1.99);
});

test('other names of Keras, and wrong use', () => {
  for (const [name, kind] of Object.entries({
    normal: 'randomNormal', uniform: 'randomUniform', zero: 'zeros', one: 'ones', IdentityInitializer: 'identity',
    OrthogonalInitializer: 'orthogonal', glorot_uniform: 'glorotUniform', HeNormal: 'heNormal', truncated_normal: 'truncatedNormal',
  }))
    expect(resolveInitializer(name as 'zeros').kind).toBe(kind);
  expect(initializers.varianceScaling({ distribution: 'normal' }).config['distribution']).toBe('truncatedNormal');
  expect(() => initializers.heNormal({ inputAxes: [0] })).toThrow(ConfigError);
  expect(() => initializers.heNormal({ inputAxes: [0] })).toThrow(
    /heNormal: inputAxes and outputAxes go together, received inputAxes alone/,
  );
  expect(() => initializers.heNormal({ inputAxes: [0], outputAxes: [2] }).call([3, 4])).toThrow(/heNormal: axis must be .* received 2/);
  expect(() => resolveInitializer('orthogonl' as never)).toThrow(/unknown initializer 'orthogonl'. Did you mean 'orthogonal'\?/);
});
