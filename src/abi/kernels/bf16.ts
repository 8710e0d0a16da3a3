import { EPILOGUE, FACTOR_A, FACTOR_B, PRODUCT, products } from './products.ts';
import { flag, size, type Row } from './row.ts';

/** Products of bfloat16, which has half the bits of float32. */
export const BF16: readonly Row[] = [
  {
    name: 'sbgemm',
    family: 'bf16',
    args: [
      flag('transA'),
      flag('transB'),
      ...size('batch', 'm', 'n', 'k'),
      ...FACTOR_A,
      ...FACTOR_B,
      ...products('batch * m * n'),
      ...EPILOGUE,
    ],
    equation:
      'c[m,n] = act(bf16(op(a))[m,k] bf16(op(b))[k,n] + bias[n]), then 0 where gate[m,n] is given and not > 0; ' +
      'bf16 rounds to the nearest bfloat16, halves to even, subnormals to 0; products are exact, sums float32; ' +
      'row-major; c is never read; so for each of batch, one stride of a, of b, of c and gate after the other',
    ...PRODUCT,
    units: 'batch * (m * n > 0 ? ceil_div(max(m, n), GEMM_STRIP) : 0)',
    source: 'Kalamkar et al. 2019, A study of bfloat16 for deep learning training; the name is that of OpenBLAS',
  },
];
