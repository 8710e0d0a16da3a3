/** Layers of attention: outputs, scores, masks, losses and gradients as Keras answered (test/golden/attention.json, recorded by
 *  record-attention.py). */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Layer, type Tensor } from '../../src/index.ts';
import { selectBackend } from '../../src/backend/select.ts';
import { differentiate } from '../../src/grad/differentiate.ts';
import { placeholder } from '../../src/graph/tensor.ts';
import { addPenalties } from '../../src/layers/penalties.ts';
import { LAYERS } from '../../src/layers/registry.ts';
import { add, multiply } from '../../src/op/elementwise.ts';
import { sum } from '../../src/op/reduce.ts';
import { Session } from '../../src/run/session.ts';
import { Trace } from '../../src/trace/trace.ts';
import { load, type Stored } from '../golden/stored.ts';

interface Case {
  readonly layer: string;
  readonly options: Record<string, unknown>;
  readonly inputs: readonly Stored[];
  readonly masks?: readonly (Stored | null)[];
  readonly args: Readonly<Record<string, Stored | boolean>>;
  readonly weights: readonly Stored[];
  readonly output: Stored;
  readonly r: Stored;
  readonly scores?: Stored;
  readonly s?: Stored;
  readonly outputMask?: Stored;
  readonly inputGradients: readonly Stored[];
  readonly weightGradients: readonly Stored[];
  readonly lossSum?: number;
}
const { cases } = JSON.parse(readFileSync(new URL('../golden/attention.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};

function expectNear(data: ArrayLike<number>, shape: readonly number[], expected: Stored, what: string): void {
  expect(shape, what).toEqual(expected.shape);
  expected.data.forEach((e, i) => {
    const message = `${what} ${i}: ${data[i]} for ${e}`;
    expect(Math.abs(data[i]! - e), message).toBeLessThanOrEqual(2e-5 * Math.max(1, Math.abs(e)));
  });
}

const shapes = (xs: readonly Stored[]): string => xs.map((x) => `[${x.shape.join()}]`).join(' ');
const named = ({ layer, options, masks, inputs, args }: Case): string =>
  `${layer} ${JSON.stringify(options)} with ${Object.keys(args).join()}${masks === undefined ? '' : ' and masks'} on ${shapes(inputs)}`;

test('there are cases of every layer', () => {
  expect(new Set(cases.map((c) => c.layer)).size).toBe(4);
  expect(cases.length).toBeGreaterThan(100);
});

/** The layer with the weights of the case. */
function made({ layer: kind, options, inputs, weights }: Case): Layer {
  const layer = LAYERS[kind]!(options);
  layer.buildFor(inputs.map(load));
  expect(layer.weights.map((w) => w.shape)).toEqual(weights.map((w) => w.shape));
  layer.weights.forEach((w, i) => w.assign(load(weights[i]!)));
  return layer;
}

const argsOf = (args: Case['args']): Record<string, unknown> =>
  Object.fromEntries(Object.entries(args).map(([name, v]) => [name, typeof v === 'boolean' ? v : load(v)]));

test.each(cases.map((c, i) => [`${i} ${named(c)}`, c] as const))('%s', (_, c) => {
  const layer = made(c);
  const t = new Trace({ training: c.args['training'] === true });
  const given = c.inputs.map(load);
  const inputs = given.map((x) => placeholder(x.shape));
  c.masks?.forEach((mask, i) => mask !== null && t.setMask(inputs[i]!, load(mask)));
  const answer = t.call(layer, inputs, argsOf(c.args));
  addPenalties(layer, t);
  const [output, scores] = Array.isArray(answer) ? (answer as [Tensor, Tensor]) : [answer as Tensor, undefined];
  expect(scores === undefined).toBe(c.scores === undefined);
  const mask = t.maskOf(output);
  expect(mask === undefined, 'no mask').toBe(c.outputMask === undefined);
  expect(scores && t.maskOf(scores), 'the mask of scores').toBeUndefined();
  expect(t.losses.length > 0).toBe(c.lossSum !== undefined);

  const value = sum(multiply(output, load(c.r)));
  const whole = scores === undefined ? value : add(value, sum(multiply(scores, load(c.s!))));
  const gradients = differentiate(whole, [...inputs, ...layer.trainableWeights.map((w) => t.read(w))]);
  const compared: [Tensor, Stored, string][] = [
    [output, c.output, 'output'],
    ...(scores === undefined ? [] : [[scores, c.scores!, 'scores'] as [Tensor, Stored, string]]),
    ...(mask === undefined ? [] : [[mask, c.outputMask!, 'mask'] as [Tensor, Stored, string]]),
    ...[...c.inputGradients, ...c.weightGradients].map((g, i): [Tensor, Stored, string] => [gradients[i]!, g, `gradient ${i}`]),
    ...(c.lossSum === undefined ? [] : [[t.losses.reduce(add), { shape: [], data: [c.lossSum] }, 'losses'] as [Tensor, Stored, string]]),
  ];
  expect(gradients.length).toBe(c.inputGradients.length + c.weightGradients.length);
  const session = new Session(selectBackend());
  try {
    const program = session.plan(compared.map(([y]) => y), t.effects(), inputs);
    session.run(program, given.map((x) => x.data));
    compared.forEach(([y, expected, what], i) => expectNear(session.output(program, i), y.shape, expected, what));
  } finally {
    session.dispose();
  }
});

const carried = ({ masks }: Case): boolean => masks !== undefined;
test.each(cases.filter((c) => !carried(c)).map((c, i) => [`${i} ${named(c)}`, c] as const))('%s, applied by hand', (_, c) => {
  const layer = made(c);
  const answer = layer.apply(c.inputs.map(load), argsOf(c.args));
  const [output] = Array.isArray(answer) ? (answer as [Tensor]) : [answer as Tensor];
  expectNear(output.data, output.shape, c.output, 'output');
});
