import { LENGTHS, uniform, whole, type Content, type Sample } from './sample.ts';

type Sizes = readonly [outer: number, mid: number, inner: number];

function sample(kernel: 'moments' | 'centered_sums' | 'square_sums', [outer, mid, inner]: Sizes, label: string, x: Content): Sample {
  const operands: Record<string, Content | null> =
    kernel === 'centered_sums' ? { x, center: uniform(mid, -1, 3), dy: uniform(inner) } :
    kernel === 'square_sums' ? { x, weights: mid % 2 === 1 ? uniform(mid, -1, 3) : null } : { x };
  return { kernel, label: `${outer} x ${mid} x ${inner}${label}`, args: { outer, mid, inner }, operands };
}

const SIZES: readonly Sizes[] = [
  ...LENGTHS.flatMap((n): Sizes[] => [[1, 5, n], [2, 7, n], [n, 3, 2]]),
  ...LENGTHS.filter((n) => n > 0).map((n): Sizes => [1, n, 70]),
  [0, 4, 3], [5, 4, 0], [0, 0, 3], [1, 63, 130], [1, 64, 15], [3, 65, 48], [2, 300, 67], [1, 4099, 3], [64, 17, 32],
];
/** Sums of nothing. */
const EMPTY: readonly Sizes[] = [[1, 0, 65], [2, 0, 5]];
const LARGE: readonly Sizes[] = [[3, 200, 701], [1, 300, 1401], [64, 90, 96]];

const UNUSUAL = [1, Infinity, 2, -Infinity, NaN, 3, 0, -0];
/** A NaN or an infinity reaches the results of its own columns, and no others. */
const unusual = ([outer, mid, inner]: Sizes): Float32Array =>
  Float32Array.from({ length: outer * mid * inner }, (_, i) => ((i * i + 3 * i) % 61 < 8 ? UNUSUAL[((i * i + 3 * i) % 61) % 8]! : i % 5));

export const samples: readonly Sample[] = [
  ...(['moments', 'centered_sums', 'square_sums'] as const).flatMap((kernel) => [
    ...SIZES.map((sizes, i) => sample(kernel, sizes, '', uniform(i))),
    ...LARGE.map((sizes, i) => sample(kernel, sizes, ', large', uniform(i))),
    ...([[1, 130, 37], [4, 3, 70], [2, 70, 5]] as const).map((sizes) => sample(kernel, sizes, ', unusual', unusual(sizes))),
    // All values far from 0 beside their distances, and all of one size.
    sample(kernel, [2, 150, 40], ', far from 0', uniform(3, 9999, 10001)),
    sample(kernel, [2, 150, 40], ', whole', whole(4)),
    sample(kernel, [1, 200, 33], ', equal', new Float32Array(6600).fill(0.1)),
  ]),
  ...(['centered_sums', 'square_sums'] as const).flatMap((kernel) => EMPTY.map((sizes) => sample(kernel, sizes, '', uniform(1)))),
  sample('square_sums', [2, 301, 70], ', with weights', uniform(4)),
];
