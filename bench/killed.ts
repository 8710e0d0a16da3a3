/** What the processes do that `kills.ts` kills. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { callbacks, layers, optimizers, schedules, sequential, type DataBatch, type Sequential } from '../src/index.ts';

const ROWS = 6000, WIDTH = 24, BATCH = 16, EPOCHS = 6;

const hash = (values: Uint8Array | string): string => createHash('sha256').update(values).digest('hex').slice(0, 16);
const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);

/** Dropout, batch normalisation, momentum, a schedule, averages and accumulated gradients. */
function network(): Sequential {
  const model = sequential(
    [
      layers.dense({ name: 'a', units: 96, activation: 'relu', inputShape: [WIDTH] }),
      layers.batchNormalization({ name: 'b' }),
      layers.dropout({ name: 'c', rate: 0.3 }),
      layers.dense({ name: 'd', units: 48, activation: 'relu' }),
      layers.dense({ name: 'e', units: 1, activation: 'sigmoid' }),
    ],
    { seed: 3, name: 'net' },
  );
  const learningRate = schedules.cosineDecay({ initialLearningRate: 0.05, decaySteps: 4000 });
  model.compile({
    optimizer: optimizers.sgd({ learningRate, momentum: 0.9, useEma: true, emaMomentum: 0.95, gradientAccumulationSteps: 3 }),
    loss: 'binaryCrossentropy', metrics: ['accuracy', 'auc'],
  });
  return model;
}

const valueOf = (row: number, column: number): number => Math.sin(row * 12.9898 + column * 78.233);
function take(rows: Int32Array): DataBatch {
  const x = new Float32Array(rows.length * WIDTH), y = new Float32Array(rows.length);
  rows.forEach((row, i) => {
    for (let column = 0; column < WIDTH; column++) x[i * WIDTH + column] = valueOf(row, column);
    y[i] = Number(valueOf(row, 0) * valueOf(row, 1) > 0);
  });
  return [{ data: x, shape: [rows.length, WIDTH] }, y];
}

/** Trains on a shuffled, streamed source, goes on from what is in the folder, and says what came of it. */
export async function trained(folder: string): Promise<object> {
  const model = network();
  const log = join(folder, 'log.csv'), backupDir = join(folder, 'backup');
  const { epoch, history } = await model.fit({ length: ROWS, take }, null, {
    epochs: EPOCHS, batchSize: BATCH, verbose: 0, validationData: { length: 500, take },
    callbacks: [
      callbacks.earlyStopping({ patience: EPOCHS, restoreBestWeights: true }),
      callbacks.csvLogger({ filename: log }),
      callbacks.modelCheckpoint({ filepath: join(folder, 'model-{epoch}'), keep: 2 }),
      callbacks.backupAndRestore({ backupDir, saveFreq: { seconds: 0.03 } }),
    ],
  });
  const [x] = take(Int32Array.from({ length: 300 }, (_, i) => i)) as [{ data: Float32Array; shape: number[] }];
  const files = readdirSync(folder, { withFileTypes: true }).filter((f) => f.isFile()).map(({ name }) => name).toSorted();
  return {
    epoch, history,
    weights: model.weights.map((w) => hash(bytesOf(w.read()))),
    optimizer: model.optimizer.variables.map((v) => hash(bytesOf(v.read()))),
    predictions: hash(bytesOf(model.predictSync(x).data)),
    files: files.map((name) => `${name} ${hash(readFileSync(join(folder, name)))}`),
    backup: existsSync(backupDir),
  };
}

const SIDE = 700;

/** A model to be saved. */
export const saving = (): Sequential =>
  sequential([layers.dense({ units: SIDE, inputShape: [SIDE], useBias: false, name: 'a' })], { seed: 1, name: 'net' });

/** Saves a model whose weights all say who saves it, and the how manyth time. */
export async function save(model: Sequential, path: string, saver: number, count: number): Promise<void> {
  model.setWeights([{ data: new Float32Array(SIDE * SIDE).fill(count * 4 + saver), shape: [SIDE, SIDE] }]);
  await model.save(path);
}

/** Reads that of a model. @throws {Error} if its weights do not all say the same */
export function saved(model: Sequential): { readonly saver: number; readonly count: number } {
  const { data } = model.getWeights()[0]!;
  const value = data[0];
  if (data.some((v) => v !== value)) throw new Error('the file has weights of two moments');
  model.dispose();
  return { saver: value! % 4, count: Math.floor(value! / 4) };
}
