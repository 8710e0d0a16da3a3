/** Tables of few rows: the network that the command chooses is not worse than a linear model where that is best. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { chooseNetwork } from '../../src/cli/choose-network.ts';
import { judge, type Figures } from '../../src/cli/figures.ts';
import { networkFor, networkOptions, type NetworkFlags, type NetworkOptions } from '../../src/cli/network.ts';
import { divisible, type Divisible, type Sets } from '../../src/cli/sets.ts';
import { parseCsv, readCsv } from '../../src/data/csv.ts';
import { randomNumbers } from '../../src/data/random-numbers.ts';
import { foldsOf } from '../../src/data/split.ts';

const FLAGS: NetworkFlags = { activation: 'relu', seed: 0, dtype: 'float32' };
/** What is told on stderr. */
const told = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
beforeEach(() => void told.mockClear());

const RUNS = new AbortController().signal;

/** Rows that are far more than few, to judge by. */
const TESTED = 4000;

type Random = () => number;

/** A number of the normal distribution (Box and Muller). */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** A table of `rows` rows to train on, then TESTED rows more. */
async function table(rows: number, columns: number, seed: number, target: (x: number[], random: Random) => string): Promise<Sets> {
  const random = randomNumbers(seed);
  const lines = Array.from({ length: rows + TESTED }, () => {
    const x = Array.from({ length: columns }, () => normal(random));
    return [...x.map((value) => value.toFixed(6)), target(x, random)].join(',');
  });
  const names = [...Array.from({ length: columns }, (_, i) => `c${i}`), 'y'].join(',');
  const data = divisible('table', { kind: 'table', table: parseCsv([names, ...lines].join('\n')) }, 'y', undefined);
  const all = Int32Array.from({ length: rows + TESTED }, (_, i) => i);
  return data.divide(all.slice(0, rows), all.slice(rows));
}

/** A linear function of the first columns, of variance 1. */
const linear = (x: readonly number[], used: number): number =>
  x.slice(0, used).reduce((sum, v, i) => sum + (i % 2 ? -v : v), 0) / used ** 0.5;

async function figuresOf(sets: Sets, options: NetworkOptions): Promise<Figures> {
  const model = networkFor(sets.subject, options);
  const { epochs, batchSize } = options;
  await model.fit(sets.train.x, sets.train.y, { epochs, batchSize, verbose: 0 });
  return judge(model, sets.subject.target, sets.held!);
}

const chosenFor = (sets: Sets): Promise<NetworkOptions> => chooseNetwork(sets, FLAGS, RUNS);

/** A linear model with a weak penalty, as statistics packages have it by default: about 1 / (2 rows). */
const plain = (sets: Sets): NetworkOptions => {
  const rows = sets.train.count;
  return networkOptions(sets, { ...FLAGS, layers: [], l2: 0.5 / rows, optimizer: 'levenbergMarquardt', batchSize: rows, epochs: 5 });
};

describe('wide tables whose target is linear', () => {
  test.each([
    [120, 80, 80, 0.5],
    [100, 150, 10, 0.3],
    [300, 40, 40, 1],
  ])('%i rows, %i columns, %i of them used, noise %d: within a point of accuracy', async (rows, columns, used, noise) => {
    const sets = await table(rows, columns, rows, (x, random) => (linear(x, used) + noise * normal(random) > 0 ? 'yes' : 'no'));
    const options = await chosenFor(sets);
    expect(options.layers).toEqual([]);
    const [chosen, simple] = [await figuresOf(sets, options), await figuresOf(sets, plain(sets))] as { accuracy: number }[];
    expect(chosen!.accuracy).toBeGreaterThan(simple!.accuracy - 0.01);
  });

  test.each([
    [120, 80, 80, 0.5],
    [100, 150, 10, 0.3],
    [300, 40, 40, 1],
  ])('%i rows, %i columns, %i of them used, noise %d: within two per cent of RMSE', async (rows, columns, used, noise) => {
    const sets = await table(rows, columns, rows, (x, random) => (linear(x, used) + noise * normal(random)).toFixed(6));
    const options = await chosenFor(sets);
    expect(options.layers).toEqual([]);
    const [chosen, simple] = [await figuresOf(sets, options), await figuresOf(sets, plain(sets))] as { rmse: number }[];
    expect(chosen!.rmse).toBeLessThan(1.02 * simple!.rmse);
  });
});

test('a network is chosen where a linear model cannot answer', async () => {
  const sets = await table(400, 4, 1, (x) => (x[0]! * x[1]! > 0 ? 'same' : 'other'));
  const options = await chosenFor(sets);
  expect(options.layers).toEqual([32, 16]);
  const lines = told.mock.calls.flat();
  expect(lines[0]).toBe('Comparing linear models and networks by 5-fold cross-validation on the training rows\n');
  const candidate = /^ {2}a (linear model|network of 32-16 with dropout 0\.2), .* \(loss \d\.\d+\)\n$/;
  for (const line of lines.slice(1, -1)) expect(line).toMatch(candidate);
  expect(lines.at(-1)).toMatch(/^Chosen: a network of 32-16 with dropout 0\.2, .* \(loss 0\.\d+\), rather than a linear model, L2 /);
  const figures = (await figuresOf(sets, options)) as { accuracy: number };
  expect(figures.accuracy).toBeGreaterThan(0.85);
});

describe('tables of thousands of rows', () => {
  /** Rows of sequences of letters, one-hot, whose class a few of the places decide, with mistakes among them. */
  const sequences = async (rows: number): Promise<Sets> => {
    const random = randomNumbers(7);
    const lines = Array.from({ length: rows + 1500 }, () => {
      const letters = Array.from({ length: 40 }, () => 'ACGT'[Math.floor(4 * random())]!);
      const isLeft = letters[18] === 'A' && 'AG'.includes(letters[19]!);
      const cls = isLeft ? 'left' : letters[20] === 'G' && letters[22] !== 'T' ? 'right' : 'none';
      return [...letters, random() < 0.1 ? 'none' : cls].join(',');
    });
    const names = [...Array.from({ length: 40 }, (_, i) => `p${i}`), 'y'].join(',');
    const data = divisible('table', { kind: 'table', table: parseCsv([names, ...lines].join('\n')) }, 'y', undefined);
    const all = Int32Array.from({ length: rows + 1500 }, (_, i) => i);
    return data.divide(all.slice(0, rows), all.slice(rows));
  };

  test('a wide one gets the dropout, or the linear model, that generalises', { timeout: 300_000 }, async () => {
    const sets = await sequences(2200);
    const options = await chosenFor(sets);
    expect(options.layers.length === 0 || options.dropout > 0).toBe(true);
    const [chosen, undamped, simple] = [
      await figuresOf(sets, options), await figuresOf(sets, networkOptions(sets, FLAGS)), await figuresOf(sets, plain(sets)),
    ] as { accuracy: number; loss: number }[];
    expect(chosen!.loss).toBeLessThan(undamped!.loss);
    expect(chosen!.accuracy).toBeGreaterThan(Math.max(undamped!.accuracy, simple!.accuracy) - 0.01);
    expect(told.mock.calls.flat().at(-1)).toMatch(/^Chosen: /);
  });
});

test('the choice is the same again', async () => {
  const sets = await table(60, 10, 3, (x) => (x[0]! + x[1]! ** 2 > 0.5 ? 'a' : 'b'));
  expect(await chosenFor(sets)).toEqual(await chosenFor(sets));
});

test('what the flags say is not chosen, nor is it for many rows, or for hardly any', async () => {
  const few = await table(60, 3, 3, (x) => (x[0]! > 0 ? 'a' : 'b'));
  for (const flags of [{ layers: [5] }, { dropout: 0.1 }, { l2: 0 }]) {
    const given = { ...FLAGS, ...flags };
    expect(await chooseNetwork(few, given, RUNS)).toEqual(networkOptions(few, given));
  }
  for (const rows of [9, 2000]) {
    const sets = await table(rows, 3, 3, (x) => (x[0]! > 0 ? 'a' : 'b'));
    expect(await chosenFor(sets)).toEqual(networkOptions(sets, FLAGS));
  }
  expect(told).not.toHaveBeenCalled();
});

test('an interrupted choice is none', async () => {
  const sets = await table(60, 3, 3, (x) => (x[0]! > 0 ? 'a' : 'b'));
  expect(await chooseNetwork(sets, FLAGS, AbortSignal.abort())).toEqual(networkOptions(sets, FLAGS));
});

test('a rate at which every model diverges chooses a linear one, whose training then tells', async () => {
  const sets = await table(60, 3, 3, (x) => `${1e3 * x[0]!}`);
  const { layers } = await chooseNetwork(sets, { ...FLAGS, optimizer: 'sgd', learningRate: 1e30 }, RUNS);
  expect(layers).toEqual([]);
});

const folder = process.env['MYELIN_DATA'] ?? '';
const real = [
  ['iris', 'iris/iris.csv'],
  ['sonar', 'sonar/sonar.csv'],
  ['pima', 'pima-indians-diabetes/pima-indians-diabetes.csv'],
  ['banknote', 'banknote-authentication/banknote_authentication.csv'],
  ['tic-tac-toe', 'tic-tac-toe/tic-tac-toe.data'],
] as const;
describe.skipIf(!existsSync(join(folder, 'sonar')))('real tables (need MYELIN_DATA)', () => {
  test.each(real)('%s: over five folds within a point of a linear model', { timeout: 120_000 }, async (_, path) => {
    const data: Divisible = divisible(path, { kind: 'table', table: await readCsv(join(folder, path), {}) }, '-1', undefined);
    let [chosen, simple] = [0, 0];
    for (const { train, held } of foldsOf(data.rows, 5, 0, data.strata)) {
      const sets = await data.divide(train, held);
      chosen += ((await figuresOf(sets, await chosenFor(sets))) as { accuracy: number }).accuracy / 5;
      simple += ((await figuresOf(sets, plain(sets))) as { accuracy: number }).accuracy / 5;
    }
    expect(chosen).toBeGreaterThan(simple - 0.01);
  });
});
