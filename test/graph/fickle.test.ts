/** Values that answer something else each time they are asked are read once. */
import { expect, test } from 'vitest';
import { layers, MyelinError, ops, sequential } from '../../src/index.ts';

/** An object whose property has the values one after another, then the last one again and again. */
const fickle = <T extends object>(object: T, name: keyof T, values: readonly unknown[]): T => {
  let asked = 0;
  return new Proxy(object, {
    get: (target, key, receiver) =>
      key === name ? values[Math.min(asked++, values.length - 1)] : (Reflect.get(target, key, receiver) as unknown),
  });
};

test('a shape', () => {
  const given = fickle({ data: Float32Array.of(1, 2, 3, 4), shape: [4] }, 'shape', [[2, 2], [1e9], [1e9]]);
  expect(ops.add(given, 1).toArray()).toEqual([[2, 3], [4, 5]]);
});

test('values', () => {
  const given = fickle({ data: Float32Array.of(1, 2), shape: [2] }, 'data', [Float32Array.of(1, 2), new Float32Array(9)]);
  expect(ops.add(given, 1).toArray()).toEqual([2, 3]);
});

test('the length of an array', () => {
  const array = (lengths: readonly number[]): number[] => fickle([1, 2, 3], 'length', lengths);
  expect(() => ops.add(array([3, 1e9]), 1)).toThrow(MyelinError);
  expect(ops.add(array([3, 3, 1e9]), 1).toArray()).toEqual([2, 3, 4]);
});

test('arrays that hold themselves', () => {
  const circle: unknown[] = [];
  circle.push(circle);
  expect(() => ops.add(circle as never, 1)).toThrow(/hold themselves/);
});

test('options of layers and of calls', async () => {
  const dense = layers.dense(fickle({ units: 2, inputShape: [1] }, 'units', [2, 2, 1e9]));
  const model = sequential([dense]).compile({ optimizer: 'sgd', loss: 'mse' });
  expect(model.outputShape).toEqual([null, 2]);
  const options = fickle({ epochs: 1, batchSize: 1 }, 'batchSize', [2, -1, 1e12]);
  const fit = await model.fit([[1], [2]], [[1, 1], [2, 2]], options).catch((error: unknown) => error);
  expect(fit instanceof MyelinError || 'history' in (fit as object)).toBe(true);
});
