/** The picture of a network: what it draws where it could draw too much. */
import { describe, expect, test } from 'vitest';
import { atOnce } from '../../src/core/pieces.ts';
import { networkFigures, type Node } from '../../src/report/network.ts';

const node = (i: number, from: readonly number[]): Node => ({ name: `n${i}`, kind: 'dense', shape: '[*, 2]', params: 3, from });
const pageOf = (nodes: readonly Node[]): string => atOnce(networkFigures(nodes)).map(({ text }) => text).join('');
const count = (text: string, part: string): number => text.split(part).length - 1;

/** Each takes from the one before; the last from all. */
const gathered = (size: number): Node[] =>
  Array.from({ length: size }, (_, i) => node(i, i === 0 ? [] : i === size - 1 ? Array.from({ length: i }, (_, j) => j) : [i - 1]));

describe('lines that pass rows', () => {
  test('are all drawn in a small network', () => {
    const page = pageOf(gathered(20));
    // 18 lines to the next node; to the last one from 19, in as many parts as the rows that they pass, 0 to 18 of them, and one more.
    expect(count(page, 'class="edge"')).toBe(18 + (18 * 19) / 2 + 19);
    expect(page).not.toContain('are left out');
  });

  test('are left out where there would be thousands, and the page says so', () => {
    const page = pageOf(gathered(600));
    expect(count(page, 'class="box"')).toBe(600);
    expect(count(page, 'class="edge"')).toBeLessThan(6000);
    expect(page).toMatch(/Lines that pass more than \d+ rows are left out\./);
  });
});
