/** `npm run bench -- normalization`: the part of a training step that batch normalization takes, beside the part that its
 *  bytes take at the rate of a copy: dense, batch normalization and relu, three times. First both must come to the loss of
 *  the float64 reference. */
import type { Backend } from '../src/backend/backend.ts';
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { setBackend } from '../src/backend/select.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { layers, sequential, type Sequential, type TensorLike } from '../src/index.ts';
import { referenceBackend } from '../test/reference/machine.ts';
import { generator } from '../test/samples/sample.ts';
import { report, type Row } from './report.ts';
import { compete, median, type Timing } from './timing.ts';

const BATCH = 512;
const LAYERS = 3;
const WIDTHS = [64, 256];
const CLASSES = 10;
/** Largest relative difference of losses from the reference: far above what rounding does in a few steps. */
const TOLERANCE = 1e-3;
/** Passes over a layer's values. Forward: one for mean and variance, one that reads and one that writes the result.
 *  Backward: two inputs for the sums, the same two for the gradient, which is written. */
const PASSES = 3 + 5;

const best = nativeTargets().at(-1);
const MACHINES: readonly Backend[] = [
  ...(best === undefined ? [] : [1, 2].map((threads) => nativeBackend({ target: best, threads }))),
  ...[1, 2].map((threads) => wasmBackend({ threads })),
];

interface Data {
  readonly x: TensorLike;
  readonly y: TensorLike;
}

function dataOf(width: number, rows: number): Data {
  const next = generator(1);
  return {
    x: { data: Float32Array.from({ length: rows * width }, next), shape: [rows, width] },
    y: Int32Array.from({ length: rows }, () => Math.floor(CLASSES * next())),
  };
}

function netOf(width: number, normalized: boolean): Sequential {
  const block = (): ReturnType<typeof layers.dense | typeof layers.batchNormalization | typeof layers.activation>[] => [
    layers.dense({ units: width, useBias: !normalized }),
    ...(normalized ? [layers.batchNormalization()] : []),
    layers.activation({ activation: 'relu' }),
  ];
  const net = [...Array.from({ length: LAYERS }, block).flat(), layers.dense({ units: CLASSES, activation: 'softmax' })];
  const model = sequential(net, { seed: 1 });
  model.build([null, width]);
  model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
  return model;
}

async function lossOn(backend: Backend, width: number, normalized: boolean): Promise<number> {
  setBackend(backend);
  const model = netOf(width, normalized);
  const { x, y } = dataOf(width, 128);
  const { history } = await model.fit(x, y, { batchSize: 64, epochs: 2, verbose: 0 });
  model.dispose();
  return history['loss']!.at(-1)!;
}

/** Seconds in which the C library copies half so many bytes: it reads and writes them. */
async function copyTime(bytes: number): Promise<number> {
  // As large as a layer's values, so that it finds in the caches what a layer would find.
  const [from, to] = [new Uint8Array(bytes / 2).fill(1), new Uint8Array(bytes / 2)];
  const [timing] = await compete([
    {
      name: 'set',
      run(times) {
        for (let i = 0; i < times; i++) to.set(from);
      },
    },
  ]);
  return timing!.seconds;
}

async function measure(backend: Backend, width: number): Promise<Row> {
  for (const normalized of [false, true]) {
    const [loss, expected] = [await lossOn(backend, width, normalized), await lossOn(referenceBackend(), width, normalized)];
    if (!(Math.abs(loss - expected) <= TOLERANCE * expected))
      throw new Error(`${backend.name}: a loss of ${loss}, the reference's is ${expected}`);
  }
  setBackend(backend);
  const { x, y } = dataOf(width, 8 * BATCH);
  const contenders = [false, true].map((normalized) => {
    const model = netOf(width, normalized);
    // Instructions alone: planning is no part of a step.
    const run = async (times: number): Promise<number> =>
      (times * (await model.profile(x, y, { batchSize: BATCH, steps: 8 * times })).microseconds) / 1e6;
    return { name: String(normalized), run };
  });
  const [without, normalized] = (await compete(contenders, { milliseconds: 50 })) as [Timing, Timing];
  const layer = 4 * BATCH * width;
  const bytes = LAYERS * PASSES * layer;
  const needed = (await copyTime(2 * layer)) * (bytes / (2 * layer));
  const taken = median(normalized.rounds.map((seconds, i) => seconds - without.rounds[i]!));
  const step = median(normalized.rounds);
  return {
    net: `${LAYERS} x ${width}`,
    machine: `${backend.name} ${backend.target}`,
    threads: backend.threads,
    'us a step': 1e6 * step,
    'us without': 1e6 * median(without.rounds),
    'share %': (100 * taken) / step,
    MB: bytes / 1e6,
    'us by bytes': 1e6 * needed,
    'share by bytes %': (100 * needed) / (step - taken + needed),
    'times its bytes': taken / needed,
  };
}

const rows: Row[] = [];
for (const width of WIDTHS) for (const backend of MACHINES) rows.push(await measure(backend, width));
setBackend(undefined);
report(
  'normalization',
  rows,
  `Batch ${BATCH}, dense, batch normalization and relu, ${LAYERS} times. ` +
    `MB: ${PASSES} passes over the values of each layer, at the rate at which the C library copies a layer's values on one thread.`,
);
