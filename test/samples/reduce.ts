import { TERMS } from '../../src/abi/kernels.ts';
import { LENGTHS, special, uniform, whole, type Content, type Sample } from './sample.ts';

const KERNELS = ['reduce_sum', 'reduce_prod', 'reduce_max', 'reduce_min', 'argmax', 'argmin'] as const;
type Kernel = (typeof KERNELS)[number];

const scaled = (kernel: Kernel): boolean => kernel === 'reduce_sum' || kernel === 'reduce_prod';
/** The numbers of what a kernel can take of each element. */
const TERMS_OF: Partial<Record<Kernel, readonly number[]>> = { reduce_sum: [0, 1, 2], reduce_max: [0, 1] };
const termsOf = (kernel: Kernel): readonly number[] => TERMS_OF[kernel] ?? [0];
/** The best of nothing is not asked for. */
const allowed = (kernel: Kernel, mid: number, count: number): boolean => scaled(kernel) || mid > 0 || count === 0;

function sample(kernel: Kernel, outer: number, mid: number, inner: number, x: Content, label = '', term = 0): Sample {
  const args: Record<string, number> = { outer, mid, inner };
  if (scaled(kernel)) args['scale'] = kernel === 'reduce_sum' ? 0.3 : -1.5;
  if (termsOf(kernel).length > 1) args['term'] = term;
  return { kernel, label: `${outer} x ${mid} x ${inner}${label}${term === 0 ? '' : `, ${TERMS[term]}`}`, args, operands: { x } };
}

/** Factors near 1, so that neither a product nor a part of it leaves the range of float32. */
const drawn = (kernel: Kernel, seed: number): Content => (kernel === 'reduce_prod' ? uniform(seed, 0.9, 1.1) : uniform(seed));

function shapes(kernel: Kernel): Sample[] {
  const sizes: [number, number, number][] = [
    ...LENGTHS.flatMap((n): [number, number, number][] => [[1, n, 1], [3, n, 1], [1, 5, n], [2, 7, n], [n, 3, 2], [1, n, 70]]),
    [0, 4, 1], [0, 4, 3], [1, 0, 65], [2, 0, 5], [5, 4, 0], [1, 129, 130], [1, 257, 15], [2, 300, 67], [1, 20000, 1], [1, 4099, 3],
  ];
  return sizes
    .filter(([outer, mid, inner]) => allowed(kernel, mid, outer * inner))
    .flatMap(([outer, mid, inner], i) => termsOf(kernel).map((term) => sample(kernel, outer, mid, inner, drawn(kernel, i), '', term)));
}

const BEST = ['reduce_max', 'reduce_min', 'argmax', 'argmin'] as const;
/** Equal elements, zeros of either sign, infinities and NaN, at every place of a vector. */
const ties: Sample[] = BEST.flatMap((kernel) => [
  sample(kernel, 40, 37, 1, whole(1, -2, 3), ', ties'),
  sample(kernel, 1, 9, 37, whole(2, -2, 3), ', ties'),
  sample(kernel, 30, 5, 1, Float32Array.from({ length: 150 }, (_, i) => ((i * 7) % 3 ? -0 : 0)), ', zeros'),
  sample(kernel, 3, 2, 19, new Float32Array(114).fill(-Infinity), ', all -Infinity'),
  sample(kernel, 3, 2, 19, new Float32Array(114).fill(Infinity), ', all Infinity'),
  ...[1, 17, 40].flatMap((mid) => termsOf(kernel).map((term) => sample(kernel, 60, mid, 1, special(mid), ', special', term))),
  ...[1, 17, 40].map((inner) => sample(kernel, 2, 6, inner, special(inner), ', special')),
  ...[1, 17, 40].map((inner) => sample(kernel, 1, 3, inner, special(inner + 1), ', special')),
]);

const UNUSUAL = [1, Infinity, 2, -Infinity, NaN, 3, 0, -0];
/** A NaN or an infinity reaches the results of its own lines, and no others. */
const unusual: Sample[] = (['reduce_sum', 'reduce_prod'] as const).flatMap((kernel) =>
  ([[50, 3, 1], [4, 3, 11], [1, 3, 70]] as const).map(([outer, mid, inner]) =>
    sample(
      kernel, outer, mid, inner,
      Float32Array.from({ length: outer * mid * inner }, (_, i) => UNUSUAL[((i * i + 3 * i) % 61) % 8]!),
      ', unusual',
    ),
  ),
);

/** Large enough to divide among threads, by outer indices and by columns. */
const large: Sample[] = KERNELS.flatMap((kernel) => [
  sample(kernel, 700, 601, 1, drawn(kernel, 1), ', large'),
  sample(kernel, 3, 200, 701, drawn(kernel, 2), ', large'),
  sample(kernel, 1, 300, 1401, drawn(kernel, 3), ', large'),
  sample(kernel, 1, 259, 1043, drawn(kernel, 4), ', large'),
]);

export const samples: readonly Sample[] = [...KERNELS.flatMap(shapes), ...ties, ...unusual, ...large];
