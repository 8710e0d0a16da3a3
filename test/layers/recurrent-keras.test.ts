/** Recurrent layers: outputs, states, gradients, penalties and steps of training as Keras answered (test/golden/recurrent.json, recorded
 *  by record-recurrent.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compile, layers, losses, ops, optimizers, type Layer, type Tensor } from '../../src/index.ts';
import { selectBackend } from '../../src/backend/select.ts';
import { atOnce } from '../../src/core/pieces.ts';
import { differentiate } from '../../src/grad/differentiate.ts';
import { placeholder } from '../../src/graph/tensor.ts';
import { addPenalties } from '../../src/layers/penalties.ts';
import { layerFromSaving } from '../../src/model/restore.ts';
import { add, multiply } from '../../src/op/elementwise.ts';
import { sum } from '../../src/op/reduce.ts';
import { Session } from '../../src/run/session.ts';
import { Trace } from '../../src/trace/trace.ts';
import { load, type Stored } from '../golden/stored.ts';

interface Case {
  readonly layer: string;
  readonly options: Record<string, unknown>;
  readonly training?: boolean;
  readonly input: Stored;
  readonly mask?: Stored;
  readonly initialState?: readonly Stored[];
  readonly weights: readonly Stored[];
  readonly calls?: readonly (readonly Stored[])[];
  readonly outputs: readonly Stored[];
  readonly r: readonly Stored[];
  readonly gradients: readonly Stored[];
  readonly penalty?: number;
  readonly trained?: { readonly losses: readonly number[]; readonly weights: readonly Stored[] };
}
const golden = JSON.parse(readFileSync(new URL('../golden/recurrent.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
  readonly forgetBias: readonly { readonly biasInitializer: 'zeros' | 'ones'; readonly bias: Stored }[];
};

const listOf = (y: Tensor | readonly Tensor[]): readonly Tensor[] => (Array.isArray(y) ? y : [y as Tensor]);

function expectNear(actual: { readonly shape: readonly number[]; readonly data: ArrayLike<number> }, wanted: Stored, what: string): void {
  expect(actual.shape, what).toEqual(wanted.shape);
  wanted.data.forEach((e, i) => {
    const message = `${what} ${i}: ${actual.data[i]} for ${e}`;
    expect(Math.abs(actual.data[i]! - e), message).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(e)));
  });
}

const fromSaved = (saved: unknown): Layer => atOnce(layerFromSaving(saved));

/** The layer with the weights of the case. */
function made({ layer: kind, options, input, weights }: Case): Layer {
  const layer = fromSaved({ kind, config: options });
  layer.buildFor([load(input)]);
  expect(layer.weights.map((w) => w.shape)).toEqual(weights.map((w) => w.shape));
  layer.weights.forEach((w, i) => w.assign(load(weights[i]!)));
  return layer;
}

const named = ({ layer, options, mask, initialState }: Case): string =>
  `${layer} ${JSON.stringify(options)}${mask === undefined ? '' : ', masked'}${initialState === undefined ? '' : ', with initial states'}`;

test('all kinds were recorded', () => {
  expect(golden.cases.length).toBeGreaterThan(120);
  const kinds = new Set(golden.cases.map((c) => c.layer));
  expect([...kinds].toSorted()).toEqual([
    'bidirectional', 'convLstm1d', 'convLstm2d', 'convLstm3d', 'gru', 'lstm', 'rnn', 'simpleRNN', 'timeDistributed',
  ]);
});

describe.each(golden.cases.map((c, i) => [`${i} ${named(c)}`, c] as const))('%s', (_, c) => {
  const mask = c.mask && load(c.mask);
  const initialState = c.initialState?.map(load);

  test('outputs, gradients and penalties', () => {
    const layer = made(c);
    const t = new Trace({ training: c.training ?? false });
    const given = [load(c.input), ...(initialState ?? [])];
    const [x, ...states] = given.map((v) => placeholder(v.shape)) as [Tensor, ...Tensor[]];
    const outputs = listOf(t.call(layer, x, { ...(mask && { mask }), ...(states.length > 0 && { initialState: states }) }));
    addPenalties(layer, t);
    expect(t.losses.length === 0, 'no penalty').toBe(c.penalty === undefined);
    const value = outputs.map((y, i) => sum(multiply(y, load(c.r[i]!)))).reduce(add);
    const gradients = differentiate(value, [x, ...states, ...layer.trainableWeights.map((w) => t.read(w))]);
    const penalties = t.losses.length === 0 ? [] : [t.losses.reduce(add)];
    const wanted: [string, Stored][] = [
      ...c.outputs.map((y, i): [string, Stored] => [`output ${i}`, y]),
      ...c.gradients.map((g, i): [string, Stored] => [`gradient ${i}`, g]),
      ...(c.penalty === undefined ? [] : [['penalty', { shape: [], data: [c.penalty] }] as [string, Stored]]),
    ];
    const all = [...outputs, ...gradients, ...penalties];
    expect(all.length, 'what is to be compared').toBe(wanted.length);
    const session = new Session(selectBackend());
    try {
      const program = session.plan(all, t.effects(), [x, ...states]);
      session.run(program, given.map((v) => v.data));
      all.forEach((y, i) => expectNear({ shape: y.shape, data: session.output(program, i) }, wanted[i]![1], wanted[i]![0]));
    } finally {
      session.dispose();
    }
  });

  test('applied by hand', () => {
    const layer = made(c);
    const options = { training: c.training ?? false, ...(mask && { mask }), ...(initialState && { initialState }) };
    for (const [call, answers] of (c.calls ?? [c.outputs]).entries()) {
      const outputs = listOf(layer.apply(load(c.input), options));
      outputs.forEach((y, i) => expectNear(y, answers[i]!, `output ${i} of call ${call}`));
    }
    if (c.calls === undefined) return;
    (layer as layers.Recurrent).resetState();
    listOf(layer.apply(load(c.input), options)).forEach((y, i) => expectNear(y, c.outputs[i]!, `output ${i} after resetState`));
  });

  const { trained } = c;
  if (trained === undefined) return;
  test('steps of training', () => {
    const layer = made(c);
    const optimizer = optimizers.adam({ learningRate: 0.05 });
    const square = losses.meanSquaredError();
    const args = { ...(mask && { mask }), ...(initialState && { initialState }) };
    const step = compile((t, x) => {
      const [y] = listOf(t.call(layer, x, args)) as [Tensor];
      addPenalties(layer, t);
      const loss = [square.call(ops.full(y.shape, 0.3), y), ...t.losses].reduce(add);
      optimizer.minimize(t, loss, layer.trainableWeights);
      return loss;
    });
    trained.losses.forEach((loss, i) => expect(step(load(c.input)).item(), `loss ${i}`).toBeCloseTo(loss, 4));
    layer.weights.forEach((w, i) => {
      const { data } = trained.weights[i]!;
      w.read().forEach((v, j) => expect(Math.abs(v - data[j]!), `${w.name} ${j}`).toBeLessThan(2e-4));
    });
  });
});

test.each(golden.forgetBias)('the bias of an lstm that begins with $biasInitializer', ({ biasInitializer, bias }) => {
  const layer = layers.lstm({ units: 2, biasInitializer });
  layer.buildFor([placeholder([1, 4, 2])]);
  expect(layer.cell.bias!.value().toArray()).toEqual([...bias.data]);
});
