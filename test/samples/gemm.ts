import { EPILOGUE_ACTIVATIONS } from '../../src/abi/kernels.ts';
import { generator, special, uniform, whole, type Content, type Sample } from './sample.ts';

interface Options {
  readonly transA?: number;
  readonly transB?: number;
  readonly alpha?: number;
  readonly beta?: number;
  /** Elements by which each leading dimension exceeds its row. */
  readonly pad?: number;
  readonly bias?: boolean;
  readonly activation?: number;
  readonly gate?: boolean;
  /** The share of values beside c that is added. */
  readonly share?: number;
  readonly draw?: (seed: number) => Content;
  /** Products one after another, and the elements by which c, and a and b unless all share them, lie further apart than they are long. */
  readonly batch?: number;
  readonly apart?: number;
  readonly shares?: 'a' | 'b';
}

function gemm(m: number, n: number, k: number, options: Options = {}, seed = 1): Sample {
  const {
    transA = 0, transB = 0, alpha = 1, beta = 0, pad = 0, bias = false, activation = 0, gate = false, share = 0,
    draw = (s): Content => uniform(s), batch = 1, apart = 0, shares,
  } = options;
  const [lda, ldb, ldc] = [(transA ? m : k) + pad, (transB ? k : n) + pad, n + pad];
  const strides = {
    strideA: shares === 'a' ? 0 : (transA ? k : m) * lda + apart,
    strideB: shares === 'b' ? 0 : (transB ? n : k) * ldb + apart,
    strideC: m * ldc + apart,
  };
  const args = { transA, transB, batch, m, n, k, alpha, lda, ldb, beta, ldc, activation, share, ...strides };
  const label = `${m}x${n}x${k} ${transA ? 'T' : 'N'}${transB ? 'T' : 'N'}, seed ` +
    `${seed}${Object.entries(options).map(([key, value]) => (typeof value === 'function' ? '' : `, ${key} ${value}`)).join('')}`;
  return {
    kernel: 'sgemm',
    label,
    args,
    operands: {
      a: draw(seed), b: draw(seed + 1), c: draw(seed + 2), bias: bias ? uniform(seed + 3) : null,
      beside: gate || share !== 0 ? uniform(seed + 4) : null,
    },
  };
}

const TRANSPOSITIONS = [0, 1, 2, 3].map((t) => ({ transA: t & 1, transB: t >> 1 }));
/** Around register tiles, strips and cache blocks; vectors; nothing at all. */
const SHAPES: readonly (readonly [number, number, number])[] = [
  [0, 5, 3], [5, 0, 3], [5, 3, 0], [1, 1, 1], [1, 1, 300], [1, 37, 19], [37, 1, 19], [2, 3, 5], [7, 8, 9], [13, 14, 15],
  [14, 32, 16], [15, 33, 17], [16, 48, 1],
  [31, 64, 7], [32, 10, 65], [61, 12, 33], [97, 13, 29], [5, 97, 130], [96, 96, 4], [100, 193, 37], [193, 40, 300],
  [1, 520, 70], [8, 260, 515],
];

const random = generator(2024);
const below = (limit: number): number => Math.floor(random() * limit);
const drawn = Array.from({ length: 40 }, (_, i) =>
  gemm(
    below(50),
    below(70),
    below(60),
    {
      transA: below(2), transB: below(2), alpha: [1, 1, -0.5, 2][below(4)]!, beta: [0, 1, 0.25][below(3)]!,
      pad: below(4), bias: below(2) === 1, activation: below(EPILOGUE_ACTIVATIONS.length), gate: below(3) === 0,
      share: [0, 0, 1, -0.5][i % 4]!,
    },
    100 + 10 * i,
  ),
);

export const samples: readonly Sample[] = [
  ...SHAPES.flatMap(([m, n, k], i) => TRANSPOSITIONS.map((t) => gemm(m, n, k, t, 10 * i))),
  ...TRANSPOSITIONS.flatMap((t) => [
    gemm(19, 35, 21, { ...t, alpha: 0.5, beta: 1, pad: 3 }, 1000),
    gemm(33, 17, 40, { ...t, alpha: 0, beta: 2, pad: 1, bias: true }, 1010),
    gemm(17, 70, 12, { ...t, alpha: -1, beta: -0.5, bias: true, gate: true }, 1020),
    ...EPILOGUE_ACTIVATIONS.map((_, activation) => gemm(21, 20, 9, { ...t, activation, bias: true, pad: 2 }, 1030)),
  ]),
  gemm(9, 34, 5, { draw: (seed) => special(seed) }, 1040),
  gemm(9, 34, 5, { beta: 0, draw: (seed) => (seed === 1052 ? new Float32Array(306).fill(NaN) : uniform(seed)) }, 1050),
  gemm(9, 34, 5, { alpha: 0, beta: 1, draw: (seed) => (seed === 1062 ? uniform(seed) : special(seed)) }, 1060),
  gemm(40, 50, 60, { draw: (seed) => whole(seed) }, 1070),
  ...drawn,
  gemm(300, 60, 100, { bias: true, activation: 1 }, 2000),
  gemm(61, 310, 257, { transB: 1, beta: 1 }, 2010),
  gemm(400, 10, 120, { transA: 1, bias: true }, 2020),
  // Last columns that fill less than half a vector, half of one, half and a few; alone and beside whole ones.
  ...[1, 2, 3, 4, 6, 8, 10, 11, 12, 65, 67, 70, 74, 76].map((n, i) =>
    gemm(
      45 + i,
      n,
      500,
      {
        transA: i === 9 ? 1 : 0, transB: i % 2, bias: i % 3 === 0, activation: i % EPILOGUE_ACTIVATIONS.length,
        gate: i % 4 === 0, beta: i % 5 === 0 ? 0.5 : 0, alpha: i % 4 === 1 ? -2 : 1, pad: i % 3, share: i % 4 === 2 ? 0.3 : 0,
      },
      4000 + 10 * i,
    ),
  ),
  gemm(30, 10, 1024, {}, 4200),
  ...[1, 10, 16, 40, 63].map((n, i) =>
    gemm(
      1,
      n,
      131 + i,
      { transA: i % 2, bias: i > 1, activation: i % EPILOGUE_ACTIVATIONS.length, gate: i % 2 === 0, beta: i % 3, alpha: 1.5, pad: i % 3 },
      4400 + 10 * i,
    ),
  ),
  ...[1, 9, 15, 67, 75].map((n, i) =>
    gemm(
      150,
      n,
      70,
      { transA: 1, transB: i % 2, bias: true, activation: i % EPILOGUE_ACTIVATIONS.length, gate: i % 2 === 0, beta: 0.5, pad: 1 },
      4300 + 10 * i,
    ),
  ),
  gemm(5, 7, 9, { batch: 0 }, 3000),
  gemm(3, 4, 5, { batch: 7, apart: 3, bias: true, gate: true, beta: 1 }, 3010),
  gemm(33, 70, 20, { batch: 3, transA: 1, shares: 'b', activation: 2 }, 3020),
  gemm(40, 9, 33, { batch: 4, transB: 1, shares: 'a', apart: 1 }, 3030),
  gemm(70, 130, 40, { batch: 2, pad: 2, gate: true }, 3040),
  gemm(262, 533, 257, { bias: true, activation: 1, pad: 1 }, 2030),
  gemm(262, 533, 257, { transA: 1, beta: 1 }, 2040),
  // Every way in which a product is computed, with values that are added.
  ...([
    [5, 7, 9], [30, 40, 13], [80, 10, 32], [1, 10, 300], [1, 200, 300], [200, 1, 300], [150, 9, 200], [60, 12, 500], [60, 3, 500],
    [262, 533, 257], [100, 90, 1100],
  ] as const).flatMap(([m, n, k], i) =>
    TRANSPOSITIONS.map((t) => gemm(m, n, k, { ...t, share: 0.25, bias: i % 2 === 1, activation: i % 3 === 1 ? 1 : 0 }, 5000 + 10 * i)),
  ),
  gemm(33, 40, 20, { batch: 3, share: 2, apart: 1, pad: 2 }, 5200),
  // Few rows beside wide B, which is called ahead, and long rows of sums with few terms.
  ...([
    [7, 200, 70], [8, 330, 40], [9, 150, 600], [20, 300, 600], [3, 400, 33], [17, 300, 12], [9, 530, 16],
  ] as const).flatMap(([m, n, k], i) =>
    TRANSPOSITIONS.map((t) => {
      const finish = { pad: i % 2, bias: i % 3 === 0, gate: i % 4 === 3, beta: i % 5 === 1 ? 0.5 : 0 };
      return gemm(m, n, k, { ...t, ...finish }, 5300 + 10 * i);
    }),
  ),
];
