import { generator, special, uniform, whole, type Content, type Sample } from './sample.ts';

interface Options {
  readonly x?: Content;
  readonly w?: Content;
  readonly scale?: Content;
  readonly bias?: boolean;
  readonly relu?: number;
}

function gemm(
  m: number,
  n: number,
  k: number,
  { x = uniform(k), w = whole(n, 0, 256), scale = uniform(m, 50, 500), bias = false, relu = 0 }: Options = {},
): Sample {
  return {
    kernel: 'gemm_int8',
    label: `${m}x${n}x${k}${bias ? ', bias' : ''}${relu ? ', relu' : ''}`,
    args: { m, n, k, relu },
    operands: { x, w, scale, bias: bias ? uniform(7) : null },
  };
}

/** Around tiles, strips, groups of four and blocks of rows; nothing at all. */
const SHAPES: readonly (readonly [number, number, number])[] = [
  [0, 5, 3], [5, 0, 3], [5, 3, 0], [1, 1, 1], [1, 1, 300], [1, 37, 19], [2, 3, 5], [3, 16, 4], [4, 17, 8], [7, 8, 9],
  [9, 33, 15], [13, 14, 16], [15, 64, 17], [16, 65, 31],
  [31, 20, 33], [32, 10, 65], [33, 130, 7], [61, 12, 33], [70, 129, 20], [130, 16, 61], [1, 520, 70], [8, 260, 515],
];

const random = generator(88);
const below = (limit: number): number => Math.floor(random() * limit);
const drawn = Array.from({ length: 30 }, () => gemm(below(70), below(140), below(90), { bias: below(2) === 1, relu: below(2) }));

/** Rows in which one number is not finite, all are 0, some are the smallest or the largest there are; and ties, since
 *  127 / (127 + 1e-7) is 1. */
const rows = Float32Array.from([
  [1, NaN, 2, 3, 4], [1, 2, Infinity, 3, 4], [-Infinity, 2, 3, 4, NaN], [0, -0, 0, 0, 0], [2 ** -149, -(2 ** -149), 0, 0, 2 ** -126],
    [2 ** 127, -(2 ** 128 - 2 ** 104), 1, 2, 3], [127, 0.5, 1.5, 2.5, -2.5], [-127, -0.5, 126.5, -126.5, 3.4999998],
    [1e-7, -1e-7, 3e-8, 0, 1e-8],
].flat());

export const samples: readonly Sample[] = [
  ...SHAPES.flatMap(([m, n, k]) => [gemm(m, n, k), gemm(m, n, k, { bias: true, relu: 1 })]),
  ...drawn,
  gemm(9, 21, 5, { x: rows }),
  gemm(9, 21, 5, { x: rows, bias: true, relu: 1 }),
  gemm(9, 34, 5, { x: special(1), scale: special(2), relu: 1 }),
  // Sums of one sign, as large as they come: beyond 2^24, where float32 rounds them.
  gemm(3, 17, 3001, { x: new Float32Array(9003).fill(-1), w: new Uint8Array(16 * 2 * 3004).fill(0) }),
  gemm(3, 17, 3001, { x: new Float32Array(9003).fill(1), w: new Uint8Array(16 * 2 * 3004).fill(255) }),
  gemm(1, 1, 132104, { x: new Float32Array(132104).fill(1), w: new Uint8Array(16 * 132104).fill(0) }),
  gemm(200, 70, 100, { bias: true, relu: 1 }),
  gemm(3, 300, 1000, { bias: true }),
];
