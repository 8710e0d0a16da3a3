/** Attention at length 4,096 trains in little memory: the matrix of scores, 256 MiB for four heads, is never there. */
import { expect, test } from 'vitest';
import { layers, type Tensor } from '../../src/index.ts';
import { selectBackend } from '../../src/backend/select.ts';
import { differentiate } from '../../src/grad/differentiate.ts';
import { placeholder } from '../../src/graph/tensor.ts';
import { square } from '../../src/op/elementwise.ts';
import { mean } from '../../src/op/reduce.ts';
import { Session } from '../../src/run/session.ts';
import { Trace } from '../../src/trace/trace.ts';
import { counted } from '../arena-size.ts';

/** MiB of the arena for a step of training. */
function memoryOf(flashAttention: boolean | undefined, steps: number): number {
  const layer = layers.multiHeadAttention({ numHeads: 4, keyDim: 32, flashAttention: flashAttention ?? null });
  layer.seed = 3;
  const t = new Trace({ training: true });
  const x = placeholder([1, steps, 128]);
  const loss = mean(square(t.call(layer, [x, x], { useCausalMask: true }) as Tensor));
  const gradients = differentiate(loss, layer.trainableWeights.map((w) => t.read(w)));
  const { backend, most } = counted(selectBackend());
  const session = new Session(backend);
  const program = session.plan([loss, ...gradients], t.effects(), [x]);
  session.run(program, [Float32Array.from({ length: x.size }, (_, i) => Math.sin(i))]);
  expect(Number.isFinite(session.output(program, 0)[0])).toBe(true);
  session.dispose();
  return (4 * most()) / 2 ** 20;
}

test('one layer, batch 1, 128 features, 4 heads: far below 1 GiB', () => {
  const used = memoryOf(undefined, 4096);
  expect(used).toBeGreaterThan(8);
  expect(used).toBeLessThan(40);
});

test('memory grows with the length, with the matrix of scores by its square', () => {
  expect(memoryOf(undefined, 1024) / memoryOf(undefined, 512)).toBeLessThan(2.1);
  expect(memoryOf(false, 1024) / memoryOf(false, 512)).toBeGreaterThan(3);
});
