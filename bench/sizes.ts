/** What `npm run bench -- life` does at size, while it watches the event loop: each returns the work that is watched. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { layers, loadModel, optimizers, sequential, type Sequential } from '../src/index.ts';
import { DATA } from './data-sizes.ts';
import { READING } from './reading-sizes.ts';
import { classes, column, inFolder, quiet, type Setup, type Work } from './size-data.ts';

function small(units: number, loss: 'mse' | 'sparseCategoricalCrossentropy'): Sequential {
  const last = loss === 'mse' ? layers.dense({ units }) : layers.dense({ units, activation: 'softmax' });
  const model = sequential([layers.dense({ units: 4, inputShape: [1], activation: 'relu' }), last], { seed: 1 });
  model.compile({ optimizer: 'adam', loss });
  return model;
}

/** About 50 million weights: 200 MB, and 600 with what Adam keeps. */
async function large(optimizer: optimizers.Optimizer | 'adam' = 'adam'): Promise<Sequential> {
  const units = 4096;
  const model = sequential(
    [1, 2, 3].map((i) => layers.dense({ units, activation: 'relu', ...(i === 1 ? { inputShape: [units] } : {}) })), { seed: 1 },
  );
  model.compile({ optimizer, loss: 'mse' });
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

/** A model of many layers, which was never used, and what is done with it on a few rows. */
function deep(
  count: number, work: (model: Sequential, x: ReturnType<typeof column>) => unknown,
  optimizer: 'adam' | 'lbfgs' | optimizers.Optimizer = 'adam',
): Work {
  const model = sequential(
    Array.from({ length: count }, (_, i) => layers.dense({ units: 64, activation: 'relu', ...(i === 0 ? { inputShape: [64] } : {}) })),
    { seed: 1 },
  );
  model.compile({ optimizer, loss: 'mse' });
  return () => work(model, column(64, 64));
}

/** A small transformer of many blocks. */
function decoders(): Sequential {
  const blocks = Array.from({ length: 30 }, () => layers.transformerDecoder({ intermediateDim: 64, numHeads: 2 }));
  const embedding = layers.embedding({ inputDim: 100, outputDim: 32, inputShape: [16] });
  return sequential([embedding, ...blocks, layers.dense({ units: 100 })], { seed: 1 });
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
  'profile of a large model': async () => {
    const [model, x] = [await large(), column(1024, 4096)];
    return () => model.profile(x, x, { batchSize: 512, steps: 2 });
  },
  'swap averages of a large model': async () => {
    const model = await large(optimizers.adam({ useEma: true }));
    return () => model.swapAverages(true);
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
  'deep, 300 layers: first fit': () => deep(300, (model, x) => model.fit(x, x, { ...quiet, batchSize: 32 })),
  'deep, 1000 layers: first fit': () => deep(1000, (model, x) => model.fit(x, x, { ...quiet, batchSize: 32 })),
  'deep, 300 layers: first fit, gradientNorms': () =>
    deep(300, (model, x) => model.fit(x, x, { ...quiet, batchSize: 32, gradientNorms: true })),
  'deep, 300 layers: first evaluate': () => deep(300, (model, x) => model.evaluate(x, x)),
  'deep, 300 layers: first predict': () => deep(300, (model, x) => model.predict(x)),
  'deep, 300 layers: check': () => deep(300, (model, x) => model.check(x, x, { printFn: () => undefined })),
  'deep, 300 layers: first fit by lbfgs': () => deep(300, (model, x) => model.fit(x, x, { ...quiet, batchSize: 64 }), 'lbfgs'),
  'deep, 300 layers: first fit by newtonCg': () =>
    deep(300, (model, x) => model.fit(x, x, { ...quiet, batchSize: 64 }), optimizers.newtonCg({ maxIterations: 2, solverIterations: 4 })),
  'deep, 300 layers: report': () => deep(300, (model, x) => model.report(x, x)),
  'deep, 300 layers: toBytes': () => deep(300, (model) => model.toBytes()),
  'deep, 900 layers: toBytes': () => deep(900, (model) => model.toBytes()),
  'deep, 300 layers: loadModel': async () => {
    let bytes: Uint8Array;
    await deep(300, async (model) => (bytes = await model.toBytes()))();
    return () => loadModel(bytes);
  },
  'deep, 30 decoder blocks: toBytes': () => {
    const model = decoders();
    return () => model.toBytes();
  },
  'deep, 30 decoder blocks: loadModel': async () => {
    const bytes = await decoders().toBytes();
    return () => loadModel(bytes);
  },
  'deep, 30 decoder blocks: first predict': () => {
    const model = decoders();
    return () => model.predict({ data: new Int32Array(16), shape: [1, 16] });
  },
  'deep, 300 layers: summary': () => deep(300, (model) => model.summary({ printFn: () => undefined })),
  'summary beside fit': () => during((model) => model.summary({ printFn: () => undefined })),
  ...READING,
  ...DATA,
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

