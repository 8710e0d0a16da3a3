/** The derivative table: for each op, the gradients of its inputs, from its output y and the gradient dy of y. An
 *  input without a gradient has null. A gradient may have the broadcast shape of y; `differentiate` sums it to the
 *  shape of the input. */
import { ConfigError } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import { attentionGradient } from '../op/attention.ts';
import {
  add, cos, divide, equal, erf, exp, less, lessEqual, log, multiply, negative, power, reciprocal, reluGradient, sigmoid,
  sign, sin, subtract, where,
} from '../op/elementwise.ts';
import { convolution, type Windows } from '../op/conv.ts';
import { oneHot, takeGradient, takeRows } from '../op/gather.ts';
import { matmul, type MatmulOptions } from '../op/gemm.ts';
import { pad, reshape, slice, transpose } from '../op/move.ts';
import { maxPoolGradient, valuesAtLargest, windowMeans, windowMeansGradient } from '../op/pool.ts';
import { prod, spread, sum, sumTo } from '../op/reduce.ts';
import { logSoftmax, softmax, softmaxCrossEntropyGradient, sparseSoftmaxCrossEntropyGradient } from '../op/softmax.ts';
import { throughAttention } from './attention.ts';
import { moments, throughNormalized } from './normalized.ts';
import type { PartsRule, PullBack } from './parts-rule.ts';
import { recurrent } from './recurrent.ts';
import { warpGradient, warpLike } from '../op/warp.ts';

/** @param pullBack  gradients through a graph, for rules whose own derivative is that of other ops */
export type Rule = (y: Tensor, dy: Tensor, pullBack: PullBack) => readonly (Tensor | null)[];

const x = (y: Tensor, i = 0): Tensor => y.inputs[i]!;
const none: Rule = (y) => y.inputs.map(() => null);
/** Sum over the last axis, kept. */
const rowSum = (t: Tensor): Tensor => sum(t, { axis: -1, keepdims: true });
/** One value for each row, as a column. */
const column = (t: Tensor): Tensor => reshape(t, [...t.shape, 1]);
/** The softmax rule: s (g - sum(g s)). */
const throughSoftmax = (s: Tensor, g: Tensor): Tensor => multiply(s, subtract(g, rowSum(multiply(g, s))));

const elementwise: Record<string, Rule> = {
  copy: (_, dy) => [dy],
  neg: (_, dy) => [negative(dy)],
  abs: (y, dy) => [multiply(dy, sign(x(y)))],
  sqrt: (y, dy) => [divide(multiply(dy, 0.5), y)],
  reciprocal: (y, dy) => [negative(multiply(dy, multiply(y, y)))],
  exp: (y, dy) => [multiply(dy, y)],
  expm1: (y, dy) => [multiply(dy, add(y, 1))],
  log: (y, dy) => [divide(dy, x(y))],
  log1p: (y, dy) => [divide(dy, add(x(y), 1))],
  tanh: (y, dy) => [multiply(dy, subtract(1, multiply(y, y)))],
  sigmoid: (y, dy) => [multiply(dy, multiply(y, subtract(1, y)))],
  softplus: (y, dy) => [multiply(dy, sigmoid(x(y)))],
  gelu: (y, dy) => [
    multiply(
      dy,
      add(
        multiply(0.5, add(1, erf(multiply(x(y), Math.SQRT1_2)))),
        multiply(multiply(x(y), 1 / Math.sqrt(2 * Math.PI)), exp(multiply(-0.5, multiply(x(y), x(y))))),
      ),
    ),
  ],
  erf: (y, dy) => [multiply(dy, multiply(2 / Math.sqrt(Math.PI), exp(negative(multiply(x(y), x(y))))))],
  sin: (y, dy) => [multiply(dy, cos(x(y)))],
  cos: (y, dy) => [negative(multiply(dy, sin(x(y))))],
  relu: (y, dy) => [reluGradient(dy, y)],
  relu_d: (y, g) => [reluGradient(g, x(y, 1)), null],
  add: (_, dy) => [dy, dy],
  sub: (y, dy) => [dy, negative(sumTo(dy, x(y, 1).shape))],
  // The two terms of a square are one: twice a factor of a penalty is a constant.
  mul: (y, dy) => (x(y) === x(y, 1) ? [multiply(multiply(dy, 2), x(y)), null] : [multiply(dy, x(y, 1)), multiply(dy, x(y))]),
  div: (y, dy) => [divide(dy, x(y, 1)), negative(divide(multiply(dy, y), x(y, 1)))],
  pow: (y, dy) => {
    const [a, b] = [x(y), x(y, 1)];
    // a^b has a derivative with respect to b only for a > 0; at a = 0 the limit is 0 if it exists.
    const positive = less(0, a);
    return [multiply(dy, multiply(b, power(a, subtract(b, 1)))), where(positive, multiply(dy, multiply(y, log(where(positive, a, 1)))), 0)];
  },
  // If both are equal, the first gets the gradient, as in TensorFlow.
  maximum: (y, dy) => [multiply(dy, lessEqual(x(y, 1), x(y))), multiply(dy, less(x(y), x(y, 1)))],
  minimum: (y, dy) => [multiply(dy, lessEqual(x(y), x(y, 1))), multiply(dy, less(x(y, 1), x(y)))],
  select: (y, dy) => [null, where(x(y), dy, 0), where(x(y), 0, dy)],
};

const gemm: Record<string, Rule> = {
  matmul: (y, dy) => {
    const [a, b] = [x(y), x(y, 1)];
    const { transposeA, transposeB, precision } = y.attrs as unknown as Required<MatmulOptions>;
    const da = transposeA
      ? matmul(b, dy, { transposeA: transposeB, transposeB: true, precision })
      : matmul(dy, b, { transposeB: !transposeB, precision });
    const db = transposeB
      ? matmul(dy, a, { transposeA: true, transposeB: transposeA, precision })
      : matmul(a, dy, { transposeA: !transposeA, precision });
    return [da, db];
  },
};

const windows = (y: Tensor): Windows => y.attrs as unknown as Windows;

/** The sum of all terms x w y is linear in each of the three, so that its derivatives are those of one another. */
const conv: Record<string, Rule> = {
  conv: (y, dy) => [
    convolution('conv_dx', dy, x(y, 1), windows(y), x(y).shape), convolution('conv_dw', x(y), dy, windows(y), x(y, 1).shape),
  ],
  conv_dx: (y, g) => [
    convolution('conv', g, x(y, 1), windows(y), x(y).shape), convolution('conv_dw', g, x(y), windows(y), x(y, 1).shape),
  ],
  conv_dw: (y, g) => [
    convolution('conv_dx', x(y, 1), g, windows(y), x(y).shape), convolution('conv', x(y), g, windows(y), x(y, 1).shape),
  ],
};

/** The gradient of an extreme is divided equally among equal values, as in TensorFlow. */
const extreme: Rule = (y, dy) => {
  const chosen = equal(x(y), spread(y, y));
  const { outer, mid, inner } = y.attrs as Record<string, number>;
  const count = sum(reshape(chosen, [outer!, mid!, inner!]), { axis: 1 });
  return [multiply(chosen, spread(divide(reshape(dy, count.shape), count), y))];
};

const reduce: Record<string, Rule> = {
  reduce_sum: (y, dy) => [spread(multiply(dy, y.attrs['scale'] as number), y)],
  // The derivative is the product of the other values: the whole product divided by x. If one value is 0, only that
  // value has a derivative that is not 0; if several are 0, none has.
  reduce_prod: (y, dy) => {
    const { outer, mid, inner } = y.attrs as Record<string, number>;
    const isZero = equal(x(y), 0);
    const others = where(isZero, 1, x(y));
    const cube = (t: Tensor): Tensor => reshape(t, [outer!, mid!, inner!]);
    const zeros = spread(sum(cube(isZero), { axis: 1 }), y);
    const product = spread(prod(cube(others), { axis: 1 }), y);
    const wanted = equal(zeros, isZero);
    return [multiply(spread(dy, y), multiply(wanted, multiply(product, reciprocal(others))))];
  },
  reduce_max: extreme,
  reduce_min: extreme,
};

const softmaxes: Record<string, Rule> = {
  softmax: (y, dy) => [throughSoftmax(y, dy)],
  log_softmax: (y, dy) => [subtract(dy, multiply(exp(y), rowSum(dy)))],
  sparsemax: (y, dy) => {
    const support = less(0, y);
    const kept = multiply(dy, support);
    return [multiply(support, subtract(dy, divide(rowSum(kept), rowSum(support))))];
  },
  softmax_cross_entropy: (y, dy) => [softmaxCrossEntropyGradient(x(y), x(y, 1), dy), negative(multiply(column(dy), logSoftmax(x(y))))],
  softmax_cross_entropy_dx: (y, g) => {
    const [logits, target, d] = [x(y), x(y, 1), column(x(y, 2))];
    const s = softmax(logits);
    const total = rowSum(target);
    return [
      multiply(multiply(d, total), throughSoftmax(s, g)),
      multiply(d, subtract(rowSum(multiply(g, s)), g)),
      sum(multiply(g, subtract(multiply(s, total), target)), { axis: -1 }),
    ];
  },
  sparse_softmax_cross_entropy: (y, dy) => [sparseSoftmaxCrossEntropyGradient(x(y), x(y, 1), dy), null],
  sparse_softmax_cross_entropy_dx: (y, g) => {
    const [logits, label, d] = [x(y), x(y, 1), column(x(y, 2))];
    const s = softmax(logits);
    const target = reshape(oneHot(reshape(label, x(y, 2).shape), y.shape.at(-1)!), y.shape);
    return [multiply(d, throughSoftmax(s, g)), null, sum(multiply(g, subtract(s, target)), { axis: -1 })];
  },
};

const gather: Record<string, Rule> = {
  gather_rows: (y, dy) => [takeGradient(dy, x(y, 1), x(y).shape), null],
  gather_rows_dx: (y, g) => [reshape(takeRows(g, x(y, 1)), x(y).shape), null],
};

const move: Record<string, Rule> = {
  reshape: (y, dy) => [reshape(dy, x(y).shape)],
  transpose: (y, dy) => {
    const axes = y.attrs['axes'] as readonly number[];
    return [transpose(dy, { axes: axes.map((_, i) => axes.indexOf(i)) })];
  },
  broadcast_to: (y, dy) => [sumTo(dy, x(y).shape)],
  slice: (y, dy) => {
    const start = y.attrs['start'] as readonly number[];
    return [
      pad(
        dy,
        start,
        x(y).shape.map((d, i) => d - start[i]! - y.shape[i]!),
      ),
    ];
  },
  pad: (y, dy) => [slice(dy, y.attrs['start'] as readonly number[], x(y).shape)],
  concatenate: (y, dy) => {
    const axis = y.attrs['axis'] as number;
    let along = 0;
    return y.inputs.map((input) => {
      const start = y.shape.map((_, i) => (i === axis ? along : 0));
      along += input.shape[axis]!;
      return slice(dy, start, input.shape);
    });
  },
  after: (y, dy) => {
    const [v, effect] = y.inputs as [Tensor, Tensor];
    if (y.inputs.length < 3) throw new ConfigError(`grad: ${effect.op} has no derivative. Read ${v.variable!.name} before it.`);
    return [null, null, dy];
  },
  gate: (y, dy) => [where(x(y, 1), dy, 0), null],
  normalized: (y, dy) => throughNormalized(y, dy),
  norm: (y, dy) => [multiply(dy, divide(x(y), y))],
  pack: (y, dy) => {
    let along = 0;
    return y.inputs.map((input) => {
      const part = slice(dy, [along], [input.size]);
      along += input.size;
      return reshape(part, input.shape);
    });
  },
};

/** Transforms are drawn, not learned: they have no gradient. */
const warps: Record<string, Rule> = {
  warp: (y, dy) => [warpGradient(dy, y), null],
  warp_dx: (y, g) => [warpLike(g, y), null],
};

const pool: Record<string, Rule> = {
  max_pool: (y, dy) => [maxPoolGradient(x(y), dy, y)],
  max_pool_dx: (y, g) => [null, valuesAtLargest(x(y), g, y, x(y, 1).shape)],
  max_pool_of: (y, dy) => [null, maxPoolGradient(x(y), dy, y)],
  average_pool: (y, dy) => [windowMeansGradient(dy, y, x(y).shape)],
  average_pool_dx: (y, g) => [windowMeans(g, y, x(y).shape)],
};

const attentions: Record<string, Rule> = {
  attention: (y, dy) => [...attentionGradient(y, dy), ...y.inputs.slice(3).map(() => null)],
  attention_dx: (y, g, pullBack) => throughAttention(y, g, pullBack),
};

/** Ops with derivative 0: the result does not depend on the inputs, or only by jumps, or is to be treated as a
 *  constant. */
export const FLAT: readonly string[] = [
  'sign', 'floor', 'ceil', 'round', 'is_nan', 'less', 'less_equal', 'equal', 'add_error', 'cast_i32_f32',
  'cast_f32_i32', 'cast_u8_f32', 'add_i32', 'count_i32', 'cast_count_f32', 'equal_i32', 'argmax', 'argmin',
  'gather_batch', 'gather_batch_u8', 'one_hot', 'group_indices', 'random_uniform', 'random_normal',
  'random_truncated_normal', 'random_permutation', 'stop_gradient',
];

export const RULES: Readonly<Record<string, Rule>> = {
  ...elementwise, ...gemm, ...conv, ...reduce, ...softmaxes, ...gather, ...move, ...pool, ...warps, ...attentions,
  ...Object.fromEntries(FLAT.map((op) => [op, none])),
};

/** The rules of kernels with several results. */
export const RULES_OF_PARTS: Readonly<Record<string, PartsRule>> = { ...recurrent, ...moments };
