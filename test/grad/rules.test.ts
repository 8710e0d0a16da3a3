/** Every rule of the derivative table against central differences on the float64 reference, and once more for the
 *  derivative of the derivative. */
import { describe, expect, test } from 'vitest';
import { atOnce } from '../../src/core/pieces.ts';
import { less, multiply } from '../../src/op/elementwise.ts';
import { STEPS } from '../../src/abi/kernels.ts';
import { differentiate } from '../../src/grad/differentiate.ts';
import { FLAT, RULES, RULES_OF_PARTS } from '../../src/grad/rules.ts';
import { simplify } from '../../src/plan/simplify.ts';
import { placeholder } from '../../src/graph/tensor.ts';
import { conv, convTranspose } from '../../src/op/conv.ts';
import { oneHot } from '../../src/op/gather.ts';
import { matmul } from '../../src/op/gemm.ts';
import { LOWERINGS } from '../../src/lower/index.ts';
import { pack } from '../../src/op/move.ts';
import { prod, sum } from '../../src/op/reduce.ts';
import { EFFECTS } from '../../src/lower/update.ts';
import { ancestors } from '../../src/graph/walk.ts';
import { checkGradient, type GradientCase } from './check.ts';
import { float64Function } from './float64.ts';
import { CASES, labels } from './rule-cases.ts';

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
  const products = ancestors(atOnce(simplify([...first, ...second]))).filter(({ op }) => op === 'matmul');
  expect(products.length).toBeGreaterThan(6);
  expect(new Set(products.map(({ attrs }) => attrs['precision']))).toEqual(new Set(['bfloat16']));
});

test('gradients of a convolution of bfloat16 are such convolutions, of any order', () => {
  const [x, w] = [placeholder([2, 5, 6, 3]), placeholder([3, 2, 3, 4])];
  for (const y of [conv(x, w, { precision: 'bfloat16' }), convTranspose(x, placeholder([3, 2, 4, 3]), { precision: 'bfloat16' })]) {
    const first = differentiate(sum(multiply(y, y)), [x]);
    const second = differentiate(sum(multiply(pack(first), pack(first))), [x]);
    const sums = ancestors(atOnce(simplify([...first, ...second]))).filter(({ op }) => op.startsWith('conv'));
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
