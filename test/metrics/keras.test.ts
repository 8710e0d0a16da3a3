/** Metrics after each of three batches against Keras (test/golden/record-metrics.py names producer and version). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { metrics, tensor, type NestedNumbers } from '../../src/index.ts';

interface Values {
  readonly shape: number[];
  readonly data: number[];
}
interface Golden {
  readonly producer: string;
  readonly data: Record<string, { yTrue: Values; yPred: Values; sampleWeight: Values }[]>;
  readonly cases: { metric: string; options: object; data: string; plain: Recorded[]; weighted: Recorded[] }[];
  readonly kinds: { metric: string; options: object; name: string; direction: 'up' | 'down' | null }[];
}
/** A result; JSON has no NaN, so that it is a text there. */
type Recorded = number | string | readonly Recorded[];
const golden = JSON.parse(readFileSync(new URL('../golden/metrics.json', import.meta.url), 'utf8')) as Golden;
type Made = metrics.AnyMetric & { updateState(...given: unknown[]): void };
const make = (kind: string, options: object): Made => (metrics as never as Record<string, (options: object) => Made>)[kind]!(options);

const near = (received: NestedNumbers, expected: Recorded): void => {
  const [r, e] = [[received].flat(9) as number[], ([expected].flat(9) as (number | string)[]).map(Number)];
  expect(r).toHaveLength(e.length);
  e.forEach((v, i) => {
    if (Number.isNaN(v)) expect(r[i]).toBeNaN();
    else expect(Math.abs(r[i]! - v), `${r[i]} instead of ${v}`).toBeLessThan(2e-6 * Math.max(1, Math.abs(v)));
  });
};

describe(`metrics as ${golden.producer}`, () => {
  test.each(golden.cases.map((c) => [`${c.metric} ${JSON.stringify(c.options)} of ${c.data}`, c] as const))(
    '%s',
    (_, { metric, options, data, plain, weighted }) => {
      for (const [column, expected] of [['plain', plain], ['weighted', weighted]] as const) {
        const made = make(metric, options);
        golden.data[data]!.forEach(({ yTrue, yPred, sampleWeight }, i) => {
          const of = ({ shape, data: values }: Values): ReturnType<typeof tensor> => tensor(values, shape);
          const given = ['mean', 'sum'].includes(metric) ? [of(yPred)] : [of(yTrue), of(yPred)];
          made.updateState(...given, ...(column === 'weighted' ? [of(sampleWeight)] : []));
          near(made.result(), expected[i]!);
        });
        made.resetState();
        expect([made.result()].flat(9).every((v) => v === 0)).toBe(true);
      }
    },
  );

  test.each(golden.kinds.map((k) => [k.metric, k] as const))('%s has its name and its direction', (kind, { options, name, direction }) => {
    const made = make(kind, options);
    expect(made.name).toBe(name === 'ioU' ? 'iou' : name);
    expect(made.direction ?? null).toBe(direction);
  });
});
