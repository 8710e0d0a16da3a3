/** Weights that the loss does not depend on stay as they are, as in Keras: no rule moves them, they do not decay, and no constraint
 *  changes them. The steps of the other weights are those without them. */
import { expect, test } from 'vitest';
import { constraints, input, layers, model, ops, optimizers, type Layer, type Model } from '../../src/index.ts';
import { OPTIMIZERS } from '../../src/optimizers/registry.ts';
import { numbers } from '../grad/check.ts';

const random = numbers(17);
const draw = (...shape: number[]): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random() - 0.5),
  shape,
});
const [x, y] = [draw(12, 4), draw(12, 2)];
const begins = [draw(4, 3), draw(3), draw(3, 2), draw(2)];

/** A model of one output, or of one more that has no loss. */
function built(optimizer: optimizers.Optimizer, more: boolean): { net: Model; others: Layer } {
  const a = input({ shape: [4] });
  const [hidden, first] = [layers.dense({ units: 3, activation: 'tanh' }), layers.dense({ units: 2, name: 'first' })];
  const others = layers.dense({ units: 2, kernelConstraint: constraints.nonNeg(), name: 'second' });
  const [inner, second] = [hidden.apply(a), others.apply(hidden.apply(a))];
  const net = model({ inputs: a, outputs: more ? [first.apply(inner), second] : first.apply(inner) }) as unknown as Model;
  [...hidden.weights, ...first.weights].forEach((w, i) => w.assign(begins[i]!));
  others.weights[0]!.assign(begins[2]!);
  others.weights[1]!.assign(ops.full([2], 0.5));
  net.compile({ optimizer, loss: (more ? { first: 'mse' } : 'mse') as never });
  return { net, others };
}

const common = { weightDecay: 0.1, clipnorm: 0.5 };
const CASES: Record<string, () => optimizers.Optimizer> = {
  ...Object.fromEntries(
    Object.keys(OPTIMIZERS)
      .filter((name) => !(OPTIMIZERS[name]!() instanceof optimizers.Driver))
      .map((name) => [name, () => OPTIMIZERS[name]!(['lookahead', 'lossScaleOptimizer'].includes(name) ? {} : common)]),
  ),
  'sgd, plain': () => optimizers.sgd(),
  'adam, plain': () => optimizers.adam(),
  'adam, accumulated': () => optimizers.adam({ ...common, gradientAccumulationSteps: 2 }),
  'ftrl, scaled': () => optimizers.lossScaleOptimizer({ innerOptimizer: optimizers.ftrl({ weightDecay: 0.1 }), initialScale: 8 }),
  'adamw, averaged': () => optimizers.adamw({ useEma: true, emaOverwriteFrequency: 3 }),
};

test.each(Object.entries(CASES))('%s', async (_, optimizer) => {
  const [{ net, others }, { net: alone }] = [built(optimizer(), true), built(optimizer(), false)];
  const before = others.weights.map((w) => [...w.read()]);
  for (const [trained, targets] of [[net, { first: y }], [alone, y]] as const)
    await trained.fit(x, targets as never, { epochs: 3, batchSize: 5, shuffle: false, verbose: 0 });
  others.weights.forEach((w, i) => expect([...w.read()], w.name).toEqual(before[i]!.map((value) => expect.closeTo(value, 6))));
  const learnt = net.trainableWeights.filter((w) => !w.name.startsWith('second'));
  // Rules in ops round otherwise than kernels.
  learnt.forEach((w, i) =>
    expect([...w.read()], w.name).toEqual([...alone.trainableWeights[i]!.read()].map((value) => expect.closeTo(value, 5))),
  );
});
