/** When modelCheckpoint saves, under which names, and what the files are (test/golden/record-model-checkpoint.py names the producer). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  callbacks, ConfigError, FormatError, layers, loadModel, sequential, type Callback, type Sequential, type TrainedModel,
} from '../../src/index.ts';
import { net, x, y } from './interrupted-programs.ts';
import { newFolder, removeFolders } from './interrupted.ts';

afterEach(removeFolders);

interface Case {
  readonly options: callbacks.ModelCheckpointOptions;
  readonly key: string;
  readonly values: readonly (number | string)[];
  readonly saved: readonly string[];
}
const golden = JSON.parse(readFileSync(new URL('../golden/model-checkpoint.json', import.meta.url), 'utf8')) as {
  readonly producer: string;
  readonly version: string;
  readonly cases: readonly Case[];
};
const BATCHES = 5;

describe(`modelCheckpoint as ${golden.producer} ${golden.version}`, () => {
  test.each(golden.cases.map((c) => [JSON.stringify(c.options), c] as const))('%s', async (_, { options, key, values, saved }) => {
    const names: string[] = [];
    const note = async (path: string): Promise<void> => void names.push(basename(path));
    const model = { directionOf: (figure: string) => (figure === 'loss' ? 'down' : 'up'), save: note, saveWeights: note };
    const folder = newFolder();
    const callback: Callback = callbacks.modelCheckpoint({ ...options, filepath: join(folder, options.filepath) });
    await callback.setModel!(model as unknown as TrainedModel);
    await callback.onTrainBegin!();
    for (const [epoch, value] of values.entries()) {
      for (let batch = 0; batch < BATCHES; batch++) {
        const logs = { loss: Number(value) + (BATCHES - batch) / 8 };
        await callback.onCheckpoint!({ epoch, batch, steps: epoch * BATCHES + batch + 1, logs: () => logs });
      }
      const logs = { loss: Number(value), [key]: Number(value) };
      await callback.onCheckpoint!({ epoch, batch: undefined, steps: (epoch + 1) * BATCHES, logs: () => logs });
    }
    expect(names).toEqual(saved);
  });
});

const fit = (model: Sequential, options: callbacks.ModelCheckpointOptions) =>
  model.fit(x, y, {
    epochs: 4, batchSize: 8, verbose: 0, validationData: [x.slice(0, 9), y.slice(0, 9)], callbacks: [callbacks.modelCheckpoint(options)],
  });

describe('files of modelCheckpoint', () => {
  test('are models that go on, or weights; folders are made', async () => {
    const folder = join(newFolder(), 'made', 'too');
    const model = net();
    await fit(model, { filepath: join(folder, 'm-{epoch}') });
    await fit(net(), { filepath: join(folder, 'w-{epoch}'), saveWeightsOnly: true });
    expect(readdirSync(folder)).toEqual([1, 2, 3, 4].map((n) => `m-${n}`).concat([1, 2, 3, 4].map((n) => `w-${n}`)));
    const valuesOf = (of: Sequential): number[][] => of.getWeights().map((w) => [...w.data]);
    for (const epoch of [1, 2, 3, 4]) {
      const saved = await loadModel(join(folder, `m-${epoch}`));
      const given = net();
      await given.loadWeights(join(folder, `w-${epoch}`));
      expect(valuesOf(given)).toEqual(valuesOf(saved));
      expect(given.optimizer.steps).toBe(0);
      await given.loadWeights(readFileSync(join(folder, `m-${epoch}`)));
      expect(valuesOf(given)).toEqual(valuesOf(saved));
    }
  });

  test('are the last ones, if keep says how many; the best ones with saveBestOnly', async () => {
    const folder = newFolder();
    await fit(net(), { filepath: join(folder, 'm-{epoch}'), keep: 2 });
    expect(readdirSync(folder)).toEqual(['m-3', 'm-4']);
    await fit(net(), { filepath: join(folder, 'one'), keep: 1 });
    expect(existsSync(join(folder, 'one'))).toBe(true);
    const steps = newFolder();
    await fit(net(), { filepath: join(steps, '{epoch}-{batch}'), saveFreq: 3, keep: 3, saveBestOnly: true, monitor: 'loss' });
    expect(readdirSync(steps).length).toBeLessThanOrEqual(3);
    await fit(net(), { filepath: join(steps, 's-{epoch}-{batch}'), saveFreq: 7 });
    expect(readdirSync(steps).filter((name) => name.startsWith('s'))).toEqual(['s-2-3', 's-4-2']);
  });

  test('are never those of NaN', async () => {
    const folder = newFolder();
    const figures: Callback = { onEpochEnd: (epoch, logs) => void (logs['figure'] = [NaN, 2, NaN, 1][epoch]!) };
    const best = { filepath: join(folder, 'm-{epoch}'), saveBestOnly: true, monitor: 'figure', mode: 'min' } as const;
    await net().fit(x, y, { epochs: 4, verbose: 0, callbacks: [figures, callbacks.modelCheckpoint(best)] });
    expect(readdirSync(folder)).toEqual(['m-2', 'm-4']);
  });

  test('are told with verbose', async () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const folder = newFolder();
    try {
      await fit(net(), { filepath: join(folder, 'm-{epoch}'), saveBestOnly: true, verbose: 1, monitor: 'loss', initialValueThreshold: 0 });
      expect(write.mock.calls.map(([text]) => text)).toEqual([1, 2, 3, 4].map((n) => `Epoch ${n}: loss did not improve from 0.00000\n`));
    } finally {
      write.mockRestore();
    }
  });

  test('of a wrong name are refused before training, or with the figures there are', async () => {
    const wrong = ['{}', '{epoch', '}', '{epoch:x}', '{epoch:2.3q}', '{a{b}}', '{loss:.200f}', '{epoch:999999999d}'];
    for (const filepath of wrong)
      expect(() => callbacks.modelCheckpoint({ filepath }), filepath).toThrow(/modelCheckpoint: filepath has .*which is no field/);
    const filepath = join(newFolder(), '{valLos}');
    await expect(fit(net(), { filepath })).rejects.toThrow(/filepath has '\{valLos\}', and there is no number of this name/);
    expect(() => callbacks.modelCheckpoint({ filepath: 'm', verbose: 2 as never })).toThrow(ConfigError);
    expect(() => callbacks.modelCheckpoint({ filepath: 'm', saveFreq: 0 })).toThrow(/saveFreq must be an integer >= 1/);
    expect(() => callbacks.modelCheckpoint({ filepath: 'm', saveFreq: 'batch' as never })).toThrow(/saveFreq must be 'epoch'/);
  });
});

test('weights of another model are refused, and nothing is changed', async () => {
  const folder = newFolder();
  const [small, deep] = [1, 2].map((count) => {
    const dense = (i: number) => layers.dense({ units: 3, ...(i === 0 ? { inputShape: [3] } : {}) });
    return sequential(Array.from({ length: count }, (_, i) => dense(i)), { seed: count });
  }) as [Sequential, Sequential];
  await deep.saveWeights(join(folder, 'deep'));
  await small.saveWeights(join(folder, 'small'));
  const before = small.getWeights().map((w) => [...w.data]);
  await expect(small.loadWeights(join(folder, 'deep'))).rejects.toThrow(/the file has weights '1\/kernel', and .* has none of this path/);
  await expect(deep.loadWeights(join(folder, 'small'))).rejects.toThrow(FormatError);
  expect(small.getWeights().map((w) => [...w.data])).toEqual(before);
  await expect(small.saveWeights('')).rejects.toThrow(/expected a path/);
});
