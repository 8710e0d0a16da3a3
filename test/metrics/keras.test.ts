/** Metrics after each of three batches against Keras (test/golden/record-metrics.py names producer and version). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { metrics, tensor, type NestedNumbers } from '../../src/index.ts';
import type { AnyMetric } from '../../src/metrics/index.ts';

interface Values {
  readonly shape: number[];
  readonly data: number[];
}
interface Golden {
  readonly producer: string;
  readonly data: Record<string, { yTrue: Values; yPred: Values; sampleWeight: Values }[]>;
  readonly cases: { metric: string; options: object; data: string; plain: NestedNumbers[]; weighted: NestedNumbers[] }[];
}
const golden = JSON.parse(readFileSync(new URL('../golden/metrics.json', import.meta.url), 'utf8')) as Golden;

const near = (received: NestedNumbers, expected: NestedNumbers): void => {
  const [r, e] = [[received].flat(9) as number[], [expected].flat(9) as number[]];
  expect(r).toHaveLength(e.length);
  e.forEach((v, i) => expect(Math.abs(r[i]! - v), `${r[i]} instead of ${v}`).toBeLessThan(2e-6));
};

describe(`metrics as ${golden.producer}`, () => {
  test.each(golden.cases.map((c) => [`${c.metric} ${JSON.stringify(c.options)} of ${c.data}`, c] as const))(
    '%s',
    (_, { metric, options, data, plain, weighted }) => {
    for (const [column, expected] of [['plain', plain], ['weighted', weighted]] as const) {
      const made = (metrics[metric as 'auc'] as (options: object) => AnyMetric)(options);
      golden.data[data]!.forEach(({ yTrue, yPred, sampleWeight }, i) => {
        const of = ({ shape, data: values }: Values): ReturnType<typeof tensor> => tensor(values, shape);
        made.updateState(of(yTrue), of(yPred), column === 'weighted' ? of(sampleWeight) : undefined);
        near(made.result(), expected[i]!);
      });
      made.resetState();
      expect([made.result()].flat(9).every((v) => v === 0)).toBe(true);
    }
  });
});
