/** What `npm run bench -- terminate` trains, in the process itself and in threads. It takes the library as packages have it, in few files:
 *  a thread would take most of its time to load six hundred modules. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread, parentPort } from 'node:worker_threads';
import type * as Myelin from '../src/index.ts';

const ROWS = 512, FEATURES = 64;

/** The last loss of so many epochs. @param told  is called behind each epoch */
export async function train(epochs: number, told?: () => void): Promise<number> {
  const { layers, sequential } = (await import(pathToFileURL(resolve('dist/node/index.mjs')).href)) as typeof Myelin;
  const model = sequential(
    [layers.dense({ units: 256, activation: 'relu', inputShape: [FEATURES] }), layers.dropout({ rate: 0.2 }), layers.dense({ units: 1 })],
    { seed: 1 },
  );
  model.compile({ optimizer: 'adam', loss: 'mse' });
  const x = { data: Float32Array.from({ length: ROWS * FEATURES }, (_, i) => Math.sin(i)), shape: [ROWS, FEATURES] };
  const y = Float32Array.from({ length: ROWS }, (_, i) => Math.cos(i));
  const callbacks = told === undefined ? [] : [{ onEpochEnd: told }];
  const { history } = await model.fit(x, y, { epochs, batchSize: 32, verbose: 0, callbacks });
  model.dispose();
  return history.loss!.at(-1)!;
}

if (!isMainThread) await train(1e9, () => parentPort!.postMessage('training'));
