import { special, uniform, whole, type Content, type Sample } from './sample.ts';

export type Triple = readonly [number, number, number];
interface Geometry {
  readonly n: number;
  readonly input: Triple;
  readonly c: number;
  readonly window: Triple;
  readonly strides: Triple;
  /** Leading and trailing places that are not there. */
  readonly pads: Triple;
  readonly trailing?: Triple;
}

export const POOLS = ['max_pool', 'max_pool_dx', 'max_pool_of', 'average_pool', 'average_pool_dx'] as const;
type PoolKernel = (typeof POOLS)[number];

/** The operands of each kernel that hold something before it. */
const GIVEN: Readonly<Record<PoolKernel, readonly string[]>> = {
  max_pool: ['x'], max_pool_dx: ['x', 'dy'], max_pool_of: ['x', 'g'], average_pool: ['x'], average_pool_dx: ['dy'],
};

/** A sample of windows that cover as much as the padding lets them. */
export function poolSample(kernel: PoolKernel, geometry: Geometry, x: Content, label = ''): Sample {
  const { n, input, c, window, strides, pads, trailing = pads } = geometry;
  const output = input.map((d, i) => Math.floor((d + pads[i]! + trailing[i]! - window[i]!) / strides[i]!) + 1);
  const args: Record<string, number> = { n, c };
  ['d', 'h', 'w'].forEach((axis, i) => {
    Object.assign(args, {
      [`i${axis}`]: input[i], [`o${axis}`]: output[i], [`k${axis}`]: window[i], [`s${axis}`]: strides[i], [`p${axis}`]: pads[i],
    });
  });
  const operands = Object.fromEntries(GIVEN[kernel].map((name, i) => [name, i === 0 ? x : uniform(17)]));
  const what = `${n} x ${input.join(' x ')} x ${c}, window ${window.join(' x ')}, strides ${strides.join(' x ')}, pads ${pads.join(' x ')}`;
  return { kernel, label: what + label, args, operands };
}

const flat = (n: number, h: number, w: number, c: number, k: number, s: number, p = 0, trailing = p): Geometry => ({
  n, input: [1, h, w], c, window: [1, k, k], strides: [1, s, s], pads: [0, p, p], trailing: [0, trailing, trailing],
});

const GEOMETRIES: readonly Geometry[] = [
  flat(0, 4, 4, 3, 2, 2),
  flat(2, 4, 4, 0, 2, 2),
  ...[1, 3, 4, 5, 8, 16, 17, 31, 64].map((c) => flat(2, 6, 4, c, 2, 2)),
  flat(2, 7, 5, 6, 2, 2),
  flat(1, 7, 7, 3, 2, 2, 1, 0),
  flat(2, 8, 9, 17, 3, 2, 1),
  flat(2, 5, 6, 9, 3, 1, 1),
  flat(2, 5, 6, 9, 2, 1, 0, 1),
  flat(1, 9, 9, 5, 2, 3),
  flat(1, 3, 4, 5, 5, 1, 2),
  { n: 3, input: [1, 1, 11], c: 7, window: [1, 1, 3], strides: [1, 1, 2], pads: [0, 0, 1] },
  { n: 2, input: [1, 1, 13], c: 1, window: [1, 1, 4], strides: [1, 1, 4], pads: [0, 0, 0] },
  { n: 2, input: [4, 5, 6], c: 3, window: [2, 2, 2], strides: [2, 2, 2], pads: [0, 0, 0] },
  { n: 2, input: [4, 5, 3], c: 10, window: [3, 2, 3], strides: [1, 2, 1], pads: [1, 0, 1] },
  { n: 2, input: [3, 4, 6], c: 5, window: [1, 2, 2], strides: [1, 2, 2], pads: [0, 0, 0] },
  { n: 1, input: [5, 4, 4], c: 5, window: [1, 2, 2], strides: [2, 2, 2], pads: [0, 0, 0] },
];

const of = (geometry: Geometry, x: Content, label = ''): Sample[] => POOLS.map((kernel) => poolSample(kernel, geometry, x, label));

const UNUSUAL = [1, Infinity, 2, -Infinity, NaN, 3, 0, -0];
/** Values for sums: a NaN or an infinity reaches the windows that it is in, and no sum of large ones leaves float32. */
const unusual = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => UNUSUAL[((i * i + 3 * i) % 61) % 8]!);

export const samples: readonly Sample[] = [
  ...GEOMETRIES.flatMap((geometry, i) => of(geometry, uniform(i))),
  ...[flat(3, 6, 8, 19, 2, 2), flat(3, 7, 8, 19, 3, 2, 1)].flatMap((geometry, i) => [
    ...of(geometry, whole(i, -1, 2), ', ties'),
    ...(['max_pool', 'max_pool_dx', 'max_pool_of'] as const).map((kernel) => poolSample(kernel, geometry, special(i), ', special')),
    poolSample('average_pool', geometry, unusual(3 * geometry.input[1] * 8 * 19), ', unusual'),
    poolSample('average_pool_dx', geometry, unusual(3 * (i === 0 ? 3 : 4) * 4 * 19), ', unusual'),
  ]),
  ...POOLS.map((kernel) => poolSample(kernel, flat(3, 4, 4, 5, 2, 2), new Float32Array(240).fill(-Infinity), ', all -Infinity'))
    .filter(({ kernel }) => kernel.startsWith('max')),
  ...of(flat(4, 64, 60, 33, 2, 2), uniform(5), ', large'),
  ...of(flat(3, 40, 41, 50, 3, 2, 1), uniform(6), ', large'),
];
