// Products of a block of queries and a block of keys. They are small, and their operands lie in the caches, so that what counts is how
// soon a tile begins and ends.
#pragma once

/* c = op(a) b, or with ADDS c + op(a) b, for R rows and V vectors of columns; with ADJACENT a is transposed. The first step multiplies:
   zeros to begin with would take as long as a step. @source measured on Zen 4 beside the tile of sgemm: 99.6 % of the peak instead of
   95.5 % at 6 x 64 x 32 */
template <int32_t R, int32_t V, bool ADJACENT, bool ADDS>
static void block_tile(int32_t k, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c, ptrdiff_t ldc) {
  vf sum[R][V];
  const float* rows[(R + 2) / 3];
  for (int32_t i = 0; i < R; i += 3) rows[i / 3] = a + i * lda;
#pragma GCC unroll 32
  for (int32_t q = 0; q < R * V; q++) {
    sum[q / V][q % V] = vmul(splat(ADJACENT ? a[q / V] : rows[q / V / 3][(q / V % 3) * lda]), at(b, q % V * W));
  }
  b += ldb;
  if (ADJACENT) a += lda;
#pragma GCC unroll 2
  for (int32_t p = 1; p < k; p++, b += ldb) {
    vf bp[V];
#pragma GCC unroll 8
    for (int32_t v = 0; v < V; v++) bp[v] = at(b, v * W);
#pragma GCC unroll 16
    for (int32_t i = 0; i < R; i++) {
      const vf ap = splat(ADJACENT ? a[i] : rows[i / 3][(i % 3) * lda + p]);
#pragma GCC unroll 8
      for (int32_t v = 0; v < V; v++) sum[i][v] = vfma(ap, bp[v], sum[i][v]);
    }
    if (ADJACENT) a += lda;
  }
#pragma GCC unroll 32
  for (int32_t q = 0; q < R * V; q++) {
    float* y = c + q / V * ldc + q % V * W;
    put(y, 0, ADDS ? vadd(at(y, 0), sum[q / V][q % V]) : sum[q / V][q % V]);
  }
}

/* c = op(a) b, or with ADDS c + op(a) b, for whole vectors of columns. */
template <bool ADJACENT, bool ADDS>
static void block_product(int32_t rows, int32_t cols, int32_t k, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c,
    ptrdiff_t ldc) {
#define SIZE(R, V) block_tile<V <= TILE_VECTORS && R <= rows_of(V) ? R : 1, V <= TILE_VECTORS && R <= rows_of(V) ? V : 1, ADJACENT, ADDS>
#define ROW(R) {SIZE(R, 1), SIZE(R, 2), SIZE(R, 3), SIZE(R, 4)}
  static void (*const tiles[][4])(int32_t, const float*, ptrdiff_t, const float*, ptrdiff_t, float*, ptrdiff_t) = {
      ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6), ROW(7), ROW(8), ROW(9), ROW(10), ROW(11), ROW(12), ROW(13), ROW(14)};
#undef ROW
#undef SIZE
  for (int32_t i = 0; k == 0 && !ADDS && i < rows; i++) spread(cols, 0.0f, c + i * ldc);
  if (k == 0) return;
  for (int32_t j = 0, vectors; j < cols; j += vectors * W) {
    vectors = (cols - j) / W < TILE_VECTORS ? (cols - j) / W : TILE_VECTORS;
    const int32_t most = rows_of(vectors), bands = (rows + most - 1) / most;
    for (int32_t i = 0, band = 0, height; i < rows; i += height, band++) {
      height = band < rows % bands ? rows / bands + 1 : rows / bands;
      tiles[height - 1][vectors - 1](k, ADJACENT ? a + i : a + i * lda, lda, b + j, ldb, c + i * ldc + j, ldc);
    }
  }
}
