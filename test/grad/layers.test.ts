/** First and second derivatives of every layer with a case, by its inputs and its weights, in training and otherwise, on the float64
 *  reference. */
import { describe, expect, test } from 'vitest';
import type { Layer, Tensor } from '../../src/index.ts';
import { differentiate } from '../../src/grad/differentiate.ts';
import { constant, placeholder } from '../../src/graph/tensor.ts';
import { multiply } from '../../src/op/elementwise.ts';
import { pack } from '../../src/op/move.ts';
import { sum } from '../../src/op/reduce.ts';
import { sizeOf } from '../../src/core/shape.ts';
import { Trace } from '../../src/trace/trace.ts';
import { checkGradient, type GradientCase } from './check.ts';
import { LAYER_CASES, type LayerCase } from '../layers/cases.ts';

/** Layers whose gradients are by definition not those of what they compute, and how. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'batchNormalization with corrections in training': 'the corrections have no gradient',
  'dense of bfloat16': 'the gradient is that of operands that are not rounded',
  'dense of bfloat16 in training': 'as above',
  'conv2d of bfloat16': 'as above',
  'conv2d of bfloat16 in training': 'as above',
  'lstm of bfloat16': 'as above',
  'lstm of bfloat16 in training': 'as above',
};

/** The layer as a function of its float32 inputs and the weights that learn, which take the place of its variables. */
function functionOf({ make, inputShape, more = [] }: LayerCase, training: boolean): Pick<GradientCase, 'f' | 'shapes'> {
  // What is dropped decides how curved a function is.
  const layer = Object.assign(make(), { seed: 7 });
  const integers = layer.inputDtype === 'int32';
  const given = [inputShape, ...more];
  layer.buildFor(given.map((shape) => placeholder(shape, layer.inputDtype)));
  const learned = layer.trainableWeights;
  const indices = (shape: readonly number[]): Tensor => constant(Int32Array.from({ length: sizeOf(shape) }, (_, i) => i % 3), shape);
  return {
    shapes: [...(integers ? [] : given), ...learned.map((w) => w.shape)],
    f: (...xs) => {
      const t = new Trace({ training });
      const inputs = integers ? given.map(indices) : xs.slice(0, given.length);
      for (const w of layer.nonTrainableWeights) t.update(w, w.value());
      learned.forEach((w, i) => t.update(w, xs[xs.length - learned.length + i]!));
      return t.call(layer as Layer, inputs.length === 1 ? inputs[0]! : inputs) as Tensor;
    },
  };
}

const modes = Object.entries(LAYER_CASES).flatMap(([name, c]) =>
  [true, false].map((training) => [`${name}${training ? ' in training' : ''}`, c, training] as const),
);

test('layers that are left out have a case', () => {
  expect(Object.keys(OTHERWISE).filter((name) => !modes.some(([mode]) => mode === name))).toEqual([]);
});

describe.each(modes.filter(([name]) => !Object.hasOwn(OTHERWISE, name)))('%s', (_, layerCase, training) => {
  const { f, shapes } = functionOf(layerCase, training);

  test('first derivative', () => {
    for (const seed of [1, 2]) checkGradient({ f, shapes, kinks: [0] }, seed);
  });

  test('second derivative', () => {
    const first = (...xs: Tensor[]): Tensor => {
      const y = f(...xs);
      return pack(differentiate(sum(multiply(y, y)), xs));
    };
    checkGradient({ f: first, shapes, kinks: [0] });
  });
});
