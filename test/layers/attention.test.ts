/** Attention in models: arguments in files, masks that data carry, precision, what is dropped, and what it learns. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { input, layers, loadModel, model, ops, tensor, type Layer, type Tensor } from '../../src/index.ts';

const ramp = (...shape: number[]): Tensor => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(Float32Array.from({ length: size }, (_, i) => Math.sin(1.3 * i) + 0.1 * Math.cos(i)), shape);
};

test('a model with arguments and a mask among its inputs comes back from a file with its bits', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  try {
    const [query, value, seen] = [input({ shape: [null, 4] }), input({ shape: [null, 4] }), input({ shape: [null, null] })];
    const heads = layers.multiHeadAttention({ numHeads: 2, keyDim: 3, slidingWindow: 3 });
    const args = { attentionMask: seen, useCausalMask: true, returnAttentionScores: true };
    const [y, scores] = heads.apply<readonly (typeof query)[]>([query, value], args);
    const net = model({ inputs: { query, value, seen }, outputs: [y!, scores!], seed: 2 });
    const mask = tensor(Float32Array.from({ length: 30 }, (_, i) => Number(i % 4 > 0)), [2, 3, 5]);
    const data = { query: ramp(2, 3, 4), value: ramp(2, 5, 4), seen: mask };
    const before = net.predictSync(data);
    expect(before.map((z) => z.shape)).toEqual([[2, 3, 4], [2, 2, 3, 5]]);
    const path = join(folder, 'model.safetensors');
    await net.save(path);
    const again = (await loadModel(path)).predictSync(data) as unknown as readonly Tensor[];
    expect(again.map((z) => z.toArray())).toEqual(before.map((z) => z.toArray()));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('with and without the matrix of scores', () => {
  test.each([['float32', 1e-5], ['mixed_bfloat16', 0.05]] as const)('%s', (dtype, bound) => {
    const [q, v] = [ramp(2, 7, 6), ramp(2, 9, 6)];
    const options = { headDim: 4, numQueryHeads: 4, numKeyValueHeads: 2, useGate: true, dtype };
    const [blocks, matrix] = [undefined, false].map((flashAttention) => {
      const layer = layers.groupQueryAttention({ ...options, flashAttention: flashAttention ?? null });
      layer.seed = 5;
      return layer as Layer;
    }) as unknown as [Layer, Layer];
    const args = { valueMask: tensor(Float32Array.from({ length: 18 }, (_, i) => Number(i % 5 > 0)), [2, 9]), useCausalMask: true };
    const [a, b] = [blocks, matrix].map((layer) => [...(layer.apply([q, v], args) as Tensor).data]) as [number[], number[]];
    expect(Math.max(...a.map((x, i) => Math.abs(x - b[i]!)))).toBeLessThan(bound);
  });
});

test('a mask with heads and masks of steps count together', () => {
  const layer = layers.multiHeadAttention({ numHeads: 2, keyDim: 2 });
  const [q, v] = [ramp(1, 2, 3), ramp(1, 3, 3)];
  const [, scores] = layer.apply([q, v], {
    attentionMask: [[[[1, 1, 0], [1, 1, 1]], [[0, 1, 1], [1, 0, 0]]]], valueMask: [[0, 1, 1]], queryMask: [[1, 1]],
    returnAttentionScores: true,
  }) as readonly [Tensor, Tensor];
  const zero = scores.toArray() as number[][][][];
  expect(zero[0]!.map((head) => head.map((row) => row.map((p) => Number(p > 0))))).toEqual([
    [[0, 1, 0], [0, 1, 1]],
    [[0, 1, 1], [0, 0, 0]],
  ]);
});

test('learns which step to look at', async () => {
  // The answer is the value of the step whose first feature is 1.
  const rows = Array.from({ length: 64 }, (_, r) => Array.from({ length: 5 }, (_, s) => [Number(s === r % 5), Math.sin(3 * r + s)]));
  const answers = rows.map((steps) => [steps.find(([mark]) => mark === 1)![1]!]);
  const x = input({ shape: [5, 2] });
  const attended = layers.multiHeadAttention({ numHeads: 1, keyDim: 4 }).apply([x, x]);
  const net = model({ inputs: x, outputs: layers.dense({ units: 1 }).apply(layers.flatten().apply(attended)), seed: 3 });
  net.compile({ optimizer: 'adam', loss: 'mse' });
  const { history } = await net.fit(tensor(rows), tensor(answers), { epochs: 150, batchSize: 16, verbose: 0 });
  expect(history['loss']!.at(-1)!).toBeLessThan(0.2 * history['loss']![0]!);
});

test('what is dropped is scaled, and drawn by the seed', () => {
  const make = (seed: number): Layer => {
    const layer = layers.multiHeadAttention({ numHeads: 1, keyDim: 2, dropout: 0.5, seed, kernelInitializer: 'ones' });
    layer.apply([ramp(1, 3, 2), ramp(1, 40, 2)]);
    return layer;
  };
  const inputs = [ramp(1, 3, 2), ops.full([1, 40, 2], 1)];
  const run = (layer: Layer, training: boolean): number[] => [...(layer.apply(inputs, { training }) as Tensor).data];
  expect(run(make(1), true)).toEqual(run(make(1), true));
  expect(run(make(1), true)).not.toEqual(run(make(2), true));
  const whole = run(make(1), false);
  const mean = run(make(1), true).reduce((sum, x) => sum + x, 0) / whole.reduce((sum, x) => sum + x, 0);
  expect(mean).toBeGreaterThan(0.5);
  expect(mean).toBeLessThan(1.5);
});
