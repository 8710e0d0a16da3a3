import { dot, exact, f32, flag, reads, size, ulp, updates, writes, type Row } from './row.ts';

/** A vector of n elements `inc` apart. */
const vector = (inc: string): string => `(n > 0 ? (n - 1) * ${inc} + 1 : 0)`;
/** The extent of a single result; 0 if there are no elements to reduce. */
const RESULT = '(n > 0 ? 1 : 0)';
const LEVEL_1 = 'BLAS level 1 (Lawson et al. 1979)';

/** BLAS level 1, on vectors whose elements are a step apart. sgemm does levels 2 and 3. */
export const BLAS: readonly Row[] = [
  {
    name: 'saxpy',
    family: 'blas',
    args: [
      ...size('n'),
      ...f32('alpha'),
      reads('x', vector('incx'), 'f32', 'n'),
      ...size('incx'),
      flag('reversed'),
      updates('y', vector('incy'), '2 * n'),
      ...size('incy'),
    ],
    equation: 'y[n] += alpha x[n], or x[n - 1 - i] for y[i] where reversed; elements of x are incx apart, of y incy',
    error: dot('2'),
    require: ['incy > 0'],
    units: 'n',
    flops: '2 * n',
    source: LEVEL_1,
  },
  {
    name: 'sscal',
    family: 'blas',
    args: [...size('n'), ...f32('alpha'), updates('x', vector('incx'), '2 * n'), ...size('incx')],
    equation: 'x[n] *= alpha; elements of x are incx apart',
    error: exact,
    require: ['incx > 0'],
    units: 'n',
    flops: 'n',
    source: LEVEL_1,
  },
  {
    name: 'sdot',
    family: 'blas',
    args: [
      ...size('n'),
      reads('x', vector('incx'), 'f32', 'n'),
      ...size('incx'),
      flag('reversed'),
      reads('y', vector('incy'), 'f32', 'n'),
      ...size('incy'),
      writes('sum', RESULT),
    ],
    equation: 'sum = x[n] y[n] over n, or x[n - 1 - i] y[i] where reversed; elements of x are incx apart, of y incy',
    error: dot('n'),
    flops: '2 * n',
    source: LEVEL_1,
  },
  {
    name: 'snrm2',
    family: 'blas',
    args: [...size('n'), reads('x', vector('incx'), 'f32', 'n'), ...size('incx'), writes('norm', RESULT)],
    equation: 'norm = sqrt(sum over n of x[n]^2), summed in float64 where no square can leave the range; elements of x are incx apart',
    error: ulp(1),
    flops: '2 * n',
    source: LEVEL_1,
  },
  {
    name: 'sasum',
    family: 'blas',
    args: [...size('n'), reads('x', vector('incx'), 'f32', 'n'), ...size('incx'), writes('sum', RESULT)],
    equation: 'sum = |x[n]| over n; elements of x are incx apart',
    error: dot('n'),
    flops: 'n',
    source: LEVEL_1,
  },
  {
    name: 'isamax',
    family: 'blas',
    args: [...size('n'), reads('x', vector('incx'), 'f32', 'n'), ...size('incx'), writes('index', RESULT, 'i32')],
    equation: 'index = the first n of the largest |x[n]|, from 0; elements of x are incx apart',
    nan: 'the first NaN wins',
    error: exact,
    flops: 'n',
    source: `${LEVEL_1}; NaN: Demmel et al. 2022, Proposed consistent exception handling for the BLAS and LAPACK`,
  },
];
