/** What `npm run bench -- life` does at size, while it watches the event loop: each returns the work that is watched. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { datasets, layers, loadModel, sequential, type Sequential } from '../src/index.ts';

type Work = () => unknown;
type Setup = () => Work | Promise<Work>;

const quiet = { verbose: 0 } as const;
const column = (rows: number, width = 1): { data: Float32Array; shape: number[] } => {
  const data = new Float32Array(rows * width);
  for (let i = 0; i < data.length; i++) data[i] = ((i * 2654435761) % 1000) / 1000;
  return { data, shape: [rows, width] };
};
const classes = (rows: number, count: number): Int32Array => {
  const labels = new Int32Array(rows);
  for (let i = 0; i < rows; i++) labels[i] = i % count;
  return labels;
};

function small(units: number, loss: 'mse' | 'sparseCategoricalCrossentropy'): Sequential {
  const last = loss === 'mse' ? layers.dense({ units }) : layers.dense({ units, activation: 'softmax' });
  const model = sequential([layers.dense({ units: 4, inputShape: [1], activation: 'relu' }), last], { seed: 1 });
  model.compile({ optimizer: 'adam', loss });
  return model;
}

/** About 50 million weights: 200 MB, and 600 with what Adam keeps. */
async function large(): Promise<Sequential> {
  const units = 4096;
  const model = sequential(
    [1, 2, 3].map((i) => layers.dense({ units, activation: 'relu', ...(i === 1 ? { inputShape: [units] } : {}) })), { seed: 1 },
  );
  model.compile({ optimizer: 'adam', loss: 'mse' });
  await model.trainOnBatch(column(16, units), column(16, units));
  return model;
}

/** The large model while it takes steps of many tenths of a second; the work is done in their midst. */
async function during(work: (model: Sequential) => unknown): Promise<Work> {
  const model = await large();
  const x = column(1024, 4096);
  const controller = new AbortController();
  const fit = model.fit(x, x, { ...quiet, epochs: 1e6, batchSize: 512, signal: controller.signal }).catch(() => undefined);
  await sleep(1500);
  return async () => {
    await work(model);
    await sleep(100);
    controller.abort();
    await fit;
  };
}

/** Trains until the first epoch is about to end or `milliseconds` have passed. */
const begin = (milliseconds: number, fit: (signal: AbortSignal) => Promise<unknown>): Work => async () => {
  const controller = new AbortController();
  const stop = setTimeout(() => controller.abort(), milliseconds);
  await fit(controller.signal).catch((error: unknown) => {
    if (!controller.signal.aborted) throw error;
  });
  clearTimeout(stop);
};

async function inFolder(use: (folder: string) => Promise<Work> | Work): Promise<Work> {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-life-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return use(folder);
}

function csvText(rows: number): string {
  const parts: string[] = ['a,b,c,name\n'];
  for (let i = 0; i < rows; i++) parts.push(`${(i % 997) / 7},${i},${(i * 31) % 113},text ${i % 1000}\n`);
  return parts.join('');
}

function idxBytes(count: number): Uint8Array {
  const bytes = new Uint8Array(16 + count * 784);
  const view = new DataView(bytes.buffer);
  [0x803, count, 28, 28].forEach((v, i) => view.setUint32(4 * i, v));
  for (let i = 16; i < bytes.length; i++) bytes[i] = i % 251;
  return bytes;
}

function wavBytes(frames: number): Uint8Array {
  const bytes = new Uint8Array(44 + frames * 2);
  const view = new DataView(bytes.buffer);
  const word = (at: number, text: string): void => [...text].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  word(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  word(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 16000, true);
  view.setUint32(28, 32000, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, 'data');
  view.setUint32(40, frames * 2, true);
  for (let i = 0; i < frames; i++) view.setInt16(44 + 2 * i, i % 30000, true);
  return bytes;
}

const texts = (rows: number): string[] => Array.from({ length: rows }, (_, i) => `word${i % 5000} word${(i * 7) % 5000} w${i % 11}`);

/** By name. Those whose names begin alike are chosen by that. */
export const SIZES: Readonly<Record<string, Setup>> = {
  'fit 1e7 rows': () => fitOf(1e7),
  'fit 3e7 rows': () => fitOf(3e7),
  'fit 1e7 labels, classWeight': () => {
    const [model, x, y] = [small(10, 'sparseCategoricalCrossentropy'), column(1e7), classes(1e7, 10)];
    return begin(3000, (signal) => model.fit(x, y, { ...quiet, batchSize: 65536, classWeight: { 0: 2 }, signal }));
  },
  'fit 1e7 rows, validationSplit': () => {
    const [model, x] = [small(1, 'mse'), column(1e7)];
    return begin(4000, (signal) => model.fit(x, x.data, { ...quiet, batchSize: 65536, validationSplit: 0.2, signal }));
  },
  'fit 1e7 rows, sampleWeight': () => {
    const [model, x] = [small(1, 'mse'), column(1e7)];
    return begin(3000, (signal) => model.fit(x, x.data, { ...quiet, batchSize: 65536, sampleWeight: x.data, signal }));
  },
  'fit 1e7 streamed, shuffled': () => {
    process.env['MYELIN_RESIDENT_BYTES'] = '0';
    const [model, x] = [small(1, 'mse'), column(1e7)];
    return begin(3000, (signal) => model.fit(x, x.data, { ...quiet, batchSize: 65536, signal }));
  },
  'fit 3e6 rows, shuffle buffer 1e6': () => {
    const [model, x] = [small(1, 'mse'), column(65536)];
    const batches = function* (): Generator<[typeof x, Float32Array]> {
      for (let i = 0; i < 45; i++) yield [x, x.data];
    };
    return begin(5000, (signal) => model.fit(batches(), null, { ...quiet, shuffle: { buffer: 1e6 }, signal }));
  },
  'evaluate 1e7 rows': () => {
    const [model, x] = [small(1, 'mse'), column(1e7)];
    return () => model.evaluate(x, x.data, { batchSize: 65536 });
  },
  'predict 1 GB, batches of 32': () => predictOf(32),
  'predict 1 GB, batches of 16384': () => predictOf(16384),
  'predict 1 GB, one batch': () => predictOf(262144),
  'check 1e7 rows': () => {
    const [model, x] = [small(1, 'mse'), column(1e7)];
    return () => model.check(x, x.data);
  },
  'trainOnBatch 2e6 x 64': () => {
    const model = sequential([layers.dense({ units: 1, inputShape: [64] })], { seed: 1 });
    model.compile({ optimizer: 'adam', loss: 'mse' });
    const [x, y] = [column(2e6, 64), column(2e6)];
    return () => model.trainOnBatch(x, y);
  },
  'fit of a large model': async () => {
    const [model, x] = [await large(), column(1024, 4096)];
    return begin(2000, (signal) => model.fit(x, x, { ...quiet, batchSize: 512, signal }));
  },
  'a larger predict beside fit of 1 GB': () => {
    const model = sequential([layers.dense({ units: 1, inputShape: [1024] })], { seed: 1 });
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const x = column(262144, 1024);
    const controller = new AbortController();
    const fit = model.fit(x, x.data.subarray(0, 262144), { ...quiet, epochs: 1e6, signal: controller.signal }).catch(() => undefined);
    return async () => {
      await sleep(2000);
      await model.predict({ data: x.data.subarray(0, 8192 * 1024), shape: [8192, 1024] }, { batchSize: 8192 });
      controller.abort();
      await fit;
    };
  },
  'getWeightsAsync beside fit': () => during((model) => model.getWeightsAsync()),
  'getWeights beside fit': () => during((model) => model.getWeights()),
  'getWeights': async () => {
    const model = await large();
    return () => model.getWeights();
  },
  'setWeights beside fit': () => {
    const other = sequential([1, 2, 3].map((i) => layers.dense({ units: 4096, ...(i === 1 ? { inputShape: [4096] } : {}) })), { seed: 2 });
    const values = other.getWeights();
    return during((model) => model.setWeights(values));
  },
  'save beside fit': () => inFolder((folder) => during((model) => model.save(join(folder, 'm.safetensors')))),
  'save': () =>
    inFolder(async (folder) => {
      const model = await large();
      return () => model.save(join(folder, 'm.safetensors'));
    }),
  'toBytes beside fit': () => during((model) => model.toBytes()),
  'loadModel path': () =>
    inFolder(async (folder) => {
      const path = join(folder, 'm.safetensors');
      await (await large()).save(path);
      return () => loadModel(path);
    }),
  'loadModel bytes': async () => {
    const bytes = await (await large()).toBytes();
    return () => loadModel(bytes);
  },
  'a large model, made and first trained': () => () => large(),
  'predict beside fit': () => during((model) => model.predict(column(64, 4096))),
  'summary of 300 layers': () => {
    const model = sequential(
      Array.from({ length: 300 }, (_, i) => layers.dense({ units: 64, ...(i === 0 ? { inputShape: [64] } : {}) })), { seed: 1 },
    );
    return () => model.summary({ printFn: () => undefined });
  },
  'summary beside fit': () => during((model) => model.summary({ printFn: () => undefined })),
  'readCsv 1e6 rows': () => fileOf('t.csv', () => Buffer.from(csvText(1e6)), (path) => datasets.readCsv(path)),
  'readCsv 1e6 rows, gzip': () => fileOf('t.csv.gz', () => gzipSync(csvText(1e6)), (path) => datasets.readCsv(path)),
  'readIdx 400 MB': () => fileOf('t.idx', () => idxBytes(500_000), (path) => datasets.readIdx(path)),
  'readIdx 400 MB, gzip': () => fileOf('t.idx.gz', () => gzipSync(idxBytes(500_000), { level: 1 }), (path) => datasets.readIdx(path)),
  'readWav 200 MB': () => fileOf('t.wav', () => wavBytes(1e8), (path) => datasets.readWav(path)),
  'readFasta 200 MB': () =>
    fileOf('t.fasta', () => Buffer.from('>a\nACGTACGTACGT\n>b\nAACCGGTT\n'.repeat(6e6)), (path) => datasets.readFasta(path)),
  'adapt normalization 1e7': () => {
    const [layer, x] = [layers.normalization({}), column(1e7)];
    return () => layer.adapt(x);
  },
  'adapt discretization 1e7': () => {
    const [layer, x] = [layers.discretization({ numBins: 10 }), column(1e7)];
    return () => layer.adapt(x);
  },
  'adapt textVectorization 1e6': () => {
    const [layer, x] = [layers.textVectorization({}), texts(1e6)];
    return () => layer.adapt(x);
  },
};

function fitOf(rows: number): Work {
  const [model, x] = [small(1, 'mse'), column(rows)];
  return begin(rows / 4000, (signal) => model.fit(x, x.data, { ...quiet, batchSize: 65536, signal }));
}

function predictOf(batchSize: number): Work {
  const model = sequential([layers.dense({ units: 1, inputShape: [1024] })], { seed: 1 });
  const x = column(262144, 1024);
  return () => model.predict(x, { batchSize });
}

const fileOf = (name: string, make: () => Uint8Array, read: (path: string) => unknown): Promise<Work> =>
  inFolder((folder) => {
    const path = join(folder, name);
    writeFileSync(path, make());
    return () => read(path);
  });
