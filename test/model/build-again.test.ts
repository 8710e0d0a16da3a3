/** A model that is built, and then built for shapes with axes of any size. */
import { expect, test } from 'vitest';
import {
  ConfigError, input, Layer, layers, loadModel, model, sequential, ShapeError, tensor, type Model, type Sequential, type Tensor,
} from '../../src/index.ts';
import { save } from './round-trip.ts';

const x = tensor([0.5, -1, 2, 1, 0, -0.5], [2, 3, 1]);
const longer = tensor([0.5, -1, 2, 1, 3], [1, 5, 1]);
const y = [[1], [0]];

async function fitted(): Promise<Sequential> {
  const net = sequential([layers.lstm({ units: 4 }), layers.dense({ units: 1 })], { seed: 5 });
  net.compile({ optimizer: 'adam', loss: 'mse' });
  await net.fit(x, y, { epochs: 2, verbose: 0 });
  return net;
}

test('a model that was fitted on 3 steps takes any number, and trains on as it would have', async () => {
  const net = await fitted();
  await expect(net.predict(longer)).rejects.toThrow(/build the model for these/);
  net.build([null, null, 1]);
  expect(net.inputShape).toEqual([null, null, 1]);
  expect((await net.predict(longer)).shape).toEqual([1, 1]);

  const other = await fitted();
  for (const m of [net, other]) await m.fit(x, y, { epochs: 2, verbose: 0 });
  expect(net.getWeights().map((w) => w.data)).toEqual(other.getWeights().map((w) => w.data));
  net.build([null, 7, 1]); // it takes these already
  expect(net.inputShape).toEqual([null, null, 1]);
  const back = await loadModel(await save(net));
  expect((await back.predict(longer)).data).toEqual((await net.predict(longer)).data);
});

test('a model around it gives what it gives now', () => {
  const inner = sequential([layers.conv1d({ filters: 2, kernelSize: 2 })]);
  inner.build([null, 3, 1]);
  const outer = sequential([inner, layers.globalAveragePooling1d()]);
  outer.build([null, 3, 1]);
  outer.build([null, null, 1]);
  expect(outer.predictSync(longer).shape).toEqual([1, 2]);
  inner.build([null, null, 1]);
  expect(inner.outputShape).toEqual([null, null, 2]);
});

test('what cannot be is refused, and the model stays', async () => {
  const net = await fitted();
  for (const shape of [[null, 9, 7], [null, null, 2], [null, 1], [null, 3, 1, 1]]) {
    expect(() => net.build(shape)).toThrow(ShapeError);
    expect(() => net.build(shape)).toThrow(/build: sequential\w* is built for \[\*, 3, 1\], received \[\*, .*make a new model/);
  }
  expect(() => net.build([null, 3, 1], [null, 2])).toThrow(/received \[\*, 3, 1\] and \[\*, 2\]/);
  expect(() => net.build([null, 3, null])).toThrow(/a layer needs the size that is null. lstm/);
  const flat = sequential([layers.flatten(), layers.dense({ units: 1 })]);
  flat.build([null, 3, 1]);
  expect(() => flat.build([null, null, 1])).toThrow(ShapeError);
  expect(() => flat.build([null, null, 1])).toThrow(/is built for \[\*, 3, 1\], received \[\*, \*, 1\], and a layer needs .* dense/);
  for (const m of [net, flat]) {
    expect(m.inputShape).toEqual([null, 3, 1]);
    expect(m.predictSync(x).shape).toEqual([2, 1]);
  }

  const said = sequential([layers.lstm({ units: 1, inputShape: [3, 1] })]);
  const a = input({ shape: [3, 1] });
  const functional = model({ inputs: a, outputs: layers.lstm({ units: 1 }).apply(a) });
  for (const m of [said, functional] as Model<Tensor>[]) {
    expect(() => m.build([null, null, 1])).toThrow(ConfigError);
    expect(() => m.build([null, null, 1])).toThrow(/input\({ shape: \[null, ...\] }\).*setWeights what getWeights/);
    m.build([null, 3, 1]);
  }

  const running = net.fit(x, y, { epochs: 1, verbose: 0 });
  expect(() => net.build([null, null, 1])).toThrow(/build: the model is being trained/);
  await running;
});

test('an inputShape has axes of any size', async () => {
  const tokens = sequential([layers.embedding({ inputDim: 4, outputDim: 2, inputShape: [null] }), layers.lstm({ units: 3 })], { seed: 2 });
  expect(tokens.inputShape).toEqual([null, null]);
  for (const row of [[1, 2], [3, 2, 1, 0]]) expect(tokens.predictSync([row]).shape).toEqual([1, 3]);
  expect(() => tokens.predictSync([[4, 1]])).toThrow(/indices from 0 to 3/);
  const back = await loadModel(await save(tokens));
  expect(back.inputShape).toEqual([null, null]);
  expect(back.predictSync([[3, 2, 1]]).data).toEqual(tokens.predictSync([[3, 2, 1]]).data);
  expect(sequential([layers.lstm({ units: 1, inputShape: [null, 3] })]).outputShape).toEqual([null, 1]);
  expect(() => layers.dense({ units: 1, inputShape: [null] })).not.toThrow();
  expect(() => sequential([layers.dense({ units: 1, inputShape: [null] })])).toThrow(/^dense\w*: .*\[\*, \*\]/);
});

test('sequential goes through its list of layers once, however many there are', () => {
  let calls = 0;
  class Counting extends Layer {
    readonly kind = 'counting';
    constructor() {
      super('counting', {});
    }
    call(x: Tensor): Tensor {
      calls++;
      return x;
    }
  }
  const list = Array.from({ length: 10 }, () => new Counting());
  const model = sequential([layers.dense({ units: 2, inputShape: [3] }), ...list]);
  expect(model.outputShape).toEqual([null, 2]);
  expect(calls).toBe(2 * list.length); // two sizes of the batch
});
