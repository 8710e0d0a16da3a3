import { dot, exact, reads, size, writes, type Row } from './row.ts';

/** Images of three axes: an image is [1, ih, iw], a sequence [1, 1, iw]. Window (a, b, c) begins at (a sd - pd, b sh - ph, c sw - pw) and
 *  has kd x kh x kw places, those outside the input left out. */
const GEOMETRY = size('n', 'id', 'ih', 'iw', 'c', 'od', 'oh', 'ow', 'kd', 'kh', 'kw', 'sd', 'sh', 'sw', 'pd', 'ph', 'pw');
const INPUT = 'n * id * ih * iw * c';
const OUTPUT = 'n * od * oh * ow * c';
const WINDOW = 'kd * kh * kw';

/** Each window has a place in the input, and no sum of two of these numbers leaves int32. */
const WITHIN = ['d', 'h', 'w'].flatMap((axis) => [
  `s${axis} > 0`,
  `p${axis} < k${axis}`,
  `i${axis} + k${axis} < 2147483648.0`,
  `(o${axis} - 1) * s${axis} - p${axis} < i${axis}`,
  `(o${axis} == 0 || i${axis} > 0)`,
]);

const COMMON = { family: 'pool', require: WITHIN } as const;
const BY_ROWS = '(ow * c > 0 ? n * od * oh : 1)';
const FLOPS = `${OUTPUT} * ${WINDOW}`;

/** One value of each window of places, channel by channel. */
export const POOL: readonly Row[] = [
  {
    ...COMMON,
    name: 'max_pool',
    args: [...GEOMETRY, reads('x', INPUT), writes('y', OUTPUT)],
    equation: 'y[n,od,oh,ow,c] = the largest of the window of x[n,id,ih,iw,c]',
    error: exact,
    units: BY_ROWS,
    flops: FLOPS,
  },
  {
    ...COMMON,
    name: 'max_pool_dx',
    args: [...GEOMETRY, reads('x', INPUT), reads('dy', OUTPUT), writes('dx', INPUT)],
    equation: 'dx[n,id,ih,iw,c] = sum of dy[n,od,oh,ow,c] over windows in which x[n,id,ih,iw,c] is the first largest, in order of windows',
    nan: 'the first NaN is the largest',
    error: dot(WINDOW),
    units: '(id * ih * iw * c > 0 ? n : 1)',
    flops: `2 * ${FLOPS}`,
  },
  {
    ...COMMON,
    name: 'max_pool_of',
    args: [...GEOMETRY, reads('x', INPUT), reads('g', INPUT), writes('y', OUTPUT)],
    equation: 'y[n,od,oh,ow,c] = g where the window of x[n,id,ih,iw,c] has its first largest',
    nan: 'the first NaN of x is the largest; NaN in g propagates',
    error: exact,
    units: BY_ROWS,
    flops: `2 * ${FLOPS}`,
  },
  {
    ...COMMON,
    name: 'average_pool',
    args: [...GEOMETRY, reads('x', INPUT), writes('y', OUTPUT)],
    equation: 'y[n,od,oh,ow,c] = sum of the window of x[n,id,ih,iw,c] / number of its places in x',
    error: dot(WINDOW),
    units: BY_ROWS,
    flops: FLOPS,
  },
  {
    ...COMMON,
    name: 'average_pool_dx',
    args: [...GEOMETRY, reads('dy', OUTPUT), writes('dx', INPUT)],
    equation: 'dx[n,id,ih,iw,c] = sum of dy[n,od,oh,ow,c] / number of places in x, over windows with this place, in order of windows',
    error: dot(`${WINDOW} + 1`),
    units: '(iw * c > 0 ? n * id * ih : 1)',
    flops: FLOPS,
  },
];
