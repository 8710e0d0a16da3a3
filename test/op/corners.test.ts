/** Ops at their corners: infinities, thresholds, and attributes that JSON cannot tell apart. */
import { expect, test } from 'vitest';
import { activations, ops } from '../../src/index.ts';
import { variable, type Variable } from '../../src/graph/variable.ts';
import { pad } from '../../src/op/move.ts';
import { assign } from '../../src/op/update.ts';
import { applyEffects } from '../../src/run/eager.ts';

test('logaddexp of equal infinities is that infinity', () => {
  expect(ops.logaddexp([Infinity, -Infinity, 0], [Infinity, -Infinity, 0]).toArray()).toEqual([Infinity, -Infinity, Math.fround(Math.LN2)]);
});

test('relu at its threshold does not pass, as in Keras', () => {
  expect(activations.relu([2, 3], { threshold: 2 }).toArray()).toEqual([0, 3]);
  expect(activations.relu([1, 2, 3], { threshold: 2, negativeSlope: 0.5 }).toArray()).toEqual([-0.5, 0, 3]);
});

test('padding is the value that was asked for, whatever was asked before', () => {
  const around = (value: number): unknown => pad([1], [1], [0], value).toArray();
  expect([Infinity, -Infinity, NaN, 0, -0].map(around)).toEqual([[Infinity, 1], [-Infinity, 1], [NaN, 1], [0, 1], [-0, 1]]);
});

const values = (variables: readonly Variable[]): unknown[] => variables.map((v) => v.value().toArray());

test('assignments in a circle take the values from before', () => {
  const ring = [variable([1, 2]), variable([3, 4]), variable([5, 6])] as const;
  const [a, b, c] = ring;
  applyEffects([assign(a, b.tensor), assign(b, a.tensor)], ring);
  expect(values(ring)).toEqual([[3, 4], [1, 2], [5, 6]]);
  applyEffects([assign(a, b.tensor), assign(b, c.tensor), assign(c, a.tensor)], ring);
  expect(values(ring)).toEqual([[1, 2], [5, 6], [3, 4]]);
});
