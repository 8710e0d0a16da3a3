import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FormatError, Layer, layers, loadModel, ops, optimizers, sequential, type Sequential, type Tensor } from '../../src/index.ts';
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors.ts';
import { circle } from './tables.ts';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'myelin-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const { x, y } = circle(96);
const net = (): Sequential => {
  const model = sequential(
    [
      layers.dense({ units: 12, activation: 'gelu', inputShape: [2] }),
      layers.dropout({ rate: 0.2 }),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
    { seed: 11 },
  );
  model.compile({ optimizer: optimizers.adam({ learningRate: 0.02 }), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  return model;
};
const weightsOf = (model: Sequential): number[][] => model.getWeights().map((w) => [...w.data]);

test('save, load, continue: the same bits as without a break', async () => {
  const path = join(folder, 'broken.safetensors');
  const whole = net();
  await whole.fit(x, y, { epochs: 4 });
  const first = net();
  await first.fit(x, y, { epochs: 2 });
  await first.save(path);
  const second = await loadModel(path);
  expect(weightsOf(second)).toEqual(weightsOf(first));
  await second.fit(x, y, { epochs: 2 });
  expect(weightsOf(second)).toEqual(weightsOf(whole));
  expect(await second.evaluate(x, y)).toEqual(await whole.evaluate(x, y));
});

test('metadata comes back, and nothing lies beside the file', async () => {
  const path = join(folder, 'noted.safetensors');
  await net().save(path, { metadata: { source: 'a test' } });
  expect((await loadModel(path)).metadata).toEqual({ source: 'a test' });
  expect(readdirSync(folder).filter((name) => name.includes('part'))).toEqual([]);
});

test('a model that is not compiled is saved and loaded, too', async () => {
  const path = join(folder, 'plain.safetensors');
  const model = sequential(
    [
      layers.dense({ units: 3, inputShape: [2], kernelInitializer: 'heNormal', useBias: false }),
      layers.reshape({ targetShape: [3, 1] }),
      layers.activation({ activation: 'softmax' }),
    ],
    { seed: 2 },
  );
  await model.save(path);
  const again = await loadModel(readFileSync(path));
  expect(again.predictSync([[1, 2]]).toArray()).toEqual(model.predictSync([[1, 2]]).toArray());
  expect(again.layers.map((l) => l.getConfig())).toEqual(model.layers.map((l) => l.getConfig()));
  await expect(again.evaluate([[1, 2]], [[1, 2, 3]])).rejects.toThrow(/compile/);
});

test('layers of the user are loaded with customObjects', async () => {
  class Doubling extends Layer {
    readonly kind = 'doubling';
    constructor(options: { name?: string } = {}) {
      super('doubling', options);
    }
    call(input: Tensor): Tensor {
      return ops.multiply(input, 2);
    }
  }
  const path = join(folder, 'own.safetensors');
  const model = sequential([layers.input({ shape: [2] }), new Doubling()]);
  await model.save(path);
  await expect(loadModel(path)).rejects.toThrow(/unknown layer 'doubling'.*customObjects/s);
  expect(
    (await loadModel(path, { customObjects: { doubling: (config) => new Doubling(config) } })).predictSync([[1, 2]]).toArray(),
  ).toEqual([[2, 4]]);
});

test('a model with a loss of the user is loaded without it, and compiled anew', async () => {
  const path = join(folder, 'own-loss.safetensors');
  const model = sequential([layers.dense({ units: 1, inputShape: [2] })]);
  const squares = (yTrue: Tensor, yPred: Tensor): Tensor => ops.square(ops.subtract(yTrue, yPred));
  model.compile({ optimizer: 'sgd', loss: squares });
  await model.save(path);
  await expect(loadModel(path)).rejects.toThrow(/unknown loss 'squares'.*compile: false/s);
  const again = await loadModel(path, { compile: false });
  expect([again.compiled, weightsOf(again)]).toEqual([false, weightsOf(model)]);
  again.compile({ optimizer: 'sgd', loss: squares });
  expect((await again.fit(x, y)).history).toEqual((await model.fit(x, y)).history);
});

test('a link stays a link: what it points to is written', async () => {
  const [path, link] = [join(folder, 'pointed-to.safetensors'), join(folder, 'link.safetensors')];
  await net().save(path);
  symlinkSync(path, link);
  const model = net();
  await model.fit(x, y);
  await model.save(link);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(weightsOf(await loadModel(path))).toEqual(weightsOf(model));
});

test.runIf(process.platform === 'linux')('a pipe is written to, not replaced', async () => {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const model = net();
  const [bytes] = await Promise.all([readFile(path), model.save(path)]);
  expect(lstatSync(path).isFIFO()).toBe(true);
  expect(weightsOf(await loadModel(bytes))).toEqual(weightsOf(model));
});

test('files that are no models are refused by name', async () => {
  const path = join(folder, 'good.safetensors');
  await net().save(path);
  const { tensors, metadata } = readSafetensors(readFileSync(path));
  const configuration = JSON.parse(metadata['myelin']!) as {
    model: { config: { layers: { kind: string; config: Record<string, unknown> }[] } };
    compile: { optimizer: { kind: string } };
  };
  const withConfiguration = (change: (c: typeof configuration) => void): Uint8Array => {
    const copy = structuredClone(configuration);
    change(copy);
    return writeSafetensors(tensors, { myelin: JSON.stringify(copy) });
  };
  const refused: [Uint8Array, RegExp][] = [
    [writeSafetensors(tensors, {}), /no myelin configuration/],
    [writeSafetensors(tensors, { myelin: '{' }), /not JSON/],
    [writeSafetensors(tensors, { myelin: '[]' }), /format/],
    [withConfiguration((c) => (c.model.config.layers[0]!.kind = '__proto__')), /unknown layer '__proto__'/],
    [withConfiguration((c) => (c.model.config.layers[0]!.config['units'] = -1)), /units must be an integer >= 1/],
    [
      withConfiguration((c) => (c.model.config.layers[0]!.config['units'] = 13)),
      /dense.*kernel takes values of shape \[2, 13\], and no tensor in the file has this shape/,
    ],
    [
      withConfiguration((c) => (c.model.config.layers[0]!.config['kernelInitializer'] = null)),
      /an initializer must be a name, .* or a saved \{ kind, config \}, received null/,
    ],
    ...[-1, 0.5, 2 ** 60].map((epochs): [Uint8Array, RegExp] => [
      withConfiguration((c) => Object.assign(c, { epochsTrained: epochs })), /lacks seed or epochsTrained, a whole number from 0/,
    ]),
    [withConfiguration((c) => (c.compile = null as never)), /has a compile entry without optimizer/],
    [withConfiguration((c) => (c.compile.optimizer.kind = 'adma')), /unknown optimizer 'adma'/],
    [writeSafetensors({}, metadata), /no tensor/],
  ];
  for (const [bytes, message] of refused) {
    const error = await loadModel(bytes).then(() => undefined, (e: Error) => e);
    expect(error).toBeInstanceOf(FormatError);
    expect(error!.message).toMatch(message);
  }
});
