/** Every rule of the derivative table against central differences on the float64 reference, and once more for the
 *  derivative of the derivative. */
import { describe, expect, test } from 'vitest';
import { STEPS } from '../../src/abi/kernels.ts';
import { differentiate } from '../../src/grad/differentiate.ts';
import { FLAT, RULES, RULES_OF_PARTS } from '../../src/grad/rules.ts';
import { simplify } from '../../src/plan/simplify.ts';
import { constant, placeholder, type Tensor } from '../../src/graph/tensor.ts';
import { node } from '../../src/run/node.ts';
import { attention } from '../../src/op/attention.ts';
import * as elementwise from '../../src/op/elementwise.ts';
import { conv, convTranspose, depthwiseConv } from '../../src/op/conv.ts';
import { oneHot, take, takeGradient } from '../../src/op/gather.ts';
import { matmul } from '../../src/op/gemm.ts';
import { LOWERINGS } from '../../src/lower/index.ts';
import { columnMoments, squareSums, weightedSquares } from '../../src/op/columns.ts';
import { centeredSumsOfParts, momentsOfParts, normalized, squareSumsOfParts } from '../../src/op/moments.ts';
import { broadcastTo, concatenate, pack, pad, reshape, slice, transpose } from '../../src/op/move.ts';
import { averagePool, maxPool } from '../../src/op/pool.ts';
import { gate } from '../../src/op/update.ts';
import { max, mean, min, prod, sum } from '../../src/op/reduce.ts';
import { norm } from '../../src/op/statistics.ts';
import { warp } from '../../src/op/warp.ts';
import * as softmaxes from '../../src/op/softmax.ts';
import { EFFECTS } from '../../src/lower/update.ts';
import { ancestors } from '../../src/graph/walk.ts';
import { checkGradient, type GradientCase } from './check.ts';
import { float64Function } from './float64.ts';
import { RECURRENT_CASES } from './recurrent-cases.ts';

const { add, subtract, multiply, divide, power, maximum, minimum, where, less } = elementwise;
const labels = constant(Int32Array.of(2, 0, 1), [3]);
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
const CASES: Readonly<Record<string, readonly GradientCase[]>> = {
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

/** Read what effects change, which programs with effects alone show: test/model/when.test.ts. */
const OF_EFFECTS: readonly string[] = ['after'];

/** Made for inference or for updates alone: `differentiate` refuses them. */
const WITHOUT: readonly string[] = ['matmul_int8', 'sum_groups'];

test('every op has a rule, and every rule that gives a gradient has a case', () => {
  const ops = [...STEPS.map((k) => k.name), ...Object.keys(LOWERINGS), 'reshape', 'pack'].filter(
    (op) => !EFFECTS.has(op) && op !== 'fill' && !WITHOUT.includes(op),
  );
  expect(
    ops.filter((op) => !Object.hasOwn(RULES, op) && !Object.hasOwn(RULES_OF_PARTS, op)),
    'ops without a rule',
  ).toEqual([]);
  expect(
    [...Object.keys(RULES), ...Object.keys(RULES_OF_PARTS)].filter(
      (op) => ![...FLAT, ...OF_EFFECTS].includes(op) && !Object.hasOwn(CASES, op),
    ),
    'rules without a case',
  ).toEqual([]);
});

describe.each(Object.entries(CASES))('%s', (op, cases) => {
  test('its case computes it', () => {
    const reached = cases.flatMap(({ f, shapes }) => ancestors([f(...shapes.map((s) => placeholder(s)))]).map((t) => t.op));
    expect(reached).toContain(op);
  });

  test('first derivative', () => {
    for (const c of cases) for (const seed of [1, 2]) checkGradient(c, seed);
  });

  test('second derivative', () => {
    for (const c of cases) {
      const first: GradientCase = {
        ...c,
        f: (...xs) => {
          const y = c.f(...xs);
          const gradients = differentiate(sum(multiply(y, y)), xs);
          return pack(gradients);
        },
      };
      checkGradient(first);
    }
  });
});

test('a product with zeros among its factors: the product of the others', () => {
  const x = placeholder([3, 3]);
  const [g] = differentiate(sum(prod(x, { axis: 1 })), [x]);
  expect([...float64Function([g!], [x])([Float64Array.of(2, 3, 4, 0, 3, 4, 0, 0, 4)])[0]!]).toEqual([12, 8, 6, 12, 0, 0, 0, 0, 0]);
});

test('gradients of a product of bfloat16 are such products, of any order, and stay so in a plan', () => {
  const [a, b] = [placeholder([2, 3]), placeholder([4, 3])];
  const y = matmul(a, b, { transposeB: true, precision: 'bfloat16' });
  const first = differentiate(sum(multiply(y, y)), [a, b]);
  const second = differentiate(sum(multiply(pack(first), pack(first))), [a, b]);
  const products = ancestors(simplify([...first, ...second])).filter(({ op }) => op === 'matmul');
  expect(products.length).toBeGreaterThan(6);
  expect(new Set(products.map(({ attrs }) => attrs['precision']))).toEqual(new Set(['bfloat16']));
});

test('gradients of a convolution of bfloat16 are such convolutions, of any order', () => {
  const [x, w] = [placeholder([2, 5, 6, 3]), placeholder([3, 2, 3, 4])];
  for (const y of [conv(x, w, { precision: 'bfloat16' }), convTranspose(x, placeholder([3, 2, 4, 3]), { precision: 'bfloat16' })]) {
    const first = differentiate(sum(multiply(y, y)), [x]);
    const second = differentiate(sum(multiply(pack(first), pack(first))), [x]);
    const sums = ancestors(simplify([...first, ...second])).filter(({ op }) => op.startsWith('conv'));
    expect(sums.length).toBeGreaterThan(2);
    expect(new Set(sums.map(({ attrs }) => attrs['precision']))).toEqual(new Set(['bfloat16']));
  }
  const ofKernel = differentiate(sum(conv(x, w, { precision: 'bfloat16' })), [w]);
  expect(ancestors(ofKernel).filter(({ op }) => op === 'conv_dw').map(({ attrs }) => attrs['precision'])).toEqual(['bfloat16']);
});

test('what the scalar does not depend on has gradient 0', () => {
  const [x, z] = [placeholder([2]), placeholder([3])];
  const [, dz] = differentiate(sum(x), [x, z]);
  expect(dz!.toArray()).toEqual([0, 0, 0]);
});

test('oneHot and comparisons pass no gradient', () => {
  const x = placeholder([3]);
  const y = sum(multiply(less(x, 0), oneHot(labels, 3)));
  expect(differentiate(y, [x])[0]!.toArray()).toEqual([0, 0, 0]);
});
