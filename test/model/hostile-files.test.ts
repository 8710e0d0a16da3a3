/** Files that nobody should believe: they say much and hold little. */
import { describe, expect, test } from 'vitest';
import {
  FormatError, input, layers, loadModel, losses, model, optimizers, schedules, sequential, type Sequential,
} from '../../src/index.ts';
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors.ts';
import { contentsOf } from '../../src/model/save.ts';

type Config = Record<string, unknown>;
/** The bytes of a small model's file, its configuration changed. */
async function altered(model: Sequential, change: (configuration: Config, layers: Config[]) => void): Promise<Uint8Array> {
  const { tensors, metadata } = await contentsOf(model, {});
  const configuration = JSON.parse(metadata['myelin']!) as Config;
  const inner = (configuration['model'] as { config: { layers: { config: Config }[] } }).config.layers;
  change(configuration, inner.map(({ config }) => config));
  return writeSafetensors(tensors, { myelin: JSON.stringify(configuration) });
}

/** The most bytes that the work has taken at once, beside those of before. */
async function refused(bytes: Uint8Array): Promise<string> {
  const before = process.resourceUsage().maxRSS;
  const error = await loadModel(bytes).then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(FormatError);
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(200_000); // KiB
  return (error as FormatError).message;
}

describe('a layer of gigabytes in a file of some hundred bytes is refused before it is made', () => {
  const wide = { units: 65_536 };
  const cases: readonly (readonly [string, Sequential, number, Config])[] = [
    ['dense', sequential([layers.dense({ units: 1, inputShape: [1] })]), 16_384, wide],
    ['lstm', sequential([layers.lstm({ units: 1, inputShape: [3, 1] })]), 16_384, wide],
    ['conv2d', sequential([layers.conv2d({ filters: 1, kernelSize: 3, inputShape: [8, 8, 1] })]), 16_384, { filters: 65_536 }],
    ['embedding', sequential([layers.embedding({ inputDim: 2, outputDim: 1 })]), 0, { inputDim: 2 ** 30 }],
  ];
  test.each(cases)('%s', async (_, model, features, change) => {
    if (model.inputs === undefined) await model.predict([[0, 1, 1]]);
    const bytes = await altered(model, (configuration, [layer]) => {
      Object.assign(layer!, change);
      if (features === 0) return;
      const inputs = configuration['inputs'] as { shape: (number | null)[] }[];
      inputs[0]!.shape[inputs[0]!.shape.length - 1] = features;
      layer!['inputShape'] = inputs[0]!.shape.slice(1);
    });
    expect(await refused(bytes)).toMatch(/no tensor in the file has this shape/);
  });

  test('a kernel of bytes', async () => {
    const model = sequential([layers.dense({ units: 2, inputShape: [3] })]);
    model.quantize('int8');
    const bytes = await altered(model, (configuration, [layer]) => {
      layer!['units'] = 65_536;
      layer!['inputShape'] = [16_384];
      (configuration['inputs'] as { shape: unknown }[])[0]!.shape = [null, 16_384];
    });
    expect(await refused(bytes)).toMatch(/no tensor in the file has this shape/);
  });
});

test('nesting without end is refused, in the header and in the configuration', async () => {
  const deep = (open: string, close: string, n = 200_000): string => open.repeat(n) + close.repeat(n);
  const { tensors, metadata } = await contentsOf(sequential([layers.dense({ units: 1, inputShape: [1] })]), {});
  for (const within of [deep('[', ']'), deep('{"kind":"sequential","config":{"layers":[', ']}}', 30_000)]) {
    const text = metadata['myelin']!.replace('"seed":', `"more":${within},"seed":`);
    await expect(loadModel(writeSafetensors(tensors, { myelin: text }))).rejects.toThrow(/levels deep/);
  }
  const header = new TextEncoder().encode(`{"a":${deep('[', ']')}}`);
  const file = new Uint8Array(8 + header.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  expect(() => readSafetensors(file)).toThrow(FormatError);
});

test('models within models are loaded, a hundred deep', async () => {
  let model = sequential([layers.dense({ units: 1, inputShape: [1] })]);
  for (let i = 0; i < 99; i++) model = sequential([model]);
  const { tensors, metadata } = await contentsOf(model, {});
  const again = await loadModel(writeSafetensors(tensors, metadata));
  expect(again.predictSync([[2]]).toArray()).toEqual(model.predictSync([[2]]).toArray());
});

describe('a functional model without its graph is refused', () => {
  const [first, second] = [input({ shape: [2] }), input({ shape: [2] })];
  const whole = model({ inputs: [first, second], outputs: layers.add().apply([first, second]) });
  type Graph = Record<string, unknown>;
  const calls = (graph: Graph, other: Graph): Graph =>
    ({ ...graph, calls: (graph['calls'] as Graph[]).map((call) => ({ ...call, ...other })) });
  const cases: readonly (readonly [string, (graph: Graph) => unknown])[] = [
    ['none', () => undefined],
    ['a number', () => 3],
    ['no calls', (graph) => ({ ...graph, calls: undefined })],
    ['calls that are no list', (graph) => ({ ...graph, calls: { length: 2 } })],
    ['a call of nothing', (graph) => ({ ...graph, calls: [null] })],
    ['a call without args', (graph) => calls(graph, { args: undefined })],
    ['a call without inputs', (graph) => calls(graph, { inputs: undefined })],
    ['a call of a layer that is not there', (graph) => calls(graph, { layer: 9 })],
    ['a layer on nothing', (graph) => calls(graph, { inputs: [] })],
    ['no inputs', (graph) => ({ ...graph, inputs: undefined })],
    ['inputs without a place', (graph) => ({ ...graph, inputs: [['a']] })],
    ['no outputs', (graph) => ({ ...graph, outputs: [] })],
    ['outputs of calls that are not there', (graph) => ({ ...graph, outputs: [['a', 7, 0]] })],
  ];
  test.each(cases)('%s', async (_, change) => {
    const { tensors, metadata } = await contentsOf(whole, {});
    const configuration = JSON.parse(metadata['myelin']!) as { model: { config: Record<string, unknown> } };
    const { config } = configuration.model;
    config['graph'] = change(config['graph'] as Graph);
    await expect(loadModel(writeSafetensors(tensors, { myelin: JSON.stringify(configuration) }))).rejects.toThrow(FormatError);
  });
});

test('a metric of a file with a name that objects have is refused', async () => {
  const net = sequential([layers.dense({ units: 1, inputShape: [1] })]);
  net.compile({ optimizer: 'sgd', loss: 'mse', metrics: ['mae'] });
  const bytes = await altered(net, (configuration) => {
    const { metrics } = configuration['compile'] as { metrics: { config: Config }[] };
    metrics[0]!.config['name'] = '__proto__';
  });
  await expect(loadModel(bytes)).rejects.toThrow(/'__proto__'/);
});

test('a metric of a file that is no record is refused', async () => {
  const net = sequential([layers.dense({ units: 1, inputShape: [1] })]);
  net.compile({ optimizer: 'sgd', loss: 'mse', metrics: ['mae'] });
  const bytes = await altered(net, (configuration) => {
    (configuration['compile'] as { metrics: unknown[] }).metrics[0] = null;
  });
  await expect(loadModel(bytes)).rejects.toThrow(/has a compile entry without optimizer, losses and metrics/);
});

test('the config of any part that is no record is refused by its place', async () => {
  const net = sequential([layers.dense({ units: 2, inputShape: [2], kernelRegularizer: 'l2', kernelConstraint: 'nonNeg' })]);
  const learningRate = schedules.cosineDecay({ initialLearningRate: 0.1, decaySteps: 10 });
  net.compile({ loss: losses.huber(), optimizer: optimizers.adam({ learningRate }), metrics: ['mae'] });
  const { tensors, metadata } = await contentsOf(net, {});
  const configuration = JSON.parse(metadata['myelin']!) as Config;
  const parts: Config[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('config' in value) parts.push(value as Config);
    Object.values(value).forEach(visit);
  };
  visit(configuration);
  expect(parts.length).toBeGreaterThan(8);
  for (const part of parts) {
    const own = part['config'];
    for (const given of [null, 5, 'x', true, undefined]) {
      part['config'] = given;
      await refused(writeSafetensors(tensors, { myelin: JSON.stringify(configuration) }));
    }
    part['config'] = own;
  }
  await loadModel(writeSafetensors(tensors, { myelin: JSON.stringify(configuration) }));
});
