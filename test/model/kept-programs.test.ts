/** The programs of a fit are kept for the next ones, and are those that it would have planned. */
import { expect, test } from 'vitest';
import {
  input, layers, model as modelOf, ops, optimizers, sequential, tensor, type FitOptions, type Model, type Tensor,
} from '../../src/index.ts';
import { Session } from '../../src/run/session.ts';
import { generator } from '../samples/sample.ts';
import { Scaled } from './scaled.ts';

const made = (): Model => {
  const model = sequential(
    [
      layers.dense({ units: 6, activation: 'relu', inputShape: [3], name: 'below' }), layers.dropout({ rate: 0.2 }),
      layers.batchNormalization({ name: 'normal' }), layers.dense({ units: 1, name: 'above' }),
    ],
    { seed: 1 },
  );
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['mae'] });
  return model;
};

const data = (rows: number, seed: number): readonly [{ data: Float32Array; shape: number[] }, { data: Float32Array; shape: number[] }] => {
  const next = generator(seed);
  const values = (width: number): { data: Float32Array; shape: number[] } => ({
    data: Float32Array.from({ length: width * rows }, next), shape: [rows, width],
  });
  return [values(3), values(1)];
};

/** How many programs are planned during some work. */
async function planned(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const { planning } = Session.prototype;
  Session.prototype.planning = function (...args) {
    count++;
    return planning.apply(this, args);
  };
  try {
    await work();
  } finally {
    Session.prototype.planning = planning;
  }
  return count;
}

const numbers = (model: Model): Float32Array[] => model.getWeights().map((w) => w.data as Float32Array);

/** Fits in turn, each of some kind. */
const COURSE: readonly { readonly rows: number; readonly seed: number; readonly options: FitOptions }[] = [
  { rows: 10, seed: 1, options: { batchSize: 4, epochs: 2 } },
  { rows: 10, seed: 2, options: { batchSize: 4, epochs: 2 } },
  { rows: 10, seed: 3, options: { batchSize: 4, epochs: 3, shuffle: false } },
  { rows: 12, seed: 4, options: { batchSize: 4, epochs: 2 } },
  { rows: 10, seed: 5, options: { batchSize: 5, epochs: 2 } },
  { rows: 10, seed: 6, options: { batchSize: 4, epochs: 2, gradientNorms: true } },
  { rows: 10, seed: 7, options: { batchSize: 4, epochs: 2, sampleWeight: new Float32Array(10).fill(0.5) } },
  { rows: 10, seed: 8, options: { batchSize: 4, epochs: 2, validationSplit: 0.25 } },
];

test('a fit of a kind that there was plans nothing', async () => {
  const model = made();
  for (const { rows, seed, options } of COURSE) {
    const fit = (): Promise<unknown> => model.fit(...data(rows, seed), { ...options, verbose: 0 });
    const first = await planned(fit);
    expect([await planned(fit), await planned(fit)]).toEqual([0, 0]);
    if (seed === 1) expect(first).toBeGreaterThan(3);
  }
});

test('it is the fit that it would be, had all been planned anew', async () => {
  const [kept, anew] = [made(), made()];
  for (let round = 0; round < 2; round++) {
    for (const { rows, seed, options } of COURSE) {
      const first = await kept.fit(...data(rows, seed), { ...options, verbose: 0 });
      anew.dispose(); // drops all programs
      const other = await anew.fit(...data(rows, seed), { ...options, verbose: 0 });
      expect(first.history).toEqual(other.history);
    }
  }
  expect(numbers(kept)).toEqual(numbers(anew));
});

test('a source of batches of a kind that there was is read without planning', async () => {
  const model = made();
  const [x, y] = data(4, 1);
  const fit = (): Promise<unknown> =>
    model.fit(
      function* () {
        for (let i = 0; i < 3; i++) yield [x, y];
      },
      null,
      { epochs: 2, verbose: 0 },
    );
  expect(await planned(fit)).toBeGreaterThan(0);
  expect(await planned(fit)).toBe(0);
});

test('what is compiled anew, and a layer whose setting changes, is planned again', async () => {
  const x = input({ shape: [3] });
  const scaled = new Scaled();
  const model = modelOf({ inputs: x, outputs: scaled.apply(layers.dense({ units: 1, useBias: false }).apply(x)), seed: 1 });
  const fit = (): Promise<unknown> => model.fit(...data(8, 1), { batchSize: 4, verbose: 0 });
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  await fit();
  expect(await planned(fit)).toBe(0);
  model.compile({ optimizer: 'sgd', loss: 'mae' });
  expect(await planned(fit)).toBeGreaterThan(0);
  scaled.scale = 2;
  expect(await planned(fit)).toBeGreaterThan(0);
  expect(await planned(fit)).toBe(0);
});

test('programs of a fit stay whole while others take their places', async () => {
  const [quiet, busy] = [made(), made()];
  const [x, y] = data(10, 1);
  const options = { batchSize: 4, epochs: 4, verbose: 0 } as const;
  const others = (): void => {
    for (let rows = 1; rows < 60; rows++) busy.predictSync(data(rows, 1)[0]);
  };
  for (let i = 0; i < 2; i++) {
    const first = await quiet.fit(x, y, options);
    const other = await busy.fit(x, y, { ...options, callbacks: [{ onTrainBatchEnd: others }] });
    expect(other.history).toEqual(first.history);
  }
  expect(numbers(busy)).toEqual(numbers(quiet));
});

test('a seed that is set between two fits is the seed of the next', async () => {
  const [kept, anew] = [made(), made()];
  const [x, y] = data(10, 1);
  for (const seed of [5, 6, 6]) {
    kept.seed = anew.seed = seed;
    anew.dispose();
    const first = await kept.fit(x, y, { batchSize: 4, verbose: 0 });
    expect(first.history).toEqual((await anew.fit(x, y, { batchSize: 4, verbose: 0 })).history);
  }
  expect(numbers(kept)).toEqual(numbers(anew));
});

test('variables stay where they are while programs of any model use them, whoever forgets them', async () => {
  const run = async (anew: boolean): Promise<unknown> => {
    const x = input({ shape: [3] });
    const y = layers.dense({ units: 1 }).apply(layers.dense({ units: 8, activation: 'relu' }).apply(x));
    const [a, b, c] = [1, 2, 3].map(() => modelOf({ inputs: x, outputs: y, seed: 1 })) as unknown as [Model, Model, Model];
    const shared = optimizers.adam();
    const fit = async (net: Model): Promise<unknown> =>
      (await net.fit(...data(10, 1), { batchSize: 4, epochs: 2, verbose: 0 })).history;
    a.compile({ optimizer: shared, loss: 'mse' });
    b.compile({ optimizer: shared, loss: 'mse' });
    const told = [await fit(a), await fit(b)];
    a.compile({ optimizer: 'adam', loss: 'mse' }); // forgets the variables of the optimizer that was a's, and is b's
    c.compile({ optimizer: shared, loss: 'mse' });
    told.push(await fit(a), await fit(c));
    if (anew) b.dispose();
    told.push(await fit(b), await fit(c), await fit(b));
    return [told, shared.variables.map((v) => [...v.read()])];
  };
  expect(await run(false)).toEqual(await run(true));
});

test('programs with large constants are few, however many kinds of fits there are', async () => {
  const model = sequential([layers.dense({ units: 1, inputShape: [3] })], { seed: 1 });
  const heavy = (yTrue: Tensor, yPred: Tensor): Tensor =>
    ops.add(ops.square(ops.subtract(yTrue, yPred)), ops.mean(ops.multiply(tensor(new Float32Array(1 << 20)), ops.mean(yPred))));
  model.compile({ optimizer: 'sgd', loss: heavy });
  for (let rows = 1; rows <= 30; rows++) await model.fit(...data(rows, 1), { batchSize: 64, verbose: 0 });
  expect(model.engine.session().size).toBeLessThan(10 << 20);
});
