/** Pooling by its formulas, what it makes of NaN and masks, and what it refuses. */
import { describe, expect, test } from 'vitest';
import { grad, layers, ops, tensor, type Tensor } from '../../src/index.ts';

const image = [[[[1], [5], [2]], [[7], [3], [4]], [[0], [6], [8]]]];

describe('by hand', () => {
  test('maxPool: the largest of each window', () => {
    expect(ops.maxPool(image, 2, { strides: 1 }).toArray()).toEqual([[[[7], [5]], [[7], [8]]]]);
  });

  test("averagePool 'same': the edges divide by the places that are there", () => {
    expect(ops.averagePool(image, 2, { padding: 'same' }).toArray()).toEqual([[[[4], [3]], [[3], [8]]]]);
  });

  test('a NaN is the largest of its window alone', () => {
    expect(ops.maxPool([[[NaN], [1], [2], [3]]], 2).toArray()).toEqual([[[NaN], [3]]]);
  });

  test('places of padding are not the largest, however small the others are', () => {
    expect(ops.maxPool([[[-5], [-3], [-4]]], 3, { strides: 1, padding: 'same' }).toArray()).toEqual([[[-3], [-3], [-3]]]);
  });

  test('of equal values the first gets the gradient', () => {
    const gradient = grad((x: Tensor) => ops.sum(ops.maxPool(x, 2, { strides: 1 })));
    expect(gradient(tensor([[[1], [1], [1], [0]]])).toArray()).toEqual([[[1], [1], [1], [0]]]);
    expect(gradient(tensor([[[2], [2]]])).toArray()).toEqual([[[1], [0]]]);
  });

  test('adaptiveAveragePooling1d: from floor(i n / o) to ceil((i + 1) n / o)', () => {
    const steps = [[[1], [2], [3], [4], [5]]];
    expect(layers.adaptiveAveragePooling1d({ outputSize: 3 }).apply(steps).toArray()).toEqual([[[1.5], [3], [4.5]]]);
    expect(layers.adaptiveMaxPooling1d({ outputSize: 3 }).apply(steps).toArray()).toEqual([[[2], [4], [5]]]);
    expect(layers.adaptiveMaxPooling1d({ outputSize: 7 }).apply(steps).toArray()).toEqual([[[1], [2], [3], [3], [4], [5], [5]]]);
  });

  test('globalAveragePooling1d: steps that a mask leaves out do not count, whatever they hold', () => {
    const x = tensor([[[1, 4], [3, 8], [NaN, Infinity]], [[1, 1], [2, 2], [3, 3]]]);
    const mask = tensor(Int32Array.of(1, 1, 0, 0, 0, 0), [2, 3]);
    expect(layers.globalAveragePooling1d().apply(x, { mask }).toArray()).toEqual([[2, 6], [NaN, NaN]]);
  });
});

describe('refusals', () => {
  test.each([
    [() => ops.maxPool([[1, 2]], 2), /maxPool: expected a batch, one to three axes of places, and channels, received \[1, 2\]/],
    [() => ops.averagePool(image, 4), /averagePool: a window of \[4, 4\] places does not lie within \[3, 3\]\. Use padding 'same'/],
    [() => ops.maxPool(image, [2, 2, 2]), /maxPool: poolSize must be an integer >= 1, or 2 of them/],
    [() => ops.maxPool(image, 2, { strides: 0 }), /maxPool: strides must be an integer >= 1, or 2 of them, received 0/],
    [() => ops.maxPool(image, 2, { padding: 'causal' as 'same' }), /padding of maxPool 'causal'/],
    [() => ops.maxPool(image, 2, { dataFormat: 'first' as 'channelsFirst' }), /dataFormat of maxPool 'first'/],
    [() => layers.averagePooling2d({} as never), /averagePooling2d: poolSize must be an integer >= 1, or 2 of them, received/],
    [() => layers.maxPooling1d().apply(image), /max_pooling1d.*: expected input of shape \[\*, steps, channels\], received/],
    [() => layers.maxPooling2d({ poolSize: 5, name: 'pool' }).apply(image), /pool: a window of \[5, 5\] places does not lie within/],
    [() => layers.adaptiveMaxPooling2d({ outputSize: [2] }), /adaptiveMaxPooling2d: outputSize must be an integer >= 1, or 2 of them/],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });
});
