/** `npm run bench -- life`: how training lives beside a program: the delay of the event loop while a large network
 *  trains, how soon an abort is answered, the memory of models that come and go, and how long the event loop is silent during the calls
 *  in `sizes.ts`. `--size=getWeights` for those whose names begin so, and nothing else; `--machine=wasm`. */
import { spawnSync } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Backend } from '../src/backend/backend.ts';
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { setBackend } from '../src/backend/select.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { layers, sequential, type Sequential } from '../src/index.ts';
import { option } from './option.ts';
import { report, type Row } from './report.ts';
import { silence } from './silence.ts';
import { SIZES } from './sizes.ts';

const TRAINING_MS = 8000;
const TICK_MS = 10;
const MODELS = 2000;

const MACHINE_NAMES = [...(nativeTargets().length > 0 ? ['native'] : []), 'wasm'];
const MACHINES: readonly (() => Backend)[] = [...(nativeTargets().length > 0 ? [() => nativeBackend()] : []), wasmBackend];

const rowsOf = (rows: number, width: number): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from({ length: rows * width }, (_, i) => Math.sin(i)),
  shape: [rows, width],
});
const megabytes = (): number => Math.round(process.memoryUsage().rss / 1e6);

/** 1024-4096-4096-1000, batches of 256: a step takes tenths of a second. */
async function besideTraining(): Promise<Row> {
  const model = sequential(
    [
      layers.dense({ units: 4096, activation: 'relu', inputShape: [1024] }),
      layers.dense({ units: 4096, activation: 'relu' }),
      layers.dense({ units: 1000, activation: 'softmax' }),
    ],
    { seed: 1 },
  );
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  const x = rowsOf(2048, 1024);
  const labels = Int32Array.from({ length: 2048 }, (_, i) => i % 1000);
  await model.trainOnBatch({ data: x.data.subarray(0, 256 * 1024), shape: [256, 1024] }, labels.subarray(0, 256));

  const controller = new AbortController();
  let ticks = 0;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const timer = setInterval(() => ticks++, TICK_MS);
  delay.enable();
  const began = performance.now();
  const ended = model
    .fit(x, labels, { epochs: 1e6, batchSize: 256, verbose: 0, signal: controller.signal })
    .catch((reason: unknown) => ({ reason, at: performance.now() }));
  await sleep(TRAINING_MS);
  delay.disable();
  clearInterval(timer);
  const possible = Math.floor((performance.now() - began) / TICK_MS);
  const aborted = performance.now();
  controller.abort('enough');
  const answer = await ended;
  if (!('reason' in answer) || answer.reason !== 'enough') throw new Error('the abort was not answered with its reason');
  if (!model.getWeights().every((w) => w.data.every(Number.isFinite))) throw new Error('the abort left a broken model');
  model.dispose();
  return {
    'loop p50 ms': delay.percentile(50) / 1e6, 'loop p99 ms': delay.percentile(99) / 1e6, ticks, possible,
    'abort ms': answer.at - aborted,
  };
}

async function small(seed: number, epochs: number): Promise<Sequential> {
  const model = sequential(
    [
      layers.dense({ units: 64, activation: 'relu', inputShape: [20] }),
      layers.dense({ units: 64, activation: 'relu' }),
      layers.dense({ units: 1 }),
    ],
    { seed },
  );
  model.compile({ optimizer: 'adam', loss: 'mse' });
  await model.fit(rowsOf(64, 20), new Float32Array(64), { epochs, verbose: 0 });
  return model;
}

/** Resident memory after a quarter of the models, after all, and after a long fit. */
async function memory(): Promise<Row> {
  let early = 0;
  for (let i = 1; i <= MODELS; i++) {
    await small(i, 2);
    if (i === MODELS / 4) early = megabytes();
  }
  const late = megabytes();
  await small(0, 1000);
  return { [`MB, ${MODELS / 4} models`]: early, [`MB, ${MODELS} models`]: late, 'MB, 1000 epochs more': megabytes() };
}

/** One call at size, in a process of its own. */
async function atSize(name: string): Promise<Row> {
  const work = await SIZES[name]!();
  globalThis.gc!(); // what has gone into the data is not the work's
  const { longest, own, busy, collecting, p99, took } = await silence(work);
  return { 'longest ms': longest, 'own ms': own, 'busy ms': busy, 'collecting ms': collecting, 'p99 ms': p99, 'took ms': took };
}

function allSizes(): Row[] {
  const machines = MACHINE_NAMES.filter((name) => name === (option('machine') ?? name));
  const chosen = Object.keys(SIZES).filter((name) => (option('size') ?? '').split(',').some((begin) => name.startsWith(begin)));
  return chosen.flatMap((name) =>
    machines.map((machine): Row => {
      const args = ['--expose-gc', ...process.argv.slice(1), `--child=${name}`];
      const { stdout, stderr, status } = spawnSync(process.execPath, args, {
        env: { ...process.env, MYELIN_BACKEND: machine }, encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`${name}, ${machine}: ${stderr}`);
      const row = { call: name, machine, ...(JSON.parse(stdout.trim().split('\n').at(-1)!) as Row) };
      console.log(JSON.stringify(row));
      return row;
    }),
  );
}

async function alive(): Promise<void> {
  const rows: Row[] = [];
  for (const machine of MACHINES) {
    const backend = machine();
    setBackend(backend);
    const kept = await memory();
    rows.push({ machine: `${backend.name} ${backend.target}`, threads: backend.threads, ...(await besideTraining()), ...kept });
  }
  report(
    'life',
    rows,
    `Event loop and timer (every ${TICK_MS} ms) over ${TRAINING_MS / 1000} s of training 1024-4096-4096-1000, batch 256; abort: ` +
    'until fit rejects; MB: resident memory.',
  );
}

const child = option('child');
if (child !== undefined) console.log(JSON.stringify(await atSize(child)));
else {
  if (option('size') === undefined) await alive();
  report(
    'life-at-size',
    allSizes(),
    'Longest: the longest silence of the event loop; own: the longest without what the thread waited for a processor that others had, ' +
    'and what garbage collection took of it; busy: the longest that the thread computed without a turn for others; p99: of the delays.',
  );
}
