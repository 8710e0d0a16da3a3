/** Models put together from symbolic tensors: several inputs and outputs, shared layers, models within models. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  ConfigError, DataError, input, layers, Layer, loadModel, metrics, model, Model, ops, sequential, tensor, type Functional,
  type ModelOptions, type Tensor, type Tensors, type Trace,
} from '../../src/index.ts';
import { numbers } from '../grad/check.ts';

const random = numbers(5);
const draw = (...shape: number[]): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random() - 0.5),
  shape,
});

class Sum extends Layer {
  readonly kind = 'sum';
  constructor(options: layers.LayerOptions = {}) {
    super('sum', options);
  }
  call(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((a, b) => ops.add(a, b));
  }
}

function twoHeads(seed = 3): Functional<{ price: never; kind: never }> {
  const [left, right] = [input({ shape: [4], name: 'left' }), input({ shape: [4], name: 'right' })];
  const shared = layers.dense({ units: 6, activation: 'tanh', name: 'shared' });
  const joined = new Sum({ name: 'joined' }).apply([shared.apply(left), shared.apply(right)]);
  const price = layers.dense({ units: 1, name: 'a' }).apply(joined);
  const kind = layers.dense({ units: 3, activation: 'softmax', name: 'b' }).apply(joined);
  const made = model({ inputs: { left, right }, outputs: { price, kind }, seed });
  made.compile({
    optimizer: 'adam',
    loss: { price: 'mse', kind: 'sparseCategoricalCrossentropy' },
    lossWeights: { price: 2 },
    metrics: { price: ['mae'], kind: ['accuracy'] },
  });
  return made as never;
}
const x = { left: draw(30, 4), right: draw(30, 4) };
const y = { price: draw(30, 1), kind: Int32Array.from({ length: 30 }, (_, i) => i % 3) };

test('two inputs, two outputs, a shared layer: learns, and names its figures as Keras does', async () => {
  const net = twoHeads();
  const { history } = await net.fit(x, y, { epochs: 20, validationSplit: 0.2, verbose: 0 });
  expect(Object.keys(history)).toEqual([
    'loss', 'priceLoss', 'kindLoss', 'priceMae', 'kindAccuracy', 'valLoss', 'valPriceLoss', 'valKindLoss',
    'valPriceMae', 'valKindAccuracy',
  ]);
  expect(history['loss']!.at(-1)).toBeLessThan(history['loss']![0]!);
  history['loss']!.forEach((loss, i) => expect(loss).toBeCloseTo(2 * history['priceLoss']![i]! + history['kindLoss']![i]!, 5));
  const { price, kind } = await net.predict(x);
  expect([price.shape, kind.shape]).toEqual([[30, 1], [30, 3]]);
  expect(net.weights).toHaveLength(6);
});

test('a number is the weight of the only loss, and refused where there are several', async () => {
  const lossWith = async (lossWeights: number | number[]): Promise<number> => {
    const net = sequential([layers.dense({ units: 1, inputShape: [4] })], { seed: 1 });
    net.compile({ loss: 'mse', lossWeights });
    return (await net.evaluate(x.left, y.price)).loss!;
  };
  expect(await lossWith(3)).toBeCloseTo(3 * (await lossWith(1)), 5);
  expect(await lossWith(3)).toBe(await lossWith([3]));
  expect(() => twoHeads().compile({ loss: 'mse', lossWeights: 3 })).toThrow('a value for each output (price, kind), received 3');
});

test('inputs and outputs by position are those by name', async () => {
  const [a, b] = [twoHeads(), twoHeads()];
  await a.fit(x, y, { verbose: 0 });
  await b.fit([x.left, x.right], [y.price, y.kind], { verbose: 0 });
  expect(b.getWeights().map((w) => [...w.data])).toEqual(a.getWeights().map((w) => [...w.data]));
});

test('saved, loaded and trained on to the same bits', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  try {
    const path = join(folder, 'two.safetensors');
    const [whole, first] = [twoHeads(), twoHeads()];
    await whole.fit(x, y, { epochs: 4, verbose: 0 });
    await first.fit(x, y, { epochs: 2, verbose: 0 });
    await first.save(path);
    const second = await loadModel<typeof first>(path, { customObjects: { sum: (config) => new Sum(config) } });
    await second.fit(x, y, { epochs: 2, verbose: 0 });
    expect(second.getWeights().map((w) => [...w.data])).toEqual(whole.getWeights().map((w) => [...w.data]));
    expect(second.layers.map((l) => l.name)).toEqual(whole.layers.map((l) => l.name));
    expect(await second.evaluate(x, y)).toEqual(await whole.evaluate(x, y));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a model is a layer of another, called twice with one set of weights', async () => {
  const tower = sequential([layers.dense({ units: 5, activation: 'relu', inputShape: [4] }), layers.dense({ units: 2 })], {
    name: 'tower',
  });
  const [left, right] = [input({ shape: [4] }), input({ shape: [4] })];
  const net = model({ inputs: [left, right], outputs: new Sum().apply([tower.apply(left), tower.apply(right)]) });
  expect(net.weights).toHaveLength(4);
  const expected = ops.add(tower.predictSync(x.left), tower.predictSync(x.right));
  expect((await net.predict([x.left, x.right])).toArray()).toEqual(expected.toArray());
  expect(net.getLayer('tower')).toBe(tower);
  tower.trainable = false;
  expect(net.trainableWeights).toEqual([]);
});

test('a class of its own: layers in properties, weights by their paths', async () => {
  class Residual extends Model {
    readonly kind = 'residual';
    readonly inner = [layers.dense({ units: 4, activation: 'relu' }), layers.dense({ units: 4 })];
    readonly last = layers.dense({ units: 1 });
    constructor(options: ModelOptions = {}) {
      super('residual', options);
    }
    call(a: Tensor, t: Trace): Tensors {
      return t.call(this.last, ops.add(a, this.inner.reduce<Tensor>((b, layer) => t.call(layer, b), a)));
    }
  }
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  try {
    const net = new Residual({ seed: 4 });
    net.compile({ optimizer: 'adam', loss: 'mse' });
    const { history } = await net.fit(x.left, y.price, { epochs: 10, verbose: 0 });
    expect(history['loss']!.at(-1)).toBeLessThan(history['loss']![0]!);
    expect(net.paths().map(([path]) => path)).toEqual([
      'inner/0/kernel', 'inner/0/bias', 'inner/1/kernel', 'inner/1/bias', 'last/kernel', 'last/bias',
    ]);
    const path = join(folder, 'own.safetensors');
    await net.save(path);
    const again = await loadModel<Residual>(path, { customObjects: { residual: (config) => new Residual(config) } });
    expect(again.predictSync(x.left).toArray()).toEqual(net.predictSync(x.left).toArray());
    const other = new Residual({ seed: 4 });
    other.predictSync(x.left);
    const third = new Residual({ seed: 4 });
    third.predictSync(x.left);
    expect(third.getWeights().map((w) => [...w.data])).toEqual(other.getWeights().map((w) => [...w.data]));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a loss of its own, over several outputs at once', async () => {
  class Pulled extends Model {
    readonly kind = 'pulled';
    readonly net = layers.dense({ units: 1 });
    constructor() {
      super('pulled');
    }
    call(a: Tensor, t: Trace): Tensor {
      return t.call(this.net, a) as Tensor;
    }
    override computeLoss(t: Trace, step: Parameters<Model['computeLoss']>[1]): Tensor {
      return ops.add(super.computeLoss(t, step), ops.mean(ops.square(step.outputs[0]!)));
    }
  }
  const net = new Pulled();
  net.compile({ optimizer: 'sgd', loss: 'mse' });
  const { loss } = await net.evaluate(x.left, y.price);
  const p = net.predictSync(x.left);
  expect(loss).toBeCloseTo(
    ops.add(ops.mean(ops.square(ops.subtract(p, ops.full([30, 1], 0)))), ops.mean(ops.square(ops.subtract(p, y.price)))).item(),
    5,
  );
});

test('axes of any size: one model for sequences of every length', async () => {
  const steps = input({ shape: [null, 3] });
  const net = model({ inputs: steps, outputs: layers.dense({ units: 2 }).apply(layers.dense({ units: 4 }).apply(steps)) });
  expect(net.outputShape).toEqual([null, null, 2]);
  expect((await net.predict(draw(5, 7, 3))).shape).toEqual([5, 7, 2]);
  expect((await net.predict(draw(5, 2, 3))).shape).toEqual([5, 2, 2]);
  net.compile({ optimizer: 'sgd', loss: 'mse' });
  await net.fit(draw(8, 7, 3), draw(8, 7, 2), { verbose: 0 });
  await net.fit(draw(8, 3, 3), draw(8, 3, 2), { verbose: 0 });
});

test('what does not fit is refused by name', async () => {
  const net = twoHeads();
  await expect(net.fit({ left: x.left }, y)).rejects.toThrow(/x of right: expected data, received undefined/);
  await expect(net.fit({ ...x, middle: x.left }, y)).rejects.toThrow(/unknown input in x 'middle'.*Known: left, right/);
  await expect(net.fit([x.left], y)).rejects.toThrow(/expected 2 values, one for each input \(left, right\), received 1/);
  await expect(net.fit({ left: x.left, right: draw(29, 4) }, y)).rejects.toThrow(/as many rows for every input, received 30, 29/);
  await expect(net.fit(x, { price: y.price, kind: draw(30, 3) })).rejects.toThrow(
    /y of kind: sparseCategoricalCrossentropy expects one class number/,
  );
  await expect(net.fit(x, { price: y.price, kind: Float32Array.from({ length: 30 }, () => 0.5) })).rejects.toBeInstanceOf(DataError);
  expect(() => net.compile({ loss: { prize: 'mse' } })).toThrow(/unknown output in compile: loss 'prize'.*price, kind/);
  expect(() => ops.add(input({ shape: [2] }) as never, 1)).toThrow(/stands for the rows of a model to come/);
  const lost = input({ shape: [4], name: 'lost' });
  const out = new Sum().apply([lost, input({ shape: [4], name: 'other' })]);
  expect(() => model({ inputs: lost, outputs: out })).toThrow(/depend on the input 'other'.*not among the inputs/);
  expect(() => model({ inputs: out, outputs: out })).toThrow(ConfigError);
  expect(() => net.getLayer('nothing')).toThrow(/has no layer 'nothing'/);
});

test('an output without a loss needs no targets, and frozen layers stay what they are', async () => {
  const a = input({ shape: [4] });
  const hidden = layers.dense({ units: 3, trainable: false });
  const [first, second] = [layers.dense({ units: 1, name: 'first' }), layers.dense({ units: 2, name: 'second' })];
  const net = model({ inputs: a, outputs: [first.apply(hidden.apply(a)), second.apply(hidden.apply(a))] });
  net.compile({ optimizer: 'sgd', loss: { first: 'mse' } });
  const before = [...hidden.weights[0]!.read()];
  await net.fit(x.left, { first: y.price }, { verbose: 0 });
  expect([...hidden.weights[0]!.read()]).toEqual(before);
  expect(await net.predict(x.left)).toHaveLength(2);
});

test('an output without a loss takes the targets that its metrics want', async () => {
  const a = input({ shape: [4] });
  const [first, second] = [layers.dense({ units: 1, name: 'first' }), layers.dense({ units: 3, name: 'second', activation: 'softmax' })];
  const net = model({ inputs: a, outputs: [first.apply(a), second.apply(a)] });
  const measured = async (measures: object[]): Promise<number[]> => {
    net.compile({ optimizer: 'sgd', loss: ['mse', null] as never, metrics: [[], measures] as never });
    const { history } = await net.fit(x.left, [y.price, y.kind] as never, { epochs: 1, shuffle: false, verbose: 0 });
    // The only loss is the loss of the model: it has one name, as in Keras.
    expect(Object.keys(history)).not.toContain('firstLoss');
    return Object.entries(history).flatMap(([name, [value]]) => (name.startsWith('second') ? [value as number] : []));
  };
  second.weights[0]!.assign(ops.full([4, 3], 0));
  second.weights[1]!.assign(tensor([0, 5, 0]));
  expect(await measured([metrics.sparseCategoricalAccuracy(), metrics.sparseTopKCategoricalAccuracy({ k: 1 })])).toEqual([
    expect.closeTo(1 / 3, 6), expect.closeTo(1 / 3, 6),
  ]);
  // All rows are said to be of class 1: a third of them is.
  expect(await measured([metrics.iou({ numClasses: 3, targetClassIds: [1], sparseYPred: false })])).toEqual([expect.closeTo(1 / 3, 6)]);
  await expect(measured([metrics.sparseCategoricalAccuracy(), metrics.categoricalAccuracy()])).rejects.toThrow(
    /categoricalAccuracy measures targets of the output's shape, but sparseCategoricalAccuracy takes class numbers/,
  );
});

test('sequential: pop takes the last layer, input begins it', () => {
  const net = sequential([input({ shape: [4] }), layers.dense({ units: 3 }), layers.dense({ units: 2 })]);
  expect(net.pop().name).toMatch(/dense/);
  expect(net.outputShape).toEqual([null, 3]);
  expect(net.layers.map((l) => l.kind)).toEqual(['input', 'dense']);
});

test('a tensor as an argument of a symbolic call is refused: a file could not keep it', () => {
  const steps = input({ shape: [3, 2] });
  expect(() => layers.dense({ units: 1 }).apply(steps, { mask: ops.full([4, 3], 1) })).toThrow(
    /apply got a tensor as mask, which a model's file cannot keep/,
  );
});
