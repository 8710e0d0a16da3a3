/** What is done to data at size before training, and what is made of trainings, for `sizes.ts`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { datasets, layers, sequential, type initializers } from '../src/index.ts';
import { classes, column, quiet, type Setup } from './size-data.ts';

const texts = (rows: number): string[] => Array.from({ length: rows }, (_, i) => `word${i % 5000} word${(i * 7) % 5000} w${i % 11}`);

const nested = (rows: number, width: number): number[][] =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: width }, (_, j) => ((i * width + j) % 1000) / 1000));

const records = (rows: number): { a: number; b: string }[] =>
  Array.from({ length: rows }, (_, i) => ({ a: (i % 997) / 7, b: `text ${i % 1000}` }));

function dense(inputs: number): ReturnType<typeof sequential> {
  const model = sequential([layers.dense({ units: 1, inputShape: [inputs] })], { seed: 1 });
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  return model;
}

function ofTables(): ReturnType<typeof sequential> {
  const encoding = layers.tableEncoding();
  encoding.adapt(records(1000));
  const model = sequential([encoding, layers.dense({ units: 1 })], { seed: 1 });
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  return model;
}

export const DATA: Readonly<Record<string, Setup>> = {
  'adaptAsync normalization 1e7': () => {
    const [layer, x] = [layers.normalization({}), column(1e7)];
    return () => layer.adaptAsync(x);
  },
  'adaptAsync discretization 1e7': () => {
    const [layer, x] = [layers.discretization({ numBins: 10 }), column(1e7)];
    return () => layer.adaptAsync(x);
  },
  'adaptAsync textVectorization 1e6': () => {
    const [layer, x] = [layers.textVectorization({}), texts(1e6)];
    return () => layer.adaptAsync(x);
  },
  'adaptAsync bytePairTokenizer 1e5': () => {
    const [layer, x] = [layers.bytePairTokenizer({ vocabularySize: 1000 }), texts(1e5)];
    return () => layer.adaptAsync(x);
  },
  'adaptAsync tableEncoding 1e6': () => {
    const [layer, x] = [layers.tableEncoding(), datasets.table(records(1e6))];
    return () => layer.adaptAsync(x);
  },
  'adaptAsync featureSpace 1e6': () => {
    const [layer, x] = [layers.featureSpace({ features: { a: 'floatNormalized', b: 'stringCategorical' } }), records(1e6)];
    return () => layer.adaptAsync(x);
  },
  'adaptAsync labelEncoding 1e6': () => {
    const [layer, x] = [layers.labelEncoding(), Array.from({ length: 1e6 }, (_, i) => `class ${i % 10}`)];
    return () => layer.adaptAsync(x);
  },
  'adaptAsync targetNormalization 1e7': () => {
    const [layer, x] = [layers.targetNormalization(), column(1e7)];
    return () => layer.adaptAsync(x);
  },
  'fit of nested arrays 1e6 x 8': () => {
    const [model, x, y] = [dense(8), nested(1e6, 8), nested(1e6, 1)];
    return () => model.fit(x, y, { ...quiet, batchSize: 65536 });
  },
  'predict of nested arrays 1e6 x 8': () => {
    const [model, x] = [dense(8), nested(1e6, 8)];
    return () => model.predict(x, { batchSize: 65536 });
  },
  'fit of float64 1e6 x 8': () => {
    const [model, x] = [dense(8), { data: Float64Array.from({ length: 8e6 }, (_, i) => i % 10), shape: [1e6, 8] }];
    const y = column(1e6);
    return () => model.fit(x, y, { ...quiet, batchSize: 65536 });
  },
  'fit of records 1e6': () => {
    const [model, x, y] = [ofTables(), records(1e6), column(1e6)];
    return () => model.fit(x, y, { ...quiet, batchSize: 65536 });
  },
  'fit of a table 1e6': () => {
    const [model, x, y] = [ofTables(), datasets.table(records(1e6)), column(1e6)];
    return () => model.fit(x, y, { ...quiet, batchSize: 65536 });
  },
  'fit of texts 1e6': () => {
    const vectors = layers.textVectorization({ outputSequenceLength: 4, maxTokens: 6000 });
    const x = texts(1e6);
    vectors.adapt(x);
    const parts = [vectors, layers.embedding({ inputDim: 6000, outputDim: 4 }), layers.flatten(), layers.dense({ units: 1 })];
    const model = sequential(parts, { seed: 1 });
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const y = column(1e6);
    return () => model.fit(x, y, { ...quiet, batchSize: 65536 });
  },
  'fit of labels that are texts 1e6': () => {
    const y = Array.from({ length: 1e6 }, (_, i) => `class ${i % 10}`);
    const labels = layers.labelEncoding();
    labels.adapt(y);
    const model = sequential([layers.dense({ units: 10, inputShape: [1], activation: 'softmax' }), labels], { seed: 1 });
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
    const x = column(1e6);
    return () => model.fit(x, y, { ...quiet, batchSize: 65536 });
  },
  'fit of ctc labels 3e5 x 32': () => {
    const model = sequential([layers.repeatVector({ n: 40, inputShape: [1] }), layers.dense({ units: 8 })], { seed: 1 });
    model.compile({ optimizer: 'sgd', loss: 'ctc' });
    const labels = { data: Int32Array.from({ length: 3e5 * 32 }, (_, i) => (i % 32 < 30 ? 1 + (i % 7) : 0)), shape: [3e5, 32] };
    const [x, controller] = [column(3e5), new AbortController()];
    setTimeout(() => controller.abort(), 3000);
    return () => model.fit(x, labels, { ...quiet, batchSize: 64, signal: controller.signal }).catch(() => undefined);
  },
  'fit of looked up texts 1e6': () => {
    const lookup = layers.stringLookup({ vocabulary: Array.from({ length: 10 }, (_, i) => `class ${i}`), outputMode: 'oneHot' });
    const model = sequential([lookup, layers.dense({ units: 1 })], { seed: 1 });
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const [x, y] = [Array.from({ length: 1e6 }, (_, i) => [`class ${i % 11}`]), column(1e6)];
    return () => model.fit(x, y, { ...quiet, batchSize: 65536 });
  },
  'predictLabels 1e6': () => {
    const labels = layers.labelEncoding({ labels: Array.from({ length: 10 }, (_, i) => `class ${i}`) });
    const model = sequential([layers.dense({ units: 10, inputShape: [1], activation: 'softmax' }), labels], { seed: 1 });
    const x = column(1e6);
    return () => model.predictLabels(x, { batchSize: 65536 });
  },
  'history.toHTML of 1e5 epochs': async () => {
    const model = dense(1);
    const history = await model.fit(column(8), column(8), { ...quiet, epochs: 1e5 });
    return () => history.toHTML();
  },
  'report 1e6 rows': async () => {
    const model = dense(8);
    const [x, y] = [column(1e6, 8), column(1e6)];
    const history = await model.fit(x, y, { ...quiet, batchSize: 65536 });
    return () => model.report(x, y, { history });
  },
  'report of classes 1e6 rows': () => {
    const model = sequential([layers.dense({ units: 10, inputShape: [8], activation: 'softmax' })], { seed: 1 });
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
    const [x, y] = [column(1e6, 8), classes(1e6, 10)];
    return () => model.report(x, y);
  },
  'weights of 8192 x 8192 drawn': () => () => drawn(8192, 'glorotUniform'),
  'weights of 8192 x 8192 drawn, normal': () => () => drawn(8192, 'heNormal'),
  'weights of 1024 x 1024 drawn, orthogonal': () => () => drawn(1024, 'orthogonal'),
  'trainTestSplitAsync 1e7, stratified': () => {
    const [x, y] = [{ data: new Float32Array(1e7), shape: [1e7, 1] }, Int32Array.from({ length: 1e7 }, (_, i) => i % 10)];
    return () => datasets.trainTestSplitAsync(x, y, { stratify: y, seed: 1 });
  },
  'splitAsync of kFold 1e7': () => {
    const x = { data: new Float32Array(1e7), shape: [1e7, 1] };
    return async () => {
      for await (const _ of datasets.kFold({ splits: 3, shuffle: true, seed: 1 }).splitAsync(x));
    };
  },
  'dispose of a large model': async () => {
    const model = await drawn(8192, 'glorotUniform');
    return async () => {
      model.dispose();
      await sleep(3000); // until the values are out
    };
  },
};

async function drawn(units: number, kernelInitializer: keyof typeof initializers): Promise<ReturnType<typeof sequential>> {
  const model = sequential([layers.dense({ units, inputShape: [units], kernelInitializer })], { seed: 1 });
  model.compile({ optimizer: 'adam', loss: 'mse' });
  await model.trainOnBatch(column(16, units), column(16, units));
  return model;
}
