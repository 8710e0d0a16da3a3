import { describe, expect, test } from 'vitest';
import { initializers, type Tensor } from '../../src/index.ts';
import type { Initializer } from '../../src/initializers/index.ts';
import { partConfig, type SavedPart } from '../../src/core/parts.ts';
import { resolveInitializer } from '../../src/initializers/registry.ts';

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
};

describe.each(Object.entries(RANDOM))('%s', (kind, { make, stddev, most }) => {
  test('has the spread of its definition', () => {
    const found = moments(make().call([200, 300], at));
    expect(Math.abs(found.mean)).toBeLessThan(stddev * 0.03);
    expect(found.stddev / stddev).toBeCloseTo(1, 1);
    expect(found.largest).toBeLessThanOrEqual(most * 1.0001);
  });

  test('the same seed and stream give the same values, others do not', () => {
    const values = (...draw: [number, number]): number[] => [...make().call([20], { seed: draw[0], stream: draw[1] }).data];
    expect(values(1, 2)).toEqual(values(1, 2));
    expect(values(1, 3)).not.toEqual(values(1, 2));
    expect(values(2, 2)).not.toEqual(values(1, 2));
  });

  test('its configuration makes it again', () => {
    const again = resolveInitializer(JSON.parse(JSON.stringify(partConfig(make()))) as SavedPart);
    expect(again.kind).toBe(kind);
    expect([...again.call([50], at).data]).toEqual([...make().call([50], at).data]);
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
