/** Gradients of whole losses, on the float64 reference. The rules they rest on are checked one
 *  by one in test/grad. */
import { describe, expect, test } from 'vitest';
import { activations, losses } from '../../src/index.ts';
import { constant } from '../../src/graph/tensor.ts';
import type { Loss } from '../../src/losses/index.ts';
import { LOSSES } from '../../src/losses/registry.ts';
import { sigmoid } from '../../src/op/elementwise.ts';
import { checkGradient } from '../grad/check.ts';

const labels = constant(Int32Array.of(2, 0, 1), [3]);
const onehot = constant(Float32Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0), [3, 3]);

describe.each(Object.entries(LOSSES))('%s', (name, make) => {
  const loss = make();
  const target = loss.targets === 'classes' ? labels : onehot;
  test('from probabilities', () => checkGradient({ f: (p) => loss.values(target, p), shapes: [[3, 3]], range: [0.1, 0.9] }));
  if (name.endsWith('Crossentropy')) test('from logits, given as such or behind an activation', () => {
    const fromLogits = (losses[name as 'binaryCrossentropy'] as (options: object) => Loss)({ fromLogits: true });
    checkGradient({ f: (x) => fromLogits.values(target, x), shapes: [[3, 3]] });
    const activate = name === 'binaryCrossentropy' ? sigmoid : activations.softmax;
    checkGradient({ f: (x) => loss.values(target, activate(x)), shapes: [[3, 3]] });
  });
});

test('the logits behind a softmax serve as well as given ones', () => {
  const x = constant(Float32Array.of(30, -30, 0), [1, 3]);
  const loss = losses.sparseCategoricalCrossentropy({ fromLogits: true });
  expect(loss.call([1], x).item()).toBeCloseTo(60, 4);
});
