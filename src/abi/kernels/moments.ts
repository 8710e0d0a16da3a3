import type { Arg } from './kernel.ts';
import { dot, optional, reads, size, writes, type Row } from './row.ts';

const SIZES: readonly Arg[] = size('outer', 'mid', 'inner');
const X = 'outer * mid * inner';
const Y = 'outer * inner';

/** Over the middle of three axes, in one pass over memory. */
export const MOMENTS: readonly Row[] = [
  {
    name: 'moments',
    family: 'moments',
    args: [...SIZES, reads('x', X), writes('mean', Y), writes('variance', Y)],
    equation:
      'mean[outer,inner] = sum over mid of x[outer,mid,inner] / mid; ' +
      'variance[outer,inner] = sum over mid of (x[outer,mid,inner] - mean[outer,inner])^2 / mid',
    error: dot('2 * mid + 8'),
    require: ['mid > 0 || outer * inner == 0'],
    units: '(outer > 1 ? outer : ceil_div(inner, 64))',
    flops: '4 * outer * mid * inner',
    source:
      'Chan, Golub & LeVeque 1983, Algorithms for computing the sample variance: the two-pass algorithm in runs, put together pairwise',
  },
  {
    name: 'centered_sums',
    family: 'moments',
    args: [...SIZES, reads('x', X), reads('center', 'inner'), reads('dy', X), writes('sums', Y), writes('products', Y)],
    equation:
      'sums[outer,inner] = sum over mid of dy[outer,mid,inner]; ' +
      'products[outer,inner] = sum over mid of dy[outer,mid,inner] (x[outer,mid,inner] - center[inner]); an empty sum is 0',
    error: dot('mid + 3'),
    units: '(outer > 1 ? outer : ceil_div(inner, 64))',
    flops: '4 * outer * mid * inner',
  },
  {
    name: 'square_sums',
    family: 'moments',
    args: [...SIZES, optional('weights', 'inner'), reads('x', X), writes('rows', 'outer * mid'), writes('columns', Y)],
    equation:
      'rows[outer,mid] = sum over inner of weights[inner] x[outer,mid,inner]^2, without weights each is 1; ' +
      'columns[outer,inner] = sum over mid of x[outer,mid,inner]^2; an empty sum is 0',
    error: dot('mid + inner + 3'),
    units: 'outer',
    flops: '4 * outer * mid * inner',
  },
];
