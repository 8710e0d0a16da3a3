import { expect, test } from 'vitest';
import { printGraph } from '../../src/graph/print.ts';
import { placeholder } from '../../src/graph/tensor.ts';
import { argmax } from '../../src/op/reduce.ts';
import { matmul } from '../../src/op/gemm.ts';

test('a graph as text: numbered, inputs before users, with attributes and shapes', () => {
  const [a, b] = [placeholder([2, 3]), placeholder([2, 4])];
  expect(printGraph([argmax(matmul(a, b, { transposeA: true }), { axis: -1 })])).toBe(
    [
      '%0 = input() {name: } [2, 3]',
      '%1 = input() {name: } [2, 4]',
      '%2 = matmul(%0, %1) {transposeA: true, transposeB: false, precision: float32} [3, 4]',
      '%3 = argmax(%2) {outer: 3, mid: 4, inner: 1} [3] int32',
    ].join('\n'),
  );
});
