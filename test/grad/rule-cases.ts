import { differentiate } from '../../src/grad/differentiate.ts';
import { constant, type Tensor } from '../../src/graph/tensor.ts';
import { node } from '../../src/run/node.ts';
import { attention } from '../../src/op/attention.ts';
import * as elementwise from '../../src/op/elementwise.ts';
import { conv, convTranspose, depthwiseConv } from '../../src/op/conv.ts';
import { take, takeGradient } from '../../src/op/gather.ts';
import { matmul } from '../../src/op/gemm.ts';
import { columnMoments, squareSums, weightedSquares } from '../../src/op/columns.ts';
import { centeredSumsOfParts, momentsOfParts, normalized, squareSumsOfParts } from '../../src/op/moments.ts';
import { broadcastTo, concatenate, pack, pad, reshape, slice, transpose } from '../../src/op/move.ts';
import { averagePool, maxPool } from '../../src/op/pool.ts';
import { gate } from '../../src/op/update.ts';
import { max, mean, min, prod, sum } from '../../src/op/reduce.ts';
import { norm } from '../../src/op/statistics.ts';
import { warp } from '../../src/op/warp.ts';
import * as softmaxes from '../../src/op/softmax.ts';
import type { GradientCase } from './check.ts';
import { RECURRENT_CASES } from './recurrent-cases.ts';

const { add, subtract, multiply, divide, power, maximum, minimum, where, less } = elementwise;
export const labels = constant(Int32Array.of(2, 0, 1), [3]);
const rows = constant(Int32Array.of(1, 3, 1, 0), [4]);
const transforms = constant(Float32Array.of(0.9, 0.2, -0.3, -0.1, 1.1, 0.4, 0, -1, 2, 1, 0, 0.25), [2, 6]);
const positive = [0.2, 3] as const;

/** Batch normalisation, with the gradient that it has as a whole. */
function standardized(x: Tensor, gamma?: Tensor, beta?: Tensor): Tensor {
  const { mean: center, variance } = columnMoments(x);
  const scale = elementwise.rsqrt(add(variance, 0.1));
  const y = multiply(subtract(x, center), gamma === undefined ? scale : multiply(scale, gamma));
  return normalized(beta === undefined ? y : add(y, beta), { x, mean: center, variance, gamma, beta, epsilon: 0.1 });
}

/** By the op whose rule a case is there for. */
/** Functions whose gradients are checked, by the op whose rule they need. */
export const CASES: Readonly<Record<string, readonly GradientCase[]>> = {
  ...RECURRENT_CASES,
  copy: [{ f: (x) => node('copy', [x], {}, x.shape), shapes: [[3]] }],
  neg: [{ f: elementwise.negative, shapes: [[5]] }],
  abs: [{ f: elementwise.abs, shapes: [[7]], kinks: [0] }],
  sqrt: [
    { f: elementwise.sqrt, shapes: [[5]], range: positive },
    { f: elementwise.rsqrt, shapes: [[5]], range: positive },
  ],
  reciprocal: [{ f: elementwise.reciprocal, shapes: [[5]], range: positive }],
  exp: [{ f: elementwise.exp, shapes: [[2, 3]] }],
  expm1: [{ f: elementwise.expm1, shapes: [[5]] }],
  log: [{ f: elementwise.log, shapes: [[5]], range: positive }],
  log1p: [{ f: elementwise.log1p, shapes: [[5]], range: [-0.8, 3] }],
  tanh: [{ f: elementwise.tanh, shapes: [[5]] }],
  sigmoid: [{ f: elementwise.sigmoid, shapes: [[5]] }],
  softplus: [{ f: elementwise.softplus, shapes: [[5]] }],
  erf: [{ f: elementwise.erf, shapes: [[5]] }],
  gelu: [{ f: elementwise.gelu, shapes: [[5]] }],
  sin: [{ f: elementwise.sin, shapes: [[5]] }],
  cos: [{ f: elementwise.cos, shapes: [[5]] }],
  relu: [{ f: elementwise.relu, shapes: [[9]], kinks: [0] }],
  relu_d: [{ f: (dy, x) => elementwise.reluGradient(dy, x), shapes: [[7], [7]], kinks: [0] }],
  add: [
    {
      f: add,
      shapes: [
        [2, 3],
        [2, 3],
      ],
    },
    { f: add, shapes: [[2, 3], [3]] },
    {
      f: add,
      shapes: [
        [2, 3],
        [2, 1],
      ],
    },
    {
      f: add,
      shapes: [
        [2, 1],
        [1, 3],
      ],
    },
    { f: (x) => add(x, x), shapes: [[4]] },
  ],
  sub: [
    { f: subtract, shapes: [[4, 1], [5]] },
    { f: subtract, shapes: [[4, 5], [5]] },
  ],
  mul: [
    {
      f: multiply,
      shapes: [
        [2, 3],
        [2, 3],
      ],
    },
    { f: multiply, shapes: [[2, 3], []] },
    {
      f: multiply,
      shapes: [
        [2, 1, 3],
        [4, 1],
      ],
    },
    { f: (x) => multiply(x, multiply(x, x)), shapes: [[4]] },
  ],
  div: [
    {
      f: divide,
      shapes: [
        [2, 3],
        [2, 3],
      ],
      range: positive,
    },
    { f: divide, shapes: [[3], [2, 3]], range: positive },
  ],
  pow: [
    { f: power, shapes: [[5], [5]], range: positive },
    { f: (x) => power(x, 3), shapes: [[5]] },
  ],
  maximum: [{ f: maximum, shapes: [[9], [9]] }],
  minimum: [{ f: minimum, shapes: [[9], [9]] }],
  select: [{ f: (c, a, b) => where(less(c, 0), a, b), shapes: [[6], [6], [6]], kinks: [0] }],
  matmul: [
    {
      f: (a, b) => matmul(a, b),
      shapes: [
        [2, 3],
        [3, 4],
      ],
    },
    {
      f: (a, b) => matmul(a, b, { transposeA: true }),
      shapes: [
        [3, 2],
        [3, 4],
      ],
    },
    {
      f: (a, b) => matmul(a, b, { transposeB: true }),
      shapes: [
        [2, 3],
        [4, 3],
      ],
    },
    {
      f: (a, b) => matmul(a, b, { transposeA: true, transposeB: true }),
      shapes: [
        [3, 2],
        [4, 3],
      ],
    },
    {
      f: (a, b) => matmul(a, b),
      shapes: [
        [2, 2, 3],
        [3, 4],
      ],
    },
    {
      f: (a, b) => matmul(a, b, { transposeB: true }),
      shapes: [
        [2, 2, 3],
        [2, 4, 3],
      ],
    },
  ],
  conv: [
    { f: (x, w) => conv(x, w, { padding: 'same' }), shapes: [[2, 3, 4, 2], [3, 3, 2, 3]] },
    { f: (x, w) => conv(x, w, { strides: [2, 1], padding: 'same' }), shapes: [[1, 5, 4, 4], [3, 2, 2, 4]] },
    { f: (x, w) => depthwiseConv(x, w, { dilationRate: 2 }), shapes: [[2, 6, 3], [2, 3, 2]] },
    { f: (x, w) => conv(x, w), shapes: [[2, 2, 3, 2], [1, 1, 2, 3]] },
  ],
  conv_dx: [
    { f: (y, w) => convTranspose(y, w, { strides: 2, padding: 'same' }), shapes: [[1, 2, 3, 2], [3, 3, 2, 2]] },
    { f: (y, w) => convTranspose(y, w), shapes: [[2, 3, 2], [1, 3, 2]] },
  ],
  conv_dw: [
    {
      f: (x, w) => differentiate(sum(multiply(conv(x, w, { strides: 2 }), 0.5)), [w])[0]!,
      shapes: [[2, 5, 4, 2], [2, 3, 2, 2]],
    },
    { f: (x, w) => differentiate(sum(multiply(conv(x, w), conv(x, w))), [w])[0]!, shapes: [[2, 2, 2], [1, 2, 3]] },
  ],
  attention: [
    { f: (q, k, v) => attention(q, k, v), shapes: [[1, 2, 2, 3], [1, 3, 1, 3], [1, 3, 1, 2]] },
    {
      f: (q, k, v) => attention(q, k, v, { scale: 0.5, causal: true, window: 2, dropout: { rate: 0.5, draw: { seed: 1, stream: 2 } } }),
      shapes: [[2, 3, 2, 2], [2, 3, 2, 2], [2, 3, 2, 1]],
    },
    {
      f: (q, k) => attention(q, k, k, { mask: constant(Float32Array.of(1, 0, 1, 0, 0, 0), [2, 1, 1, 3]) }),
      shapes: [[2, 2, 1, 2], [2, 3, 1, 2]],
    },
  ],
  attention_dx: [
    {
      f: (q, k, v) => pack(differentiate(sum(attention(q, k, v, { causal: true })), [q, k, v])),
      shapes: [[1, 2, 2, 3], [1, 2, 1, 3], [1, 2, 1, 2]],
    },
  ],
  reduce_sum: [
    { f: (x) => sum(x), shapes: [[2, 3]] },
    { f: (x) => sum(x, { axis: 0 }), shapes: [[2, 3]] },
    { f: (x) => mean(x, { axis: [0, 2] }), shapes: [[2, 3, 2]] },
    { f: (x) => mean(x, { axis: 1, keepdims: true }), shapes: [[2, 3, 2]] },
    { f: (x) => sum(x, { axis: [1, 2] }), shapes: [[2, 1, 3, 1, 2]] },
    { f: (x) => sum(x, { axis: 3 }), shapes: [[1, 2, 1, 3, 1, 2, 1]] }, // more axes than a broadcast walks
  ],
  norm: [{ f: (x) => norm(x), shapes: [[2, 3]] }],
  reduce_prod: [{ f: (x) => prod(x, { axis: 1 }), shapes: [[2, 3]] }],
  reduce_max: [{ f: (x) => max(x, { axis: 1 }), shapes: [[3, 4]] }],
  reduce_min: [{ f: (x) => min(x, { axis: 0, keepdims: true }), shapes: [[3, 4]] }],
  softmax: [
    { f: (x) => softmaxes.softmax(x), shapes: [[3, 4]] },
    { f: (x) => softmaxes.softmax(x, { axis: 0 }), shapes: [[3, 4]] },
  ],
  log_softmax: [{ f: (x) => softmaxes.logSoftmax(x), shapes: [[3, 4]] }],
  sparsemax: [{ f: (x) => softmaxes.sparsemax(x), shapes: [[3, 4]] }],
  softmax_cross_entropy: [
    {
      f: softmaxes.softmaxCrossEntropy,
      shapes: [
        [3, 4],
        [3, 4],
      ],
    },
  ],
  softmax_cross_entropy_dx: [{ f: softmaxes.softmaxCrossEntropyGradient, shapes: [[3, 4], [3, 4], [3]] }],
  sparse_softmax_cross_entropy: [{ f: (x) => softmaxes.sparseSoftmaxCrossEntropy(x, labels), shapes: [[3, 4]] }],
  sparse_softmax_cross_entropy_dx: [{ f: (x, dy) => softmaxes.sparseSoftmaxCrossEntropyGradient(x, labels, dy), shapes: [[3, 4], [3]] }],
  gather_rows: [
    { f: (x) => take(x, rows, { axis: 0 }), shapes: [[4, 3]] },
    { f: (x) => take(x, rows, { axis: 1 }), shapes: [[2, 4, 3]] },
  ],
  gather_rows_dx: [{ f: (dy) => takeGradient(dy, rows, [5, 3]), shapes: [[4, 3]] }],
  reshape: [{ f: (x) => multiply(reshape(x, [3, 2]), reshape(x, [3, 2])), shapes: [[2, 3]] }],
  transpose: [{ f: (x) => transpose(x, { axes: [2, 0, 1] }), shapes: [[2, 3, 4]] }],
  broadcast_to: [
    { f: (x) => broadcastTo(x, [4, 2, 3]), shapes: [[2, 1]] },
    { f: (x, y) => multiply(broadcastTo(x, [2, 3]), y), shapes: [[3], [2, 3]] },
    { f: (x, y) => multiply(broadcastTo(x, [2, 3]), broadcastTo(y, [2, 3])), shapes: [[3], [2, 1]] }, // a row and a column
  ],
  slice: [{ f: (x) => slice(x, [1, 0], [2, 2]), shapes: [[3, 3]] }],
  pad: [{ f: (x) => pad(x, [1, 0], [0, 2], 5), shapes: [[2, 2]] }],
  concatenate: [
    {
      f: (a, b) => concatenate([a, b], { axis: 1 }),
      shapes: [
        [2, 3],
        [2, 1],
      ],
    },
  ],
  max_pool: [
    { f: (x) => maxPool(x, 2), shapes: [[2, 4, 4, 3]] },
    { f: (x) => maxPool(x, 3, { strides: 1, padding: 'same' }), shapes: [[2, 5, 2]] },
    { f: (x) => maxPool(x, [1, 2, 3], { strides: [1, 1, 2], padding: 'same', dataFormat: 'channelsFirst' }), shapes: [[1, 2, 2, 3, 4]] },
  ],
  max_pool_dx: [{ f: (x) => differentiate(sum(power(maxPool(x, 2, { strides: 1 }), 3)), [x])[0]!, shapes: [[1, 3, 4, 2]] }],
  max_pool_of: [
    { f: (x) => differentiate(sum(power(differentiate(sum(power(maxPool(x, 2), 3)), [x])[0]!, 2)), [x])[0]!, shapes: [[1, 2, 5, 2]] },
  ],
  average_pool: [
    { f: (x) => averagePool(x, 2), shapes: [[2, 4, 4, 3]] },
    { f: (x) => averagePool(x, [3, 2], { strides: [2, 1], padding: 'same' }), shapes: [[2, 4, 3, 2]] },
  ],
  average_pool_dx: [{ f: (x) => differentiate(sum(power(averagePool(x, 2, { padding: 'same' }), 3)), [x])[0]!, shapes: [[1, 3, 4, 2]] }],
  warp: (['constant', 'reflect'] as const).flatMap((fillMode) =>
    (['nearest', 'bilinear'] as const).map((interpolation) => ({
      f: (x) => warp(x, transforms, [3, 4], { interpolation, fillMode, fillValue: 2 }), shapes: [[2, 4, 3, 2]],
    })),
  ),
  warp_dx: [
    {
      f: (x) => {
        const y = warp(x, transforms, [4, 3], { interpolation: 'bilinear', fillMode: 'constant', fillValue: 1 });
        return differentiate(sum(power(y, 3)), [x])[0]!;
      },
      shapes: [[2, 4, 3, 1]],
    },
  ],
  moments: [
    { f: (x) => pack([...momentsOfParts(x, { parts: 1, rows: 5, columns: 3 })]), shapes: [[5, 3]] },
    { f: (x) => pack([...momentsOfParts(x, { parts: 2, rows: 3, columns: 2 })]), shapes: [[6, 2]] },
    { f: (x) => columnMoments(x).mean, shapes: [[4, 2]] },
  ],
  centered_sums: [
    ...[{ parts: 1, rows: 4, columns: 2 }, { parts: 2, rows: 2, columns: 2 }].map((sizes): GradientCase => ({
      f: (x, center, dy) => pack([...centeredSumsOfParts(x!, center!, dy!, sizes)]), shapes: [[4, 2], [2], [4, 2]],
    })),
    { f: (x, center, dy) => centeredSumsOfParts(x, center, dy, { parts: 1, rows: 4, columns: 2 })[0], shapes: [[4, 2], [2], [4, 2]] },
  ],
  square_sums: [
    { f: (x) => pack(squareSumsOfParts(x, undefined, { parts: 2, rows: 2, columns: 3 })), shapes: [[4, 3]] },
    { f: (x, weights) => pack(squareSumsOfParts(x, weights, { parts: 1, rows: 4, columns: 2 })), shapes: [[4, 2], [2]] },
    { f: (x) => squareSums(x).columns, shapes: [[2, 4, 3]] },
    { f: (x, weights) => weightedSquares(x, weights!), shapes: [[3, 2], [2]] },
  ],
  normalized: [
    { f: (x, gamma, beta) => standardized(x, gamma, beta), shapes: [[3, 2, 3], [3], [3]] },
    { f: (x) => standardized(x), shapes: [[5, 2]] },
  ],
  gate: [{ f: (x, flag) => gate(multiply(x, x), less(0, elementwise.exp(flag))), shapes: [[2, 3], []] }],
  pack: [{ f: (a, b) => pack([multiply(a, a), b]), shapes: [[2, 3], [2]] }],
};
