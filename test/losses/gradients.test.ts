/** Gradients of whole losses, on the float64 reference, first and second. The rules they rest on are checked one by one in
 *  test/grad. */
import { describe, expect, test } from 'vitest';
import { activations, losses, valueAndGrad, type Tensor } from '../../src/index.ts';
import { differentiate } from '../../src/grad/differentiate.ts';
import { constant } from '../../src/graph/tensor.ts';
import { LOSSES } from '../../src/losses/registry.ts';
import { targetsOf } from '../../src/losses/targets.ts';
import { multiply, sigmoid } from '../../src/op/elementwise.ts';
import { sum } from '../../src/op/reduce.ts';
import { checkGradient } from '../grad/check.ts';
import { LOSS_CASES, titled } from './cases.ts';

const squares = (x: Tensor): Tensor => sum(multiply(x, x));

describe.each(LOSS_CASES.map((c) => [titled(c), c] as const))('%s', (_, { loss: kind, options, yTrue, shape, range = [-2, 2] }) => {
  const loss = LOSSES[kind]!(options as never);
  const f = (p: Tensor): Tensor => loss.values(targetsOf(kind, yTrue, p, loss.targets, loss.classes), p);

  test('first', () => checkGradient({ f, shapes: [shape], range }));
  test('second', () => checkGradient({ f: (p) => differentiate(squares(f(p)), [p])[0]!, shapes: [shape], range }));
  if (kind.endsWith('Crossentropy') && options === undefined) test('behind an activation', () => {
    const activate = kind.startsWith('binary') ? sigmoid : activations.softmax;
    checkGradient({ f: (x) => f(activate(x)), shapes: [shape] });
  });
});

test('the logits behind a softmax serve as well as given ones, whatever the axis', () => {
  const x = constant(Float32Array.of(30, -30, 0), [1, 3]);
  const loss = losses.sparseCategoricalCrossentropy({ fromLogits: true });
  expect(loss.call([1], x).item()).toBeCloseTo(60, 4);
  // From probabilities the loss would be that of the least one, 1e-7.
  const [tall, wide] = [constant(x.data, [1, 3, 1]), constant(Float32Array.of(0, 1, 0), [1, 3, 1])];
  const sparse = losses.sparseCategoricalCrossentropy({ axis: 1 });
  const categorical = losses.categoricalCrossentropy({ axis: 1 });
  expect(valueAndGrad((y) => sparse.call([[1]], activations.softmax(y, { axis: 1 })))(tall)[0].item()).toBeCloseTo(60, 4);
  expect(valueAndGrad((y) => categorical.call(wide, activations.softmax(y, { axis: 1 })))(tall)[0].item()).toBeCloseTo(60, 4);
  // A softmax over another axis than that of the classes gives no logits of these.
  const along = valueAndGrad((y) => categorical.call([[[0, 1], [1, 0]]], activations.softmax(y)))([[[0, 9], [0, 9]]])[0];
  expect(along.item()).toBeCloseTo(Math.LN2, 5);
});

const same = (x: Tensor): Tensor => x;
const { softmax } = activations;
const ENDS: readonly (readonly [losses.Loss, readonly number[] | readonly number[][], number[][], (x: Tensor) => Tensor])[] = [
  [losses.cosineSimilarity(), [[1, 2]], [[0, 0]], same],
  [losses.cosineSimilarity(), [[0, 0]], [[1, 2]], same],
  [losses.klDivergence(), [[0, 1]], [[0, 1]], same],
  [losses.poisson(), [[0, 1]], [[0, 0]], same],
  [losses.dice(), [[0, 0]], [[0, 0]], same],
  [losses.tversky(), [[0, 0]], [[0, 0]], same],
  [losses.categoricalGeneralizedCrossEntropy(), [0], [[-200, 0]], softmax],
  [losses.binaryFocalCrossentropy(), [[0, 1]], [[0, 1]], same],
  [losses.binaryFocalCrossentropy({ gamma: 0 }), [[0, 1]], [[0, 1]], same],
  [losses.categoricalFocalCrossentropy({ gamma: 0.5 }), [[0, 1]], [[0, 1]], same],
  [losses.huber(), [[0]], [[1e30]], same],
  [losses.logCosh(), [[0, 0]], [[1e30, -1e30]], same],
  [losses.circle(), [1, 2], [[1, 0], [1, 0]], same],
  [losses.sparseCategoricalCrossentropy({ ignoreClass: 5 }), [5, 1], [[NaN, 1], [0, 1]], same],
  [losses.sparseCategoricalCrossentropy({ ignoreClass: 5 }), [5, 1], [[NaN, 1], [0, 1]], softmax],
];

test.each(ENDS)('where $kind has an end, at %s, its derivative is a number', (loss, yTrue, x, f) => {
  const gradient = valueAndGrad((v) => loss.call(yTrue, f(v)))(x)[1];
  expect([...gradient.data].filter((d) => !Number.isFinite(d))).toEqual([]);
});

test('ctc: labels that do not fit into the steps have no derivative, and what is no label is no number', () => {
  const loss = losses.ctc({ reduction: 'none' });
  const logits = [[[1, 2, 3], [3, 2, 1]], [[0, 1, 0], [0, 0, 1]]];
  expect(loss.call([[1, 1], [1, 2]], logits).toArray()).toEqual([Infinity, expect.closeTo(1.102889, 5)]);
  const gradient = valueAndGrad((x) => sum(loss.call([[1, 1], [1, 2]], x)))(logits)[1].toArray() as number[][][];
  expect(gradient[0]).toEqual([[0, 0, 0], [0, 0, 0]]);
  expect(gradient[1]!.flat().every((d) => Number.isFinite(d) && d !== 0)).toBe(true);
  expect(loss.call([[0, 1], [1, 3]], logits).toArray()).toEqual([NaN, NaN]);
  expect(loss.call([[-1, 0], [2, 0]], logits).toArray()).toEqual([NaN, expect.any(Number)]);
});
