/** Where the time of a step goes, told without a trace in the model. */
import { expect, test } from 'vitest';
import { ConfigError, layers, sequential, type Profile, type Sequential } from '../../src/index.ts';
import { circle } from './tables.ts';

function network(): Sequential {
  const model = sequential(
    [
      layers.dense({ units: 16, activation: 'relu', inputShape: [2] }),
      layers.dropout({ rate: 0.1 }),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
    { seed: 4 },
  );
  model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  return model;
}

const values = (model: Sequential): unknown => model.getWeights().map((w) => w.data);

function expectSound({ rows, microseconds }: Profile): void {
  expect(microseconds).toBeGreaterThan(0);
  expect(rows.reduce((sum, row) => sum + row.microseconds, 0)).toBeCloseTo(microseconds, 6);
  expect(rows.reduce((sum, row) => sum + row.share, 0)).toBeCloseTo(1, 6);
  for (const row of rows) {
    expect(row.line.split(/[ :]/)[0]).toBe(row.kernel);
    expect(row.microseconds).toBeGreaterThanOrEqual(0);
    expect(row.bytes).toBeGreaterThan(0);
    if (row.microseconds > 0) expect(row.gbs).toBeCloseTo(row.bytes / row.microseconds / 1000, 6);
  }
}

test('a training step: a row for each instruction', async () => {
  const { x, y } = circle(200);
  const told = await network().profile(x, y, { batchSize: 64, steps: 12 });
  expectSound(told);
  expect(told.batch).toBe(64);
  const kernels = told.rows.map((row) => row.kernel);
  // Forward twice, the gradients of both weights and of what lies between.
  expect(kernels.filter((kernel) => kernel === 'sgemm')).toHaveLength(5);
  for (const kernel of ['gather_batch', 'random_uniform', 'adam', 'chain']) expect(kernels).toContain(kernel);
  expect(told.rows.find((row) => row.kernel === 'sgemm')!.flops).toBe(2 * 64 * 16 * 2);
});

test('a model goes on as if it had not been profiled', async () => {
  const { x, y } = circle(200);
  const [plain, profiled] = [network(), network()];
  for (const model of [plain, profiled]) await model.fit(x, y, { epochs: 2, batchSize: 32 });
  await profiled.profile(x, y, { batchSize: 16, steps: 5 });
  await profiled.profile(x);
  expect(values(profiled)).toEqual(values(plain));
  const histories = await Promise.all([plain, profiled].map((model) => model.fit(x, y, { epochs: 2, batchSize: 32 })));
  expect(histories[1]).toEqual(histories[0]);
  expect(values(profiled)).toEqual(values(plain));
});

test('a prediction needs no targets and no compile, and takes the rows there are', async () => {
  const model = sequential([layers.dense({ units: 3, activation: 'relu', inputShape: [2] })], { seed: 4 });
  const told = await model.profile(circle(20).x, undefined, { batchSize: 64, steps: 3 });
  expectSound(told);
  expect([told.batch, told.rows.map((row) => row.kernel)]).toEqual([20, ['sgemm']]);
});

test('wrong use is told', async () => {
  const { x, y } = circle(20);
  const model = sequential([layers.dense({ units: 1, inputShape: [2] })]);
  await expect(model.profile(x, y)).rejects.toThrow(/profile: the model is not compiled/);
  await expect(network().profile(x, y, { steps: 0 })).rejects.toThrow(/profile: steps must be an integer >= 1, received 0/);
  await expect(network().profile(x, y, { batches: 3 } as never)).rejects.toThrow(/unknown option 'batches'/);
  const busy = network();
  const training = busy.fit(x, y);
  await expect(busy.profile(x, y)).rejects.toThrow(ConfigError);
  await training;
});
