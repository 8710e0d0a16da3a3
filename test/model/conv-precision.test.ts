/** The precision of convolutions: what takes it, keeps it, and what it changes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  convPrecision, layers, loadModel, optimizers, sequential, setConvPrecision, type ConvPrecision, type Sequential,
} from '../../src/index.ts';
import { numbers } from '../grad/check.ts';

const [IMAGES, SIDE, CHANNELS] = [16, 12, 16];
/** Its convolutions are large enough for tiles, forward, backward and transposed. */
const net = (precision?: ConvPrecision): Sequential =>
  sequential(
    [
      layers.conv2d({
        filters: 32, kernelSize: 3, padding: 'same', activation: 'relu', inputShape: [SIDE, SIDE, CHANNELS], precision: precision ?? null,
      }),
      layers.conv2d({ filters: 32, kernelSize: 3, activation: 'tanh', precision: precision ?? null }),
      layers.conv2dTranspose({ filters: CHANNELS, kernelSize: 3, precision: precision ?? null }),
    ],
    { seed: 5 },
  );
const draw = numbers(3);
const x = {
  data: Float32Array.from({ length: IMAGES * SIDE * SIDE * CHANNELS }, () => draw() - 0.5),
  shape: [IMAGES, SIDE, SIDE, CHANNELS],
};

const precisions = (model: Sequential): unknown[] => model.layers.map((layer) => layer.getConfig()['precision']);
const weightsOf = (model: Sequential): Float32Array[] => model.getWeights().map((w) => Float32Array.from(w.data));

async function trained(precision: ConvPrecision): Promise<{ model: Sequential; weights: Float32Array[]; loss: number }> {
  const model = net(precision);
  model.compile({ optimizer: optimizers.sgd({ learningRate: 0.1 }), loss: 'mse' });
  const { history } = await model.fit(x, x, { epochs: 2, batchSize: 8 });
  return { model, weights: weightsOf(model), loss: (history['loss'] as readonly number[]).at(-1)! };
}

test('layers take the precision of the day, unless they have one of their own, and files keep it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  try {
    expect(convPrecision()).toBe('highest');
    const plain = net();
    setConvPrecision('high');
    expect(convPrecision()).toBe('high');
    const [fast, own] = [net(), net('highest')];
    expect([plain, fast, own].map(precisions)).toEqual(['highest', 'high', 'highest'].map((p) => [p, p, p]));
    for (const [i, model] of [plain, fast].entries()) {
      const path = join(folder, `${i}.safetensors`);
      await model.save(path);
      setConvPrecision(i === 0 ? 'high' : 'highest');
      const again = await loadModel(path);
      expect(precisions(again as Sequential)).toEqual(precisions(model));
      expect((await again.predict(x)).data).toEqual((await model.predict(x)).data);
    }
  } finally {
    setConvPrecision('highest');
    rmSync(folder, { recursive: true });
  }
});

test('a model trains by tiles of 4 x 4 to nearly the same weights, and not to the same bits', async () => {
  const [exact, fast] = [await trained('highest'), await trained('high')];
  expect(Math.abs(fast.loss / exact.loss - 1)).toBeLessThan(1e-5);
  const [of, other] = [exact, fast].map(({ weights }) => weights.flatMap((w) => [...w])) as [number[], number[]];
  const largest = Math.max(...of.map(Math.abs));
  const errors = of.map((w, i) => Math.abs(other[i]! - w) / largest);
  expect(Math.max(...errors)).toBeLessThan(1e-4);
  expect(errors.filter((e) => e > 0).length).toBeGreaterThan(100);
  exact.model.dispose();
  fast.model.dispose();
});
