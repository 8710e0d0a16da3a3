/** The deep networks of the benchmarks, on every machine of this computer: the same bits on any number of threads, after a save and a
 *  load, and on another machine the same losses within rounding. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemble, fill } from '../../bench/versus/deep-model.ts';
import { DEEP_NETS, describe as described, type DeepNet } from '../../bench/versus/deep-nets.ts';
import type { Backend } from '../../src/backend/backend.ts';
import { setBackend } from '../../src/backend/select.ts';
import { wasmBackend } from '../../src/backend/wasm.ts';
import * as myelin from '../../src/index.ts';
import { nativeWith, TARGETS } from '../machines.ts';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'myelin-'))));
afterAll(() => {
  setBackend(undefined);
  rmSync(folder, { recursive: true });
});

/** So few samples, and of 4,096 steps so many, that WebAssembly trains them in seconds. */
const small = (net: DeepNet): DeepNet => ({
  ...net, batch: Math.min(net.batch, 3), batches: 2, inputShape: net.inputShape.map((n) => Math.min(n, 1024)),
});

/** Relative, of losses. A first step of Adam has the size of its rate, however small a gradient is, so that rounding decides the sign of
 *  steps whose gradient should be 0, and batch normalisation over three small images enlarges what rounding made: 2.6e-4 is the most seen,
 *  in `mobilenet` between machines with and without fused multiply-adds. */
const TOLERANCE = 1e-3;

interface Trained {
  readonly losses: readonly number[];
  readonly values: readonly Float32Array[];
}

/** All variables of a model, moving averages and slots of the optimizer among them. */
const valuesOf = (model: myelin.Model<unknown>): Float32Array[] => model.paths().map(([, v]) => Float32Array.from(v.read()));

/** Two epochs of Adam; with a break between them, the model is saved, and a loaded one goes on. */
async function train(net: DeepNet, machine: Backend, broken = false): Promise<Trained> {
  setBackend(machine);
  const { arrays: [rows, labels, ...weights] } = described(net);
  const { model, placed } = assemble(myelin, net);
  let at = 0;
  fill(placed, placed.map(({ layer }) => layer.trainableWeights.map(() => weights[at++]!)));
  model.compile({ optimizer: 'adam', loss: net.classes > 2 ? 'sparseCategoricalCrossentropy' : 'binaryCrossentropy' });
  const count = net.batch * net.batches;
  const x = { data: net.tokens === undefined ? rows! : Int32Array.from(rows!), shape: [count, ...net.inputShape] };
  const y = { data: net.classes > 2 ? Int32Array.from(labels!) : labels!, shape: [count] };
  const options = { batchSize: net.batch, shuffle: false };
  let trained: myelin.Model<unknown> = model;
  const losses: number[] = [];
  for (let epoch = 0; epoch < 2; epoch++) {
    losses.push(...(await trained.fit(x, y, options)).history['loss']!);
    if (!broken || epoch > 0) continue;
    const path = join(folder, `${net.name}-${machine.name}.safetensors`);
    await trained.save(path);
    trained.dispose();
    trained = await myelin.loadModel<myelin.Model<unknown>>(path);
  }
  const values = valuesOf(trained);
  trained.dispose();
  return { losses, values };
}

describe.each(DEEP_NETS.map(small))('$name', (net) => {
  test.runIf(TARGETS.length > 0)('native: the same bits on one, two and three threads, and after a save', async () => {
    const target = TARGETS.at(-1)!;
    const alone = await train(net, nativeWith(target, 1));
    for (const threads of [2, 3]) expect(await train(net, nativeWith(target, threads))).toEqual(alone);
    expect(await train(net, nativeWith(target, 2), true)).toEqual(alone);
  });

  test('wasm: the same bits on one and two threads, and after a save', async () => {
    const alone = await train(net, wasmBackend({ threads: 1 }));
    expect(await train(net, wasmBackend({ threads: 2 }))).toEqual(alone);
    expect(await train(net, wasmBackend({ threads: 2 }), true)).toEqual(alone);
  });

  test('every target comes to the losses of wasm', async () => {
    const { losses } = await train(net, wasmBackend());
    for (const target of TARGETS) {
      const native = (await train(net, nativeWith(target, 2))).losses;
      for (const [i, loss] of native.entries()) {
        expect(Math.abs(loss - losses[i]!) / losses[i]!, `${target}, epoch ${i}`).toBeLessThan(TOLERANCE);
      }
    }
  });
});
