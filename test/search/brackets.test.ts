/** How many trials get how many epochs. */
import { expect, test } from 'vitest';
import { halving, hyperband, randomSearch } from '../../src/search/brackets.ts';

const text = (brackets: readonly (readonly { trials: number; epochs: number }[])[]): string[] =>
  brackets.map((rungs) => rungs.map(({ trials, epochs }) => `${trials}x${epochs}`).join(' '));

test('Hyperband of 81 epochs and factor 3: table 1 of the paper', () => {
  expect(text(hyperband(81, 3))).toEqual(['81x1 27x3 9x9 3x27 1x81', '34x3 11x9 3x27 1x81', '15x9 5x27 1x81', '8x27 2x81', '5x81']);
});

test('Hyperband by its formulas, for other epochs and factors', () => {
  for (const [epochs, factor, most] of [[243, 3, 5], [10, 3, 2], [16, 2, 4], [15, 2, 3], [1, 3, 0], [100, 4, 3], [1000, 10, 3]] as const) {
    const brackets = hyperband(epochs, factor);
    expect(brackets.length).toBe(most + 1);
    brackets.forEach((rungs, i) => {
      const s = most - i;
      const n = Math.ceil(((most + 1) / (s + 1)) * factor ** s - 1e-9);
      expect(rungs).toEqual(
        Array.from({ length: s + 1 }, (_, j) => ({ trials: Math.floor(n / factor ** j), epochs: Math.round(epochs * factor ** (j - s)) })),
      );
      expect(rungs.at(-1)!.epochs).toBe(epochs);
      expect(rungs.every((rung, j) => rung.trials >= 1 && rung.epochs >= 1 && (j === 0 || rung.epochs > rungs[j - 1]!.epochs))).toBe(true);
    });
  }
});

test('halving has as many rungs as trials and epochs allow', () => {
  expect(text(halving(27, 27, 3))).toEqual(['27x1 9x3 3x9 1x27']);
  expect(text(halving(20, 30, 3))).toEqual(['20x3 6x10 2x30']);
  expect(text(halving(100, 4, 2))).toEqual(['100x1 50x2 25x4']);
  expect(text(halving(2, 50, 3))).toEqual(['2x50']);
});

test('random search trains all to the end', () => {
  expect(text(randomSearch(7, 30))).toEqual(['7x30']);
});
