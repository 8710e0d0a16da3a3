/** Whole models, trained from the same weights, against Keras (test/golden/record-models.py names producer and version). */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  input, layers, loadModel, metrics, model, optimizers, sequential, tensor, type Data, type Functional, type Layer,
  type Model, type SymbolicTensor, type Tensor,
} from '../../src/index.ts';
import * as constraints from '../../src/constraints/index.ts';
import * as regularizers from '../../src/regularizers/index.ts';

interface Part {
  readonly kind: string;
  readonly config: object;
}
interface Values {
  readonly shape: number[];
  readonly data: number[];
}
interface Described {
  readonly kind: string;
  readonly options: Record<string, unknown> & { readonly name: string };
  readonly layers?: Described[];
}
interface Recorded {
  readonly name: string;
  readonly model: {
    inputs: { name: string; shape: number[]; dtype: 'float32' | 'int32' }[];
    layers: Described[];
    calls?: { layer: string; on: string[]; gives: string }[];
    outputs?: string[];
  };
  readonly compile: { optimizer: Part; loss: unknown; lossWeights?: never; metrics?: unknown; weightedMetrics?: unknown };
  readonly x: Values | Record<string, Values>;
  readonly y: Values | Record<string, Values>;
  readonly weights: Values[][];
  readonly fit: Record<string, unknown>;
  readonly trainableWeights: number;
  readonly history: Record<string, number[]>;
  readonly finalWeights: Values[][];
  readonly evaluate: Record<string, number>;
  readonly predictions: Values | Record<string, Values>;
}
const golden = JSON.parse(readFileSync(new URL('../golden/models.json', import.meta.url), 'utf8')) as {
  producer: string;
  version: string;
  models: Recorded[];
};

const isPart = (v: unknown): v is Part => typeof v === 'object' && v !== null && 'kind' in v && 'config' in v;
const makers: Record<string, (config: object) => unknown> = {
  ...(metrics as object),
  ...(regularizers as object),
  ...(constraints as object),
};
const made = (v: unknown): unknown =>
  isPart(v)
    ? makers[v.kind]!(v.config)
    : Array.isArray(v)
      ? v.map(made)
      : typeof v === 'object' && v !== null
        ? Object.fromEntries(Object.entries(v).map(([k, e]) => [k, made(e)]))
        : v;

const layerOf = ({ kind, options, layers: inner }: Described): Layer =>
  kind === 'sequential'
    ? sequential(inner!.map(layerOf), { name: options.name })
    : (layers[kind as 'dense'] as (o: unknown) => Layer)(Object.fromEntries(Object.entries(options).map(([k, v]) => [k, made(v)])));

const of = ({ shape, data }: Values, dtype: 'float32' | 'int32' = 'float32'): Tensor =>
  dtype === 'int32' ? tensor(Int32Array.from(data), shape) : tensor(data, shape);
const isValues = (v: object): v is Values => Array.isArray((v as Values).data) && Array.isArray((v as Values).shape);
const dataOf = (v: Values | Record<string, Values>): Data =>
  isValues(v) ? of(v) : Object.fromEntries(Object.entries(v).map(([k, e]) => [k, of(e)]));

function build({ inputs, layers: described, calls, outputs }: Recorded['model']): { net: Model; parts: Layer[] } {
  const parts = new Map(described.map((d) => [d.options.name, layerOf(d)]));
  const symbols = new Map(inputs.map(({ name, shape, dtype }) => [name, input({ name, shape, dtype })]));
  const given = Object.fromEntries(symbols);
  const chain = ['x', ...parts.keys()];
  for (const { layer, on, gives } of calls ?? [...parts.keys()].map((name, i) => ({ layer: name, on: [chain[i]!], gives: name }))) {
    const from = on.map((name) => symbols.get(name)!);
    symbols.set(gives, parts.get(layer)!.apply<SymbolicTensor>(from.length === 1 ? from[0]! : from));
  }
  const named = outputs === undefined ? symbols.get(chain.at(-1)!)! : Object.fromEntries(outputs.map((name) => [name, symbols.get(name)!]));
  return {
    net: model({ inputs: inputs.length === 1 ? given['x']! : given, outputs: named }) as unknown as Model,
    parts: [...parts.values()],
  };
}

const near = (received: ArrayLike<number>, expected: ArrayLike<number>, what: string): void => {
  expect(received.length, what).toBe(expected.length);
  Array.from(expected).forEach((e, i) =>
    expect(Math.abs(received[i]! - e) / Math.max(1, Math.abs(e)), `${what}: ${received[i]} instead of ${e}`).toBeLessThan(5e-5),
  );
};

describe(`models as ${golden.producer} ${golden.version}`, () => {
  test.each(golden.models.map((m) => [m.name, m] as const))('%s', async (_, recorded) => {
    const { net, parts } = build(recorded.model);
    parts.forEach((part, i) => part.weights.forEach((w, j) => w.assign(of(recorded.weights[i]![j]!))));
    const { optimizer, loss, lossWeights, metrics: measured, weightedMetrics } = recorded.compile;
    net.compile({
      optimizer: (optimizers[optimizer.kind as 'sgd'] as (c: object) => never)(optimizer.config),
      loss: loss as never,
      ...(lossWeights === undefined ? {} : { lossWeights }),
      ...(measured === undefined ? {} : { metrics: made(measured) as never }),
      ...(weightedMetrics === undefined ? {} : { weightedMetrics: made(weightedMetrics) as never }),
    });
    expect(net.trainableWeights).toHaveLength(recorded.trainableWeights);
    const [x, y] = [dataOf(recorded.x), dataOf(recorded.y)];
    const { history } = await net.fit(x, y, { ...recorded.fit, verbose: 0 });
    expect(Object.keys(history).toSorted()).toEqual(Object.keys(recorded.history).toSorted());
    // Keras' loss of a single output is the mean over batches, whatever their size; ours is the mean over rows, as its total is.
    const ofOneOutput = (name: string): boolean => recorded.model.outputs?.some((output) => name === `${output}Loss`) === true;
    for (const [name, values] of Object.entries(recorded.history)) if (!ofOneOutput(name)) near(history[name]!, values, name);
    if (lossWeights !== undefined) {
      const total = (epoch: number): number =>
        Object.entries(lossWeights).reduce((sum, [output, weight]) => sum + (weight as number) * history[`${output}Loss`]![epoch]!, 0);
      near(history['loss']!.map((_, epoch) => total(epoch)), history['loss']!, 'the sum of the losses');
    }
    parts.forEach((part, i) => part.weights.forEach((w, j) => near(w.read() as Float32Array, recorded.finalWeights[i]![j]!.data, w.name)));
    const figures = await net.evaluate(x, y, { batchSize: recorded.fit['batchSize'] as number });
    for (const [name, value] of Object.entries(recorded.evaluate)) near([figures[name]!], [value], name);
    const answers = (await net.predict(x)) as Tensor | Record<string, Tensor>;
    if (isValues(recorded.predictions)) near((answers as Tensor).data, recorded.predictions.data, 'predictions');
    else
      for (const [name, values] of Object.entries(recorded.predictions))
        near((answers as Record<string, Tensor>)[name]!.data, values.data, name);

    const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
    try {
      await net.save(join(folder, 'model.safetensors'));
      const again = await loadModel<Functional>(join(folder, 'model.safetensors'));
      expect(await again.evaluate(x, y)).toEqual(await net.evaluate(x, y));
      await Promise.all([net, again].map((m) => m.fit(x, y, { epochs: 1, batchSize: 4, verbose: 0 })));
      expect(again.getWeights().map((w) => [...w.data])).toEqual(net.getWeights().map((w) => [...w.data]));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

