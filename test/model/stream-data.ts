/** Rows, as arrays and as batches, and a model for them. */
import { layers, sequential, type DataBatch, type Sequential } from '../../src/index.ts';

export const ROWS = 50;
export const WIDTH = 6;
export const x = { data: Float32Array.from({ length: ROWS * WIDTH }, (_, i) => Math.sin(i)), shape: [ROWS, WIDTH] };
export const y = { data: Float32Array.from({ length: ROWS }, (_, i) => (Math.cos(i) > 0 ? 1 : 0)), shape: [ROWS] };

export function made(seed = 7): Sequential {
  const model = sequential(
    [
      layers.dense({ units: 8, activation: 'relu', inputShape: [WIDTH] }),
      layers.dropout({ rate: 0.3 }),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
    { seed },
  );
  model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  return model;
}

export const bits = (model: Sequential): string => JSON.stringify(model.getWeights().map((w) => [...w.data]));

/** The batch of these rows. */
export function rowsOf(rows: Iterable<number>): readonly [{ data: Float32Array; shape: number[] }, Float32Array] {
  const numbers = [...rows];
  const values = numbers.flatMap((row) => [...x.data.subarray(WIDTH * row, WIDTH * (row + 1))]);
  return [{ data: Float32Array.from(values), shape: [numbers.length, WIDTH] }, Float32Array.from(numbers, (row) => y.data[row]!)];
}

/** All rows in their order, `size` at a time. */
export function* batches(size: number): Generator<DataBatch> {
  for (let from = 0; from < ROWS; from += size) yield rowsOf(Array.from({ length: Math.min(size, ROWS - from) }, (_, i) => from + i));
}

/** The same, each a while after it was asked for. */
export async function* slowly(size: number): AsyncGenerator<DataBatch> {
  for (const batch of batches(size)) {
    await new Promise((resume) => setTimeout(resume, 1));
    yield batch;
  }
}
