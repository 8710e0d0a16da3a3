/** Layers, regularizers and constraints one by one: outputs, masks, losses, gradients and changed state as Keras answered
 *  (test/golden/layers.json, recorded by record-layers.py; convolutions by record-convolutions.py, layers of activations by
 *  record-activations.py, those of pooling by record-pooling.py, of signals by record-signals.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { layers, tensor, type Layer, type Tensor } from '../../src/index.ts';
import { selectBackend } from '../../src/backend/select.ts';
import { atOnce } from '../../src/core/pieces.ts';
import { resolveConstraint } from '../../src/constraints/registry.ts';
import { differentiate } from '../../src/grad/differentiate.ts';
import { placeholder } from '../../src/graph/tensor.ts';
import { addPenalties } from '../../src/layers/penalties.ts';
import { LAYERS } from '../../src/layers/registry.ts';
import { layerFromSaving } from '../../src/model/restore.ts';
import { add, multiply } from '../../src/op/elementwise.ts';
import { sum } from '../../src/op/reduce.ts';
import { Session } from '../../src/run/session.ts';
import { Trace } from '../../src/trace/trace.ts';

interface Stored {
  readonly dtype?: 'bool' | 'int32';
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface Case {
  readonly layer: string;
  readonly options: Record<string, unknown>;
  readonly training: boolean;
  readonly inputs: readonly Stored[];
  readonly masks?: readonly (Stored | null)[];
  readonly weights: readonly Stored[];
  readonly output: Stored;
  readonly outputMask?: Stored;
  readonly r: Stored;
  readonly inputGradients: readonly Stored[];
  readonly weightGradients: readonly Stored[];
  readonly losses?: readonly number[];
  readonly lossSum?: number;
  readonly lossInputGradients?: readonly Stored[];
  readonly lossWeightGradients?: readonly Stored[];
  readonly weightsAfter?: readonly Stored[];
  /** Where it is not 1e-5. */
  readonly tolerance?: number;
}
const golden = JSON.parse(readFileSync(new URL('../golden/layers.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
  readonly normalizations: readonly {
    readonly options: Record<string, unknown>;
    readonly adapt?: Stored;
    readonly mean?: Stored;
    readonly variance?: Stored;
    readonly input: Stored;
    readonly output: Stored;
  }[];
  readonly constraints: readonly {
    readonly kind: string;
    readonly options: Record<string, unknown>;
    readonly input: Stored;
    readonly output: Stored;
  }[];
};
const convolutions = JSON.parse(readFileSync(new URL('../golden/convolutions.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};
const activations = JSON.parse(readFileSync(new URL('../golden/activations.json', import.meta.url), 'utf8')) as {
  readonly layers: readonly Case[];
};
const pooling = JSON.parse(readFileSync(new URL('../golden/pooling.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};
const signals = JSON.parse(readFileSync(new URL('../golden/signals.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};

const load = ({ dtype, data, shape }: Stored): Tensor => tensor(dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data), shape);

function expectNear(
  actual: { readonly shape: readonly number[]; readonly data: ArrayLike<number> },
  { shape, data }: Stored,
  what: string,
  tolerance = 1e-5,
): void {
  expect(actual.shape, what).toEqual(shape);
  data.forEach((e, i) => {
    const message = `${what} ${i}: ${actual.data[i]} for ${e}`;
    expect(Math.abs(actual.data[i]! - e), message).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(e)));
  });
}

const fromSaved = (saved: unknown): Layer => atOnce(layerFromSaving(saved));

/** The layer with the weights of the case. */
function made({ layer: kind, options, inputs, weights }: Case): Layer {
  const layer = fromSaved({ kind, config: options });
  layer.buildFor(inputs.map(load));
  expect(layer.weights.map((w) => w.shape)).toEqual(weights.map((w) => w.shape));
  layer.weights.forEach((w, i) => w.assign(load(weights[i]!)));
  return layer;
}

const shapes = (xs: readonly Stored[]): string => xs.map((x) => `[${x.shape.join()}]`).join(' ');
const named = ({ layer, options, training, masks, inputs }: Case): string =>
  `${layer} ${JSON.stringify(options)}${training ? ' in training' : ''}${masks === undefined ? '' : ' with masks'} on ${shapes(inputs)}`;

test('every kind of layer that was recorded is there', () => {
  expect(golden.cases.length).toBeGreaterThan(50);
  expect(golden.cases.filter((c) => !Object.hasOwn(LAYERS, c.layer))).toEqual([]);
});

const ALL = [...golden.cases, ...convolutions.cases, ...activations.layers, ...pooling.cases, ...signals.cases];
const CASES = ALL.map((c) => [named(c), c] as const);
describe.each(CASES)('%s', (_, c) => {
  test('answers as Keras does', () => {
    const layer = made(c);
    const t = new Trace({ training: c.training });
    const given = c.inputs.map(load);
    const inputs = given.map((x) => placeholder(x.shape, x.dtype));
    c.masks?.forEach((mask, i) => mask !== null && t.setMask(inputs[i]!, load(mask)));
    const output = t.call(layer, inputs.length === 1 ? inputs[0]! : inputs) as Tensor;
    addPenalties(layer, t);
    const mask = t.maskOf(output);
    expect(mask === undefined, 'no mask').toBe(c.outputMask === undefined);
    expect(t.losses.length, 'losses').toBe(c.losses?.length ?? 0);

    const sources = inputs.filter((x) => x.dtype === 'float32');
    const learned = layer.trainableWeights.map((w) => t.read(w)); // what an optimizer differentiates by
    const gradients = differentiate(sum(multiply(output, load(c.r))), [...sources, ...learned]);
    const penalty = t.losses.length === 0 ? undefined : t.losses.reduce(add);
    const penalties = penalty === undefined ? [] : [penalty, ...differentiate(penalty, [...sources, ...learned])];
    const outputs = [output, ...(mask === undefined ? [] : [mask]), ...gradients, ...t.losses, ...penalties];
    const expected: [string, Stored][] = [
      ['output', c.output],
      ...(c.outputMask === undefined ? [] : [['mask', c.outputMask] as [string, Stored]]),
      ...[...c.inputGradients, ...c.weightGradients].map((g, i): [string, Stored] => [`gradient ${i}`, g]),
      ...(c.losses ?? []).map((loss, i): [string, Stored] => [`loss ${i}`, { shape: [], data: [loss] }]),
      ...(c.lossSum === undefined ? [] : [['sum of losses', { shape: [], data: [c.lossSum] }] as [string, Stored]]),
      ...[...(c.lossInputGradients ?? []), ...(c.lossWeightGradients ?? [])].map((g, i): [string, Stored] => [
        `gradient ${i} of the losses`,
        g,
      ]),
    ];
    expect(outputs.length, 'what is to be compared').toBe(expected.length);

    const session = new Session(selectBackend());
    try {
      const program = session.plan(outputs, t.effects(), inputs);
      session.run(program, given.map((x) => x.data));
      outputs.forEach((y, i) =>
        expectNear({ shape: y.shape, data: session.output(program, i) }, expected[i]![1], expected[i]![0], c.tolerance),
      );
    } finally {
      session.dispose();
    }
    layer.weights.forEach((w, i) =>
      expectNear({ shape: w.shape, data: w.read() }, (c.weightsAfter ?? c.weights)[i]!, `${w.name} afterwards`),
    );
  });
});

// Masks of several inputs ride on the tensors of a trace; by hand, one mask is an option.
const byHand = [...golden.cases, ...pooling.cases].filter((c) => c.inputs.length === 1 || c.masks === undefined);

test.each(byHand.map((c) => [named(c), c] as const))('%s, applied by hand', (_, c) => {
  const layer = made(c);
  const given = c.inputs.map(load);
  const [mask] = c.masks ?? [];
  const options = { training: c.training, ...(mask === undefined || mask === null ? {} : { mask: load(mask) }) };
  expectNear(layer.apply(given.length === 1 ? given[0]! : given, options) as Tensor, c.output, 'output');
  layer.weights.forEach((w, i) =>
    expectNear({ shape: w.shape, data: w.read() }, (c.weightsAfter ?? c.weights)[i]!, `${w.name} afterwards`),
  );
});

const normalizations = golden.normalizations.map((n, i) => [`${i} ${JSON.stringify(n.options)} on ${shapes([n.input])}`, n] as const);

test.each(normalizations)('normalization %s', (_, n) => {
  const layer = layers.normalization(n.options);
  if (n.adapt !== undefined) {
    layer.adapt(load(n.adapt));
    expectNear(layer.mean!.value(), n.mean!, 'mean');
    expectNear(layer.variance!.value(), n.variance!, 'variance');
  }
  expectNear(layer.apply(load(n.input)), n.output, 'output');
});

const constraints = golden.constraints.map((c) => [`${c.kind} ${JSON.stringify(c.options)} on ${shapes([c.input])}`, c] as const);

test.each(constraints)('%s', (_, { kind, options, input, output }) => {
  expectNear(resolveConstraint({ kind, config: options }).call(load(input)), output, 'weights');
});
