/** A model of characters: from the last eight of a name to the next one.
 *  Data: 32,033 first names of the Social Security Administration, as github.com/karpathy/makemore has them.
 *  @source Bengio et al., "A neural probabilistic language model", 2003 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { randomNumbers, shuffle } from '../../src/data/random-numbers.ts';
import { layers, optimizers, schedules, sequential } from '../../src/index.ts';

const path = join(process.env['MYELIN_DATA'] ?? '', 'names', 'names.txt');
const SEED = 1;
/** Characters that the next one is told from; 0 stands before and behind a name, 1 to 26 for a to z. */
const CONTEXT = 8;
const SYMBOLS = 27;
const BATCH = 256;
const EPOCHS = 8;

/** Each character of the names, and the end of each, with what comes before it. */
function rowsOf(names: readonly string[]): { x: { data: Int32Array; shape: number[] }; y: Int32Array } {
  const x: number[] = [];
  const y: number[] = [];
  for (const name of names) {
    const symbols = [...name].map((letter) => letter.charCodeAt(0) - 96);
    const padded = [...new Array<number>(CONTEXT).fill(0), ...symbols, 0];
    for (let i = CONTEXT; i < padded.length; i++) {
      x.push(...padded.slice(i - CONTEXT, i));
      y.push(padded[i]!);
    }
  }
  return { x: { data: Int32Array.from(x), shape: [y.length, CONTEXT] }, y: Int32Array.from(y) };
}

test.skipIf(!existsSync(path))('nats a character of held-out names (needs MYELIN_DATA with names/)', { timeout: 600_000 }, async () => {
  const names = readFileSync(path, 'utf8').trim().split('\n');
  expect(names).toHaveLength(32_033);
  const order = shuffle(Int32Array.from(names.keys()), randomNumbers(SEED));
  const tenth = Math.round(names.length / 10);
  const [held, learn] = [order.slice(0, tenth), order.slice(tenth)].map((some) => rowsOf(Array.from(some, (i) => names[i]!)));
  const model = sequential(
    [
      layers.embedding({ inputDim: SYMBOLS, outputDim: 24, inputShape: [CONTEXT] }),
      layers.flatten(),
      layers.dense({ units: 256, activation: 'tanh' }),
      layers.dense({ units: SYMBOLS, activation: 'softmax' }),
    ],
    { seed: SEED },
  );
  const learningRate = schedules.cosineDecay({ initialLearningRate: 3e-3, decaySteps: EPOCHS * Math.ceil(learn!.y.length / BATCH) });
  model.compile({ optimizer: optimizers.adam({ learningRate }), loss: 'sparseCategoricalCrossentropy' });
  await model.fit(learn!.x, learn!.y, { epochs: EPOCHS, batchSize: BATCH, verbose: 0 });
  const { loss } = await model.evaluate(held!.x, held!.y, { batchSize: 1024 });
  expect(loss).toBeLessThanOrEqual(2.15);
});
