/** Calls of one model beside one another: what each of them meets, and what errors say of the other. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { ConfigError, Layer, layers, loadModel, sequential, type Model, type Tensor } from '../../src/index.ts';

const x = Array.from({ length: 24 }, (_, i) => [Math.sin(i), Math.cos(i)]);
const y = x.map(([a]) => [a! > 0 ? 6 : 5]);

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'myelin-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function made(...more: readonly Layer[]): Model {
  const net = sequential([layers.dense({ units: 4, inputShape: [2] }), ...more, layers.dense({ units: 1 })], { seed: 3 });
  return net.compile({ loss: 'mse', optimizer: 'sgd' });
}

/** The longest that a call may take which must not hang. */
const within = <T>(work: Promise<T>): Promise<T> =>
  Promise.race([work, new Promise<never>((_, reject) => void setTimeout(() => reject(new Error('hangs')), 10_000).unref())]);

/** A layer that gives itself a setting whenever it is recorded. */
class Setting extends Layer {
  readonly kind = 'setting';
  readonly inner = layers.dense({ units: 4 });
  readonly next: (before: boolean) => boolean;
  constructor(next: (before: boolean) => boolean) {
    super('setting');
    this.next = next;
  }
  call(input: Tensor): Tensor {
    this.inner.trainable = this.next(this.inner.trainable);
    return input;
  }
}

describe('a setting that is given while the network is recorded', () => {
  const calls: Record<string, (net: Model) => Promise<unknown>> = {
    predict: (net) => net.predict(x),
    evaluate: (net) => net.evaluate(x, y),
    trainOnBatch: (net) => net.trainOnBatch(x, y),
    fit: (net) => net.fit(x, y, { epochs: 2, verbose: 0 }),
    toBytes: (net) => net.toBytes(),
  };
  const { toBytes: _, ...computing } = calls;

  test.each(Object.entries(computing))('%s: the same value is no change', async (_name, call) => {
    await expect(within(call(made(new Setting(() => false))))).resolves.toBeDefined();
  });

  test('one that changes each time is refused, and nothing hangs', async () => {
    const net = made(new Setting((before) => !before));
    await expect(within(net.predict(x))).rejects.toThrow(ConfigError);
    await expect(within(net.predict(x))).rejects.toThrow(/a setting such as trainable or seed changes whenever the network is recorded/);
  });

  test('one that changes whenever a file is written does not hang save', async () => {
    class Telling extends Layer {
      readonly kind = 'telling';
      times = 0;
      call(input: Tensor): Tensor {
        return input;
      }
      override getConfig(): Record<string, unknown> {
        this.noteChange();
        return { ...super.getConfig(), times: ++this.times };
      }
    }
    const bytes = await within(made(new Telling('telling')).toBytes());
    expect(bytes.length).toBeGreaterThan(0);
  });
});

describe('a file that is being written', () => {
  const writers: Record<string, (net: Model) => Promise<unknown>> = {
    save: (net) => net.save(join(folder, 'm.safetensors')),
    toBytes: (net) => net.toBytes(),
  };

  it.for(Object.entries(writers))('%s: quantize, compile and dispose wait for it', async ([name, write]) => {
    const net = made();
    const written = write(net);
    for (const change of [(): void => net.quantize('int8'), () => net.compile({ loss: 'mae' }), () => net.dispose()])
      expect(change).toThrow(`a call of ${name} is under way`);
    await written;
    net.quantize('int8');
  });

  it('has the metadata of the call', async () => {
    const metadata = { run: 'first' };
    const written = made().toBytes({ metadata });
    metadata.run = 'second';
    expect((await loadModel(await written)).metadata).toEqual({ run: 'first' });
  });

  it.each([5, 'run', ['run']])('metadata %j are refused', async (metadata) => {
    await expect(made().toBytes({ metadata: metadata as never })).rejects.toThrow(/^toBytes: metadata must be a record of strings by name/);
  });
});

describe('trainOnBatch', () => {
  it.each([0, 60])('calls behind it meet what it has learned: %i layers more, first and later calls', async (depth) => {
    const net = made(...Array.from({ length: depth }, () => layers.dense({ units: 4 })));
    for (let i = 0; i < 2; i++) {
      const before = (await net.predict(x)).toArray();
      const [, predicted, measured] = await Promise.all([net.trainOnBatch(x, y), net.predict(x), net.evaluate(x, y)]);
      expect(predicted.toArray()).not.toEqual(before);
      expect(predicted.toArray()).toEqual((await net.predict(x)).toArray());
      expect(measured).toEqual(await net.evaluate(x, y));
    }
  });

  it('data that cannot be used reject it alone', async () => {
    const net = made();
    const [wrong, right] = await Promise.allSettled([net.trainOnBatch([[1]], [[1]]), net.predict(x)]);
    expect(wrong.status).toBe('rejected');
    expect(right.status).toBe('fulfilled');
  });
});

describe('errors name the call that is under way', () => {
  const quiet = { printFn: (): void => undefined };
  const long: Record<string, (net: Model) => Promise<unknown>> = {
    profile: (net) => net.profile(x, y, { steps: 20 }),
    findLearningRate: (net) => net.findLearningRate(x, y, quiet),
    report: (net) => net.report(x, y),
    'evaluate with callbacks': (net) => net.evaluate(x, y, { callbacks: [{ onTestEnd: () => undefined }] }),
  };
  it.for(Object.entries(long))('%s', async ([title, begin]) => {
    const [name] = title.split(' ');
    const net = made();
    const work = begin(net);
    const said = `a call of ${name} is under way. Wait for it to end.`;
    await expect(net.fit(x, y)).rejects.toThrow(`fit: ${said}`);
    await expect(net.trainOnBatch(x, y)).rejects.toThrow(`trainOnBatch: ${said}`);
    expect(() => net.compile({ loss: 'mse' })).toThrow(`compile: ${said}`);
    await work;
  });

  it('of a model that shares weights', async () => {
    const shared = layers.dense({ units: 4, inputShape: [2] });
    const other = (): Model => sequential([shared, layers.dense({ units: 1 })]).compile({ loss: 'mse', optimizer: 'sgd' });
    const [a, b] = [other(), other()];
    const said = 'a call of findLearningRate of a model that shares weights with this one is under way. Wait for it to end.';
    let refused: Error | undefined;
    const work = a.findLearningRate(x, y, quiet);
    for (let i = 0; i < 50 && refused === undefined; i++) {
      await b.profile(x, y, { steps: 1 }).catch((error: Error) => (refused = error));
      await new Promise((resolve) => void setTimeout(resolve, 1));
    }
    await work;
    expect(refused?.message).toBe(`profile: ${said}`);
  });
});
