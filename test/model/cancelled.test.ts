/** An abort of evaluate or predict ends the batch that is being computed. */
import { getEventListeners } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { layers, sequential, type Sequential } from '../../src/index.ts';
import { Session } from '../../src/run/session.ts';

const ROWS = 2048;
const x = { data: Float32Array.from({ length: ROWS * 64 }, (_, i) => Math.sin(i)), shape: [ROWS, 64] };
const y = { data: new Float32Array(ROWS * 64), shape: [ROWS, 64] };

/** A network that computes one batch of all rows for some hundred milliseconds. */
function slow(): Sequential {
  const wide = Array.from({ length: 8 }, () => layers.dense({ units: 1024, activation: 'relu' }));
  const model = sequential([layers.dense({ units: 1024, inputShape: [64] }), ...wide, layers.dense({ units: 64 })], { seed: 1 });
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  return model;
}

afterEach(() => vi.restoreAllMocks());

type Act = (model: Sequential, signal: AbortSignal) => Promise<unknown>;

test.each<[string, Act]>([
  ['predict', (model, signal) => model.predict(x, { batchSize: ROWS, signal })],
  ['evaluate', (model, signal) => model.evaluate(x, y, { batchSize: ROWS, signal })],
])('%s', async (_, act) => {
  const model = slow();
  const controller = new AbortController();
  const reason = new Error('enough');
  const steps: Promise<number>[] = [];
  const runAsync = Session.prototype.runAsync;
  vi.spyOn(Session.prototype, 'runAsync').mockImplementation(function (this: Session, ...given) {
    const run = runAsync.apply(this, given);
    steps.push(run);
    setTimeout(() => controller.abort(reason), 5);
    return run;
  });
  await expect(act(model, controller.signal)).rejects.toBe(reason);
  expect(await Promise.all(steps)).toEqual([0]); // cancelled, not computed to its end
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  vi.restoreAllMocks();
  const few = { data: x.data.subarray(0, 128), shape: [2, 64] };
  expect((await model.predict(few)).data.every(Number.isFinite)).toBe(true);
});

test('an abort of one call leaves another call, which waits for its turn, to its end', async () => {
  const model = slow();
  const few = { data: x.data.slice(0, 64 * 64), shape: [64, 64] };
  const expected = await model.predict(few, { batchSize: 64 });
  const controller = new AbortController();
  const aborted = model.predict(x, { batchSize: ROWS, signal: controller.signal });
  const other = model.predict(few, { batchSize: 64 });
  setTimeout(() => controller.abort(new Error('enough')), 5);
  await expect(aborted).rejects.toThrow('enough');
  expect([...(await other).data]).toEqual([...expected.data]);
});
