/** `npm run bench -- level [--times=100000] [--row=fits] [--machine=wasm]`: memory over very many fits, predictions, models, shapes, ops,
 *  files, failures and workers, each in a process of its own: resident memory at four moments, the first after a quarter. What is there in
 *  the end may not be above what was there in the middle. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { nativeTargets } from '../src/backend/native.ts';
import { layers, loadModel, ops, sequential, tensor, type Sequential } from '../src/index.ts';
import { option } from './option.ts';
import { report, type Row } from './report.ts';

const times = Number(option('times') ?? 100_000);
/** By how much the end may be above the middle, and megabytes besides. */
const [LEVEL, SLACK] = [1.03, 8];

const x = { data: Float32Array.from({ length: 8 * 4 }, (_, i) => Math.sin(i)), shape: [8, 4] };
const y = Float32Array.from({ length: 8 }, (_, i) => Math.cos(i));

function network(): Sequential {
  const model = sequential([layers.dense({ units: 8, activation: 'relu', inputShape: [4] }), layers.dense({ units: 1 })], { seed: 1 });
  model.compile({ optimizer: 'adam', loss: 'mse' });
  return model;
}

/** What is done again and again. Each is made once and then given the number of the turn; `of` is how many turns of all it takes. */
const ROWS: Readonly<Record<string, { readonly part?: number; readonly make: () => (turn: number) => unknown }>> = {
  fits: {
    make() {
      const model = network();
      return () => model.fit(x, y, { verbose: 0 });
    },
  },
  'fits that fail': {
    make() {
      const model = network();
      const callbacks = [
        {
          onEpochEnd: (): void => {
            throw new Error('planted');
          },
        },
      ];
      return (turn) => {
        const abort = new AbortController();
        if (turn % 2 === 0) abort.abort('planted');
        return model.fit(x, y, { verbose: 0, callbacks, signal: abort.signal }).catch(() => undefined);
      };
    },
  },
  'fits of streams': {
    make() {
      const model = network();
      return () =>
        model.fit(
          async function* () {
            yield [x, y];
          } as never,
          null,
          { verbose: 0, stepsPerEpoch: 1 },
        );
    },
  },
  predictions: {
    make() {
      const model = network();
      return async (turn) => (turn % 2 === 0 ? model.predictSync(x) : model.predict(x));
    },
  },
  shapes: {
    make() {
      const model = sequential([layers.dense({ units: 8, inputShape: [null, 4] }), layers.globalAveragePooling1d()], { seed: 1 });
      return (turn) => {
        const [rows, steps] = [1 + (turn % 97), 1 + (turn % 89)];
        return model.predict({ data: new Float32Array(rows * steps * 4), shape: [rows, steps, 4] });
      };
    },
  },
  models: {
    make: () => async () => {
      const model = network();
      await model.fit(x, y, { verbose: 0 });
      model.dispose();
    },
  },
  'models that nobody disposes of': { make: () => () => network().fit(x, y, { verbose: 0 }) },
  files: {
    part: 0.1,
    make() {
      const model = network();
      return async () => {
        const again = await loadModel(await model.toBytes());
        await again.predict(x);
        again.dispose();
      };
    },
  },
  ops: {
    make: () => (turn) => {
      const [rows, columns] = [1 + (turn % 61), 1 + (turn % 53)];
      return ops.sum(
        ops.matmul(tensor(new Float32Array(rows * columns), [rows, columns]), tensor(new Float32Array(columns), [columns, 1])),
      ).data;
    },
  },
  workers: {
    part: 0.005,
    make: () => (turn) =>
      new Promise<void>((resolve, reject) => {
        const worker = new Worker(new URL(import.meta.url), { env: process.env });
        worker.once('error', reject).once('message', () => {
          // Every other one is ended in the midst of its second fit.
          if (turn % 2 === 0) void worker.terminate();
        });
        worker.once('exit', () => resolve());
      }),
  },
};

/** Runs one row in this process and prints its figures. */
async function run(name: string): Promise<void> {
  const { part = 1, make } = ROWS[name]!;
  const count = Math.max(4, Math.round(times * part));
  const turn = make();
  const megabytes: number[] = [];
  for (let i = 1; i <= count; i++) {
    await turn(i);
    // Timers and finalizers have their turn, as in a program that does not only compute.
    if (i % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
    if (i % Math.floor(count / 4) !== 0) continue;
    globalThis.gc?.();
    megabytes.push(Math.round(process.memoryUsage.rss() / 1e6));
  }
  console.log(JSON.stringify({ count, megabytes }));
}

if (!isMainThread) {
  const model = network();
  await model.fit(x, y, { verbose: 0 });
  parentPort!.postMessage('trained');
  await model.fit(x, y, { verbose: 0, epochs: 2000 });
} else if (option('run') !== undefined) await run(option('run')!);
else {
  const rows: Row[] = [];
  let risen = 0;
  const named = option('row');
  const machines = option('machine')?.split(',') ?? [...(nativeTargets().length > 0 ? ['native'] : []), 'wasm'];
  for (const machine of machines) {
    for (const name of Object.keys(ROWS).filter((row) => named === undefined || row.startsWith(named))) {
      const file = fileURLToPath(import.meta.url);
      const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', file, `--run=${name}`, `--times=${times}`], {
        encoding: 'utf8',
        env: { ...process.env, MYELIN_BACKEND: machine },
      });
      if (status !== 0) throw new Error(`${name}, ${machine}: ${stderr}`);
      const { count, megabytes } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { count: number; megabytes: number[] };
      const [quarter, half, most, end] = megabytes as [number, number, number, number];
      const level = end <= LEVEL * half + SLACK;
      if (!level) risen++;
      rows.push({
        row: name,
        machine,
        times: count,
        'MB, 1/4': quarter,
        'MB, 1/2': half,
        'MB, 3/4': most,
        MB: end,
        level: level ? 'yes' : 'NO',
      });
      console.log(`${name}, ${machine}: ${count} times, ${megabytes.join(', ')} MB`);
    }
  }
  report('level', rows, 'Resident memory, each row in a process of its own.');
  process.exitCode = risen === 0 ? 0 : 1;
}
