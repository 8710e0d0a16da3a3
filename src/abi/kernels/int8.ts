import { INT8_MOST_INPUTS } from './constants.ts';
import { exact, flag, optional, reads, size, writes, type Row } from './row.ts';

/** Products of bytes, for inference. */
export const INT8: readonly Row[] = [
  {
    name: 'gemm_int8',
    family: 'int8',
    args: [
      ...size('m', 'n', 'k'),
      reads('x', 'm * k'),
      reads('w', 'ceil_div(n, INT8_STRIP) * ceil_div(k, 4) * 4 * INT8_STRIP', 'u8'),
      reads('scale', 'n'),
      optional('bias', 'n'),
      flag('relu'),
      writes('y', 'm * n'),
    ],
    equation:
      'y[m,n] = act(sum over k of q[m,k] (w[k,n] - 128) / (scale[n] s[m]) + bias[n]), s[m] = 127 / (max over k of |x[m,k]| + 1e-7), ' +
      'q = x s to the nearest integer, halves to even; act is relu or nothing; ' +
      'the sum is exact, all else rounded to float32 at every step; ' +
      'w lies as [n / INT8_STRIP][k / 4][INT8_STRIP][4], filled up with anything',
    nan: 'a row of x with NaN or infinity gives a row of NaN',
    error: exact,
    require: [`k <= ${INT8_MOST_INPUTS}`],
    units: '(m >= INT8_STRIP ? ceil_div(2 * m, INT8_STRIP) : ceil_div(n, 16 * INT8_STRIP))',
    flops: '2 * m * n * max(k, 1)',
    source: 'Keras 3, abs_max_quantize and the int8 call of Dense',
  },
];
