/** Callbacks on scripted figures against Keras (test/golden/record-callbacks.py names producer and version). */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { callbacks, layers, ops, optimizers, sequential, tensor, type Callback, type Logs, type Sequential } from '../../src/index.ts';

type Value = number | 'NaN' | 'Infinity' | '-Infinity';
interface Scripted {
  readonly options: Record<string, unknown> & { monitor?: string };
  readonly values: Value[];
}
interface Golden {
  readonly producer: string;
  readonly earlyStopping: (Scripted & {
    epochsRun: number;
    stopped: boolean;
    stoppedEpoch: number;
    bestEpoch: number;
    best: Value | null;
    weightsOfEpoch: number;
  })[];
  readonly reduceLROnPlateau: (Scripted & { learningRate: number; learningRates: number[] })[];
  readonly csvLogger: { options: { separator?: string; append?: boolean }; fits: Logs[][]; text: string }[];
  readonly terminateOnNaN: {
    x: { shape: number[] };
    y: { shape: number[]; data: Value[] };
    batches: number[];
    epochEnds: number[];
    loss: Value[];
  }[];
}
const golden = JSON.parse(readFileSync(new URL('../golden/callbacks.json', import.meta.url), 'utf8')) as Golden;

/** A model whose only weight the scripts set to the number of the epoch. */
function modelOfOneWeight(learningRate = 0.1): Sequential {
  const model = sequential([layers.dense({ units: 1, useBias: false, inputShape: [1] })]);
  model.compile({ optimizer: optimizers.sgd({ learningRate }), loss: 'mse', metrics: ['accuracy'] });
  return model;
}
const begin = async (callback: Callback, model: Sequential): Promise<void> => {
  callback.setModel?.(model);
  await callback.onTrainBegin?.();
};
const titled = <T extends Scripted>(cases: readonly T[]): [string, T][] =>
  cases.map((c) => [`${JSON.stringify(c.options)} on ${c.values.join(' ')}`, c]);

describe(`earlyStopping as ${golden.producer}`, () => {
  test.each(titled(golden.earlyStopping))('%s', async (_, { options, values, ...expected }) => {
    const [model, callback] = [modelOfOneWeight(), callbacks.earlyStopping(options)];
    await begin(callback, model);
    let epochsRun = 0;
    for (const [epoch, value] of values.entries()) {
      model.setWeights([tensor([[epoch]])]);
      await callback.onEpochEnd(epoch, { [options.monitor ?? 'valLoss']: Number(value) });
      epochsRun++;
      if (model.stopTraining) break;
    }
    await callback.onTrainEnd();
    const { stoppedEpoch, bestEpoch, best } = callback;
    expect({
      epochsRun, stopped: model.stopTraining, stoppedEpoch, bestEpoch,
      best: Number.isNaN(best) ? 'NaN' : (best ?? null), weightsOfEpoch: model.getWeights()[0]!.item(),
    }).toEqual(expected);
  });
});

describe(`reduceLROnPlateau as ${golden.producer}`, () => {
  test.each(titled(golden.reduceLROnPlateau))('%s', async (_, { options, values, learningRate, learningRates }) => {
    const [model, callback] = [modelOfOneWeight(learningRate), callbacks.reduceLROnPlateau(options)];
    await begin(callback, model);
    for (const [epoch, value] of values.entries()) {
      await callback.onEpochEnd!(epoch, { [options.monitor ?? 'valLoss']: Number(value) });
      expect(model.optimizer.learningRate / learningRates[epoch]!).toBeCloseTo(1, 5);
    }
  });
});

describe(`csvLogger as ${golden.producer}`, () => {
  test.each(golden.csvLogger.map((c) => [JSON.stringify(c.options), c] as const))('%s', async (_, { options, fits, text }) => {
    const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
    try {
      const filename = join(folder, 'log.csv');
      const callback = callbacks.csvLogger({ filename, ...options });
      for (const epochs of fits) {
        await begin(callback, modelOfOneWeight());
        for (const [epoch, logs] of epochs.entries()) await callback.onEpochEnd!(epoch, logs);
        await callback.onTrainEnd?.({});
      }
      expect(readFileSync(filename, 'utf8')).toBe(text);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe(`terminateOnNaN as ${golden.producer}`, () => {
  test.each(golden.terminateOnNaN.map((c) => [c.y.data.join(' '), c] as const))('%s', async (_, { x, y, batches, epochEnds, loss }) => {
    const model = modelOfOneWeight(0);
    model.setWeights([tensor([[0]])]);
    // Data that are not finite are refused: the loss takes its values by the number of the row.
    const seen: { batches: number[]; epochEnds: number[] } = { batches: [], epochEnds: [] };
    const watch: Callback = {
      onTrainBatchEnd: (batch) => void seen.batches.push(batch),
      onEpochEnd: (epoch) => void seen.epochEnds.push(epoch),
    };
    model.compile({
      optimizer: optimizers.sgd({ learningRate: 0 }),
      loss: (row) => ops.square(ops.take(y.data.map(Number), ops.cast(ops.reshape(row, [1]), 'int32'))),
    });
    const rows = Float32Array.from({ length: x.shape[0]! }, (_, i) => i);
    const { history } = await model.fit(
      { data: new Float32Array(rows.length).fill(1), shape: x.shape },
      { data: rows, shape: [rows.length, 1] },
      { epochs: 3, batchSize: 1, shuffle: false, verbose: 0, callbacks: [callbacks.terminateOnNaN(), watch] },
    );
    expect(seen).toEqual({ batches, epochEnds });
    history['loss']!.forEach((v, i) =>
      Number.isFinite(Number(loss[i])) ? expect(v).toBeCloseTo(Number(loss[i]), 4) : expect(v).toBe(Number(loss[i])),
    );
  });
});
