/** Draws of tokens beside plain computations. */
import { expect, test } from 'vitest';
import { DataError, random } from '../../src/index.ts';
import { drawnAt, greatest, logitsOf, samplingShares, uniform, type SamplingOptions } from '../../src/model/sampling.ts';

/** The shares by sorting all tokens, in the words of the definition. */
function plainly(logits: readonly number[], { temperature, topK, topP }: SamplingOptions): number[] {
  const weights = logits.map((x) => Math.exp(x / temperature));
  let order = logits.map((_, i) => i).sort((a, b) => weights[b]! - weights[a]! || a - b);
  order = order.slice(0, topK ?? order.length);
  const total = order.reduce((sum, i) => sum + weights[i]!, 0);
  let [sum, count] = [0, 0];
  while (count < order.length && sum < topP) sum += weights[order[count++]!]! / total;
  if (topP < 1) order = order.slice(0, count);
  const left = order.reduce((all, i) => all + weights[i]!, 0);
  return logits.map((_, i) => (order.includes(i) ? weights[i]! / left : 0));
}

const OPTIONS: readonly SamplingOptions[] = [0.3, 1, 2.5].flatMap((temperature) =>
  [undefined, 1, 2, 5, 17, 40].flatMap((topK) => [0.05, 0.5, 0.9, 1].map((topP) => ({ temperature, topK, topP }))),
);

test.each(OPTIONS)('temperature $temperature, the $topK best, up to $topP', (options) => {
  for (const seed of [1, 2, 3]) {
    // Rounded numbers are often equal.
    const logits = [...random.normal([17], { seed, stddev: 2 }).data].map((x) => Math.round(2 * x) / 2);
    const shares = samplingShares(Float64Array.from(logits), options);
    const expected = plainly(logits, options);
    expect([...shares].map((s) => s > 0)).toEqual(expected.map((s) => s > 0));
    shares.forEach((s, i) => expect(Math.abs(s - expected[i]!)).toBeLessThan(1e-12));
    expect(Math.abs(shares.reduce((sum, s) => sum + s, 0) - 1)).toBeLessThan(1e-12);
  }
});

test('tokens that cannot come are not drawn', () => {
  const shares = samplingShares(Float64Array.of(-Infinity, 0, 0, -Infinity), { temperature: 1, topK: undefined, topP: 1 });
  expect([...shares]).toEqual([0, 0.5, 0.5, 0]);
  expect([0, 0.4999, 0.5, 0.9999999999999999, 1].map((at) => drawnAt(shares, at))).toEqual([1, 1, 2, 2, 2]);
});

test('as many draws as shares say', () => {
  const shares = samplingShares(Float64Array.from(random.normal([9], { seed: 6 }).data), { temperature: 1, topK: 6, topP: 0.95 });
  const n = 100_000;
  const counts = new Array<number>(9).fill(0);
  for (let i = 0; i < n; i++) counts[drawnAt(shares, (i + 0.5) / n)]!++;
  counts.forEach((count, i) => expect(Math.abs(count - n * shares[i]!)).toBeLessThanOrEqual(1));
});

test('draws of steps and prompts are uniform and apart', () => {
  const draws = [0, 1].flatMap((prompt) => Array.from({ length: 10_000 }, (_, step) => uniform(3, prompt, step)));
  expect(new Set(draws).size).toBe(draws.length);
  expect(draws.every((u) => u >= 0 && u < 1)).toBe(true);
  const tenths = new Array<number>(10).fill(0);
  for (const u of draws) tenths[Math.floor(10 * u)]!++;
  const chi = tenths.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
  expect(chi).toBeLessThan(27.9); // exceeded by chance once in a thousand
  const mean = (x: readonly number[]): number => x.reduce((sum, v) => sum + v, 0) / x.length;
  expect(Math.abs(mean(draws.slice(1).map((u, i) => (u - 0.5) * (draws[i]! - 0.5))))).toBeLessThan(0.003);
});

test('the greatest is the first of equal ones', () => {
  expect(greatest(Float64Array.of(1, 3, 3, 2))).toBe(1);
});

test('rows that are no numbers, or no probabilities', () => {
  expect([...logitsOf(Float32Array.of(0.25, 0.75), false)]).toEqual([Math.log(0.25), Math.log(0.75)]);
  expect([...logitsOf(Float32Array.of(0, 1), false)]).toEqual([-Infinity, 0]);
  for (const row of [[NaN, 1], [Infinity, 1], [-Infinity, -Infinity]])
    expect(() => logitsOf(Float32Array.from(row), true)).toThrow(DataError);
  for (const row of [[0.5, 0.6], [-0.5, 1.5]]) expect(() => logitsOf(Float32Array.from(row), false)).toThrow(/fromLogits: true/);
});
