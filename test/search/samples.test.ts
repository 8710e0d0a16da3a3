/** What is drawn from a space: distributions, independence, nesting. */
import { describe, expect, test } from 'vitest';
import { describe as described, draw } from '../../src/search/space.ts';
import { space } from '../../src/index.ts';

const DRAWS = 4000;
const drawn = <T>(parameter: T): unknown[] =>
  Array.from({ length: DRAWS }, (_, seed) => (draw({ parameter }, seed) as { parameter: unknown }).parameter);

/** The largest distance of the empirical distribution from the uniform one on [0, 1] (Kolmogorov and Smirnov). */
function distance(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.max(...sorted.map((v, i) => Math.max(Math.abs(v - i / sorted.length), Math.abs(v - (i + 1) / sorted.length))));
}
/** It is larger in one of a thousand samples: sqrt(ln(2 / 0.001) / 2 n). */
const CRITICAL = Math.sqrt(Math.log(2000) / (2 * DRAWS));

/** Pearson's statistic of counts that should be equal. */
const chiSquare = (counts: readonly number[]): number => {
  const expected = DRAWS / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
};
const countsOf = (values: readonly unknown[], kinds: readonly unknown[]): number[] =>
  kinds.map((kind) => values.filter((value) => value === kind).length);

describe('distributions', () => {
  test('uniform', () => {
    const values = drawn(space.uniform(-2, 3)) as number[];
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...values)).toBeLessThan(3);
    expect(distance(values.map((v) => (v + 2) / 5))).toBeLessThan(CRITICAL);
  });

  test('logUniform', () => {
    const values = drawn(space.logUniform(1e-4, 10)) as number[];
    expect(Math.min(...values)).toBeGreaterThanOrEqual(1e-4);
    expect(Math.max(...values)).toBeLessThan(10);
    expect(distance(values.map((v) => (Math.log10(v) + 4) / 5))).toBeLessThan(CRITICAL);
  });

  test('integer, with both bounds', () => {
    const counts = countsOf(drawn(space.integer(-1, 3)), [-1, 0, 1, 2, 3]);
    expect(counts.reduce((a, b) => a + b)).toBe(DRAWS);
    expect(chiSquare(counts)).toBeLessThan(18.47); // 4 degrees of freedom, one in a thousand
  });

  test('choice', () => {
    const kinds = ['relu', 7, null, false];
    const counts = countsOf(drawn(space.choice(kinds)), kinds);
    expect(counts.reduce((a, b) => a + b)).toBe(DRAWS);
    expect(chiSquare(counts)).toBeLessThan(16.27); // 3 degrees
  });

  test('parameters are independent of each other', () => {
    const pairs = Array.from({ length: DRAWS }, (_, seed) => draw({ a: space.uniform(0, 1), b: space.uniform(0, 1) }, seed));
    const correlation = (12 * pairs.reduce((sum, { a, b }) => sum + (a - 0.5) * (b - 0.5), 0)) / DRAWS;
    expect(Math.abs(correlation)).toBeLessThan(3.3 / Math.sqrt(DRAWS));
  });
});

test('a draw follows from the seed and its place alone', () => {
  const { a } = draw({ a: space.uniform(0, 1) }, 5);
  expect(draw({ b: space.integer(1, 9), a: space.uniform(0, 1) }, 5).a).toBe(a);
  expect(draw({ a: space.uniform(0, 1) }, 6).a).not.toBe(a);
});

test('what is chosen may have parameters of its own, which are drawn with it', () => {
  const tree = {
    optimizer: space.choice([{ name: 'sgd', momentum: space.uniform(0, 1) }, { name: 'adam' }]),
    layers: space.choice([[space.integer(1, 4)], [space.integer(5, 8), space.integer(5, 8)]]),
    fixed: 3,
    when: new Date(0),
  };
  const configs = Array.from({ length: 60 }, (_, seed) => draw(tree, seed));
  for (const { optimizer, layers, fixed, when } of configs) {
    if (optimizer.name === 'sgd') expect(optimizer.momentum).toBeTypeOf('number');
    else expect(optimizer).toEqual({ name: 'adam' });
    const [least, most] = layers.length === 1 ? [1, 4] : [5, 8];
    for (const units of layers) {
      expect(units).toBeGreaterThanOrEqual(least!);
      expect(units).toBeLessThanOrEqual(most!);
    }
    expect([fixed, when]).toEqual([3, tree.when]);
  }
  expect(new Set(configs.map(({ optimizer }) => optimizer.name)).size).toBe(2);
  expect(new Set(configs.map(({ layers }) => layers.length)).size).toBe(2);
  expect(configs.some(({ layers }) => layers.length === 2 && layers[0] !== layers[1])).toBe(true);
});

test('a space as JSON', () => {
  const all = { a: space.choice([1, { b: space.uniform(0, 1) }]), c: [space.integer(1, 2)], d: space.logUniform(1, 2), e: Math.max };
  expect(described(all)).toEqual({
    a: { choice: [1, { b: { uniform: [0, 1] } }] }, c: [{ integer: [1, 2] }], d: { logUniform: [1, 2] }, e: 'function max',
  });
});

test.each([
  ['a choice of nothing', () => space.choice([]), /choice: expected an array of at least one value, received \[\]/],
  ['bounds in the wrong order', () => space.uniform(2, 1), /uniform: high must be a number >= 2, received 1/],
  ['no number', () => space.uniform(NaN, 1), /uniform: low must be a number, received NaN/],
  ['the logarithm of 0', () => space.logUniform(0, 1), /logUniform: low must be a number above 0, received 0/],
  ['a half integer', () => space.integer(0.5, 2), /integer: low must be an integer .*, received 0.5/],
  ['integers in the wrong order', () => space.integer(3, 2), /integer: high must be an integer >= 3, received 2/],
])('%s is refused', (_, make, message) => {
  expect(make).toThrow(message);
});
