import { GEMM_STRIP } from '../gen/abi';
import { multiply } from './gemm';

// MIRROR: tiles, packing and the form of a pair follow each machine's registers and instructions.

// c[m,n] = act(bf16(op(a))[m,k] bf16(op(b))[k,n] + bias[n]), then 0 where gate[m,n] is given and not > 0; bf16 rounds to the nearest
//   bfloat16, halves to even, subnormals to 0; products are exact, sums float32; row-major; c is never read; so for each of batch, one
//   stride of a, of b, of c and gate after the other
//   alias: none   nan: propagates   error: dot(k + 3)
export function sbgemm(transA: i32, transB: i32, batch: i32, m: i32, n: i32, k: i32, a: usize, lda: i32, strideA: i32, b: usize, ldb: i32,
    strideB: i32, c: usize, ldc: i32, strideC: i32, bias: usize, activation: i32, gate: usize, lo: i32, hi: i32): void {
  // Strips are cut along the longer side: each has to pack the whole of the other operand, which is the smaller one.
  const byRows = m >= n, length = byRows ? m : n, strips = (length + GEMM_STRIP - 1) / GEMM_STRIP;
  while (lo < hi) {
    const item = lo / strips, first = lo - item * strips, last = min(strips, first + hi - lo);
    const begin = first * GEMM_STRIP, end = min(last * GEMM_STRIP, length), to = <usize>item * strideC << 2;
    multiply(
      true, byRows ? begin : 0, byRows ? end : m, byRows ? 0 : begin, byRows ? n : end, transA, transB, k, 1,
      a + ((<usize>item * strideA) << 2), lda, b + ((<usize>item * strideB) << 2), ldb, 0, c + to, ldc, bias,
      activation, gate == 0 ? 0 : gate + to,
    );
    lo += last - first;
  }
}
