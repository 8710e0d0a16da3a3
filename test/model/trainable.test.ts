/** `trainable` that changes after compile: as in Keras, the model goes on as compile saw it until it is compiled again. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FormatError, Layer, layers, loadModel, Model, ops, optimizers, sequential, tensor } from '../../src/index.ts';
import type { ModelOptions, Sequential, Tensor, Trace } from '../../src/index.ts';
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors.ts';
import { save } from './round-trip.ts';
import { circle } from './tables.ts';

let folder = '';
const warnings: NodeJS.ErrnoException[] = [];
const listen = (warning: NodeJS.ErrnoException): void => void warnings.push(warning);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  process.on('warning', listen);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  process.off('warning', listen);
});

const { x, y } = circle(64);
const net = (options: { optimizer?: optimizers.OptimizerLike; built?: boolean } = {}): Sequential => {
  const model = sequential(
    [
      layers.dense({ units: 4, name: 'first', ...(options.built === false ? {} : { inputShape: [2] }) }),
      layers.batchNormalization({ name: 'norm' }),
      layers.dense({ units: 1, activation: 'sigmoid', name: 'last', kernelRegularizer: 'l2' }),
    ],
    { seed: 4 },
  );
  model.compile({ optimizer: options.optimizer ?? 'adam', loss: 'binaryCrossentropy' });
  return model;
};
const valuesOf = (model: Model): Record<string, number[]> =>
  Object.fromEntries(model.paths().map(([path, v]) => [path, [...v.read()]]));
const moved = async (model: Sequential): Promise<string[]> => {
  const before = valuesOf(model);
  await model.fit(x, y, { epochs: 1, batchSize: 16 });
  const after = valuesOf(model);
  return Object.keys(after).filter((path) => String(after[path]) !== String(before[path]));
};
const ALL = ['0/kernel', '0/bias', '1/gamma', '1/beta', '1/movingMean', '1/movingVariance', '2/kernel', '2/bias'];
const LAST = ['2/kernel', '2/bias'];

for (const optimizer of ['adam', 'steepestDescent'] as const) {
  test(`${optimizer}: what is frozen after compile learns on, also a batch normalisation, until compile`, async () => {
    const [model, plain] = [net({ optimizer }), net({ optimizer })];
    await model.fit(x, y, { epochs: 1, batchSize: 16 });
    await plain.fit(x, y, { epochs: 1, batchSize: 16 });
    model.getLayer('first').trainable = false;
    model.getLayer('norm').trainable = false;
    expect(await moved(model)).toEqual(ALL);
    await plain.fit(x, y, { epochs: 1, batchSize: 16 });
    expect(valuesOf(model)).toEqual(valuesOf(plain));
    expect(await model.evaluate(x, y)).toEqual(await plain.evaluate(x, y));
    expect(await model.trainOnBatch(x, y)).toEqual(await plain.trainOnBatch(x, y));
    model.compile({ optimizer, loss: 'binaryCrossentropy' });
    expect(await moved(model)).toEqual(LAST);
  });

  test(`${optimizer}: what learns again after compile stays as it is, until compile`, async () => {
    const model = net();
    for (const name of ['first', 'norm']) model.getLayer(name).trainable = false;
    model.compile({ optimizer, loss: 'binaryCrossentropy' });
    for (const name of ['first', 'norm']) model.getLayer(name).trainable = true;
    expect(await moved(model)).toEqual(LAST);
    model.compile({ optimizer, loss: 'binaryCrossentropy' });
    expect(await moved(model)).toEqual(ALL);
  });

  test(`${optimizer}: in mid-training saved and loaded, it goes on to the bit; the next compile sees the settings of the end`, async () => {
    const path = join(folder, `${optimizer}.safetensors`);
    const model = net({ optimizer });
    model.getLayer('last').trainable = false;
    model.compile({ optimizer, loss: 'binaryCrossentropy' });
    await model.fit(x, y, { epochs: 2, batchSize: 16 });
    model.getLayer('first').trainable = false;
    model.getLayer('norm').trainable = false;
    model.getLayer('last').trainable = true;
    await model.save(path);
    const again = await loadModel(path);
    expect(again.layers.map((l) => l.trainable)).toEqual([false, false, true]);
    await model.fit(x, y, { epochs: 2, batchSize: 16 });
    await again.fit(x, y, { epochs: 2, batchSize: 16 });
    expect(valuesOf(again)).toEqual(valuesOf(model));
    again.compile({ optimizer, loss: 'binaryCrossentropy' });
    expect(await moved(again)).toEqual(LAST);
  });
}

interface Values {
  readonly shape: number[];
  readonly data: number[];
}
const golden = JSON.parse(readFileSync(new URL('../golden/trainable.json', import.meta.url), 'utf8')) as {
  readonly layers: { kind: string; options: object }[];
  readonly optimizer: optimizers.SgdOptions;
  readonly epochs: number;
  readonly x: Values;
  readonly y: Values;
  readonly initial: Values[];
  readonly phases: { set: Record<string, boolean>; compile: boolean; weights: Record<string, Values[]> }[];
};

test('as Keras: settings between fits wait for compile; saved and loaded between all phases, too', async () => {
  const valueOf = ({ shape, data }: Values): Tensor => tensor({ data: Float32Array.from(data), shape });
  for (const saved of [false, true]) {
    const made = golden.layers.map(({ kind, options }) => (layers as unknown as Record<string, (o: object) => Layer>)[kind]!(options));
    let model = sequential([layers.inputLayer({ shape: [2] }), ...made]);
    model.setWeights(golden.initial.map(valueOf));
    for (const { set, compile, weights } of golden.phases) {
      for (const [name, trainable] of Object.entries(set)) model.getLayer(name).trainable = trainable;
      if (compile) model.compile({ optimizer: optimizers.sgd(golden.optimizer), loss: 'mse' });
      if (saved) model = await loadModel(await save(model));
      await model.fit(valueOf(golden.x), valueOf(golden.y), { epochs: golden.epochs, batchSize: 8, shuffle: false });
      for (const [name, expected] of Object.entries(weights)) {
        const layer = model.getLayer(name);
        layer.ownWeights.forEach((w, i) =>
          [...w.read()].forEach((v, j) => expect(v, `${name} ${i} ${j}`).toBeCloseTo(expected[i]!.data[j]!, 5)),
        );
      }
    }
  }
});

test('a model without shapes: compile sees the layers as they are, not the first fit', async () => {
  const model = net({ built: false });
  model.getLayer('first').trainable = false;
  expect(await moved(model)).toEqual(ALL);
});

test('two models share layers: each goes on as its own compile saw them', async () => {
  const judge = sequential([layers.dense({ units: 1, inputShape: [2], name: 'judge' })], { seed: 1 });
  judge.compile({ optimizer: 'sgd', loss: 'mse' });
  judge.trainable = false;
  const both = sequential([layers.dense({ units: 2, inputShape: [2], name: 'maker' }), judge], { seed: 2 });
  both.compile({ optimizer: 'sgd', loss: 'mse' });
  expect(await moved(judge)).toEqual(['kernel', 'bias'].map((name) => `0/${name}`));
  expect(await moved(both)).toEqual(['0/kernel', '0/bias']);
});

/** Reads its own setting in call, as a layer of the user's may. */
class Pair extends Model {
  readonly kind = 'pair';
  readonly left = layers.dense({ units: 3, activation: 'tanh', name: 'left' });
  readonly right = layers.dense({ units: 1, name: 'right' });
  constructor(options: ModelOptions = {}) {
    super('pair', options);
  }
  call(input: Tensor, t: Trace): Tensor {
    const hidden = t.call(this.left, input) as Tensor;
    return t.call(this.right, this.left.trainable ? hidden : ops.multiply(hidden, 2)) as Tensor;
  }
}

test('an own model: layers frozen in its properties stay so when it is loaded, and call reads what compile saw', async () => {
  const path = join(folder, 'pair.safetensors');
  const make = (): Pair => {
    const pair = new Pair({ seed: 3 });
    pair.build([null, 2]);
    pair.right.trainable = false;
    pair.compile({ optimizer: 'adam', loss: 'mse' });
    return pair;
  };
  const [pair, plain] = [make(), make()];
  pair.trainable = false;
  pair.right.trainable = true;
  await pair.fit(x, y, { epochs: 1 });
  await plain.fit(x, y, { epochs: 1 });
  expect(valuesOf(pair)).toEqual(valuesOf(plain));
  await pair.save(path);
  const again = await loadModel<Pair>(path, { customObjects: { pair: Pair } });
  expect([again.trainable, again.left.trainable, again.right.trainable]).toEqual([false, false, true]);
  await again.fit(x, y, { epochs: 1 });
  await plain.fit(x, y, { epochs: 1 });
  expect(valuesOf(again)).toEqual(valuesOf(plain));
});

test('a layer that another one makes when it is built may be frozen in a file', async () => {
  const made = sequential(
    [layers.embedding({ inputDim: 5, outputDim: 4 }), layers.transformerEncoder({ intermediateDim: 8, numHeads: 2 })], { seed: 2 },
  );
  made.build([null, 3]);
  const within = (model: Sequential): Layer => model.layers[1]!.sublayers()[0]![1];
  within(made).trainable = false;
  const again = await loadModel<Sequential>(await made.toBytes());
  expect([again.layers[1]!.trainable, within(again).trainable]).toEqual([true, false]);
  expect(valuesOf(again)).toEqual(valuesOf(made));
});

test('a layer that cannot be built says why when its model is loaded, and is asked once', async () => {
  let builds = 0;
  class Failing extends Layer {
    readonly kind = 'failing';
    override build(): void {
      if (builds++ > 0) throw new Error(`build ${builds}`);
    }
    call(z: Tensor): Tensor {
      return z;
    }
  }
  const bytes = await sequential([new Failing('failing'), layers.dense({ units: 1, inputShape: [2] })].reverse(), { seed: 1 }).toBytes();
  await expect(loadModel(bytes, { customObjects: { failing: () => new Failing('failing') } })).rejects.toThrow('build 2');
  expect(builds).toBe(2);
});

test('a file that freezes a layer which is not there is refused', async () => {
  const path = join(folder, 'lost.safetensors');
  await net().save(path);
  const { tensors, metadata } = readSafetensors(readFileSync(path));
  for (const [frozen, message] of [[['7'], /layer '7' is frozen.*none at this path/], ['0', /no list of their paths/]] as const) {
    const configuration = { ...(JSON.parse(metadata['myelin']!) as object), frozen };
    const bytes = writeSafetensors(tensors, { myelin: JSON.stringify(configuration) });
    const error = await loadModel(bytes).then(() => undefined, (e: Error) => e);
    expect(error).toBeInstanceOf(FormatError);
    expect(error!.message).toMatch(message);
  }
});

test('a warning tells once that a change after compile waits for compile', () => {
  const told = warnings.filter((w) => w.code === 'MYELIN_TRAINABLE_CHANGED').map((w) => w.message);
  expect(told).toEqual([expect.stringMatching(/^fit: first was set to trainable: false after compile.*Call compile again/)]);
});

/** Two layers within one. */
class Couple extends Layer {
  readonly kind = 'pair';
  readonly first = layers.dense({ units: 2 });
  readonly second = layers.dense({ units: 1 });
  call(x: Tensor, t: Trace): Tensor {
    return t.call(this.second, t.call(this.first, x));
  }
}

test('a layer that is made not trainable keeps the layers within it from training', async () => {
  const pair = new Couple('pair', { trainable: false });
  const model = sequential([pair, layers.dense({ units: 1 })], { seed: 3 });
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  await model.fit([[1, 2]], [[3]], { epochs: 2 });
  expect(model.trainableWeights.length).toBe(2);
  expect([pair.trainableWeights.length, pair.nonTrainableWeights.length]).toEqual([0, 4]);
  pair.trainable = true;
  expect(model.trainableWeights.length).toBe(6);
});
