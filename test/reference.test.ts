/** The reference held to published values, where its own loops are too long to be judged by reading. */
import { expect, test } from 'vitest';
import { philox4x32, quantile, random_permutation, random_truncated_normal } from './reference/random.ts';
import { ReferenceArena } from './reference/machine.ts';
import { link, type Place } from '../src/abi/program.ts';
import { Writer } from '../src/abi/writer.ts';

/** @source Random123, tests/kat_vectors, the lines of philox4x32 10 */
test.each([
  [[0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]],
  [[-1, -1, -1, -1], [-1, -1], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]],
  [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]],
])('philox4x32 of counter %j and key %j', (counter, key, words) => {
  expect(philox4x32(counter, key)).toEqual(words);
});

/** @source Wichura 1988, the test values of AS 241 */
test.each([
  [0.25, -0.6744897501960817],
  [0.001, -3.090232306167814],
  [1e-20, -9.262340089798408],
])('the standard normal quantile of %d', (p, x) => {
  expect(Math.abs(quantile(p) / x - 1)).toBeLessThan(1e-15);
  if (p > 1e-10) expect(quantile(1 - p)).toBeCloseTo(-x, 12);
});

test('a permutation holds every number once', () => {
  const y = new Float64Array(1000);
  random_permutation({ n: 1000, seed: 1, stream: 2, counter: Float64Array.of(3, 0), y });
  expect([...y].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect([...y]).not.toEqual([...y].toSorted((a, b) => a - b));
});

test('truncated normal numbers have the moments of their distribution', () => {
  const n = 20_000;
  const y = new Float64Array(n);
  random_truncated_normal({ n, seed: 1, stream: 2, counter: Float64Array.of(0, 0), mean: 0, stddev: 1, y });
  const mean = y.reduce((sum, x) => sum + x, 0) / n;
  const variance = y.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n;
  expect(Math.max(...y.map(Math.abs))).toBeLessThanOrEqual(2);
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(n));
  // 1 - 4 phi(2) / (2 Phi(2) - 1), phi the density.
  expect(variance).toBeCloseTo(0.7737, 1);
});

test('the machine carries more than float32 between steps, and resumes where it was', () => {
  const writer = new Writer();
  const place = (offset: number): Place => ({ segment: 'state', offset });
  writer.chain(
    1,
    1,
    [{ kind: 'in_full', place: place(0) }, { kind: 'in_full', place: place(1) }, { kind: 'out', place: place(0) }],
    [{ kernel: 'add', operands: [0, 1, 2] }],
  );
  const arena = new ReferenceArena(2);
  const program = arena.load(link(writer.finish(0), { state: 0, workspace: 0, dataset: 0 }));
  arena.writeFloat64(0, Float64Array.of(0, 1e-12));
  arena.run(program, 3);
  arena.writeFloat64(1, Float64Array.of(1));
  arena.run(program, 1);
  const sum = new Float64Array(1);
  arena.readFloat64(0, sum);
  expect(sum[0]! - 1).toBeCloseTo(3e-12, 14);
});
