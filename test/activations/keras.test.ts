/** Activations as Keras answered: values, and first and second derivatives, also where functions bend
 *  (test/golden/activations.json, recorded by record-activations.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { activations, grad, ops, tensor, type Tensor } from '../../src/index.ts';

interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface Case {
  readonly name: string;
  readonly options: object;
  readonly x: Stored;
  readonly y: Stored;
  readonly r: Stored;
  readonly first: Stored;
  readonly q?: Stored;
  readonly second?: Stored;
}
const golden = JSON.parse(readFileSync(new URL('../golden/activations.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};

const load = ({ data, shape }: Stored): Tensor => tensor(Float32Array.from(data), shape);

function expectNear(actual: Tensor, { shape, data }: Stored, x: Stored): void {
  expect(actual.shape).toEqual(shape);
  const off = data.flatMap((e, i) =>
    Math.abs(actual.data[i]! - e) <= 1e-5 * Math.max(1, Math.abs(e)) ? [] : [`at ${x.data[i]}: ${actual.data[i]} for ${e}`],
  );
  expect(off).toEqual([]);
}

describe.each(golden.cases.map((c) => [`${c.name} ${JSON.stringify(c.options)} of [${c.x.shape.join()}]`, c] as const))('%s', (_, c) => {
  const f = (x: Tensor): Tensor => (activations[c.name as 'elu'] as (x: Tensor, options: object) => Tensor)(x, c.options);
  const weighted = (g: (x: Tensor) => Tensor, by: Stored) => (x: Tensor): Tensor => ops.sum(ops.multiply(g(x), load(by)));
  const first = grad(weighted(f, c.r)) as (x: Tensor) => Tensor;

  test('value', () => expectNear(f(load(c.x)), c.y, c.x));
  test('derivative', () => expectNear(first(load(c.x)), c.first, c.x));
  if (c.second !== undefined) test('second derivative', () => {
    const second = grad(weighted(first, c.q!)) as (x: Tensor) => Tensor;
    expectNear(second(load(c.x)), c.second!, c.x);
  });
});

test('every activation was recorded but sparsemax, which Keras gets wrong (see the recording script)', () => {
  const own = Object.keys(activations).filter((name) => !['swish', 'hardSwish', 'sparsemax'].includes(name));
  expect([...new Set(golden.cases.map((c) => c.name))].toSorted()).toEqual(own.toSorted());
});
