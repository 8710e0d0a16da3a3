/** Searches as a whole: they find, repeat, prune, go on after an end, and tell mistakes. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callbacks, layers, optimizers, search, sequential, space, type SearchOptions, type Trial } from '../../src/index.ts';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'myelin-search-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Rows of two classes: inside and outside of a circle. */
const x = Array.from({ length: 60 }, (_, i) => [((i * 7) % 13) / 6 - 1, ((i * 5) % 11) / 5 - 1]);
const y = x.map(([a, b]) => [a! * a! + b! * b! < 0.6 ? 1 : 0]);

const SPACE = { units: space.integer(1, 12), rate: space.logUniform(1e-5, 1e-1) };
type Config = { readonly units: number; readonly rate: number };

let built = 0;
const build: SearchOptions<typeof SPACE>['build'] = ({ units, rate }, { seed }) => {
  built++;
  const model = sequential(
    [layers.dense({ units, activation: 'tanh', inputShape: [2] }), layers.dropout({ rate: 0.1 }),
      layers.dense({ units: 1, activation: 'sigmoid' })],
    { seed },
  );
  model.compile({ optimizer: optimizers.adam({ learningRate: rate }), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  return { model, fitOptions: { batchSize: 16 } };
};

const OPTIONS: SearchOptions<typeof SPACE> = { build, space: SPACE, x, y, validationSplit: 0.3, budget: { epochs: 9 } };

const valuesOf = ({ trials }: { trials: readonly Trial<unknown>[] }): number[] => trials.map(({ value }) => value);

describe('a search', () => {
  test('by Hyperband: the best go on, each as if it had been trained in one piece', async () => {
    const { best, trials } = await search(OPTIONS);
    // Brackets 9x1 3x3 1x9, 5x3 1x9, 3x9.
    expect(trials.length).toBe(17);
    const epochsOf = (b: number): number[] => trials.filter(({ bracket }) => bracket === b).map(({ history }) => history['loss']!.length);
    expect(epochsOf(0).toSorted((a, b) => a - b)).toEqual([1, 1, 1, 1, 1, 1, 3, 3, 9]);
    expect(epochsOf(1).toSorted((a, b) => a - b)).toEqual([3, 3, 3, 3, 9]);
    expect(epochsOf(2)).toEqual([9, 9, 9]);
    // Who went on after an epoch had the smallest losses then.
    const after = (epochs: number): number[] =>
      trials.filter((t) => t.bracket === 0 && t.history['loss']!.length >= epochs).map((t) => t.history['valLoss']![0]!);
    expect(after(3).toSorted((a, b) => a - b)).toEqual(after(1).toSorted((a, b) => a - b).slice(0, 3));
    expect(valuesOf({ trials })).toEqual(valuesOf({ trials }).toSorted((a, b) => a - b));
    expect(best).toBe(trials[0]);
    expect(best.value).toBe(Math.min(...best.history['valLoss']!));
    expect(best.history['valLoss']![best.bestEpoch]).toBe(best.value);
    const outcomes = trials.map(({ outcome }) => outcome).toSorted();
    expect(outcomes).toEqual([...Array<string>(5).fill('complete'), ...Array<string>(12).fill('pruned')]);

    const promoted = trials.find(({ bracket, outcome }) => bracket === 0 && outcome === 'complete')!;
    const again = (await build(promoted.config, { trial: promoted.id, seed: promoted.seed })) as { model: ReturnType<typeof sequential> };
    const { history } = await again.model.fit(x, y, { epochs: 9, batchSize: 16, validationSplit: 0.3, verbose: 0 });
    expect(promoted.history).toEqual(history);
  });

  test('gives the same for any number of models at a time, and another for another seed', async () => {
    const one = await search({ ...OPTIONS, parallel: 1 });
    expect(await search({ ...OPTIONS, parallel: 5 })).toEqual(one);
    expect(valuesOf(await search({ ...OPTIONS, seed: 1 }))).not.toEqual(valuesOf(one));
  });

  test('at random, for a figure that is to become larger', async () => {
    const { best, trials } = await search({ ...OPTIONS, method: 'random', objective: 'valAccuracy', budget: { epochs: 4, trials: 6 } });
    const ends = trials.map(({ history, outcome }) => [history['valAccuracy']!.length, outcome]);
    expect(ends).toEqual(Array.from({ length: 6 }, () => [4, 'complete']));
    expect(valuesOf({ trials })).toEqual(valuesOf({ trials }).toSorted((a, b) => b - a));
    expect(best.value).toBe(Math.max(...trials.flatMap(({ history }) => history['valAccuracy']!)));
    const down = { name: 'valAccuracy', direction: 'min' } as const;
    const worst = await search({ ...OPTIONS, method: 'random', objective: down, budget: { epochs: 4, trials: 6 } });
    expect(worst.best.value).toBe(Math.min(...trials.flatMap(({ history }) => history['valAccuracy']!)));
  });

  test('tells what ends, and goes by halving', async () => {
    const told: [number, string][] = [];
    const { trials } = await search({
      ...OPTIONS, method: 'halving', budget: { epochs: 4, trials: 4, factor: 2 },
      onTrial: ({ id, history }) => told.push([id, `${history['loss']!.length}`]),
    });
    expect(told.length).toBe(4 + 2 + 1);
    expect(told.slice(0, 4).map(([id, epochs]) => [id, epochs]).toSorted()).toEqual([[0, '1'], [1, '1'], [2, '1'], [3, '1']]);
    expect(told.at(-1)).toEqual([trials.find(({ outcome }) => outcome === 'complete')!.id, '4']);
  });

  test('with callbacks, which end trials for good', async () => {
    const { trials } = await search({
      ...OPTIONS,
      method: 'halving',
      budget: { epochs: 8, trials: 4, factor: 2 },
      callbacks: () => [callbacks.earlyStopping({ monitor: 'valLoss', minDelta: 100, patience: 1 })],
    });
    // All rungs of an epoch or two end at the second epoch, whatever is left.
    expect(Math.max(...trials.map(({ history }) => history['loss']!.length))).toBe(2);
    expect(trials.map(({ outcome }) => outcome)).toContain('ended');
  });

  test('where a model diverges goes on with the others', async () => {
    const { trials } = await search({
      ...OPTIONS,
      space: { units: 3, rate: space.choice([1e-3, 1e30]) },
      build: ({ units, rate }, { seed }) => {
        const model = sequential([layers.dense({ units, inputShape: [2] }), layers.dense({ units: 1 })], { seed });
        model.compile({ optimizer: optimizers.sgd({ learningRate: rate }), loss: 'meanSquaredError' });
        return model;
      },
      method: 'random',
      budget: { epochs: 6, trials: 8 },
    });
    const diverged = trials.filter(({ config }) => config.rate === 1e30);
    expect(diverged.length).toBeGreaterThan(0);
    expect(trials.slice(-diverged.length)).toEqual(diverged);
    for (const { value, outcome, history } of diverged) expect([value, outcome, history['loss']!.length < 6]).toEqual([NaN, 'ended', true]);
  });
});

describe('a journal', () => {
  const plain = search(OPTIONS);

  test('a search that was ended goes on, and comes to the same', async () => {
    for (const [i, after] of [1, 4, 11, 14].entries()) {
      const journal = join(folder, `ended-${i}.jsonl`);
      const controller = new AbortController();
      let told = 0;
      const onTrial = (): void => void (++told === after && controller.abort(new Error('enough')));
      await expect(search({ ...OPTIONS, journal, onTrial, signal: controller.signal })).rejects.toThrow('enough');
      const lines = readFileSync(journal, 'utf8').trimEnd().split('\n').length - 1;
      expect(lines).toBeGreaterThanOrEqual(after);
      expect(lines).toBeLessThan(22);
      if (i % 2 === 0) appendFileSync(journal, '{"trial":3,"epochs":1,"hist'); // a process that was killed while it wrote
      let trained = 0;
      expect(await search({ ...OPTIONS, journal, callbacks: () => [{ onTrainBegin: () => void trained++ }] })).toEqual(await plain);
      expect(readFileSync(journal, 'utf8').trimEnd().split('\n').length).toBe(1 + 9 + 3 + 1 + 5 + 1 + 3);
      expect(trained).toBeGreaterThanOrEqual(22 - lines);
      built = 0;
      expect(await search({ ...OPTIONS, journal })).toEqual(await plain);
      expect(built).toBe(1); // to ask it for the direction of the objective
    }
  });

  test('cut anywhere, comes to the same: also where the first trial, whose model is asked for the direction, goes on', async () => {
    const options = { ...OPTIONS, method: 'halving', budget: { epochs: 4, trials: 4, factor: 2 } } as const;
    let seed = 0;
    while ((await search({ ...options, seed })).best.id !== 0) seed++;
    const journal = join(folder, 'cut.jsonl');
    const whole = await search({ ...options, seed, journal });
    const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
    for (let kept = 1; kept <= lines.length; kept++) {
      writeFileSync(journal, `${lines.slice(0, kept).join('\n')}\n`);
      expect(await search({ ...options, seed, journal })).toEqual(whole);
    }
  });

  test('has figures that are no numbers', async () => {
    const options = {
      ...OPTIONS, space: { units: 2, rate: space.choice([1e30, 1e-3]) }, method: 'random', budget: { epochs: 2, trials: 4 },
      objective: { name: 'loss', direction: 'min' }, journal: join(folder, 'diverged.jsonl'),
      build: ({ units, rate }: Config, { seed }: { seed: number }) => {
        const model = sequential([layers.dense({ units, inputShape: [2] }), layers.dense({ units: 1 })], { seed });
        model.compile({ optimizer: optimizers.sgd({ learningRate: rate }), loss: 'meanSquaredError' });
        return model;
      },
    } as const;
    const first = await search(options);
    expect(first.trials.some(({ value }) => Number.isNaN(value))).toBe(true);
    expect(await search(options)).toEqual(first);
  });

  test('of another search is refused', async () => {
    const journal = join(folder, 'first.jsonl');
    await search({ ...OPTIONS, journal });
    await expect(search({ ...OPTIONS, journal, seed: 3 })).rejects.toThrow(
      /is the journal of another search: its seed was '0', and now is '3'/,
    );
    const wider = { ...SPACE, units: space.integer(1, 13) };
    await expect(search({ ...OPTIONS, space: wider, journal })).rejects.toThrow(/its space was/);
    await expect(search({ ...OPTIONS, budget: { epochs: 10 }, journal })).rejects.toThrow(/its epochs was '9'/);
  });

  test('of other data is found out where a model must be trained again', async () => {
    const journal = join(folder, 'data.jsonl');
    await search({ ...OPTIONS, journal });
    const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
    writeFileSync(journal, `${lines.slice(0, 11).join('\n')}\n`); // the first rung of nine, and one trial of the second
    await expect(search({ ...OPTIONS, x: x.map(([a, b]) => [a! * 1.1, b!]), journal })).rejects.toThrow(
      /search, trial \d+: its valLoss was \[.*\] in the journal, and now is \[.*\]\. Go on with the same data/,
    );
  });

  test('that is another file is left as it is', async () => {
    const journal = join(folder, 'notes.txt');
    for (const text of ['a note', 'a note\n', '{"journal":1}\n[]\n', '{"a":1}\n']) {
      writeFileSync(journal, text);
      await expect(search({ ...OPTIONS, journal })).rejects.toThrow(/notes\.txt/);
      expect(readFileSync(journal, 'utf8')).toBe(text);
    }
  });
});

describe('mistakes', () => {
  const model = sequential([layers.dense({ units: 1, inputShape: [2] })]);
  test.each<[string, Partial<SearchOptions<typeof SPACE>> | Record<string, unknown>, RegExp]>([
    ['no build', { build: undefined }, /search: build must be a function, received undefined/],
    ['an unknown option', { spaces: {} }, /search: unknown option 'spaces'. Did you mean 'space'/],
    ['no budget', { budget: undefined }, /budget of search: expected an object of options, received undefined/],
    ['no epochs', { budget: {} }, /budget of search: epochs must be an integer >= 1, received undefined/],
    ['trials of Hyperband', { budget: { epochs: 3, trials: 4 } }, /trials is not for method 'hyperband': they follow from epochs/],
    ['a factor at random', { method: 'random', budget: { epochs: 3, factor: 2 } }, /factor is not for method 'random'/],
    ['a factor of one', { budget: { epochs: 3, factor: 1 } }, /factor must be an integer >= 2, received 1/],
    ['an unknown method', { method: 'grid' }, /unknown method of search 'grid'.*random, halving, hyperband/],
    ['a figure that is not there', { objective: { name: 'valF1', direction: 'max' } },
      /search, trial \d: objective: .* no figure 'valF1'. They have: loss/],
    ['a validation that is not there', { validationSplit: 0 }, /no figure 'valLoss'.*need validationData or validationSplit/],
    ['no direction', { objective: 'valSize' }, /whether 'valSize' is to become smaller or larger is not known/],
    ['a direction of its own', { objective: { name: 'loss', direction: 'up' } }, /unknown direction of objective of search 'up'/],
    ['a model that is not compiled', { build: () => model }, /search, trial 0: build: expected a compiled model/],
    ['no model', { build: () => 3 }, /search, trial 0: build: expected a compiled model, .* received 3/],
    ['options that the search sets',
      { build: (c: Config, g: { trial: number; seed: number }) => ({ ...build(c, g), fitOptions: { epochs: 3 } }) },
      /fitOptions of build: unknown option 'epochs'/],
    ['no models at a time', { parallel: 0 }, /search: parallel must be an integer >= 1, received 0/],
  ])('%s', async (_, options, message) => {
    await expect(search({ ...OPTIONS, ...options } as SearchOptions<typeof SPACE>)).rejects.toThrow(message);
  });

  test('a model without a seed', async () => {
    const unseeded = (): typeof model => {
      const one = sequential([layers.dense({ units: 1, inputShape: [2] })]);
      one.compile({ loss: 'meanSquaredError', optimizer: 'adam' });
      return one;
    };
    await expect(search({ ...OPTIONS, build: unseeded })).rejects.toThrow(/the model has no seed, .* Give it that of the trial/);
  });

  test('an error of a trial ends the others, and the search', async () => {
    const broken: typeof build = (config, given) => {
      if (given.trial === 4) throw new TypeError('broken');
      return build(config, given);
    };
    await expect(search({ ...OPTIONS, build: broken, parallel: 3 })).rejects.toThrow('broken');
  });
});
