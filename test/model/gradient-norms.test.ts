/** Norms of gradients in the history. */
import { expect, test } from 'vitest';
import {
  ConfigError, grad, layers, losses, ops, optimizers, sequential, tensor, type Sequential, type Tensor,
} from '../../src/index.ts';
import { circle } from './tables.ts';

const net = (clip: optimizers.OptimizerOptions = {}, dropout = 0): Sequential => {
  const model = sequential([
    layers.dense({ units: 5, activation: 'tanh', inputShape: [2], name: 'first' }),
    layers.dropout({ rate: dropout }),
    layers.dense({ units: 1, name: 'second' }),
  ], { seed: 4 });
  model.compile({ optimizer: optimizers.adam({ learningRate: 0.01, ...clip }), loss: 'mse' });
  return model;
};
const { x, y } = circle(48);

/** Norms of the gradients of all rows by kernel and bias of both layers. */
function norms(model: Sequential): { total: number; first: number; second: number } {
  const weights = model.getWeights();
  const loss = (...w: Tensor[]): Tensor => {
    const hidden = ops.tanh(ops.add(ops.matmul(tensor(x), w[0]!), w[1]!));
    return ops.mean(ops.square(ops.subtract(tensor(y), ops.add(ops.matmul(hidden, w[2]!), w[3]!))));
  };
  const squares = weights.map((_, i) => {
    const by = (w: Tensor): Tensor => loss(...weights.map((v, k) => (k === i ? w : v)));
    return (grad(by)(weights[i]!).data as Float32Array).reduce((sum, v) => sum + v * v, 0);
  });
  const norm = (...at: number[]): number => Math.sqrt(at.reduce((sum, i) => sum + squares[i]!, 0));
  return { total: norm(0, 1, 2, 3), first: norm(0, 1), second: norm(2, 3) };
}

test.each([{}, { globalClipnorm: 1e-3 }, { clipvalue: 1e-3 }, { gradientAccumulationSteps: 4 }])(
  'are those of the loss, before clipping and accumulation: %j', async (clip) => {
    const model = net(clip);
    const expected = norms(model);
    const { history } = await model.fit(x, y, { batchSize: 48, verbose: 0, gradientNorms: true });
    expect(Object.keys(history)).toEqual(['loss', 'gradientNorm', 'firstGradientNorm', 'secondGradientNorm']);
    expect(history['gradientNorm']![0]).toBeCloseTo(expected.total, 5);
    expect(history['firstGradientNorm']![0]).toBeCloseTo(expected.first, 5);
    expect(history['secondGradientNorm']![0]).toBeCloseTo(expected.second, 5);
  },
);

test('are means over the steps of an epoch, and change no bit of what is learned', async () => {
  const [plain, watched, stopped] = [net({}, 0.3), net({}, 0.3), net({}, 0.3)];
  const options = { epochs: 3, batchSize: 20, verbose: 0 } as const;
  const { history } = await plain.fit(x, y, options);
  expect(history).not.toHaveProperty('gradientNorm');
  const whole = await watched.fit(x, y, { ...options, gradientNorms: true });
  const seen: number[] = [];
  const byBatch = await stopped.fit(x, y, {
    ...options, gradientNorms: true, callbacks: [{ onTrainBatchEnd: (_, logs) => void seen.push(logs['gradientNorm']!) }],
  });
  expect(seen).toHaveLength(9);
  expect(whole.history).toEqual(byBatch.history);
  expect(whole.history['loss']).toEqual(history['loss']);
  expect(whole.history['gradientNorm']).toEqual([seen[2], seen[5], seen[8]]);
  for (const model of [watched, stopped]) expect(model.getWeights().map((w) => w.data)).toEqual(plain.getWeights().map((w) => w.data));
  // A later fit without them is as ever, and one with them begins anew.
  expect(Object.keys((await watched.fit(x, y, options)).history)).toEqual(['loss']);
  expect((await watched.fit(x, y, { ...options, gradientNorms: true })).history['gradientNorm']).toHaveLength(3);
});

test('leave out layers that learn nothing', async () => {
  const model = net();
  model.getLayer('first').trainable = false;
  model.compile({ optimizer: 'sgd', loss: losses.meanSquaredError() });
  const { history } = await model.fit(x, y, { verbose: 0, gradientNorms: true });
  expect(Object.keys(history)).toEqual(['loss', 'gradientNorm', 'secondGradientNorm']);
  expect(history['gradientNorm']).toEqual(history['secondGradientNorm']);
});

test('are refused where they cannot be', async () => {
  const model = net();
  await expect(model.fit(x, y, { gradientNorms: 1 as never })).rejects.toThrow(/gradientNorms must be true or false/);
  model.compile({ optimizer: optimizers.lbfgs(), loss: 'mse' });
  await expect(model.fit(x, y, { gradientNorms: true })).rejects.toThrow(/lbfgs evaluates several/);
  model.trainable = false;
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  await expect(model.fit(x, y, { gradientNorms: true })).rejects.toThrow(ConfigError);
});
