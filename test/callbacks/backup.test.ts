/** A training that stops at any moment and goes on ends with the bits of one that never stopped. */
import { afterEach, describe, expect, test } from 'vitest';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  callbacks, ConfigError, FormatError, layers, loadModel, losses, optimizers, sequential, type Callback, type FitOptions, type Sequential,
} from '../../src/index.ts';
import { batches, net, predict, PROGRAMS, x, y } from './interrupted-programs.ts';
import { callsOf, Fault, faulty, interrupted, newFolder, removeFolders, whole, type Program } from './interrupted.ts';

afterEach(removeFolders);

describe.each(Object.entries(PROGRAMS))('%s', (_, program) => {
  test('stops at any call of a hook, and goes on from the backup of an epoch or of some steps', async () => {
    const expected = await whole(program);
    const calls = await callsOf(program);
    for (let stop = 1, i = 0; stop <= calls; stop += 31, i++) {
      const saveFreq = (['epoch', 1, 3, { seconds: 0 }] as const)[i % 4]!;
      const { stopped, ...found } = await interrupted(program, [stop], saveFreq);
      expect(stopped).toBe(1);
      expect(found, `stopped at call ${stop} of ${calls}, saved at ${JSON.stringify(saveFreq)}`).toEqual(expected);
    }
  });

  test('stops again and again', async () => {
    const { stopped, ...found } = await interrupted(program, [40, 29, 31, 12, 25], 2, { doubleCheckpoint: true });
    expect(stopped).toBe(5);
    const expected = await whole(program);
    expect(found).toEqual(expected);
    // Behind the last step of an epoch of five, then behind that epoch.
    const { stopped: _, ...later } = await interrupted(program, [28, 9], { seconds: 0 });
    expect(later).toEqual(expected);
  });
});

/** The states of callbacks, with files. The rate is no schedule, so that it may be set. */
const WATCHED: Program = {
  model: () => net(optimizers.adam({ learningRate: 0.3, useEma: true, emaMomentum: 0.7 })),
  predict,
  fit: (model, { callbacks: more, ...options }, folder) =>
    model.fit(x, y, {
      epochs: 9, batchSize: 6, validationData: [x.slice(0, 6), y.slice(0, 6)],
      callbacks: [
        ...more, // what saves them comes last, wherever it stands
        callbacks.swapEmaWeights({ swapOnEpoch: true }),
        callbacks.reduceLROnPlateau({ monitor: 'valLoss', patience: 0, factor: 0.5, cooldown: 1 }),
        callbacks.earlyStopping({ monitor: 'valLoss', patience: 4, restoreBestWeights: true, startFromEpoch: 1 }),
        callbacks.csvLogger({ filename: join(folder, 'log.csv') }),
        callbacks.modelCheckpoint({ filepath: join(folder, 'best-{epoch:02d}.safetensors'), saveBestOnly: true, keep: 2 }),
        callbacks.modelCheckpoint({ filepath: join(folder, 'w-{epoch}-{batch}'), saveWeightsOnly: true, saveFreq: 4, keep: 3 }),
        counting(),
      ],
      ...options,
    }),
};

/** A callback of the user's own, whose state is in its figures. */
function counting(): Callback {
  let counted = { batches: 0, sum: -0 };
  return callbacks.lambdaCallback({
    onTrainBatchEnd: (_, logs) => void (counted = { batches: counted.batches + 1, sum: counted.sum + logs['loss']! }),
    onEpochEnd: (_, logs) => void Object.assign(logs, counted),
    state: () => counted,
    restore: (state) => void (counted = state),
  });
}

test('callbacks go on as they were, with their files', async () => {
  const expected = await whole(WATCHED);
  expect(Object.keys(expected.files).length).toBe(6);
  const calls = await callsOf(WATCHED);
  for (let stop = 5, i = 0; stop <= calls; stop += 29, i++) {
    const { stopped, ...found } = await interrupted(WATCHED, [stop, 11], (['epoch', 1, 5] as const)[i % 3]!);
    expect(stopped).toBe(2);
    expect(found, `stopped at call ${stop} of ${calls}`).toEqual(expected);
  }
});

test('a driver of second order goes on between its steps', async () => {
  const program: Program = {
    model: () => net(optimizers.lbfgs({ historySize: 3 })),
    predict,
    fit: (model, more) => model.fit(x, y, { epochs: 6, batchSize: 13, ...more }),
  };
  const { stopped: _, ...found } = await interrupted(program, [17, 9, 12], 1);
  expect(found).toEqual(await whole(program));
});

test('a training that was ended by a callback has ended when it goes on', async () => {
  const program: Program = {
    model: net, predict,
    fit: (model, { callbacks: more, ...options }) =>
      model.fit(x, y, {
        epochs: 5, callbacks: [{ onEpochEnd: (epoch) => void (model.stopTraining = epoch === 2) }, ...more], ...options,
      }),
  };
  const expected = await whole(program);
  expect(expected.history.epoch).toEqual([0, 1, 2]);
  const { stopped: _, ...found } = await interrupted(program, [await callsOf(program)], 'epoch');
  expect(found).toEqual(expected);
});

test('an epoch that goes on is not begun again, and the last figures are those of before', async () => {
  const ends: unknown[] = [];
  const program: Program = {
    model: () => net(optimizers.sgd({ learningRate: 0.5 })), predict,
    fit: (model, { callbacks: more, ...options }) =>
      model.fit(x, y, {
        epochs: 3, batchSize: 5,
        callbacks: [
          callbacks.learningRateScheduler({ schedule: (_, rate) => rate * 0.9 }),
          { onTrainEnd: (logs) => void ends.push({ ...logs }) },
          ...more,
        ],
        ...options,
      }),
  };
  const expected = await whole(program);
  for (const [stop, saveFreq] of [[33, 2], [51, 2], [await callsOf(program), 'epoch']] as const) {
    const { stopped: _, ...found } = await interrupted(program, [stop], saveFreq);
    expect(found).toEqual(expected);
  }
  expect(new Set(ends.map((logs) => JSON.stringify(logs))).size).toBe(1);
});

test('a log that is only appended to, and is not there yet, goes on', async () => {
  const program: Program = {
    model: net, predict,
    fit: (model, { callbacks: more, ...options }, folder) =>
      model.fit(x, y, {
        epochs: 3, callbacks: [callbacks.csvLogger({ filename: join(folder, 'log.csv'), append: true }), ...more], ...options,
      }),
  };
  const { stopped: _, ...found } = await interrupted(program, [5], 1);
  expect(found).toEqual(await whole(program));
});

describe('backups', () => {
  type More = Partial<callbacks.BackupAndRestoreOptions>;
  const fitted = (folder: string, options: FitOptions = {}, model: Sequential = net(), more: More = {}) =>
    model.fit(x, y, {
      epochs: 3, batchSize: 5, verbose: 0, ...options,
      callbacks: [callbacks.backupAndRestore({ backupDir: folder, ...more }), ...(options.callbacks ?? [])],
    });
  const stopped = async (folder: string, options: FitOptions = {}, more: More = {}): Promise<void> => {
    const { callback } = faulty(50);
    await expect(fitted(folder, { ...options, callbacks: [callback, ...(options.callbacks ?? [])] }, net(), more)).rejects.toThrow(Fault);
  };

  test('are removed with their folder when training has ended, or are kept; then the same program ends at once', async () => {
    const folder = join(newFolder(), 'a', 'b');
    await fitted(folder);
    expect(existsSync(folder)).toBe(false);
    const first = await fitted(folder, {}, net(), { deleteCheckpoint: false });
    expect(readdirSync(folder)).toEqual(['latest.safetensors']);
    const seen: number[] = [];
    const again = net();
    const watch: Callback = { onEpochBegin: (epoch) => void seen.push(epoch) };
    const second = await fitted(folder, { callbacks: [watch] }, again, { deleteCheckpoint: false });
    expect([second, seen]).toEqual([first, []]);
    await expect(fitted(folder, { epochs: 2 })).rejects.toThrow(/it has been trained for 3 epochs there, and epochs is 2 here/);
    const longer = await fitted(folder, { epochs: 5 }, net(), { deleteCheckpoint: false });
    expect(longer.epoch).toEqual([0, 1, 2, 3, 4]);
    expect(longer.history['loss']!.slice(0, 3)).toEqual(first.history['loss']);
    const killed = join(folder, `.myelin-${'0'.repeat(16)}-1-1-${'0'.repeat(16)}.part`);
    writeFileSync(killed, 'of a process that was killed on another machine');
    utimesSync(killed, 1, 1);
    await fitted(folder, { epochs: 5 });
    expect(existsSync(folder)).toBe(false);
  });

  test('of another training are refused, and the difference is named; the model stays as it was', async () => {
    const folder = newFolder();
    await stopped(folder);
    const refused = async (message: RegExp, options: FitOptions, model = net()): Promise<void> => {
      const before = JSON.stringify(model.getWeights().map((w) => [...w.data]));
      const error = await fitted(folder, options, model).catch((e: unknown) => e as Error);
      expect(error).toBeInstanceOf(ConfigError);
      expect((error as Error).message).toMatch(/^backupAndRestore: .*latest\.safetensors is of another training: /);
      expect((error as Error).message).toMatch(message);
      expect(JSON.stringify(model.getWeights().map((w) => [...w.data]))).toBe(before);
    };
    await refused(/fit\.batchSize is 5 there and 6 here/, { batchSize: 6 });
    await refused(/fit\.shuffle is true there and false here/, { shuffle: false });
    await refused(/fit\.initialEpoch is 0 there and 1 here/, { initialEpoch: 1 });
    await refused(/fit\.validationSplit is 0 there and 0\.2 here/, { validationSplit: 0.2 });
    const fewer = net().fit(x.slice(1), y.slice(1), {
      epochs: 3, batchSize: 5, callbacks: [callbacks.backupAndRestore({ backupDir: folder })],
    });
    await expect(fewer).rejects.toThrow(/data\.rows is 26 there and 25 here/);
    await refused(/validation is nothing there/, { validationData: [x, y] });
    await refused(/callbacks that keep state are none there and earlyStopping here/, { callbacks: [callbacks.earlyStopping()] });
    await refused(/optimizer\.kind is 'sgd' there and 'adam' here/, {}, net(optimizers.adam()));
    const wider = sequential([layers.dense({ units: 6, inputShape: [3] }), layers.dense({ units: 1 })], { seed: 5 });
    wider.compile({ optimizer: 'sgd', loss: 'mse' });
    await refused(/model\.model\.config\.name is 'net' there and 'sequential' here/, {}, wider);
    await refused(/model\.config\.seed is 5 there and 6 here/, {}, net(undefined, 6));
    await expect(fitted(folder, { epochs: 4 })).resolves.toBeDefined();
  });

  test('of a model without a seed of its own go on with the seed it had', async () => {
    const unseeded = (): Sequential => {
      const model = sequential([layers.dropout({ rate: 0.4, inputShape: [3] }), layers.dense({ units: 1 })]);
      model.compile({ optimizer: 'adam', loss: losses.meanSquaredError() });
      return model;
    };
    const folder = newFolder();
    const first = unseeded();
    const { callback } = faulty(60);
    await expect(fitted(folder, { callbacks: [callback] }, first)).rejects.toThrow(Fault);
    const [a, b] = [unseeded(), unseeded()];
    const bytes = readFileSync(join(folder, 'latest.safetensors'));
    const found = await fitted(folder, {}, a);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'latest.safetensors'), bytes);
    expect(await fitted(folder, {}, b)).toEqual(found);
    expect(predict(a)).toEqual(predict(b));
    expect(a.seed).toBe(first.seed);
  });

  test('of data that can be read only once are refused with the reason', async () => {
    const backup = (): Callback => callbacks.backupAndRestore({ backupDir: join(newFolder(), 'none') });
    const message = /backupAndRestore: the data can be read only once.*could not go on in their midst\. Give a function/;
    await expect(net().fit(batches(0), null, { callbacks: [backup()] })).rejects.toThrow(message);
    const held = { validationData: batches(0), validationSteps: 1, callbacks: [backup()] };
    await expect(net().fit(x, y, held)).rejects.toThrow(/the data for validation can be read only once/);
  });

  test('that are damaged are an error; with doubleCheckpoint the one before is taken', async () => {
    const folder = newFolder();
    const expected = await whole({ model: net, predict, fit: (model, more) => model.fit(x, y, { epochs: 3, batchSize: 5, ...more }) });
    await stopped(folder, {}, { saveFreq: 2, doubleCheckpoint: true });
    expect(readdirSync(folder)).toEqual(['latest.safetensors', 'previous.safetensors']);
    const latest = join(folder, 'latest.safetensors');
    for (const size of [0, 5, 3000]) {
      truncateSync(latest, size);
      await expect(fitted(folder)).rejects.toThrow(FormatError);
    }
    // The good one is there until another one is: the process is killed where the next is about to be written.
    const both = { saveFreq: 1, doubleCheckpoint: true };
    const full: Callback = { state: () => ({}), restore: () => undefined };
    await expect(fitted(folder, { callbacks: [full] }, net(), both)).rejects.toThrow(/callbacks that keep state are none there/);
    const { callback } = faulty(2);
    await expect(fitted(folder, { callbacks: [callback] }, net(), both)).rejects.toThrow(Fault);
    expect(readdirSync(folder)).toEqual(['previous.safetensors']);
    const history = await fitted(folder, {}, net(), { saveFreq: 2, doubleCheckpoint: true });
    expect(history).toEqual(expected.history);
    mkdirSync(folder, { recursive: true });
    await net().save(latest);
    await expect(fitted(folder)).rejects.toThrow(/latest\.safetensors: expected a checkpoint of a fit.*Is it a model\?/);
  });

  test('may go to a store in the place of a folder', async () => {
    let kept: Uint8Array | undefined;
    const store: callbacks.BackupStore = {
      read: () => kept, write: (bytes) => void (kept = bytes), remove: () => void (kept = undefined),
    };
    const run = (more: readonly Callback[]) =>
      net().fit(x, y, { epochs: 3, verbose: 0, callbacks: [callbacks.backupAndRestore({ backupDir: store, saveFreq: 1 }), ...more] });
    await expect(run([faulty(9).callback])).rejects.toThrow(Fault);
    expect(kept).toBeInstanceOf(Uint8Array);
    const whole = await net().fit(x, y, { epochs: 3, verbose: 0 });
    expect(await run([])).toEqual(whole);
    expect(kept).toBeUndefined();
    const both = { backupDir: store, doubleCheckpoint: true };
    expect(() => callbacks.backupAndRestore(both)).toThrow(/doubleCheckpoint is for a folder/);
  });

  test('hold no values that a file cannot hold: an error names callback and place', async () => {
    const own: Callback = { kind: 'mine', state: () => ({ a: [1, { f: () => 1 }] }), restore: () => undefined };
    const message = /a checkpoint cannot keep function f, which is at callbacks\.0\.state\.a\.1\.f/;
    await expect(fitted(newFolder(), { callbacks: [own] })).rejects.toThrow(message);
    const half = { state: () => 1 } as Callback;
    await expect(net().fit(x, y, { callbacks: [half] })).rejects.toThrow(/only one of state and restore/);
    for (const stopEvery of [0, NaN, 1.5])
      await expect(net().fit(x, y, { callbacks: [{ stopEvery }] })).rejects.toThrow(/stopEvery of a callback must be an integer >= 1/);
    await expect(net().fit(x, y, { callbacks: [{ kind: '' }] })).rejects.toThrow(/kind of a callback must be a non-empty string/);
  });

  test('come back with every number: NaN, infinities, -0, tensors, keys of any name', async () => {
    const long = Array.from({ length: 100 }, (_, i) => (i % 3 === 0 ? -1 / i : Math.sqrt(i)));
    const given = { long, n: [NaN, Infinity, -Infinity, -0, 0.1], $number: 'x', deep: { $: null, w: net().getWeights()[0]! } };
    let found: typeof given | undefined;
    const own = (): Callback => ({ state: () => given, restore: (state) => void (found = state) });
    const folder = newFolder();
    await stopped(folder, { callbacks: [own()] });
    await fitted(folder, { callbacks: [own()] });
    expect({ ...found, deep: { ...found!.deep, w: [...found!.deep.w.data] } }).toEqual(
      { ...given, deep: { $: null, w: [...given.deep.w.data] } },
    );
    expect(Object.is(found!.n[3], -0)).toBe(true);
  });

  test('are no models', async () => {
    const folder = newFolder();
    await stopped(folder);
    await expect(loadModel(join(folder, 'latest.safetensors'))).rejects.toThrow(/backup of a training.*backupAndRestore/);
  });

  test('are asked for where nothing is half done', async () => {
    const early: Callback = { setFit: async (fit) => void (await fit.checkpoint()) };
    await expect(net().fit(x, y, { callbacks: [early] })).rejects.toThrow(/checkpoint: .*Call it in onCheckpoint/);
    const two = [0, 1].map(() => callbacks.backupAndRestore({ backupDir: newFolder() }));
    await net().fit(x, y, { callbacks: two }); // nothing to bring back
  });
});
