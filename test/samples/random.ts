import { LENGTHS, type Sample } from './sample.ts';

const SEEDS: readonly (readonly [seed: number, stream: number, counter: number])[] = [
  [0, 0, 0], [1, 2, 3], [-1, 2 ** 31 - 1, -(2 ** 31)], [123456789, -987654321, 2 ** 31 - 1],
];
/** Lengths around vectors, groups of blocks, and cache blocks; the last divides among threads. */
const SIZES = [...LENGTHS, 128, 129, 1024, 1025, 2500];

const KERNELS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  random_uniform: { low: -0.1, high: 0.3 },
  random_normal: { mean: 0.25, stddev: 1.5 },
  random_truncated_normal: { mean: 0, stddev: 0.05 },
  random_permutation: {},
};

export const samples: readonly Sample[] = Object.entries(KERNELS).flatMap(([kernel, constants]) => {
  const sample = (n: number, i: number): Sample => {
    const [seed, stream, counter] = SEEDS[i % SEEDS.length]!;
    return { kernel, label: `${n} elements`, args: { n, seed, stream, ...constants }, operands: { counter: Int32Array.of(counter) } };
  };
  return [...SIZES, 30001].map(sample);
});
