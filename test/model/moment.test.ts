/** A file shows one moment: weights, optimizer and counters of one step, whatever the model does meanwhile. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { layers, loadModel, ops, optimizers, sequential, type Callback, type Sequential, type Tensor } from '../../src/index.ts';
import { readSafetensors } from '../../src/formats/safetensors.ts';
import { circle } from './tables.ts';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'myelin-'))));
afterAll(() => rmSync(folder, { recursive: true }));

type State = Readonly<Record<string, readonly number[]>>;
const stateIn = (path: string): State =>
  Object.fromEntries(Object.entries(readSafetensors(readFileSync(path)).tensors).map(([name, { data }]) => [name, [...data]]));

let files = 0;
const saved = async (model: Sequential): Promise<State> => {
  const path = join(folder, `${files++}.safetensors`);
  await model.save(path);
  const state = stateIn(path);
  rmSync(path);
  return state;
};

const asState = (weights: readonly Tensor[]): State => Object.fromEntries(weights.map(({ data }, i) => [`${i}`, [...data]]));

/** Each step makes every weight smaller by this, exactly. */
const RATE = 2 ** -20;

/** A model whose weights tell how many steps they have seen. */
function counting(): Sequential {
  const model = sequential([layers.dense({ units: 3, inputShape: [2], kernelInitializer: 'zeros' })], { seed: 1 });
  const loss = (_: Tensor, yPred: Tensor): Tensor => ops.sum(yPred, { axis: -1 });
  model.compile({ optimizer: optimizers.sgd({ learningRate: RATE }), loss });
  return model;
}
const ones = { x: Array.from({ length: 8 }, () => [1, 1]), y: Array.from({ length: 8 }, () => [0, 0, 0]) };

/** The steps that weights and counters of a state have seen: one number if it is of one moment. */
const stepsIn = (state: State): ReadonlySet<number> =>
  new Set(
    Object.entries(state).flatMap(([name, values]) =>
      name === 'draws' || name.includes('learningRate') ? [] : name.includes('iterations') ? [values[0]!] : values.map((w) => -w / RATE),
    ),
  );

describe('counted', () => {
  const callbacks: Readonly<Record<string, (look: () => void) => Callback>> = {
    none: () => ({}),
    onEpochBegin: (look) => ({ onEpochBegin: look }),
    onTrainBatchEnd: (look) => ({ onTrainBatchEnd: look }),
    onTrainProgress: (look) => ({ onTrainProgress: look }),
  };
  test.each(Object.keys(callbacks))('files and weights of a model that trains, callback %s', async (name) => {
    const model = counting();
    const saves: Promise<State>[] = [];
    const mixed: unknown[] = [];
    const look = (): void => {
      const seen = new Set(model.getWeights().flatMap((w) => [...w.data].map((v) => -v / RATE)).concat(model.optimizer.steps));
      if (seen.size !== 1) mixed.push([...seen]);
      if (saves.length < 40) saves.push(saved(model), model.getWeightsAsync().then(asState));
    };
    const fit = model.fit(ones.x, ones.y, { epochs: 200_000, batchSize: 4, callbacks: [callbacks[name]!(look)] });
    while (saves.length < 40) {
      await new Promise((resume) => setTimeout(resume, 1 + (saves.length % 5)));
      look();
    }
    model.stopTraining = true;
    await fit;
    for (const state of await Promise.all(saves)) expect([...stepsIn(state)]).toHaveLength(1);
    expect(mixed).toEqual([]);
  });

  test.each(['findLearningRate', 'profile'] as const)('files during %s have the state that it brings back', async (method) => {
    const model = counting();
    const saves: Promise<State>[] = [];
    const work =
      method === 'profile'
        ? model.profile(ones.x, ones.y, { batchSize: 4, steps: 100 })
        : model.findLearningRate(ones.x, ones.y, { batchSize: 4, steps: 100, from: 1e-6, to: 1e-3, printFn: () => undefined });
    let working = true;
    void work.then(() => (working = false));
    while (working) {
      if (saves.length < 50) saves.push(saved(model));
      await turn();
    }
    for (const state of await Promise.all(saves)) expect([...stepsIn(state)]).toEqual([0]);
  });
});

test('files in the middle of a fit are those of a run that was stopped at that step', async () => {
  const { x, y } = circle(60);
  const net = (): Sequential => {
    const model = sequential(
      [
        layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }), layers.batchNormalization(), layers.dropout({ rate: 0.3 }),
        layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
      { seed: 4 },
    );
    const optimizer = optimizers.adam({ learningRate: 0.01, useEma: true, gradientAccumulationSteps: 2 });
    return model.compile({ optimizer, loss: 'binaryCrossentropy' });
  };
  const options = { epochs: 12, batchSize: 16 };
  const model = net();
  const saves: Promise<State>[] = [];
  const look = (): void => void saves.push(saved(model));
  await model.fit(x, y, { ...options, callbacks: [{ onEpochBegin: look, onEpochEnd: look, onTrainProgress: look }] });
  const states = await Promise.all(saves);
  expect(states.length).toBeGreaterThan(30);

  const stopped = new Map<number, State>();
  for (const state of states) {
    // Each step counts a draw, so that draws tell where the run is to stop.
    const draws = state['draws']![0]!;
    if (!stopped.has(draws)) {
      const again = net();
      const stop = async (): Promise<void> => {
        if (stopped.has(draws) || again.draws.read()[0] !== draws) return;
        again.stopTraining = true;
        stopped.set(draws, await saved(again)); // before the fit ends, when weights become their averages
      };
      await again.fit(x, y, { ...options, callbacks: [{ onTrainBegin: stop, onTrainBatchEnd: stop }] });
    }
    expect(state).toEqual(stopped.get(draws));
  }
});

test('a file of many values has all of one moment, although they are assigned while it is written', async () => {
  const model = sequential([layers.dense({ units: 1200, inputShape: [1200], useBias: false, kernelInitializer: 'zeros' })]);
  await model.predict([new Array(1200).fill(0)]);
  const path = join(folder, 'assigned.safetensors');
  for (let round = 1; round <= 3; round++) {
    let saving = true;
    const save = model.save(path).then(() => (saving = false));
    for (let i = 1; saving; i++) {
      if (i < 20) model.setWeights([{ data: new Float32Array(1200 * 1200).fill(i), shape: [1200, 1200] }]);
      await turn();
    }
    await save;
    expect(new Set((await loadModel(path)).getWeights()[0]!.data).size).toBe(1);
  }
});

test('settings in a file are those of one moment, however many layers there are', async () => {
  const names = ['0', '399'];
  const model = sequential(
    Array.from({ length: 400 }, (_, i) => layers.dense({ units: 2, ...(i > 0 ? {} : { inputShape: [2] }) })), { seed: 1 },
  );
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  const [first, last] = [model.layers[0]!, model.layers.at(-1)!];
  for (const after of [0, 1, 2, 4, 8]) {
    // Each piece of work takes longer than a turn of the event loop may.
    let time = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => (time += 100));
    const bytes = model.toBytes();
    for (let i = 0; i < after; i++) await turn();
    for (const layer of [first, last]) layer.trainable = !layer.trainable;
    const { myelin } = readSafetensors(await bytes).metadata;
    vi.restoreAllMocks();
    const { frozen, model: { config } } = JSON.parse(myelin!);
    const seen = [names.filter((name) => frozen.includes(name)), names.filter((name) => config.layers[name].config.trainable === false)];
    for (const those of seen) expect([[], names]).toContainEqual(those);
    expect(seen[0]).toEqual(seen[1]);
  }
});
