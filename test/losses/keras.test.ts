/** Losses as Keras answered: values, reductions, weights, gradients (test/golden/losses.json, recorded by record-losses.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { grad, tensor, type losses, type Tensor } from '../../src/index.ts';
import { LOSSES } from '../../src/losses/registry.ts';

interface Stored {
  readonly dtype?: 'int32';
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface Case {
  readonly loss: string;
  readonly options: object;
  readonly yTrue: Stored;
  readonly yPred: Stored;
  readonly sampleWeight: Stored;
  readonly reductions: readonly { readonly reduction: string; readonly plain: Stored; readonly weighted?: Stored }[];
  readonly gradient: Stored;
}
const golden = JSON.parse(readFileSync(new URL('../golden/losses.json', import.meta.url), 'utf8')) as { readonly cases: readonly Case[] };

const load = ({ dtype, data, shape }: Stored): Tensor => tensor(dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data), shape);

function expectNear(actual: Tensor, { shape, data }: Stored, what: string): void {
  expect(actual.shape, what).toEqual(shape);
  const off = data.flatMap((e, i) =>
    Math.abs(actual.data[i]! - e) <= 1e-5 * Math.max(1, Math.abs(e)) ? [] : [`${what} ${i}: ${actual.data[i]} for ${e}`],
  );
  expect(off).toEqual([]);
}

const named = ({ loss, options, yTrue, yPred }: Case): string =>
  `${loss} ${JSON.stringify(options)} of [${yTrue.shape.join()}] and [${yPred.shape.join()}]`;

describe.each(golden.cases.map((c) => [named(c), c] as const))('%s', (_, c) => {
  const [yTrue, yPred, weight] = [c.yTrue, c.yPred, c.sampleWeight].map(load) as [Tensor, Tensor, Tensor];
  const make = (reduction: string): losses.Loss => LOSSES[c.loss]!({ ...c.options, reduction } as never);

  test('values and reductions', () => {
    for (const { reduction, plain, weighted } of c.reductions) {
      const loss = make(reduction);
      expectNear(loss.call(yTrue, yPred), plain, reduction);
      if (weighted !== undefined) expectNear(loss.call(yTrue, yPred, weight), weighted, `weighted ${reduction}`);
    }
  });

  test('gradient', () => {
    const loss = make('sum_over_batch_size');
    const weights = c.reductions[0]!.weighted === undefined ? [] : [weight];
    expectNear(grad((x) => loss.call(yTrue, x, ...weights))(yPred), c.gradient, 'gradient');
  });
});

test('every loss was recorded', () => {
  const recorded = new Set(golden.cases.map((c) => c.loss));
  expect(Object.keys(LOSSES).filter((kind) => !recorded.has(kind))).toEqual([]);
});
