import { GEMM_STRIP } from '../gen/abi';
import { multiply } from './gemm';

// MIRROR: tiles, packing and the form of a pair follow each machine's registers and instructions.

// c[m,n] = act(bf16(op(a))[m,k] bf16(op(b))[k,n] + bias[n]), then 0 where gate[m,n] is given and not > 0; bf16 rounds to the nearest bfloat16, halves to even, subnormals to 0; products are exact, sums float32; row-major; c is never read   alias: none   nan: propagates   error: dot(k + 3)
export function sbgemm(transA: i32, transB: i32, m: i32, n: i32, k: i32, a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, bias: usize, activation: i32, gate: usize, lo: i32, hi: i32): void {
  const byRows = m >= n;
  const i0 = byRows ? lo * GEMM_STRIP : 0, i1 = byRows ? min(hi * GEMM_STRIP, m) : m;
  const j0 = byRows ? 0 : lo * GEMM_STRIP, j1 = byRows ? n : min(hi * GEMM_STRIP, n);
  if (i0 < i1) multiply(true, i0, i1, j0, j1, transA, transB, k, 1, a, lda, b, ldb, 0, c, ldc, bias, activation, gate);
}
