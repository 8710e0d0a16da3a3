import { bits, exact, f32, reads, size, writes, type Row } from './row.ts';

const PHILOX =
  'Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3: Philox4x32-10. ' +
  'Key (seed, stream), counter (i / 4, counter[0], counter[1], 0), word i % 4';

/** Functions of (seed, stream, counter, index) alone, the same on every machine. */
export const RANDOM: readonly Row[] = [
  {
    name: 'random_uniform',
    family: 'random',
    args: [...size('n'), ...bits('seed', 'stream'), reads('counter', '2', 'i32'), ...f32('low', 'high'), writes('y', 'n')],
    equation: 'y[n] = low + (high - low) * u, u = (word >> 8) * 2^-24 in [0, 1); each operation rounded to float32',
    error: exact,
    units: 'n',
    flops: '16 * n',
    source: PHILOX,
  },
  {
    name: 'random_normal',
    family: 'random',
    args: [...size('n'), ...bits('seed', 'stream'), reads('counter', '2', 'i32'), ...f32('mean', 'stddev'), writes('y', 'n')],
    equation: 'y[n] = float32(mean + stddev * q), q the standard normal quantile of (word + 0.5) * 2^-32, in float64',
    error: exact,
    units: 'n',
    flops: '64 * n',
    source: `${PHILOX}; quantile: Wichura 1988, algorithm AS 241, PPND16`,
  },
  {
    name: 'random_truncated_normal',
    family: 'random',
    args: [...size('n'), ...bits('seed', 'stream'), reads('counter', '2', 'i32'), ...f32('mean', 'stddev'), writes('y', 'n')],
    equation: 'as random_normal, with the probability mapped to [Phi(-2), Phi(2)]: no value beyond two standard deviations',
    error: exact,
    units: 'n',
    flops: '64 * n',
    source: `${PHILOX}; AS 241`,
  },
  {
    name: 'random_permutation',
    family: 'random',
    args: [...size('n'), ...bits('seed', 'stream'), reads('counter', '2', 'i32'), writes('y', 'n', 'i32')],
    equation: 'y[n] = a permutation of 0..n-1: for i = n-1 down to 1 swap y[i] with y[floor(word_i * (i + 1) / 2^32)]',
    error: exact,
    flops: '16 * n',
    source: `Fisher & Yates, Durstenfeld 1964; ${PHILOX}`,
  },
];
