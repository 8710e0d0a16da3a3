/** The seed of a model that is set after the model was made. */
import { expect, test } from 'vitest';
import { ConfigError, layers, sequential, type Sequential } from '../../src/index.ts';

const x = Array.from({ length: 48 }, (_, i) => [Math.sin(i), Math.cos(i)]);
const y = x.map(([a]) => [a! * 2]);

function made(seed?: number): Sequential {
  const net = sequential(
    [
      layers.dense({ units: 8, inputShape: [2], kernelInitializer: 'ones' }), layers.dropout({ rate: 0.5 }),
      layers.dense({ units: 1, kernelInitializer: 'ones' }),
    ],
    seed === undefined ? {} : { seed },
  );
  net.compile({ loss: 'mse', optimizer: 'sgd' });
  return net;
}

const trained = async (net: Sequential): Promise<number[][]> => {
  await net.fit(x, y, { epochs: 2, batchSize: 8, verbose: 0 });
  return net.getWeights().map(({ data }) => [...data]);
};

test.each([undefined, 0, 1])('a model made with the seed %s draws and shuffles by the one that is set', async (seed) => {
  const [net, other] = [made(seed), made(77)];
  net.seed = 77;
  expect(net.seed).toBe(77);
  expect(await trained(net)).toEqual(await trained(other));
});

test('it counts in later fits, too', async () => {
  const [net, other] = [made(1), made(1)];
  await trained(net);
  await trained(other);
  net.seed = 77;
  expect(await trained(net)).not.toEqual(await trained(other));
});

test('a model that was given a seed keeps it as a part of another', () => {
  const inner = sequential([layers.dense({ units: 1 })], { seed: 5 });
  sequential([layers.dense({ units: 2, inputShape: [2] }), inner], { seed: 1 });
  expect(inner.seed).toBe(5);
});

test.each([1.5, 'x', null])('%j is no seed', (given) => {
  expect(() => (made(1).seed = given as never)).toThrow(ConfigError);
  expect(() => (layers.dropout({ rate: 0.5 }).seed = given as never)).toThrow(ConfigError);
});
