/** Constraints by hand and as Keras applies them (test/golden/weight-parts.json), and how optimizers apply them. */
import { describe, expect, test } from 'vitest';
import { constraints, layers, optimizers, sequential, tensor } from '../../src/index.ts';
import { partConfig } from '../../src/core/saved.ts';
import * as factories from '../../src/constraints/factories.ts';
import { resolveConstraint } from '../../src/constraints/registry.ts';
import { Variable } from '../../src/graph/variable.ts';
import { Driver } from '../../src/optimizers/index.ts';
import { OPTIMIZERS } from '../../src/optimizers/registry.ts';
import { loadPart, weightParts } from '../golden/weight-parts.ts';

const w = tensor([[3, 0.5], [4, 0]]);
const near = (values: readonly number[]): unknown => values.map((v): unknown => expect.closeTo(v, 5));

test('maxNorm: columns by default, rows with axis 1, none that is small', () => {
  expect(constraints.maxNorm().call(w).toArray()).toEqual([near([1.2, 0.5]), near([1.6, 0])]);
  expect(constraints.maxNorm({ maxValue: 1, axis: -1 }).call(w).toArray()).toEqual([near([0.98639, 0.1644]), near([1, 0])]);
  expect(constraints.maxNorm({ maxValue: 1, axis: [0, 1] }).call(w).toArray()).toEqual([near([0.59702, 0.0995]), near([0.79603, 0])]);
});

/** Weights of one layer, [[3, 0.5], [4, 0]] with a sign, under each constraint. Norms of columns are 5 and 0.5. */
const BY_HAND: Readonly<Record<string, { readonly options: object; readonly expected: readonly (readonly number[])[] }>> = {
  maxNorm: { options: { maxValue: 1 }, expected: [[0.6, 0.5], [-0.8, 0]] },
  minMaxNorm: { options: { minValue: 1, maxValue: 3, rate: 0.5 }, expected: [[2.4, 0.75], [-3.2, 0]] },
  nonNeg: { options: {}, expected: [[3, 0.5], [0, 0]] },
  unitNorm: { options: { axis: 1 }, expected: [[3 / Math.hypot(3, 0.5), 0.5 / Math.hypot(3, 0.5)], [-1, 0]] },
};

test('every constraint has a case', () => {
  expect(Object.keys(BY_HAND).toSorted()).toEqual(Object.keys(factories).toSorted());
});

describe.each(Object.entries(BY_HAND))('%s', (kind, { options, expected }) => {
  const make = (): ReturnType<typeof resolveConstraint> => resolveConstraint({ kind, config: options as Record<string, unknown> });

  test('by hand', () => {
    expect(make().call([[3, 0.5], [-4, 0]]).toArray()).toEqual(expected.map(near));
  });

  test('its configuration makes it again', () => {
    const again = resolveConstraint(JSON.parse(JSON.stringify(partConfig(make()))));
    expect(partConfig(again)).toEqual(partConfig(make()));
    expect(again.call(w).toArray()).toEqual(make().call(w).toArray());
  });

  test('weights of a model keep to it', async () => {
    const model = sequential([layers.dense({ units: 2, inputShape: [2], kernelConstraint: make(), useBias: false })], { seed: 1 });
    model.compile({ optimizer: 'adam', loss: 'mse' });
    await model.fit([[1, 2], [3, -4]], [[5, -5], [-5, 5]], { epochs: 3, batchSize: 2, verbose: 0 });
    const kernel = model.getWeights()[0]!;
    if (kind !== 'minMaxNorm') expect(make().call(kernel).toArray()).toEqual((kernel.toArray() as number[][]).map(near));
    expect(model.layers[0]!.getConfig()).toMatchObject({ kernelConstraint: partConfig(make()) });
  });
});

test.each(weightParts.constraints.map((c) => [`${c.kind} ${JSON.stringify(c.options)} of ${JSON.stringify(c.input.shape)}`, c] as const))(
  '%s as in Keras',
  (_, { kind, options, input, output }) => {
    const found = resolveConstraint({ kind, config: options }).call(loadPart(input));
    expect([...found.data]).toEqual(output.data.map((v): unknown => expect.closeTo(v, 6)));
  },
);

test('other constraints: names and wrong use', () => {
  for (const name of ['nonNeg', 'non_neg', 'NonNeg'] as const) expect(resolveConstraint(name).kind).toBe('nonNeg');
  for (const name of ['unit_norm', 'UnitNorm'] as const) expect(resolveConstraint(name).config).toEqual({ axis: 0 });
  for (const name of ['min_max_norm', 'MinMaxNorm'] as const)
    expect(resolveConstraint(name).config).toEqual({ minValue: 0, maxValue: 1, rate: 1, axis: 0 });
  expect(() => constraints.minMaxNorm({ minValue: 2 })).toThrow(/minMaxNorm: minValue must be at most maxValue, received 2 and 1\./);
  expect(() => constraints.minMaxNorm({ rate: 2 })).toThrow(/minMaxNorm: rate must be a number >= 0 and <= 1, received 2/);
  expect(() => constraints.unitNorm({ axis: 2 }).call(w)).toThrow(/unitNorm: axis must be an integer from -2 to 1 for rank 2, received 2/);
});

test('names, configuration and wrong use', () => {
  for (const name of ['maxNorm', 'max_norm', 'MaxNorm'] as const) expect(resolveConstraint(name).config).toEqual({ maxValue: 2, axis: 0 });
  const made = constraints.maxNorm({ maxValue: 0.5, axis: [0, 1] });
  expect(resolveConstraint(JSON.parse(JSON.stringify(partConfig(made)))).config).toEqual({ maxValue: 0.5, axis: [0, 1] });
  expect(() => resolveConstraint('maxNrm' as never)).toThrow(/unknown constraint 'maxNrm'. Did you mean 'maxNorm'\?/);
  expect(() => resolveConstraint({} as never)).toThrow(
    /a constraint must be a name, an object with call\(w\), or a saved \{ kind, config \}/,
  );
  expect(() => constraints.maxNorm({ maxValue: -1 })).toThrow(/maxNorm: maxValue must be a number >= 0, received -1/);
  expect(() => constraints.maxNorm({ axis: 0.5 })).toThrow(/maxNorm: axis must be an integer/);
  expect(() => constraints.maxNorm({ axis: 2 }).call(w)).toThrow(/maxNorm: axis must be an integer from -2 to 1 for rank 2, received 2/);
});

const half = { kind: 'half', config: {}, call: constraints.maxNorm({ maxValue: 0.5 }).call };
const variables = (): Variable[] => [
  new Variable('layer/kernel', tensor([[3, 0.1], [4, 0]]), true, { constraint: half }),
  new Variable('layer/bias', tensor([1, 2])),
];
const gradients = [tensor([[0.1, 0.2], [0.3, 0.4]]), tensor([0.5, -0.5])];
const norm = (v: Variable, column: number): number => Math.hypot(v.read()[column]!, v.read()[2 + column]!);

const rules = Object.keys(OPTIMIZERS).filter((name) => !(OPTIMIZERS[name]!() instanceof Driver));

test.each(rules)('%s: the step first, then the constraint; other weights as without it', (name) => {
  const [constrained, free] = [
    variables(),
    [new Variable('layer/kernel', tensor([[3, 0.1], [4, 0]])), new Variable('layer/bias', tensor([1, 2]))],
  ];
  for (const vs of [constrained, free]) {
    const optimizer = OPTIMIZERS[name]!();
    optimizer.learningRate = 0.01;
    optimizer.applyGradients(vs.map((v, i) => [gradients[i]!, v]));
  }
  expect(constrained[0]!.value().toArray()).toEqual(half.call(free[0]!.value()).toArray());
  expect(constrained[1]!.value().toArray()).toEqual(free[1]!.value().toArray());
});

test('weights keep to it from step to step, with decay and averages, too', () => {
  for (const options of [
    { momentum: 0.9 }, { weightDecay: 0.1 }, { useEma: true, emaOverwriteFrequency: 2 },
    { clipnorm: 0.1, useEma: true },
  ]) {
    const [kernel, bias] = variables() as [Variable, Variable];
    const optimizer = optimizers.sgd({ learningRate: 1, ...options });
    for (let step = 0; step < 4; step++) {
      optimizer.applyGradients([[gradients[0]!, kernel], [gradients[1]!, bias]]);
      expect(norm(kernel, 0)).toBeLessThanOrEqual(0.500001);
      expect(norm(kernel, 1)).toBeLessThanOrEqual(0.500001);
    }
  }
});

test('the average sees the weights before the constraint', () => {
  const [kernel, bias] = variables() as [Variable, Variable];
  const optimizer = optimizers.sgd({ learningRate: 1, useEma: true });
  optimizer.applyGradients([[gradients[0]!, kernel], [gradients[1]!, bias]]);
  expect([...optimizer.slots.find((s) => s.name === 'optimizer/average')!.read()]).toEqual(near([2.9, -0.1, 3.7, -0.4, 0.5, 2.5]));
});

test('gradients that are only accumulated change nothing but what the constraint asks for, as in Keras', () => {
  const [kernel, bias] = variables() as [Variable, Variable];
  const optimizer = optimizers.sgd({ learningRate: 1, gradientAccumulationSteps: 2 });
  optimizer.applyGradients([[gradients[0]!, kernel], [gradients[1]!, bias]]);
  const [[a, b], [c, d]] = half.call([[3, 0.1], [4, 0]]).toArray() as [[number, number], [number, number]];
  expect(kernel.value().toArray()).toEqual([[a, b], [c, d]]);
  expect(bias.value().toArray()).toEqual([1, 2]);
  optimizer.applyGradients([[gradients[0]!, kernel], [gradients[1]!, bias]]);
  const stepped = half.call([[a - 0.1, b - 0.2], [c - 0.3, d - 0.4]]).toArray() as number[][];
  expect(kernel.value().toArray()).toEqual(stepped.map(near));
});

test('in a model: the kernel of a layer keeps to its constraint, which is part of its configuration', async () => {
  const model = sequential(
    [layers.dense({ units: 2, inputShape: [2], kernelConstraint: constraints.maxNorm({ maxValue: 0.25 }), biasConstraint: 'maxNorm' })],
    { seed: 1 },
  );
  model.compile({ optimizer: 'adam', loss: 'mse' });
  await model.fit(w, [[5, 5], [-5, -5]], { epochs: 5, batchSize: 2 });
  const kernel = model.layers[0]!.weights[0]!;
  expect(Math.max(norm(kernel, 0), norm(kernel, 1))).toBeCloseTo(0.25, 5);
  expect(model.layers[0]!.getConfig()).toMatchObject({
    kernelConstraint: { kind: 'maxNorm', config: { maxValue: 0.25, axis: 0 } },
    biasConstraint: { kind: 'maxNorm', config: { maxValue: 2, axis: 0 } },
  });
});
