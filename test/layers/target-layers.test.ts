/** Layers that read targets: what the loss gets of them, and what predictions become. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DataError, datasets, input, layers, loadModel, model, sequential, tensor, type Sequential, type Tensor } from '../../src/index.ts';
import { LAYERS } from '../../src/layers/registry.ts';
import { TARGET_CASES } from './target-cases.ts';

const x = tensor(Float32Array.from({ length: 18 }, (_, i) => Math.sin(i)), [6, 3]);

async function again(saved: Sequential): Promise<Sequential> {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  try {
    await saved.save(join(folder, 'model.safetensors'));
    return await loadModel(join(folder, 'model.safetensors'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.each(Object.entries(TARGET_CASES))('%s', (_, { make, data, encoded, units, activation, loss }) => {
  test('encodes targets', () => {
    expect(tensor(make().encode(data as never)).toArray()).toEqual(encoded);
  });

  test('its configuration makes it again', () => {
    const config = JSON.parse(JSON.stringify(make().getConfig())) as Record<string, unknown>;
    expect(LAYERS[make().kind]!(config).getConfig()).toEqual({ ...make().getConfig(), name: config['name'] });
  });

  test('last in a model: trains as the encoded targets train the model without it, and comes back from a file', async () => {
    const dense = (): ReturnType<typeof layers.dense> => layers.dense({ units, activation, inputShape: [3], name: 'dense' });
    const [net, plain] = [sequential([dense(), make()], { seed: 1 }), sequential([dense()], { seed: 1 })];
    for (const each of [net, plain]) each.compile({ optimizer: 'adam', loss });
    const y = tensor(encoded as number[]);
    const { history } = await net.fit(x, data, { epochs: 30, batchSize: 4 });
    expect(history).toEqual((await plain.fit(x, y, { epochs: 30, batchSize: 4 })).history);
    expect(await net.evaluate(x, data)).toEqual(await plain.evaluate(x, y));
    const loaded = await again(net);
    expect(loaded.predictSync(x).toArray()).toEqual(net.predictSync(x).toArray());
    expect(await loaded.trainOnBatch(x, data)).toEqual(await plain.trainOnBatch(x, y));
    expect((await net.check(x, data, { printFn: () => {} })).map(({ code }) => code)).not.toContain('BAD_DATA');
  });
});

test('labels are the most probable ones, of one unit by its half', async () => {
  const three = layers.labelEncoding({ labels: [7, 3, 5] });
  expect(three.labelsOf([[0.2, 0.5, 0.3], [0.4, 0.4, 0.2], [0, 0, 1]])).toEqual([3, 7, 5]);
  expect(layers.labelEncoding({ labels: ['no', 'yes'] }).labelsOf([[0.5], [0.75]])).toEqual(['no', 'yes']);
  const net = sequential([layers.dense({ units: 3, activation: 'softmax', inputShape: [3] }), three]);
  expect(await net.predictLabels(x)).toEqual(three.labelsOf(net.predictSync(x)));
});

test('predictions of standardised targets are in the units of these', async () => {
  const units = layers.targetNormalization();
  units.adapt(Float32Array.of(100, 300));
  expect([units.mean, units.std]).toEqual([200, 100]);
  const net = sequential([layers.dense({ units: 1, inputShape: [3], kernelInitializer: 'zeros', biasInitializer: 'ones' }), units]);
  expect((await net.predict(x)).toArray()).toEqual(Array.from({ length: 6 }, () => [300]));
  expect(net.predictSync(x).toArray()).toEqual(Array.from({ length: 6 }, () => [300]));
});

test('in a model of several outputs each has its own', async () => {
  const [labels, units] = [layers.labelEncoding({ labels: ['a', 'b'] }), layers.targetNormalization()];
  units.adapt([5, 7]);
  const given = input({ shape: [3] });
  const kind = labels.apply(layers.dense({ units: 2, activation: 'softmax' }).apply(given));
  const size = units.apply(layers.dense({ units: 1 }).apply(given));
  const net = model({ inputs: given, outputs: { kind, size }, seed: 3 });
  net.compile({ optimizer: 'adam', loss: { kind: 'sparseCategoricalCrossentropy', size: 'mse' } });
  const table = datasets.table({ kind: ['a', 'b', 'b', 'a', 'a', 'b'], size: [5, 6, 7, 6, 5, 6] });
  await net.fit(x, { kind: table.column('kind'), size: [5, 6, 7, 6, 5, 6] }, { epochs: 2 });
  const { size: predicted } = await net.predict(x);
  expect(Math.min(...(predicted as Tensor).data)).toBeGreaterThan(2);
  await expect(net.predictLabels(x)).rejects.toThrow(/must have one output and end with layers\.labelEncoding\(\)/);
  await expect(net.evaluate(x, { kind: ['a', 'c', 'a', 'a', 'a', 'a'], size: [1, 2, 3, 4, 5, 6] })).rejects.toThrow(
    /^y of kind: row 1: the target is 'c', which was not among the training labels \['a', 'b'\]/,
  );
});

test('the last layer, and no other', () => {
  const labels = layers.labelEncoding({ labels: ['a', 'b'], name: 'labels' });
  const net = sequential([layers.dense({ units: 2, inputShape: [3] }), labels]);
  const more = layers.dense({ units: 1, name: 'more' });
  expect(() => net.add(more)).toThrow(/labels reads targets and is the last layer\. Put more before it/);
  const inner = labels.apply(layers.dense({ units: 2 }).apply(input({ shape: [3] })));
  expect(() => model({ inputs: inner.call.inputs[0]!.call.inputs[0]!, outputs: layers.dense({ units: 1 }).apply(inner) })).toThrow(
    /labels reads targets\. What it gives must be an output of the model/,
  );
  expect(() => layers.labelEncoding({ labels: ['a', 'b'], activityRegularizer: 'l1' })).toThrow(/activityRegularizer is for outputs/);
  expect(() => sequential([layers.dense({ units: 3, inputShape: [3] }), labels])).toThrow(
    /labels: expected input of shape \[\*, 2\], a number for each label, received \[\*, 3\].*2 units, or one with a sigmoid/,
  );
});

test('what cannot be labels or targets', async () => {
  expect(() => layers.labelEncoding({ labels: ['a', 'a'] })).toThrow(/labels must be two texts or numbers or more, each of them once/);
  expect(() => layers.labelEncoding({ labels: ['a', 1] as never })).toThrow(/labels must be/);
  expect(() => layers.labelEncoding({ labels: ['a', 'b'] }).adapt(['a', 'c'])).toThrow(/was given its own/);
  const labels = layers.labelEncoding({ name: 'labels' });
  expect(() => labels.encode(['a'])).toThrow(/labels: the labels are not known yet\. Call adapt, or give labels/);
  expect(() => labels.adapt(['a', 'a'])).toThrow(/two labels or more, received 'a' alone/);
  expect(() => labels.restore(3 as never)).toThrow(/the labels that adapt found must be/);
  labels.adapt(datasets.table({ y: ['b', null, 'a'] }).column('y'));
  expect(labels.labels).toEqual(['a', 'b']);
  expect(() => labels.encode(datasets.table({ y: ['b', null] }).column('y'))).toThrow(/row 1: target 'y' is missing\. Leave such rows out/);
  expect(() => labels.encode([1])).toThrow(/row 0: the target is 1, which was not among/);
  const units = layers.targetNormalization({ name: 'units' });
  expect(() => units.encode([1])).toThrow(/units: mean and deviation are not known yet\. Call adapt/);
  expect(() => units.adapt([1, 1])).toThrow(/every target is 1/);
  expect(() => units.adapt([1, Infinity])).toThrow(/finite numbers, received Infinity/);
  expect(() => units.adapt([[1, 2]])).toThrow(/units: expected one target a row, received shape \[1, 2\]/);
  expect(() => units.adapt(['a', 'b'])).toThrow(/units: expected numbers, received 'a'/);
  expect(() => units.restore({ mean: 0, std: 0 })).toThrow(/expected a mean and a deviation that adapt found/);
  const plain = sequential([layers.dense({ units: 2, activation: 'softmax', inputShape: [3] })]);
  plain.compile({ loss: 'sparseCategoricalCrossentropy' });
  await expect(plain.fit(x, ['a', 'b', 'a', 'b', 'a', 'b'])).rejects.toThrow(DataError);
  await expect(plain.fit(x, ['a', 'b', 'a', 'b', 'a', 'b'])).rejects.toThrow(
    /^y: expected numbers, received texts such as 'a'\. Put layers\.labelEncoding\(\) last/,
  );
  await expect(plain.predictLabels(x)).rejects.toThrow(/end with layers\.labelEncoding/);
});
