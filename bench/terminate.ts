/** `npm run bench -- terminate`: worker threads that train are ended in mid-fit, hundreds of times. None may hang, none may leave memory
 *  behind, and the process must compute afterwards what it computed before. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import type { Backend } from '../src/backend/backend.ts';
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { setBackend } from '../src/backend/select.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { layers, sequential, type Sequential } from '../src/index.ts';
import { generator } from '../test/samples/sample.ts';
import { report, type Row } from './report.ts';

const TIMES = 500;
/** The first ones, after which memory must be level. */
const SETTLED = 100;
/** Workers that train side by side. */
const TOGETHER = 2;
/** What a worker may take until it trains, and until it has ended, with much else on the machine. */
const PATIENCE_MS = 60_000;
const ROWS = 512, FEATURES = 64;

function network(): Sequential {
  const model = sequential(
    [layers.dense({ units: 256, activation: 'relu', inputShape: [FEATURES] }), layers.dropout({ rate: 0.2 }), layers.dense({ units: 1 })],
    { seed: 1 },
  );
  model.compile({ optimizer: 'adam', loss: 'mse' });
  return model;
}

async function train(epochs: number, told?: () => void): Promise<number> {
  const model = network();
  const x = { data: Float32Array.from({ length: ROWS * FEATURES }, (_, i) => Math.sin(i)), shape: [ROWS, FEATURES] };
  const y = Float32Array.from({ length: ROWS }, (_, i) => Math.cos(i));
  const callbacks = told === undefined ? [] : [{ onEpochEnd: told }];
  const { history } = await model.fit(x, y, { epochs, batchSize: 32, verbose: 0, callbacks });
  model.dispose();
  return history.loss!.at(-1)!;
}

async function within<T>(what: string, work: Promise<T>): Promise<T> {
  const timer = sleep(PATIENCE_MS, undefined, { ref: false }).then(() => {
    throw new Error(`${what} took more than ${PATIENCE_MS / 1000} s`);
  });
  return Promise.race([work, timer]);
}

async function endOne(machine: string, milliseconds: number): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { env: { ...process.env, MYELIN_BACKEND: machine } });
  await within('the start of a worker', new Promise<unknown>((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
  }));
  await sleep(milliseconds);
  await within('the end of a worker', worker.terminate());
}

const megabytes = (): number => Math.round(process.memoryUsage.rss() / 1e6);

async function measure(machine: Backend['name'], backend: Backend): Promise<Row> {
  setBackend(backend);
  const before = await train(3);
  const random = generator(1);
  let settled = 0;
  for (let ended = 0; ended < TIMES; ended += TOGETHER) {
    await Promise.all(Array.from({ length: TOGETHER }, () => endOne(machine, 40 * random())));
    if (ended + TOGETHER === SETTLED) settled = megabytes();
  }
  const after = await train(3);
  if (after !== before) throw new Error(`${machine}: a loss of ${after} after ${TIMES} terminated workers, ${before} before`);
  return { machine, ended: TIMES, [`MB, ${SETTLED}`]: settled, [`MB, ${TIMES}`]: megabytes() };
}

if (isMainThread) {
  const rows: Row[] = [];
  if (nativeTargets().length > 0) rows.push(await measure('native', nativeBackend()));
  rows.push(await measure('wasm', wasmBackend()));
  report(
    'terminate', rows, `${TIMES} worker threads, ${TOGETHER} at a time, each ended up to 40 ms after its first epoch; MB: resident memory.`,
  );
} else {
  await train(1e9, () => parentPort!.postMessage('training'));
}
