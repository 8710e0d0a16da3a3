/** What callbacks keep, as checkpoints hold it. */
import { expect, test } from 'vitest';
import { tensor, type Tensor } from '../../src/index.ts';
import { fromJson, toJson } from '../../src/model/checkpoint/kept-values.ts';

const throughJson = (value: unknown): unknown => {
  const tensors = new Map<string, Tensor>();
  const json = JSON.stringify(toJson('test', value, tensors));
  return fromJson(JSON.parse(json), (name) => tensors.get(name));
};

test('tensors come back to their own places, whatever the names of records are', () => {
  const kept = throughJson({ 'a/b': tensor([1]), a: { b: tensor([2]) } }) as { 'a/b': Tensor; a: { b: Tensor } };
  expect([...kept['a/b'].data, ...kept.a.b.data]).toEqual([1, 2]);
});

test('numbers that JSON has not, keys with a mark and long lists come back', () => {
  const value = { x: [NaN, -0, Infinity], $tensor: 'no', long: Array.from({ length: 100 }, (_, i) => i / 3) };
  expect(throughJson(value)).toEqual(value);
});
