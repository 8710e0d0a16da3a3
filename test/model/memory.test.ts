/** What training keeps in memory when it is over. */
import { expect, test } from 'vitest';
import { layers, ops, sequential, tensor, type Sequential, type Tensor } from '../../src/index.ts';

const rows = { data: new Float32Array(32).fill(0.5), shape: [8, 4] };
const targets = { data: new Float32Array(8).fill(1), shape: [8, 1] };
/** A loss with a constant of 1 MB that is made anew whenever the loss is traced. */
const heavy = (yTrue: Tensor, yPred: Tensor): Tensor =>
  ops.add(ops.square(ops.subtract(yTrue, yPred)), ops.mean(ops.multiply(tensor(new Float32Array(1 << 18).fill(1)), ops.mean(yPred))));

const compiled = (): Sequential => {
  const model = sequential([layers.dense({ units: 1, inputShape: [4] })], { seed: 1 });
  model.compile({ optimizer: 'sgd', loss: heavy });
  return model;
};
const CONSTANT = 1 << 18;

test('memory that is kept for ever: fits whose loss has a constant of 1 MB keep one for each size of batch', async () => {
  const model = compiled();
  const sizes: number[] = [];
  for (const batchSize of [4, 4, 3, 4, 4, 3]) {
    const callbacks = [{ onTrainBatchEnd: () => undefined }];
    await model.fit(rows, targets, { batchSize, epochs: 2, verbose: 0, validationSplit: 0.25, callbacks });
    sizes.push(model.engine.session().size);
  }
  // Of batches of 4, then of 3: full ones, and what is left of six rows; and two rows to measure on.
  expect(sizes[0]).toBeLessThan(3.1 * CONSTANT);
  expect(sizes[2]).toBeLessThan(4.1 * CONSTANT);
  expect(sizes).toEqual([sizes[0], sizes[0], sizes[2], sizes[2], sizes[2], sizes[2]]);
});

test('memory that is kept for ever: fits that are aborted or fail leave none behind either', async () => {
  const model = compiled();
  const sizes: number[] = [];
  for (let i = 0; i < 4; i++) {
    const stop = new AbortController();
    const end =
      i % 2 === 0
        ? (): void => stop.abort(new Error('enough'))
        : (): never => {
            throw new Error('enough');
          };
    const fit = model.fit(rows, targets, { epochs: 1000, verbose: 0, signal: stop.signal, callbacks: [{ onEpochEnd: end }] });
    await expect(fit).rejects.toThrow('enough');
    sizes.push(model.engine.session().size);
  }
  expect(sizes[0]).toBeLessThan(1.1 * CONSTANT);
  expect(new Set(sizes)).toEqual(new Set([sizes[0]]));
});
