/** `npm run bench -- streams`: a generator of much more data than there is memory trains a network, beside arrays that lie in the arena,
 *  some epochs in turns, in a process of its own for each machine. `--gigabytes=2` for fewer than 50, `--threads=2`,
 *  `--machine=wasm`. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { selectBackend } from '../src/backend/select.ts';
import { nativeTargets } from '../src/backend/native.ts';
import { layers, sequential, type DataBatch, type Sequential } from '../src/index.ts';
import { option } from './option.ts';
import { report, type Row } from './report.ts';
import { median } from './timing.ts';

const GIGABYTES = Number(option('gigabytes') ?? 50);
const THREADS = Number(option('threads') ?? 1);
/** Batches of an epoch, which is a turn. */
const STEPS = 256;
const BATCH = 128;
/** Epochs after which the three models are beside one another: the first ones, whose weights are compared, and about so many more. */
const COMPARED = 3, MORE = 20;
/** Batches of different rows. They are the rows that lie in the arena, and what the generator gives again and again. */
const DIFFERENT = 32;
const FEATURES = 784, CLASSES = 10;

const seconds = (): number => performance.now() / 1000;

function made(): Sequential {
  const model = sequential(
    [
      layers.dense({ units: 512, activation: 'relu', inputShape: [FEATURES] }), layers.dense({ units: 512, activation: 'relu' }),
      layers.dense({ units: CLASSES, activation: 'softmax' }),
    ],
    { seed: 1 },
  );
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  return model;
}

const rows = DIFFERENT * BATCH;
const x = { data: Float32Array.from({ length: rows * FEATURES }, (_, i) => Math.abs(Math.sin(i))), shape: [rows, FEATURES] };
const y = { data: Int32Array.from({ length: rows }, (_, i) => (7 * i) % CLASSES), shape: [rows] };

/** Fills the same arrays again and again, as a reader of files does. */
function* generated(batches: number): Generator<DataBatch> {
  const [data, labels] = [new Float32Array(BATCH * FEATURES), new Int32Array(BATCH)];
  for (let i = 0; i < batches; i++) {
    const from = (i % DIFFERENT) * BATCH;
    data.set(x.data.subarray(from * FEATURES, (from + BATCH) * FEATURES));
    labels.set(y.data.subarray(from, from + BATCH));
    yield [{ data, shape: [BATCH, FEATURES] }, { data: labels, shape: [BATCH] }];
  }
}

/** Seconds of an epoch of so many steps, without what comes before and after. */
async function turn(model: Sequential): Promise<number> {
  let began = 0;
  let took = 0;
  await model.fit(x, y, {
    batchSize: BATCH, epochs: STEPS / DIFFERENT, shuffle: false, verbose: 0,
    callbacks: [{
      onEpochBegin: (epoch) => void (began = epoch === 0 ? seconds() : began),
      onTrainEnd: () => void (took = seconds() - began),
    }],
  });
  return took;
}

/** Turns with the generator, each followed by one with arrays in the arena, and one with arrays that are streamed. */
async function measure(): Promise<Row> {
  const bytes = BATCH * FEATURES * 4 + BATCH * 4;
  const epochs = Math.max(COMPARED, Math.ceil((GIGABYTES * 1e9) / (bytes * STEPS)));
  const [model, resident, arrays] = [made(), made(), made()];
  const ratios: [number[], number[]] = [[], []];
  const resting: number[] = [];
  let began = 0;
  const onEpochBegin = (): void => void (began = seconds());
  const onEpochEnd = async (epoch: number): Promise<void> => {
    const took = seconds() - began;
    if (epoch >= COMPARED && epoch % Math.ceil(epochs / MORE) !== 0) return;
    const whole = await turn(resident);
    process.env['MYELIN_RESIDENT_BYTES'] = '0';
    const streamed = await turn(arrays);
    delete process.env['MYELIN_RESIDENT_BYTES'];
    ratios[0].push(whole / took);
    ratios[1].push(whole / streamed);
    resting.push(whole);
    if (epoch !== COMPARED - 1) return;
    const bits = [model, resident, arrays].map((m) => m.getWeights().map(({ data }) => [...data].join()).join());
    if (bits[0] !== bits[1] || bits[0] !== bits[2]) throw new Error('the same rows gave other weights');
  };
  await model.fit(generated(epochs * STEPS), null, {
    epochs, stepsPerEpoch: STEPS, verbose: 0, callbacks: [{ onEpochBegin, onEpochEnd }],
  });
  const { backend, threads } = { backend: selectBackend(), threads: THREADS };
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
  return {
    machine: backend.name, threads, GB: (bytes * STEPS * epochs) / 1e9, 'resident rows/s': (BATCH * STEPS) / median(resting),
    'generator, ratio': median(ratios[0]), 'arrays, ratio': median(ratios[1]), 'peak MiB': peak,
  };
}

if (process.argv.includes('--child')) console.log(JSON.stringify(await measure()));
else {
  const machines = [...(nativeTargets().length > 0 ? ['native'] : []), 'wasm'].filter((name) => name === (option('machine') ?? name));
  const table = machines.map((machine): Row => {
    const env = { ...process.env, MYELIN_BACKEND: machine, MYELIN_NUM_THREADS: String(THREADS) };
    const { stdout, stderr, status } = spawnSync(process.execPath, [...process.argv.slice(1), '--child'], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Row;
  });
  report(
    'streams', table,
    'Ratios: how many times as fast as rows that lie in the arena, medians of turns; peak: resident memory of the process.',
  );
}
