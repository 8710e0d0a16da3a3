import { PRODUCT, EPILOGUE_WITH_SHARE, FACTOR_A, FACTOR_B, products } from './products.ts';
import { f32, flag, size, type Row } from './row.ts';

/** Products of float32. */
export const GEMM: readonly Row[] = [
  {
    name: 'sgemm',
    family: 'gemm',
    args: [
      flag('transA'),
      flag('transB'),
      ...size('batch', 'm', 'n', 'k'),
      ...f32('alpha'),
      ...FACTOR_A,
      ...FACTOR_B,
      ...f32('beta'),
      ...products('(beta == 0 ? 1 : 2) * batch * m * n'),
      ...EPILOGUE_WITH_SHARE,
    ],
    equation:
      'c[m,n] = act(alpha op(a)[m,k] op(b)[k,n] + beta c + bias[n] + share beside[m,n]); where share = 0, then 0 where beside is given ' +
      'and not > 0; row-major; beta = 0 never reads c, alpha = 0 never reads a or b; ' +
      'so for each of batch, one stride of a, of b, of c and beside after the other',
    ...PRODUCT,
    units: 'batch * ceil_div(m, GEMM_STRIP) * ceil_div(n, 2 * GEMM_STRIP)',
    source: 'BLAS level 3 (Dongarra et al. 1990); loop nest of BLIS (Van Zee & van de Geijn 2015)',
  },
];
