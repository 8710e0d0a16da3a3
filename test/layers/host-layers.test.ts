/** What holds for every layer that reads data on the host. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { input, layers, loadModel, model, sequential, tensor } from '../../src/index.ts';
import type { Layer, Model, SymbolicTensor, Tensor } from '../../src/index.ts';
import { LAYERS } from '../../src/layers/registry.ts';
import { HOST_CASES } from './host-cases.ts';

const y = tensor(Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)), [6, 2]);

/** A model that was saved and loaded. */
async function again(saved: Model): Promise<Model> {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  try {
    await saved.save(join(folder, 'model.safetensors'));
    return await loadModel<Model>(join(folder, 'model.safetensors'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What makes floats of any number of indices. */
const counts = (host: Layer): Layer[] =>
  host.inputDtype === 'int32' ? [layers.categoryEncoding({ numTokens: 9, outputMode: 'count' })] : [];

/** A table is whole: it goes to no input beside another. */
const columns = Object.entries(HOST_CASES).filter(([, { table = false }]) => !table);

describe.each(Object.entries(HOST_CASES))('%s', (_, { make, data, shape }) => {
  test('its configuration makes it again', () => {
    const config = JSON.parse(JSON.stringify(make().getConfig())) as Record<string, unknown>;
    expect(LAYERS[make().kind]!(config).getConfig()).toEqual({ ...make().getConfig(), name: config['name'] });
  });

  test('first in a model: trains on such data, and comes back from a file with its bits', async () => {
    const net = sequential([make(), ...counts(make()), layers.dense({ units: 2 })], { seed: 1 });
    net.compile({ optimizer: 'adam', loss: 'mse' });
    const { history } = await net.fit(data, y, { epochs: 30, batchSize: 4 });
    expect(history['loss']!.at(-1)!).toBeLessThan(history['loss']![0]!);
    expect((await net.predict(data)).shape).toEqual([6, 2]);
    expect((await net.evaluate(data, y))['loss']).toBeGreaterThan(0);
    expect(net.inputs![0]!.shape.map((d, axis) => d ?? shape[axis])).toEqual(shape);
    const loaded = await again(net);
    expect(loaded.predictSync(data).toArray()).toEqual(net.predictSync(data).toArray());
    expect((await loaded.trainOnBatch(data, y))['loss']).toEqual((await net.trainOnBatch(data, y))['loss']);
  });
});

test('a file with a state that adapt cannot have found is refused', () => {
  const load = (kind: string, config: object): unknown => LAYERS[kind]!({ name: 'it', ...config });
  expect(() => load('stringLookup', { adapted: 3 })).toThrow(/it: expected a vocabulary that adapt found, received 3/);
  expect(() => load('stringLookup', { adapted: { vocabulary: ['a', 1] } })).toThrow(/vocabulary must have strings, received 1/);
  expect(() => load('integerLookup', { adapted: { vocabulary: [1.5] } })).toThrow(/vocabulary must have whole numbers, received 1.5/);
  const tfIdf = { outputMode: 'tfIdf', adapted: { vocabulary: ['a'], idfWeights: [1] } };
  expect(() => load('textVectorization', tfIdf)).toThrow(/expected 2 weights beside the vocabulary, received 1/);
  expect(() => load('discretization', { numBins: 3, adapted: [2, 1] })).toThrow(/bounds that adapt found must be finite numbers/);
  const space = { features: { a: 'floatNormalized' } };
  expect(() => load('featureSpace', { ...space, adapted: { a: { mean: [1] } } })).toThrow(/it: a: expected a mean and a variance/);
  expect(() => load('featureSpace', { ...space, adapted: { b: 1 } })).toThrow(/unknown feature of it 'b'/);
});

describe.each(columns)('%s', (_, { make, data }) => {
  test('behind an input beside another input', async () => {
    const host = make();
    const words = input({ shape: Array.isArray((data as unknown[])[0]) ? [2] : [1], dtype: 'string', name: 'words' });
    const size = input({ shape: [1], name: 'size' });
    const read = counts(host).reduce<SymbolicTensor>((x, layer) => layer.apply(x), host.apply(words));
    const joined = layers.concatenate().apply([read, size]);
    const net = model({ inputs: [words, size], outputs: layers.dense({ units: 2 }).apply(joined), seed: 2 });
    net.compile({ optimizer: 'sgd', loss: 'mse' });
    const x = { words: data as string[], size: [[1], [2], [3], [4], [5], [6]] };
    await net.fit(x, y, { epochs: 2 });
    const loaded = await again(net as Model);
    expect((loaded.predictSync(x) as Tensor).toArray()).toEqual((net.predictSync([x.words, x.size]) as Tensor).toArray());
  });
});
