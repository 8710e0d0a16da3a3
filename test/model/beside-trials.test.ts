import { describe, expect, it } from 'vitest';
import { ConfigError, layers, loadModel, ops, sequential, tensor, type Model } from '../../src/index.ts';

const x = tensor(Array.from({ length: 64 }, (_, i) => [Math.sin(i), Math.cos(i)]));
const y = tensor(Array.from({ length: 64 }, (_, i) => [Math.sin(i) > 0 ? 1 : 0]));

function made(): Model {
  const net = sequential([layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }), layers.dense({ units: 1 })], { seed: 3 });
  return net.compile({ loss: 'mse', optimizer: 'adam' });
}

const quiet = { printFn: (): void => undefined };
/** What takes steps on trial, and says when it does. */
const TRIALS: Record<string, (net: Model) => Promise<unknown>> = {
  profile: (net) => net.profile(x, y, { steps: 40 }),
  findLearningRate: (net) => net.findLearningRate(x, y, quiet),
  report: (net) => net.report(x, y),
};
const values = (net: Model): number[][] => net.getWeights().map((w) => [...w.data]);
const pause = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 4));

describe.for(Object.entries(TRIALS))('%s', ([, trial]) => {
  it('shows everybody the weights of before, and answers predictions and evaluations with them', async () => {
    const net = made();
    const before = values(net);
    const [predicted, measured] = [net.predictSync(x).toArray(), await net.evaluate(x, y)];
    let ended = false;
    const work = trial(net).finally(() => (ended = true));
    const seen: unknown[] = [];
    for (let i = 0; i < 3 && !ended; i++) {
      seen.push(values(net), values(await loadModel(await net.toBytes())));
      expect((await net.predict(x)).toArray()).toEqual(predicted);
      expect(await net.evaluate(x, y)).toEqual(measured);
      await pause();
    }
    await work;
    expect(values(net)).toEqual(before);
    for (const each of seen) expect(each).toEqual(before);
  });

  it('keeps weights that are set meanwhile', async () => {
    const net = made();
    const given = net.getWeights().map((w) => ops.multiply(w, 3));
    const work = trial(net);
    await pause();
    net.setWeights(given);
    await work;
    expect(values(net)).toEqual(given.map((w) => [...w.data]));
  });
});

it('what computes at once with weights on trial says so, or is right', async () => {
  const net = made();
  const predicted = net.predictSync(x).toArray();
  let ended = false;
  const work = net.findLearningRate(x, y, quiet).finally(() => (ended = true));
  let refused = 0;
  while (!ended) {
    try {
      expect(net.predictSync(x).toArray()).toEqual(predicted);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      expect((error as Error).message).toMatch(/tries steps/);
      refused++;
    }
    await pause();
  }
  await work;
  expect(refused).toBeGreaterThan(0);
  expect(net.predictSync(x).toArray()).toEqual(predicted);
});

it('a checkpoint made beside a profile goes on as the model does', async () => {
  const net = made();
  await net.fit(x, y, { epochs: 2, verbose: 0 });
  const work = net.profile(x, y, { steps: 40 });
  await pause();
  const bytes = await net.toBytes();
  await work;
  const copy = await loadModel(bytes);
  await net.fit(x, y, { epochs: 2, verbose: 0 });
  await copy.fit(x, y, { epochs: 2, verbose: 0 });
  expect(values(copy)).toEqual(values(net));
});
