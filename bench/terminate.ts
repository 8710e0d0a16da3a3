/** `npm run bench -- terminate`: worker threads that train are ended in mid-fit, hundreds of times. None may hang, none may leave memory
 *  behind, and the process must compute afterwards what it computed before. A process for each machine; `--machine=wasm`, `--times=50`. */
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { nativeTargets } from '../src/backend/native.ts';
import { generator } from '../test/samples/sample.ts';
import { option } from './option.ts';
import { report, type Row } from './report.ts';
import { train } from './terminate-worker.ts';

const TIMES = Number(option('times') ?? 500);
/** The first ones, after which memory must be level. */
const SETTLED = Math.ceil(TIMES / 5);
/** Workers that train side by side. */
const TOGETHER = 2;
/** What a worker may take until it trains, and until it has ended, with much else on the machine. */
const PATIENCE_MS = 60_000;

async function within<T>(what: string, work: Promise<T>): Promise<T> {
  const patience = new AbortController();
  const timer = sleep(PATIENCE_MS, undefined, { ref: false, signal: patience.signal }).then(() => {
    throw new Error(`${what} took more than ${PATIENCE_MS / 1000} s`);
  });
  try {
    return await Promise.race([work, timer]);
  } finally {
    patience.abort();
  }
}

/** @returns milliseconds that the end of the worker took */
async function endOne(milliseconds: number): Promise<number> {
  const worker = new Worker(new URL('./terminate-worker.js', import.meta.url));
  await within('the start of a worker', new Promise<unknown>((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
  }));
  await sleep(milliseconds);
  const began = performance.now();
  await within('the end of a worker', worker.terminate());
  return performance.now() - began;
}

const megabytes = (): number => Math.round(process.memoryUsage.rss() / 1e6);

async function measure(machine: string): Promise<Row> {
  const before = await train(3);
  const random = generator(1);
  let [settled, longest] = [0, 0];
  for (let ended = 0; ended < TIMES; ended += TOGETHER) {
    const took = await Promise.all(Array.from({ length: TOGETHER }, () => endOne(40 * random())));
    longest = Math.max(longest, ...took);
    if (ended < SETTLED && ended + TOGETHER >= SETTLED) settled = megabytes();
  }
  const after = await train(3);
  if (after !== before) throw new Error(`${machine}: a loss of ${after} after ${TIMES} terminated workers, ${before} before`);
  return { machine, ended: TIMES, 'longest end ms': longest, [`MB, ${SETTLED}`]: settled, [`MB, ${TIMES}`]: megabytes() };
}

const child = option('child');
if (child !== undefined) console.log(JSON.stringify(await measure(child)));
else {
  const machines = [...(nativeTargets().length > 0 ? ['native'] : []), 'wasm'].filter((name) => name === (option('machine') ?? name));
  const rows = machines.map((machine): Row => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [...process.argv.slice(1), `--child=${machine}`], {
      env: { ...process.env, MYELIN_BACKEND: machine }, encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${machine}: ${stderr}`);
    return JSON.parse(stdout) as Row;
  });
  report(
    'terminate', rows, `${TIMES} worker threads, ${TOGETHER} at a time, each ended up to 40 ms after its first epoch; MB: resident memory.`,
  );
}
