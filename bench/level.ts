/** `npm run bench -- level [--times=100000] [--row=fits] [--machine=wasm]`: memory over very many fits, predictions, models, shapes, ops,
 *  files, failures and workers, each in a process of its own: resident memory at four moments, the first after a quarter, and the line
 *  through what was there at the moments of the second half: bytes that a turn adds, and their standard error. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { nativeTargets } from '../src/backend/native.ts';
import { layers, loadModel, ops, sequential, tensor, type Sequential } from '../src/index.ts';
import { option } from './option.ts';
import { report, type Row } from './report.ts';

const times = Number(option('times') ?? 100_000);
/** How often memory is looked at. */
const MOMENTS = 64;
/** By how much the end may be above the middle, and megabytes besides. */
const [LEVEL, SLACK] = [1.03, 8];
/** How many times its error a slope must be to count, and the megabytes by which it must have risen in the second half. */
const [CLEAR, SEEN] = [3, 3];

const x = { data: Float32Array.from({ length: 8 * 4 }, (_, i) => Math.sin(i)), shape: [8, 4] };
const y = Float32Array.from({ length: 8 }, (_, i) => Math.cos(i));

function network(): Sequential {
  const model = sequential([layers.dense({ units: 8, activation: 'relu', inputShape: [4] }), layers.dense({ units: 1 })], { seed: 1 });
  model.compile({ optimizer: 'adam', loss: 'mse' });
  return model;
}

/** What one row comes to. */
interface Figures {
  readonly count: number;
  readonly megabytes: number[];
  /** Bytes that a turn adds in the second half, and their standard error. */
  readonly slope: number;
  readonly error: number;
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

/** The slope of the line through some points, by least squares, and its standard error. */
function lineThrough(x: readonly number[], y: readonly number[]): { slope: number; error: number } {
  const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
  const [mx, my] = [mean(x), mean(y)];
  const spread = x.reduce((sum, v) => sum + (v - mx) ** 2, 0);
  const slope = x.reduce((sum, v, i) => sum + (v - mx) * (y[i]! - my), 0) / spread;
  const left = y.reduce((sum, v, i) => sum + (v - my - slope * (x[i]! - mx)) ** 2, 0);
  return { slope, error: Math.sqrt(left / (x.length - 2) / spread) };
}

/** Runs one row in this process and prints its figures. */
async function run(name: string): Promise<void> {
  const { part = 1, make } = ROWS[name]!;
  const count = Math.max(MOMENTS, Math.round(times * part));
  const turn = make();
  const turns: number[] = [];
  const bytes: number[] = [];
  for (let i = 1; i <= count; i++) {
    await turn(i);
    // Timers and finalizers have their turn, as in a program that does not only compute.
    if (i % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
    if (i % Math.floor(count / MOMENTS) !== 0) continue;
    globalThis.gc!();
    turns.push(i);
    bytes.push(process.memoryUsage.rss());
  }
  const half = MOMENTS / 2;
  const megabytes = [1, 2, 3, 4].map((quarter) => Math.round(bytes[(quarter * MOMENTS) / 4 - 1]! / 1e6));
  console.log(JSON.stringify({ count, megabytes, ...lineThrough(turns.slice(half), bytes.slice(half)) } satisfies Figures));
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
      const { count, megabytes, slope, error } = JSON.parse(stdout.trim().split('\n').at(-1)!) as Figures;
      const [quarter, half, most, end] = megabytes as [number, number, number, number];
      const rises = slope > CLEAR * error && (slope * count) / 2 > SEEN * 1e6;
      const level = end <= LEVEL * half + SLACK && !rises;
      if (!level) risen++;
      rows.push({
        row: name,
        machine,
        times: count,
        'MB, 1/4': quarter,
        'MB, 1/2': half,
        'MB, 3/4': most,
        MB: end,
        'bytes a turn': Math.round(slope),
        '+-': Math.round(error),
        level: level ? 'yes' : 'NO',
      });
      const rate = `${slope.toFixed(1)} +- ${error.toFixed(1)} bytes a turn in the second half`;
      console.log(`${name}, ${machine}: ${count} times, ${megabytes.join(', ')} MB, ${rate}${level ? '' : ': NOT LEVEL'}`);
    }
  }
  report('level', rows, 'Resident memory, each row in a process of its own.');
  process.exitCode = risen === 0 ? 0 : 1;
}
