/** Data that are shortened or given away while a call reads them in pieces: the answer of the data as they were given, or a refusal. */
import { expect, test } from 'vitest';
import { DataError, layers, sequential, type Sequential } from '../../src/index.ts';
import { tableIn } from '../../src/preprocessing/table-like.ts';

const ROWS = 150_000;

const sums = (): Sequential => sequential([layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'ones' })], { seed: 1 });

test('rows of nested arrays that are taken away behind the call are in the answer', async () => {
  const x = Array.from({ length: ROWS }, (_, i) => [i, 1]);
  const answer = sums().predict(x, { batchSize: 4096 });
  x.length = 0;
  const { data } = await answer;
  expect(data).toHaveLength(ROWS);
  expect(data.every((value, i) => value === i + 1)).toBe(true);
});

test('an array that is converted and given away meanwhile is refused', async () => {
  const array = new Float64Array(1 << 23).fill(1);
  const answer = sums().predict({ data: array, shape: [1 << 22, 2] }, { batchSize: 4096 });
  structuredClone(array.buffer, { transfer: [array.buffer] });
  await expect(answer).rejects.toThrow(DataError);
  await expect(answer).rejects.toThrow(/expected 8388608 values as when they were given, found 0/);
});

test('texts that are taken away behind the call are in the answer', async () => {
  const vectors = layers.textVectorization({ outputSequenceLength: 1 });
  vectors.adapt(['a', 'b']);
  const words = sequential([vectors, layers.embedding({ inputDim: 5, outputDim: 1 })], { seed: 1 });
  const texts = Array.from({ length: ROWS }, (_, i) => (i % 2 === 0 ? 'a' : 'b'));
  const answer = words.predict(texts, { batchSize: 4096 });
  texts.length = 0;
  const { data } = await answer;
  expect(data).toHaveLength(ROWS);
  expect(new Set(data).size).toBe(2);
});

test('rows and columns of tables that are taken away between two pieces are in the table', () => {
  const rows = Array.from({ length: ROWS }, (_, i) => ({ n: i }));
  const column = Array.from({ length: ROWS }, (_, i) => i);
  for (const data of [rows, { n: column, m: column }]) {
    const reading = tableIn('x', data);
    reading.next();
    if (Array.isArray(data)) data.length = 0;
    else column.length = 0;
    let next = reading.next();
    while (next.done !== true) next = reading.next();
    const { values } = next.value.column('n');
    expect(values).toHaveLength(ROWS);
    expect((values as Float64Array).every((value, i) => value === i)).toBe(true);
  }
});
