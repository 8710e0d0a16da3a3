/** Several small networks that train at once: each as if it were alone. */
import { expect, test } from 'vitest';
import { layers, optimizers, sequential, type Sequential } from '../../src/index.ts';
import { numbers } from '../grad/check.ts';

const draw = numbers(8);
const drawn = (rows: number, columns: number): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from({ length: rows * columns }, () => draw() - 0.5), shape: [rows, columns],
});

function net(sizes: readonly number[], seed: number): Sequential {
  const model = sequential(
    sizes.slice(1).map((units, i) => layers.dense({ units, activation: i < sizes.length - 2 ? 'tanh' : 'linear' })),
    { seed },
  );
  model.compile({ optimizer: optimizers.adam({ learningRate: 0.01 * (seed + 1) }), loss: 'mse' });
  return model;
}

test.each([
  ['8-10-8-1', [8, 10, 8, 1], { rows: 300, batchSize: 10, epochs: 40 }],
  ['784-32-10', [784, 32, 10], { rows: 150, batchSize: 32, epochs: 6 }],
] as const)('six networks %s side by side come to the bits of each alone', async (_, sizes, { rows, batchSize, epochs }) => {
  const [x, y] = [drawn(rows, sizes[0]), drawn(rows, sizes.at(-1)!)];
  const trained = async (model: Sequential): Promise<unknown> => {
    const { history } = await model.fit(x, y, { epochs, batchSize, validationSplit: 0.2 });
    return [history, model.getWeights().map((w) => [...w.data])];
  };
  const models = (): Sequential[] => Array.from({ length: 6 }, (_unused, seed) => net(sizes, seed));
  const alone: unknown[] = [];
  for (const model of models()) alone.push(await trained(model));
  expect(await Promise.all(models().map(trained))).toEqual(alone);
  expect(new Set(alone.map((one) => JSON.stringify(one))).size).toBe(6);
});
