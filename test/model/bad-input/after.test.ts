/** What a refused call leaves behind: nothing. */
import { expect, test } from 'vitest';
import { ConfigError, Layer, layers, sequential, type Tensor } from '../../../src/index.ts';
import { net, withValue, x, y } from './refused.ts';

test('a refused call harms nothing', async () => {
  const [model, untouched] = [net(), net()];
  const refused: (() => Promise<unknown>)[] = [
    () => model.fit(withValue(NaN), y),
    () => model.fit(x, y, { batchSize: 0 }),
    () => model.fit(x, y, { validationData: [[[1, 2, 3]], [1]] }),
    () => model.predict([[1]]),
    () => model.evaluate(x, [1]),
  ];
  for (const act of refused) await expect(act()).rejects.toThrow();
  expect((await model.fit(x, y, { epochs: 2 })).history).toEqual((await untouched.fit(x, y, { epochs: 2 })).history);
});

test('a second fit at the same time is refused, the first goes on', async () => {
  const model = net();
  const first = model.fit(x, y, { epochs: 3 });
  await expect(model.fit(x, y)).rejects.toThrow(/being trained already/);
  expect((await first).epoch).toEqual([0, 1, 2]);
});

test('a callback that throws ends training with its error, and the model trains on', async () => {
  const model = net();
  await expect(
    model.fit(x, y, {
      callbacks: [
        {
          onEpochEnd: () => {
            throw new RangeError('mine');
          },
        },
      ],
    }),
  ).rejects.toThrow('mine');
  expect((await model.fit(x, y)).epoch).toEqual([0]);
});

test('options that cannot be leave the model as it was compiled', async () => {
  const model = sequential([layers.dense({ units: 1, inputShape: [1] })], { seed: 1 });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const { loss } = (await model.evaluate([[1]], [[2]])) as { loss: number };
  expect(() => model.compile({ optimizer: 'sgd', loss: 'msee' as never })).toThrow(ConfigError);
  expect(await model.evaluate([[1]], [[2]])).toEqual({ loss });
});

class Twice extends Layer {
  readonly kind = 'twice';
  override build(): void {
    for (let i = 0; i < 2; i++) this.addWeight({ name: 'w', shape: [1] });
  }
  call(x: Tensor): Tensor {
    return x;
  }
}

test('two weights of one name in a layer are refused', () => {
  expect(() => new Twice('twice', {}).apply([[1]])).toThrow(/there is a weight named 'w' already/);
});
