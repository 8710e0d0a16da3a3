/** Divisions of rows against scikit-learn where it draws nothing (test/golden/record-splits.py names producer and version). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ConfigError, DataError, datasets, ShapeError, tensor, type Tensor } from '../../src/index.ts';

interface Golden {
  readonly producer: string;
  readonly sizes: { rows: number; testSize: number | null; trainSize: number | null; train: number; test: number }[];
  readonly kFold: { rows: number; splits: number; tests: number[][] }[];
  readonly stratifiedKFold: { labels: number[]; splits: number; tests: number[][] }[];
  readonly stratifiedCounts: { labels: number[]; testSize: number; test: number[] }[];
}
const golden = JSON.parse(readFileSync(new URL('../golden/splits.json', import.meta.url), 'utf8')) as Golden;

const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const sorted = (values: Iterable<number>): number[] => [...values].toSorted((a, b) => a - b);
const titled = <T extends object>(cases: readonly T[]): [string, T][] => cases.map((c) => [JSON.stringify(c).slice(0, 90), c]);

describe(`trainTestSplit as ${golden.producer}`, () => {
  test.each(titled(golden.sizes))('has the sizes of %s', (_, { rows, testSize, trainSize, train, test: held }) => {
    const options = { ...(testSize === null ? {} : { testSize }), ...(trainSize === null ? {} : { trainSize }) };
    const [xTrain, xTest] = datasets.trainTestSplit(all(rows), { ...options, seed: 1 });
    expect([xTrain.length, xTest.length]).toEqual([train, held]);
    expect(new Set([...xTrain, ...xTest]).size).toBe(train + held);
    const inOrder = datasets.trainTestSplit(all(rows), { ...options, shuffle: false });
    expect(inOrder.flat()).toEqual(all(train + held));
  });

  test.each(titled(golden.stratifiedCounts))('stratifies %s', (_, { labels, testSize, test: counts }) => {
    const [yTrain, yTest] = datasets.trainTestSplit(labels, { testSize, stratify: labels, seed: 3 });
    expect(counts.map((_, k) => yTest.filter((v) => v === k).length)).toEqual(counts);
    expect(sorted([...yTrain, ...yTest])).toEqual(sorted(labels));
  });

  test.each(titled(golden.kFold))('folds of %s', (_, { rows, splits, tests }) => {
    const folds = [...datasets.kFold({ splits }).split(all(rows))];
    expect(folds.map(([, held]) => held)).toEqual(tests);
    for (const [train, held] of folds) expect(train).toEqual(all(rows).filter((i) => !held.includes(i)));
  });

  test.each(titled(golden.stratifiedKFold))('stratified folds of %s', (_, { labels, splits, tests }) => {
    const folds = [...datasets.kFold({ splits, stratify: labels }).split(all(labels.length))];
    expect(folds.map(([, held]) => held)).toEqual(tests);
  });
});

describe('trainTestSplit', () => {
  test('gives each kind of data back in the form in which it came, rows together', () => {
    const rows = 10;
    const data = Uint8Array.from(all(2 * rows));
    const given = [tensor(data, [rows, 2]), { data, shape: [rows, 2] }, Int32Array.from(all(rows))] as const;
    const [a, , b, , c] = datasets.trainTestSplit(...given, { seed: 1 });
    expect(a.shape).toEqual([7, 2]);
    expect(a.dtype).toBe('uint8');
    expect(b.shape).toEqual([7, 2]);
    expect([...b.data]).toEqual([...a.data]);
    expect(c).toBeInstanceOf(Int32Array);
    expect([...c].map((i) => 2 * i)).toEqual([...b.data].filter((_, i) => i % 2 === 0));
  });

  test('divides lists and records of several inputs', () => {
    const [u, v] = [Float32Array.from(all(8)), tensor(all(8).map((i) => [i, -i]))];
    const [list, , record, recordTest] = datasets.trainTestSplit([u, v], { u, v: all(8).map((i) => [i]) }, { testSize: 2, seed: 5 });
    const [first, second] = list as [Float32Array, Tensor];
    expect(first).toBeInstanceOf(Float32Array);
    expect(all(6).map((i) => second.data[2 * i])).toEqual([...first]);
    expect(record.v).toEqual([...record.u].map((i) => [i]));
    expect(recordTest.u).toHaveLength(2);
    expect([...first]).toEqual([...record.u]);
  });

  test('depends on the seed alone', () => {
    const split = (seed: number): unknown => datasets.trainTestSplit(all(50), { seed });
    expect(split(1)).toEqual(split(1));
    expect(split(1)).not.toEqual(split(2));
    expect(datasets.trainTestSplit(all(100))).not.toEqual(datasets.trainTestSplit(all(100)));
  });

  test('stratifies by texts and by one-hot rows', () => {
    const texts = all(20).map((i) => (i % 4 === 0 ? 'rare' : 'common'));
    const hot = datasets.toCategorical(all(20).map((i) => (i % 4 === 0 ? 1 : 0)));
    for (const stratify of [texts, hot]) {
      const [, held] = datasets.trainTestSplit(all(20), { testSize: 4, stratify, seed: 1 });
      expect(held.filter((i) => i % 4 === 0)).toHaveLength(1);
    }
  });

  const { trainTestSplit, kFold } = datasets;
  test.each<[string, () => unknown, new (message: string) => Error, RegExp]>([
    ['a part that is too large', () => trainTestSplit(all(4), { testSize: 4 }), ConfigError, /testSize .* from 1 to 3, received 4/],
    ['a part of nothing', () => trainTestSplit(all(4), { testSize: 0 }), ConfigError, /testSize must be/],
    ['parts that leave nothing', () => trainTestSplit([1], {}), ConfigError, /come to 0 for training and 1 for testing/],
    ['more than all', () => trainTestSplit(all(4), { testSize: 0.7, trainSize: 0.7 }), ConfigError, /come to 2 .* 3/],
    ['a misspelt option', () => trainTestSplit(all(4), { testsize: 0.5 } as never), ConfigError, /Did you mean 'testSize'/],
    ['rows of different numbers', () => trainTestSplit(all(4), all(3)), ShapeError, /y: expected 4 rows .*x, received 3/],
    ['no rows', () => trainTestSplit([], []), DataError, /expected at least one row/],
    ['text', () => trainTestSplit('abc' as never), DataError, /x: expected a tensor/],
    ['strata in order', () => trainTestSplit(all(4), { shuffle: false, stratify: [0, 0, 1, 1] }), ConfigError, /stratify needs shuffle/],
    ['a class of one', () => trainTestSplit(all(4), { stratify: [0, 0, 0, 1] }), ConfigError, /at least two rows of each class/],
    ['parts without a class', () => trainTestSplit(all(4), { testSize: 1, stratify: [0, 0, 1, 1] }), ConfigError, /larger parts/],
    ['labels that are too few', () => trainTestSplit(all(4), { stratify: [0, 1] }), ShapeError, /a label .* 4 rows, received 2/],
    ['folds without rows', () => kFold({ splits: 5 }).split([1, 2]), ConfigError, /5 folds need as many rows, received 2/],
    ['a seed without effect', () => kFold({ seed: 1 }), ConfigError, /no effect without shuffle/],
    ['classes without folds', () => kFold({ splits: 3, stratify: [0, 0, 1, 1] }).split(all(4)), ConfigError, /largest has 2/],
  ])('%s is refused', (_, f, kind, message) => {
    expect(f).toThrow(kind);
    expect(f).toThrow(message);
  });
});

describe('kFold', () => {
  test('at random holds every row out once, and its folds depend on the seed', () => {
    const folds = (seed: number): number[][] =>
      [...datasets.kFold({ splits: 4, shuffle: true, seed }).split(all(18))].map(([, held]) => held);
    expect(folds(1).map((f) => f.length)).toEqual([5, 5, 4, 4]);
    expect(sorted(folds(1).flat())).toEqual(all(18));
    expect(folds(1)).toEqual(folds(1));
    expect(folds(1)).not.toEqual(folds(2));
    const stratify = all(18).map((i) => i % 3);
    for (const [, held] of datasets.kFold({ splits: 3, shuffle: true, stratify, seed: 1 }).split(all(18)))
      expect(all(3).map((k) => held.filter((i) => i % 3 === k).length)).toEqual([2, 2, 2]);
  });
});

describe('toCategorical', () => {
  test('is one-hot rows, as Keras shows them', () => {
    expect(datasets.toCategorical([0, 1, 2, 3], 4).toArray()).toEqual([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]);
    expect(datasets.toCategorical(Uint8Array.of(2, 0)).toArray()).toEqual([[0, 0, 1], [1, 0, 0]]);
    expect(datasets.toCategorical([[1], [0]], 2).shape).toEqual([2, 2]);
    expect(datasets.toCategorical([[1, 0], [0, 0]], 3).shape).toEqual([2, 2, 3]);
    expect(datasets.toCategorical(1, 3).toArray()).toEqual([0, 1, 0]);
  });

  test.each<[unknown, number | undefined, RegExp]>([
    [[1, 2, 3], 3, /from 0 to 2, received 3 at position 2\. Count classes from 0/],
    [[-1], undefined, /from 0, received -1/],
    [[0.5], 2, /received 0\.5/],
    [[], undefined, /Give numClasses/],
    [[0], 0, /numClasses must be an integer >= 1/],
    [[0, 0, 2 ** 31], undefined, /needs a table of shape \[3, 2147483649\]/],
  ])('refuses %j of %s classes', (y, classes, message) => {
    expect(() => datasets.toCategorical(y as number[], classes)).toThrow(message);
  });
});

describe('in pieces, rows are divided as they are at once', () => {
  const rows = 40_000;
  const numbers = Float32Array.from(all(2 * rows));
  const texts = all(rows).map((i) => (i % 3 === 0 ? 'rare' : 'common'));
  const record = { u: tensor(numbers, [rows, 2]), v: texts.map((text) => [text.length]) };
  const table = datasets.table(texts.map((label, i) => ({ label, i })));

  test.each([{ seed: 1 }, { seed: 2, testSize: 7 }, { seed: 3, stratify: texts }, { shuffle: false, trainSize: 0.3 }])(
    'trainTestSplit, %o', async (options) => {
      const tables = (parts: readonly unknown[]): unknown => parts.map((part) => (Array.isArray(part) ? part : String(part)));
      let turned = false;
      setImmediate(() => (turned = true));
      const [a, b, c, d, e, f] = await datasets.trainTestSplitAsync(record, table, texts, options);
      expect(turned).toBe(true);
      const parts = datasets.trainTestSplit(record, table, texts, options);
      expect([a.u.data, b.u.data, a.v, b.v]).toEqual([parts[0].u.data, parts[1].u.data, parts[0].v, parts[1].v]);
      expect(tables([c, d, e, f])).toEqual(tables(parts.slice(2)));
    },
  );

  test('kFold', async () => {
    for (const options of [{}, { splits: 3, shuffle: true, seed: 4, stratify: texts }]) {
      const folds = datasets.kFold(options);
      const apart = [];
      for await (const fold of folds.splitAsync(numbers.subarray(0, rows))) apart.push(fold);
      expect(apart).toEqual([...folds.split(numbers.subarray(0, rows))]);
    }
  });

  test('errors are those of the call, by a rejection', async () => {
    await expect(datasets.trainTestSplitAsync(all(5), { testSize: 9 })).rejects.toThrow('trainTestSplitAsync: testSize must be');
    await expect(datasets.kFold({ splits: 9 }).splitAsync(all(5)).next()).rejects.toThrow(ConfigError);
  });
});
