/** Files of earlier versions load and go on where they stopped; see record-version-0.1.mjs and record-format-2.mjs. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadModel } from '../../src/index.ts';

const golden = (name: string): URL => new URL(`../golden/${name}`, import.meta.url);

test.each([
  ['of version 0.1', 'version-0.1'],
  ['of format 2, with counters of one word', 'format-2'],
])('a file %s loads, and training goes on as it went on there', async (_, file) => {
  const model = await loadModel(readFileSync(golden(`${file}.safetensors`)));
  const recorded = JSON.parse(readFileSync(golden(`${file}.json`), 'utf8')) as { weights: number[][]; history: Record<string, number[]> };
  expect(model.metadata).toEqual({ note: 'two epochs' });
  const x = Float32Array.from({ length: 24 * 4 }, (_, i) => Math.sin(i));
  const y = Float32Array.from({ length: 24 }, (_, i) => Math.cos(3 * i));
  const { history } = await model.fit({ data: x, shape: [24, 4] }, { data: y, shape: [24, 1] }, { epochs: 2, batchSize: 5, verbose: 0 });
  model.getWeights().forEach((w, i) => recorded.weights[i]!.forEach((value, j) => expect(w.data[j]).toBeCloseTo(value, 5)));
  expect(Object.keys(history)).toEqual(Object.keys(recorded.history));
  for (const [name, values] of Object.entries(recorded.history)) {
    values.forEach((value, i) => expect(history[name]![i]).toBeCloseTo(value, 5));
  }
});
