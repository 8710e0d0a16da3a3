/** Drivers whose `descend` calls the model that it trains, or waits for something of its own. */
import { describe, expect, test } from 'vitest';
import { ConfigError, layers, optimizers, ops, sequential, type Sequential, type Tensor, type Trace } from '../../src/index.ts';

const x = [[1, 2], [3, 4], [-1, 0.5]];
const y = [[1], [2], [0]];

/** Goes a step down the gradient, after what it is told to wait for. */
class Waiting extends optimizers.Driver {
  readonly kind = 'waiting';
  readonly evaluations = { here: (_: Trace, loss: () => Tensor): optimizers.Answers => ({ loss: loss() }) };
  readonly wait: () => Promise<unknown>;
  constructor(wait: () => Promise<unknown>) {
    super('waiting', {}, [], 0.1);
    this.wait = wait;
  }
  begin(t: Trace, loss: Tensor): optimizers.Answers {
    t.update(this.group.slot('gradient'), this.gradientOf(t, loss));
    return { loss };
  }
  async *descend(): optimizers.Descent {
    yield { evaluate: 'here', at: [] };
    await this.wait();
    return [this.learningRate];
  }
  accept(t: Trace, step: Tensor): void {
    const { group } = this;
    this.moveTo(t, ops.subtract(group.read(t), ops.multiply(step, t.read(group.slot('gradient')))));
  }
  protected override slotNames(): readonly string[] {
    return ['gradient'];
  }
}

function made(wait: (net: Sequential) => Promise<unknown>): Sequential {
  const net: Sequential = sequential([layers.dense({ units: 1, inputShape: [2] })], { seed: 1 });
  net.compile({ loss: 'mse', optimizer: new Waiting(() => wait(net)) });
  return net;
}

const calls: Record<string, (net: Sequential) => Promise<unknown>> = {
  predict: (net) => net.predict(x),
  evaluate: (net) => net.evaluate(x, y),
  toBytes: (net) => net.toBytes(),
  getWeightsAsync: (net) => net.getWeightsAsync(),
  setWeightsAsync: (net) => net.setWeightsAsync(net.getWeights()),
  trainOnBatch: (net) => net.trainOnBatch(x, y),
};

describe.for(Object.entries(calls))('descend that waits for %s of its own model is refused, and hangs no', ([name, call]) => {
  const said = new RegExp(`^${name}: (waiting calls it in descend|the model is being trained by fit)`);
  test('fit', async () => {
    const net = made(call);
    const before = net.getWeights().map(({ data }) => [...data]);
    await expect(net.fit(x, y, { verbose: 0 })).rejects.toThrow(said);
    await expect(net.fit(x, y, { verbose: 0 })).rejects.toThrow(ConfigError);
    expect(net.getWeights().map(({ data }) => [...data])).toEqual(before);
  });

  test('trainOnBatch', async () => {
    await expect(made(call).trainOnBatch(x, y)).rejects.toThrow(said);
  });
});

test('calls of another model are not refused', async () => {
  const other = sequential([layers.dense({ units: 1, inputShape: [2] })]);
  const net = made(() => other.predict(x));
  await net.fit(x, y, { verbose: 0 });
  expect(net.optimizer.steps).toBe(1);
});

test('an abort ends a fit whose driver waits, and the model goes on', async () => {
  const controller = new AbortController();
  let waits = true;
  const net = made(() => (waits ? new Promise(() => setTimeout(() => controller.abort(new Error('enough')), 5)) : Promise.resolve()));
  await expect(net.fit(x, y, { signal: controller.signal, verbose: 0 })).rejects.toThrow('enough');
  waits = false;
  await net.fit(x, y, { verbose: 0 });
  expect(net.optimizer.steps).toBe(1);
});
