/** Many calls at once, models that share layers, and arrays and layers that change meanwhile: each answer is that of its own
 *  call, or a typed refusal. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compile, ConfigError, DataError, layers, loadModel, ops, sequential, tensor, variable } from '../../src/index.ts';
import type { Sequential, Tensor } from '../../src/index.ts';
import { numbers } from '../grad/check.ts';

const random = numbers(5);
const draw = (rows: number, columns: number): { data: Float32Array; shape: number[] } => {
  return { data: Float32Array.from({ length: rows * columns }, () => random() - 0.5), shape: [rows, columns] };
};

/** Adds a constant that depends on the size of the batch: a program each, with a constant of its own. */
class Marked extends layers.Layer {
  readonly kind = 'marked';
  call(x: Tensor): Tensor {
    return ops.add(x, tensor(Float32Array.from({ length: 50 }, (_, i) => i * x.shape[0]!)));
  }
}
const marked = (): Sequential => sequential([layers.dense({ units: 50, inputShape: [4] }), new Marked('marked')], { seed: 1 });

test('answers of another call: more sizes of batch at once than programs are kept', async () => {
  const model = marked();
  const inputs = Array.from({ length: 60 }, (_, i) => draw(i + 1, 4));
  const expected = inputs.map((x) => [...model.predictSync(x).data]);
  const answers = await Promise.all(inputs.map((x) => model.predict(x, { batchSize: 60 })));
  expect(answers.map((t) => [...t.data])).toEqual(expected);
});

test('answers of another call: more shapes of a compiled function at once than programs are kept', async () => {
  const total = variable([0]);
  const f = compile((t, x: Tensor) => {
    const places = tensor(Float32Array.from({ length: x.shape[0]! }, (_, i) => i));
    return t.update(total, ops.add(t.read(total), ops.sum(ops.multiply(x, places))));
  });
  const sizes = Array.from({ length: 40 }, (_, i) => i + 2);
  await Promise.all(sizes.map((n) => f.async(new Float32Array(n).fill(1))));
  expect(total.value().item()).toBe(sizes.reduce((sum, n) => sum + (n * (n - 1)) / 2, 0));
});

const shared = (): { a: Sequential; b: Sequential } => {
  const layer = layers.dense({ units: 8, inputShape: [4] });
  const [a, b] = [sequential([layer, layers.dense({ units: 1 })], { seed: 1 }), sequential([layer])];
  a.compile({ optimizer: 'sgd', loss: 'mse' });
  return { a, b };
};

test('lost updates: a layer is not quantised while a model that shares it trains or predicts', async () => {
  const { a, b } = shared();
  const fit = a.fit(draw(400, 4), draw(400, 1), { epochs: 5, batchSize: 4, verbose: 0 });
  expect(() => b.quantize('int8')).toThrow(ConfigError);
  await fit;
  const asked = a.predict(draw(400, 4), { batchSize: 4 });
  expect(() => b.quantize('int8')).toThrow(/a call of a model that shares weights with this one is under way/);
  await asked;
  b.quantize('int8');
});

test('answers of a former model: quantising a layer that others share holds for all of them', () => {
  const layer = layers.dense({ units: 64, inputShape: [64] });
  const [a, b] = [sequential([layer], { seed: 1 }), sequential([layer])];
  const f = compile((t, x: Tensor) => t.call(layer, x) as Tensor);
  const x = draw(3, 64);
  const [before] = [a.predictSync(x), f(x)];
  b.quantize('int8');
  const after = [...b.predictSync(x).data];
  expect(after).not.toEqual([...before!.data]);
  expect([...a.predictSync(x).data]).toEqual(after);
  expect([...f(x).data]).toEqual(after);
});

test('answers of a former model: layers added and taken away hold for the next prediction', async () => {
  const model = sequential([layers.dense({ units: 8, inputShape: [4] }), layers.dense({ units: 3 })]);
  const x = draw(500, 4);
  expect(model.predictSync(x).shape).toEqual([500, 3]);
  model.pop();
  expect(model.predictSync(x).shape).toEqual([500, 8]);
  model.add(layers.dense({ units: 2 }));
  const asked = model.predict(x, { batchSize: 5 });
  expect(() => model.pop()).toThrow(/a call of predict is under way/);
  expect(() => model.add(layers.flatten())).toThrow(/a call of predict is under way/);
  expect((await asked).shape).toEqual([500, 2]);
});

const LONG = ['predict', 'evaluate', 'fit'] as const;
test.each(LONG)('answers of another call: arrays too large to copy, transferred during %s, are refused by type', async (what) => {
  const model = sequential([layers.dense({ units: 1, inputShape: [16] })], { seed: 1 });
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  const rows = (1 << 20) + 1;
  const x = { data: new Float32Array(16 * rows), shape: [rows, 16] };
  const y = { data: new Float32Array(rows), shape: [rows, 1] };
  const asked = what === 'predict' ? model.predict(x) : what === 'evaluate' ? model.evaluate(x, y) : model.fit(x, y, { verbose: 0 });
  structuredClone(x.data, { transfer: [x.data.buffer] });
  await expect(asked).rejects.toThrow(DataError);
  expect(model.predictSync(draw(2, 16)).shape).toEqual([2, 1]);
});

test('answers of another call: tensors over arrays that are gone, or shorter, are refused by type', () => {
  const gone = new Float32Array(4);
  type Resizable = ArrayBuffer & { resize(bytes: number): void };
  const make = ArrayBuffer as unknown as new (bytes: number, options: { maxByteLength: number }) => Resizable;
  const buffer = new make(16, { maxByteLength: 32 });
  const shorter = new Float32Array(buffer);
  const tensors = [tensor(gone), tensor(shorter)];
  structuredClone(gone, { transfer: [gone.buffer] });
  buffer.resize(8);
  for (const t of tensors) {
    expect(() => ops.sum(t)).toThrow(DataError);
    expect(() => variable([1, 2, 3, 4]).assign(t)).toThrow(/expected 4 values as when they were given, found [02]/);
  }
});

test('saves to one path at once leave a whole file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  try {
    const [model, path] = [marked(), join(folder, 'model.safetensors')];
    await Promise.all([model.save(path), model.save(path), model.save(path)]);
    const again = await loadModel(path, { customObjects: { marked: () => new Marked('marked') } });
    expect(again.getWeights().map((w) => [...w.data])).toEqual(model.getWeights().map((w) => [...w.data]));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
