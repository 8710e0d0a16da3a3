/** Functions of one's own as programs, and two optimizers in one loop. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  compile, ConfigError, layers, losses, ops, optimizers, sequential, tensor, variable, type Layer, type Sequential,
  type Tensor,
} from '../../src/index.ts';

test('a function over variables: traced once for each shape, its updates stay', () => {
  const total = variable([0, 0], { name: 'total' });
  let traced = 0;
  const add = compile((t, x) => {
    traced++;
    const sum = t.update(total, ops.add(t.read(total), ops.sum(x, { axis: 0 })));
    return { sum, mean: ops.mean(x) };
  });
  expect(add([[1, 2], [3, 4]]).sum.toArray()).toEqual([4, 6]);
  expect(add([[1, 1], [1, 1]]).mean.item()).toBe(1);
  expect(add([[5, 5]]).sum.toArray()).toEqual([11, 13]);
  expect(traced).toBe(2);
  expect(total.value().toArray()).toEqual([11, 13]);
});

test('within a step a variable has no value to read: the trace says what to do', () => {
  const v = variable(1, { name: 'v' });
  expect(() => compile((_, x) => ops.multiply(x, v.value()))([1])).toThrow(/v: a variable cannot be read in .* Use t\.read/);
  expect(() => compile((_, x) => (v.assign(tensor(2)), x))([1])).toThrow(/Use t\.update/);
});

test('off the thread: what was given is read at once, calls come one after another', async () => {
  const total = variable(0, { name: 'total' });
  const add = compile((t, x) => t.update(total, ops.add(t.read(total), ops.sum(x))));
  const x = new Float32Array(4).fill(1);
  const asked = [add.async(x), add.async(x)];
  x.fill(100);
  expect((await Promise.all(asked)).map((s) => s.item())).toEqual([4, 8]);
  expect(() => compile(() => 1 as never)()).toThrow(ConfigError);
  expect(() => compile(1 as never)).toThrow(/model\.compile/);
});

test('dropout drops anew in every run, and not at all unless training', () => {
  const layer = layers.dropout({ rate: 0.5, seed: 3 });
  const x = new Float32Array(64).fill(1);
  const drop = compile((t, a) => t.call(layer, a), { training: true });
  const [a, b] = [drop(tensor(x, [8, 8])), drop(tensor(x, [8, 8]))];
  expect(a.toArray()).not.toEqual(b.toArray());
  expect(compile((t, c) => t.call(layer, c))(tensor(x, [8, 8])).toArray()).toEqual(tensor(x, [8, 8]).toArray());
});

interface Values {
  readonly shape: number[];
  readonly data: number[];
}
interface Gan {
  readonly generator: { inputShape: number[]; layers: { kind: string; options: object }[] };
  readonly discriminator: Gan['generator'];
  readonly optimizer: { config: object };
  readonly weights: Record<'generator' | 'discriminator', Values[]>;
  readonly finalWeights: Gan['weights'];
  readonly steps: { noise: Values; real: Values; discriminatorLoss: number; generatorLoss: number }[];
}
const { gan, producer, version } = JSON.parse(readFileSync(new URL('../golden/models.json', import.meta.url), 'utf8')) as {
  gan: Gan;
  producer: string;
  version: string;
};
const of = ({ shape, data }: Values): Tensor => tensor(data, shape);

test(`a generator against a discriminator, an optimizer each, as ${producer} ${version}`, () => {
  const make = ({ inputShape, layers: described }: Gan['generator']): Sequential =>
    sequential(
      described.map(({ kind, options }, i) =>
        (layers[kind as 'dense'] as (o: object) => Layer)(i === 0 ? { ...options, inputShape } : options),
      ),
    );
  const [generator, discriminator] = [make(gan.generator), make(gan.discriminator)];
  generator.setWeights(gan.weights.generator.map(of));
  discriminator.setWeights(gan.weights.discriminator.map(of));
  const [first, second] = [optimizers.adam(gan.optimizer.config), optimizers.adam(gan.optimizer.config)];
  const crossentropy = losses.binaryCrossentropy({ fromLogits: true });
  const batch = gan.steps[0]!.real.shape[0]!;
  const [ones, zeros] = [ops.full([batch, 1], 1), ops.full([batch, 1], 0)];
  const discriminate = compile((t, noise, real) => {
      const loss = ops.add(
        crossentropy.call(ones, t.call(discriminator, real)),
        crossentropy.call(zeros, t.call(discriminator, t.call(generator, noise))),
      );
    first.minimize(t, loss, discriminator.trainableWeights);
    return loss;
  }, { training: true });
  const generate = compile((t, noise) => {
    const loss = crossentropy.call(ones, t.call(discriminator, t.call(generator, noise)));
    second.minimize(t, loss, generator.trainableWeights);
    return loss;
  }, { training: true });
  for (const { noise, real, discriminatorLoss, generatorLoss } of gan.steps) {
    expect(discriminate(of(noise), of(real)).item()).toBeCloseTo(discriminatorLoss, 4);
    expect(generate(of(noise)).item()).toBeCloseTo(generatorLoss, 4);
  }
  for (const [model, expected] of [[generator, gan.finalWeights.generator], [discriminator, gan.finalWeights.discriminator]] as const) {
    model.getWeights().forEach((w, i) => w.data.forEach((v, j) => expect(v).toBeCloseTo(expected[i]!.data[j]!, 4)));
  }
});

test('models that share weights share their newest values, whoever trains', async () => {
  const shared = layers.dense({ units: 2, inputShape: [3] });
  const [a, b] = [sequential([shared, layers.dense({ units: 1 })]), sequential([shared, layers.dense({ units: 1 })])];
  for (const model of [a, b]) model.compile({ optimizer: 'sgd', loss: 'mse' });
  const [x, y] = [tensor(Float32Array.from({ length: 30 }, (_, i) => Math.sin(i)), [10, 3]), tensor(new Float32Array(10).fill(1), [10, 1])];
  const before = b.predictSync(x).toArray();
  await a.fit(x, y, { epochs: 3, verbose: 0 });
  expect(b.predictSync(x).toArray()).not.toEqual(before);
  await b.fit(x, y, { epochs: 3, verbose: 0 });
  expect([...shared.weights[0]!.read()]).toEqual([...a.getWeights()[0]!.data]);
  a.dispose();
  expect(b.predictSync(x).shape).toEqual([10, 1]);
  const [first] = await Promise.allSettled([a.fit(x, y, { epochs: 50, verbose: 0 }), b.predict(x)]);
  expect(first.status).toBe('fulfilled');
  const both = await Promise.allSettled([a.fit(x, y, { epochs: 50, verbose: 0 }), b.fit(x, y, { epochs: 50, verbose: 0 })]);
  expect(both.map((r) => r.status)).toEqual(['fulfilled', 'rejected']);
  expect(both.find((r) => r.status === 'rejected')!.reason.message).toMatch(/shares weights/);
});

test.each(['sgd', 'adagrad', 'rmsprop', 'adam', 'adamw', 'adamax'] as const)('%s sees its weights for the first time in a step', (kind) => {
  const w = variable([1, 2], { name: 'w' });
  const optimizer = optimizers[kind]();
  const step = compile((t, x) => {
    const loss = ops.sum(ops.multiply(ops.multiply(t.read(w), t.read(w)), x));
    optimizer.minimize(t, loss, [w]);
    return loss;
  });
  expect(step([1, 1]).item()).toBe(5);
  expect(step([1, 1]).item()).toBeLessThan(5);
});
