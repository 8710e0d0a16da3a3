/** A sequential model that is a layer of others, and gets or loses layers. */
import { expect, test } from 'vitest';
import {
  ConfigError, input, layers, model, Model, sequential, ShapeError, type Sequential, type Tensor, type Trace,
} from '../../src/index.ts';

const x = [[1, 2, 3], [4, 5, 6]];
const base = (): Sequential =>
  sequential([layers.dense({ name: 'a', units: 4, inputShape: [3] }), layers.dense({ name: 'b', units: 2 })], { seed: 1 });

class Own extends Model {
  readonly kind = 'own';
  readonly inner: Sequential;
  constructor(inner: Sequential) {
    super('own', { seed: 1 });
    this.inner = inner;
  }
  call(z: Tensor, t: Trace): Tensor {
    return t.call(this.inner, z);
  }
}

const outers: readonly [string, (inner: Sequential) => Model<unknown>][] = [
  ['sequential', (inner) => sequential([inner, layers.activation({ activation: 'relu' })])],
  ['functional', (inner) => {
    const given = input({ shape: [3] });
    return model({ inputs: given, outputs: { answer: inner.apply(given) } });
  }],
  ['a class', (inner) => new Own(inner)],
  ['two deep', (inner) => sequential([sequential([inner])])],
];

test.each(outers)('%s: shapes follow, compile is wanted anew', async (name, make) => {
  const inner = base();
  const outer = make(inner);
  outer.build([null, 3]);
  outer.compile({ optimizer: 'sgd', loss: 'mse' });
  await outer.fit(x, [[1, 2], [3, 4]]);
  expect(outer.outputShape).toEqual([null, 2]);
  inner.pop();
  expect(outer.outputShape).toEqual([null, 4]);
  expect(outer.outputs[0]!.name).toBe(name === 'functional' ? 'answer' : outer.outputs[0]!.name);
  expect(outer.countParams()).toBe(16);
  expect(`${outer}`).not.toMatch(/\[\*, 2\]/);
  const predicted = (await outer.predict(x)) as Tensor | { answer: Tensor };
  expect(('answer' in predicted ? predicted.answer : predicted).shape).toEqual([2, 4]);
  const y = [[1, 2, 3, 4], [5, 6, 7, 8]];
  for (const act of ['fit', 'evaluate', 'trainOnBatch'] as const) {
    await expect(outer[act](x, y)).rejects.toThrow(/has got or lost layers since compile. Call compile again/);
    await expect(outer[act](x, y)).rejects.toThrow(ConfigError);
  }
  outer.compile({ optimizer: 'sgd', loss: 'mse' });
  expect((await outer.fit(x, y)).history['loss']).toHaveLength(1);
  inner.add(layers.dense({ name: 'c', units: 5 }));
  expect(outer.outputShape).toEqual([null, 5]);
});

test('a layer behind that no longer fits says so', () => {
  const inner = base();
  const outer = sequential([inner, layers.dense({ units: 1 })]);
  expect(outer.outputShape).toEqual([null, 1]);
  inner.pop();
  for (let i = 0; i < 2; i++) expect(() => outer.outputShape).toThrow(ShapeError);
});

test('a change elsewhere asks for nothing', async () => {
  const outer = sequential([base()]);
  outer.compile({ optimizer: 'sgd', loss: 'mse' });
  await outer.fit(x, [[1, 2], [3, 4]]);
  const other = base();
  await other.predict(x);
  other.pop();
  await outer.fit(x, [[1, 2], [3, 4]]);
  expect(outer.optimizer.steps).toBe(2);
});

test('not while the outer model is at work', async () => {
  const inner = base();
  const outer = sequential([inner]);
  outer.compile({ optimizer: 'sgd', loss: 'mse' });
  const underWay = /: a call of a model that shares weights with this one is under way/;
  let asked = 0;
  const onEpochEnd = (): void => {
    asked++;
    expect(() => inner.pop()).toThrow(underWay);
    expect(() => inner.add(layers.dense({ units: 1 }))).toThrow(underWay);
  };
  await outer.fit(x, [[1, 2], [3, 4]], { callbacks: [{ onEpochEnd }] });
  expect(asked).toBe(1);
  inner.pop();
});

test('models within models deeper than a file may say are refused by save, and not by loadModel alone', async () => {
  let net = sequential([layers.dense({ units: 2, inputShape: [2] })]);
  for (let i = 0; i < 180; i++) net = sequential([net]);
  await expect(net.toBytes()).rejects.toThrow(/nested more than 500 levels deep\. Save the parts apart/);
});
