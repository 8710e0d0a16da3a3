import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/core/errors.ts';
import { foldsOf, holdOut } from '../../src/data/split.ts';

const sorted = (values: Iterable<number>): number[] => [...values].toSorted((a, b) => a - b);
const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe('folds', () => {
  test('hold every row out once, and train on all others', () => {
    const folds = foldsOf(11, 3, 0);
    expect(folds.map((f) => f.held.length)).toEqual([4, 4, 3]);
    expect(sorted(folds.flatMap((f) => [...f.held]))).toEqual(all(11));
    for (const { train, held } of folds) expect(sorted([...train, ...held])).toEqual(all(11));
  });

  test('depend on the seed alone', () => {
    expect(foldsOf(50, 5, 7)).toEqual(foldsOf(50, 5, 7));
    expect(foldsOf(50, 5, 7)).not.toEqual(foldsOf(50, 5, 8));
  });

  test('share out the classes', () => {
    const strata = all(40).map((i) => (i < 8 ? 'rare' : 'common'));
    for (const { held } of foldsOf(40, 4, 3, strata)) expect(held.filter((row) => row < 8).length).toBe(2);
  });

  test.each([1, 2.5, 12, NaN])('%s folds of 11 rows are refused', (k) => {
    expect(() => foldsOf(11, k, 0)).toThrow(ConfigError);
  });
});

describe('a share held out', () => {
  test('has the size asked for and its part of every class', () => {
    const { train, held } = holdOut(100, 0.2, 1, all(100).map((i) => i % 5));
    expect(sorted([...train, ...held])).toEqual(all(100));
    expect(all(5).map((c) => held.filter((row) => row % 5 === c).length)).toEqual([4, 4, 4, 4, 4]);
  });

  test('is at least one row', () => {
    expect(holdOut(3, 0.01, 0).held.length).toBe(1);
  });

  test.each([0, 1, -1, NaN])('a share of %s is refused', (share) => {
    expect(() => holdOut(10, share, 0)).toThrow(ConfigError);
  });
  test('one row cannot be split', () => {
    expect(() => holdOut(1, 0.5, 0)).toThrow(/leaves rows to train on/);
  });
});
