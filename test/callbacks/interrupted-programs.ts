/** Rows of two classes, and programs that learn from them in different ways. */
import {
  layers, optimizers, schedules, sequential, type DataBatch, type Sequential,
} from '../../src/index.ts';
import type { Program } from './interrupted.ts';

const ROWS = 26, WIDTH = 3, BATCH = 4;
const valueOf = (row: number, column: number): number => Math.sin(row * WIDTH + column);
const rowOf = (row: number): number[] => Array.from({ length: WIDTH }, (_, i) => valueOf(row, i));
const targetOf = (row: number): number => Number(valueOf(row, 0) > 0);
export const x = Array.from({ length: ROWS }, (_, row) => rowOf(row));
export const y = Array.from({ length: ROWS }, (_, row) => [targetOf(row)]);
export const heldX = x.slice(0, 7), heldY = y.slice(0, 7);

/** Dropout, batch normalisation, momentum, a schedule, averages, accumulation: each has a state of its own. Layers are named, because
 *  histories and files name them. */
export function net(optimizer?: optimizers.Optimizer, seed = 5): Sequential {
  const model = sequential(
    [
      layers.dense({ name: 'first', units: 5, activation: 'relu', inputShape: [WIDTH] }),
      layers.batchNormalization({ name: 'normal' }),
      layers.dropout({ name: 'drop', rate: 0.3 }),
      layers.dense({ name: 'last', units: 1, activation: 'sigmoid' }),
    ],
    { seed, name: 'net' },
  );
  model.compile({
    optimizer: optimizer ?? optimizers.sgd({
      learningRate: schedules.cosineDecay({ initialLearningRate: 0.2, decaySteps: 60 }),
      momentum: 0.9, useEma: true, emaMomentum: 0.8, emaOverwriteFrequency: 5, gradientAccumulationSteps: 3,
    }),
    loss: 'binaryCrossentropy',
    metrics: ['accuracy', 'auc'],
  });
  return model;
}

export function* batches(epoch: number): Generator<DataBatch> {
  // Other rows in each epoch, and a smaller batch at the end.
  for (let from = 0; from < ROWS; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, ROWS - from) }, (_, i) => (from + i + epoch) % ROWS);
    yield [rows.map(rowOf), rows.map((row) => [targetOf(row)])];
  }
}

const validation = { validationData: [heldX, heldY] as const, validationBatchSize: 4 };
export const predict = (model: Sequential): number[] => [...model.predictSync(x).data];
const common = { epochs: 4, batchSize: BATCH };

export const PROGRAMS: Readonly<Record<string, Program>> = {
  'rows in the arena': {
    model: net, predict,
    fit: (model, more) => model.fit(x, y, { ...common, ...validation, ...more }),
  },
  'a shuffled, streamed source': {
    model: net, predict,
    fit: (model, more) => {
      const take = (rows: Int32Array): DataBatch => [[...rows].map(rowOf), [...rows].map((row) => [targetOf(row)])];
      return model.fit({ length: ROWS, take }, null, { ...common, ...validation, ...more });
    },
  },
  'generators behind a buffer that mixes': {
    model: net, predict,
    fit: (model, more) => model.fit(batches, null, { epochs: 4, shuffle: { buffer: 9 }, ...validation, ...more }),
  },
  'epochs of five steps, and validation from a source': {
    model: net, predict,
    fit: (model, more) => model.fit(batches, null, { epochs: 5, stepsPerEpoch: 5, validationData: batches, validationSteps: 2, ...more }),
  },
  'arrays with steps of an epoch, and norms of gradients': {
    model: net, predict,
    fit: (model, more) => model.fit(x, y, { ...common, stepsPerEpoch: 7, gradientNorms: true, ...more }),
  },
};

