// How a batch of products is divided: into blocks of C with GEMM_STRIP rows and 2 GEMM_STRIP columns.
#pragma once

/* Rows [i0, i1) of columns [j0, j1) of one product of a batch. */
struct Part {
  int32_t item, i0, i1, j0, j1;
};

/* The first rectangle of the blocks [lo, hi); moves lo behind it. Blocks are numbered down the columns of blocks, so
   that a thread gets mostly whole columns. */
static inline Part take_part(int32_t m, int32_t n, int32_t& lo, int32_t hi) {
  const int32_t high = (m + GEMM_STRIP - 1) / GEMM_STRIP, wide = (n + 2 * GEMM_STRIP - 1) / (2 * GEMM_STRIP), blocks = high * wide;
  const int32_t item = lo / blocks, first = lo - item * blocks, left = blocks - first < hi - lo ? blocks - first : hi - lo;
  const int32_t col = first / high, row = first - col * high;
  const int32_t cols = row == 0 && left >= high ? left / high : 1, rows = row + left < high ? left : high - row;
  lo += cols * rows;
  return {item, row * GEMM_STRIP, row + rows == high ? m : (row + rows) * GEMM_STRIP, col * 2 * GEMM_STRIP,
      col + cols == wide ? n : (col + cols) * 2 * GEMM_STRIP};
}
