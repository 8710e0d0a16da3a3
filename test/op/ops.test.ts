/** Ops as users call them, on concrete tensors: values worked out by hand. Errors are in test/model/bad-input,
 *  gradients in test/grad, kernels in test/kernels.test.ts. */
import { expect, test } from 'vitest';
import { grad, ops, tensor, valueAndGrad, type NestedNumbers, type Tensor } from '../../src/index.ts';
import { checkGradient } from '../grad/check.ts';

const CASES: Readonly<Record<string, readonly [() => Tensor, NestedNumbers]>> = {
  'add broadcasts a row': [() => ops.add([[1, 2], [3, 4]], [10, 20]), [[11, 22], [13, 24]]],
  'subtract broadcasts a column': [() => ops.subtract([[1, 2], [3, 4]], [[1], [2]]), [[0, 1], [1, 2]]],
  'multiply makes a table of a column and a row': [() => ops.multiply([[1], [2]], [3, 4]), [[3, 4], [6, 8]]],
  divide: [() => ops.divide([1, 9], [2, 3]), [0.5, 3]],
  power: [() => ops.power([2, 9, 4], [3, 0.5, 0]), [8, 3, 1]],
  'maximum and minimum': [() => ops.subtract(ops.maximum([1, 5], 3), ops.minimum([1, 5], 3)), [2, 2]],
  'comparisons answer 0 and 1': [() => ops.add(ops.less([1, 2, 3], 2), ops.multiply(10, ops.greaterEqual([1, 2, 3], 2))), [1, 10, 10]],
  where: [() => ops.where([1, 0, -1], [1, 2, 3], 9), [1, 9, 3]],
  clip: [() => ops.clip([-5, 0.5, 5], -1, 1), [-1, 0.5, 1]],
  'floor, ceil, round': [() => ops.add(ops.add(ops.floor([1.5, -1.5]), ops.ceil([1.5, -1.5])), ops.round([2.5, -0.4])), [5, -3]],
  'cast truncates': [() => ops.cast([1.9, -1.9], 'int32'), [1, -1]],
  'sin and cos': [() => ops.round(ops.multiply(ops.add(ops.sin([0, Math.PI / 2]), ops.cos([0, Math.PI])), 1000)), [1000, 0]],
  logaddexp: [() => ops.logaddexp([0, 1000, -1000], [0, 1000, 0]), [Math.fround(Math.LN2), Math.fround(1000 + Math.LN2), 0]],
  matmul: [() => ops.matmul([[1, 2], [3, 4]], [[5, 6], [7, 8]]), [[19, 22], [43, 50]]],
  'matmul of transposes': [
    () =>
      ops.matmul([[1, 2], [3, 4]], [[5, 6], [7, 8]], { transposeA: true, transposeB: true }),
    [[23, 31], [34, 46]],
  ],
  'matmul of bfloat16, whose halves go to the even neighbour, summed in float32': [
    () => ops.matmul([[257, 1, 259]], [[1], [0.5], [0.25]], { precision: 'bfloat16' }),
    [[256 + 0.5 + 65]],
  ],
  'matmul in batches': [() => ops.matmul([[[1, 2]], [[3, 4]]], [[[1], [0]], [[0], [1]]]), [[[1]], [[4]]]],
  'conv: the kernel is not flipped': [() => ops.conv([[[1], [2], [3]]], [[[10]], [[1]]]), [[[12], [23]]]],
  'conv, same: half of the zeros on each side, the rest at the end': [
    () => ops.conv([[[1], [2], [3], [4]]], [[[1]], [[10]], [[100]]], { padding: 'same', strides: 2 }), [[[321], [43]]],
  ],
  'conv of bfloat16 rounds inputs and kernel': [
    () => ops.conv([[[257], [1], [259]]], [[[1]], [[257]]], { precision: 'bfloat16' }), [[[256 + 256], [1 + 256 * 260]]],
  ],
  'conv, causal: a step depends on none behind it': [
    () => ops.conv([[[1], [2], [3]]], [[[10]], [[1]]], { padding: 'causal', dilationRate: 2 }), [[[1], [2], [13]]],
  ],
  'conv of an image in two groups': [
    () => ops.conv([[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]], [[[[1, 1]], [[0, 1]]], [[[0, 1]], [[1, 10]]]]), [[[[8, 92]]]],
  ],
  'depthwiseConv: filters of one channel lie side by side': [
    () => ops.depthwiseConv([[[1, 2], [3, 4]]], [[[1, 10], [1, 100]]]), [[[1, 10, 2, 200], [3, 30, 4, 400]]],
  ],
  separableConv: [() => ops.separableConv([[[1, 2], [3, 4]]], [[[1], [1]], [[0], [1]]], [[[1], [10]]]), [[[61]]]],
  'convTranspose: windows are added where they overlap': [
    () => ops.convTranspose([[[1], [2]]], [[[1]], [[10]], [[100]]], { strides: 2 }), [[[1], [10], [102], [20], [200]]],
  ],
  'convTranspose, same, with more places at the end': [
    () => ops.convTranspose([[[1], [2]]], [[[1]], [[10]], [[100]]], { strides: 2, padding: 'same', outputPadding: 1 }),
    [[[1], [10], [102], [20]]],
  ],
  'sum over an axis': [() => ops.sum([[1, 2], [3, 4]], { axis: 0 }), [4, 6]],
  'mean, kept': [() => ops.mean([[1, 2], [3, 4]], { axis: 1, keepdims: true }), [[1.5], [3.5]]],
  'sum over axes that are apart': [() => ops.sum([[[1, 2], [3, 4]], [[5, 6], [7, 8]]], { axis: [0, 2] }), [14, 22]],
  'max and min': [() => ops.subtract(ops.max([[1, 5], [7, 2]], { axis: 1 }), ops.min([[1, 5], [7, 2]], { axis: 1 })), [4, 5]],
  prod: [() => ops.prod([[1, 2], [3, 4]]), 24],
  argmax: [() => ops.argmax([[1, 5, 5], [7, 2, 0]], { axis: -1 }), [1, 0]],
  'argmax of all': [() => ops.argmax([[1, 5, 5], [7, 2, 0]]), 3],
  'argmin over the first axis': [() => ops.argmin([[1, 5], [0, 9]], { axis: 0 }), [1, 0]],
  reshape: [() => ops.reshape([[1, 2, 3], [4, 5, 6]], [3, -1]), [[1, 2], [3, 4], [5, 6]]],
  transpose: [() => ops.transpose([[1, 2, 3], [4, 5, 6]]), [[1, 4], [2, 5], [3, 6]]],
  slice: [() => ops.slice([[1, 2, 3], [4, 5, 6]], [0, 1], [2, 2]), [[2, 3], [5, 6]]],
  concatenate: [() => ops.concatenate([[[1, 2]], [[3, 4], [5, 6]]]), [[1, 2], [3, 4], [5, 6]]],
  'concatenate along the last axis': [() => ops.concatenate([[[1], [2]], [[3, 4], [5, 6]]], { axis: -1 }), [[1, 3, 4], [2, 5, 6]]],
  broadcastTo: [() => ops.broadcastTo([1, 2], [2, 2]), [[1, 2], [1, 2]]],
  take: [() => ops.take([[1, 2], [3, 4], [5, 6]], [2, 0]), [3, 1]],
  'take rows': [() => ops.take([[1, 2], [3, 4], [5, 6]], [2, 0], { axis: 0 }), [[5, 6], [1, 2]]],
  'take along another axis': [
    () =>
      ops.take([[[1, 2], [3, 4]], [[5, 6], [7, 8]]], [[1], [1], [0]], { axis: -2 }),
    [[[[3, 4]], [[3, 4]], [[1, 2]]], [[[7, 8]], [[7, 8]], [[5, 6]]]],
  ],
  oneHot: [() => ops.oneHot([1, 0], 3), [[0, 1, 0], [1, 0, 0]]],
  'softmax over the first axis': [() => ops.softmax([[0, 1], [0, 1]], { axis: 0 }), [[0.5, 0.5], [0.5, 0.5]]],
  full: [() => ops.full([2], 7), [7, 7]],
  'nothing at all': [() => ops.add(tensor(new Float32Array(0), [0, 3]), 1), []],
};

test.each(Object.entries(CASES))('%s', (_, [compute, expected]) => {
  expect(compute().toArray()).toEqual(expected);
});

test('tensors: item, shape, typed arrays as they are', () => {
  const data = Float32Array.of(1, 2, 3, 4);
  const t = tensor({ data, shape: [2, 2] });
  expect(t.data).toBe(data);
  expect(t.shape).toEqual([2, 2]);
  expect(ops.sum(t).item()).toBe(10);
  expect(() => t.item()).toThrow(/one element/);
});

test('an op gives new values and leaves its inputs alone', () => {
  const x = tensor([1, 2]);
  ops.add(x, 1);
  expect(x.toArray()).toEqual([1, 2]);
});

test('grad and valueAndGrad', () => {
  expect(grad((x) => ops.sum(ops.square(x)))([1, -2]).toArray()).toEqual([2, -4]);
  const [value, gradient] = valueAndGrad((w, x) => ops.sum(ops.multiply(w, x)))([2, 3], [4, 5]);
  expect([value.item(), gradient.toArray()]).toEqual([23, [4, 5]]);
});

test('second derivatives', () => {
  const cube = (x: Tensor): Tensor => ops.sum(ops.power(x, 3));
  expect(grad((x) => ops.sum(grad(cube)(x)))([1, 2]).toArray()).toEqual([6, 12]);
});

test('the derivative of a composed op follows by itself', () => checkGradient({ f: (a, b) => ops.logaddexp(a, b), shapes: [[5], [5]] }));
