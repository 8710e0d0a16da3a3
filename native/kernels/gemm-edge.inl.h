// The last columns of C, where they fill at most half a vector. A tile of whole vectors would multiply mostly zeros
// there.
#pragma once

/* Rows of a tile of half vectors. HALF_ROWS: enough independent sums to hide the latency of a multiply-add.
   FEW_ROWS: used where all rows of A fall into one set of the L1 cache; it is less than the number of ways of a set.
   @source measured on Zen 4: 12 rows beat 8 and 14 by a tenth at 128 x 10 x 512; at 128 x 8 x 2048, whose rows fall
   into one set, 8 beat 11 by half */
#if defined(MYELIN_TARGET_AVX512)
static const int32_t HALF_ROWS = 12, FEW_ROWS = 7;
#else
static const int32_t HALF = W, HALF_ROWS = 0;
#endif

/* How many of the last columns of C, which do not fill a vector, are computed in which way: `half` by tiles of half
   vectors, then `along` by sums along k; or, if A is transposed, `across` as rows of C^T, which reads A along its
   rows. */
struct Edge {
  int32_t half, along, across;
};

/* Chooses the cheapest way for the last columns. For each row a whole vector costs k multiply-adds, half a vector
   half as much. */
static Edge edge_of(int32_t transA, int32_t m, int32_t n, int32_t k) {
  const int32_t rest = n % W, last = n % HALF;
  if (transA && m >= 4 * W && rest > 0 && (n < LINE || rest <= W * 3 / 4)) return {0, 0, n < LINE ? n : rest};
  const int32_t along = !transA && last > 0 && last <= NARROW && m >= W / last && last * (k / W + SUMS_COST) < k * HALF / W ? last : 0;
  return {HALF < W && m >= HALF_ROWS && rest - along > 0 && rest - along <= HALF ? rest - along : 0, along, 0};
}

#if defined(MYELIN_TARGET_AVX512)
/* c = alpha a b + beta c for R rows and cols <= HALF columns. Reads half vectors of b, beyond cols. ADJACENT as in
   `tile`. */
template <int32_t R, bool ADJACENT>
static void half_tile(int32_t k, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float alpha, float beta, float* c,
    ptrdiff_t ldc, int32_t cols) {
  hf sum[R];
#pragma GCC unroll 16
  for (int32_t i = 0; i < R; i++) sum[i] = half_splat(0.0f);
  const float* rows[(R + 2) / 3];
  for (int32_t i = 0; i < R; i += 3) rows[i / 3] = a + i * lda;
  for (int32_t p = 0; p < k; p++, b += ldb) {
    const hf bp = half_at(b, 0);
#pragma GCC unroll 16
    for (int32_t i = 0; i < R; i++) sum[i] = half_fma(half_splat(ADJACENT ? a[i] : rows[i / 3][(i % 3) * lda]), bp, sum[i]);
    if (ADJACENT) a += lda;
#pragma GCC unroll 16
    for (int32_t i = 0; !ADJACENT && i < R; i += 3) rows[i / 3]++;
  }
#pragma GCC unroll 16
  for (int32_t i = 0; i < R; i++, c += ldc) {
    hf y = half_mul(sum[i], half_splat(alpha));
    if (beta != 0) y = half_fma(half_splat(beta), half_at_n(c, 0, cols), y);
    half_put_n(c, 0, cols, y);
  }
}

/* c = alpha op(a) op(b) + beta c for rows of cols <= HALF columns. */
static void multiply_half(int32_t transA, int32_t transB, int32_t rows, int32_t cols, int32_t k, float alpha, const float* a, ptrdiff_t lda,
    const float* b, ptrdiff_t ldb, float beta, float* c, ptrdiff_t ldc) {
  float* packed = scratch((size_t)k * W);
  pack_panel(transB, k, cols, b, ldb, packed);
#define ROW(R) {half_tile<R, false>, half_tile<R, true>}
  static void (*const tiles[][2])(int32_t, const float*, ptrdiff_t, const float*, ptrdiff_t, float, float, float*, ptrdiff_t, int32_t) = {
      ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6), ROW(7), ROW(8), ROW(9), ROW(10), ROW(11), ROW(12)};
#undef ROW
  const int32_t high = lda % ALIASING == 0 ? FEW_ROWS : HALF_ROWS, bands = (rows + high - 1) / high;
  for (int32_t band = 0; band < bands; band++) {
    const int32_t i = cut(rows, band, bands), height = cut(rows, band + 1, bands) - i;
    tiles[height - 1][transA ? 1 : 0](k, element(transA, a, lda, i, 0), lda, packed, W, alpha, beta, c + i * ldc, ldc, cols);
  }
}
#endif

/* c = alpha a op(b) + beta c for rows [i0, i1) and at most NARROW columns, summed along k. */
static void columns_along(int32_t cols, int32_t i0, int32_t i1, int32_t k, int32_t transB, const float* a, ptrdiff_t lda, const float* b,
    ptrdiff_t ldb, float alpha, float beta, float* c, ptrdiff_t ldc) {
  if (cols > 1 || (!transB && ldb > 1)) {
    float* packed = scratch((size_t)cols * (k + W));
    pack_columns(transB, cols, k, b, ldb, packed);
    b = packed;
  }
  static void (*const of[])(int32_t, int32_t, int32_t, const float*, ptrdiff_t, const float*, float, float, float*, ptrdiff_t) = {
      dots<1>, dots<2>, dots<3>, dots<4>};
  of[cols - 1](i0, i1, k, a, lda, b, alpha, beta, c, ldc);
}

/* c = act(alpha op(a) op(b) + beta c + bias + share beside), or gated, for the columns of the edge and rows [i0, i1). b,
   c, bias and beside begin at the edge. */
static void multiply_edge(Edge edge, int32_t i0, int32_t i1, int32_t transA, int32_t transB, int32_t k, float alpha, const float* a,
    ptrdiff_t lda, const float* b, ptrdiff_t ldb, float beta, float* c, ptrdiff_t ldc, const float* bias, int32_t activation,
    const float* beside, float share) {
  float* y = c + i0 * ldc;
#if defined(MYELIN_TARGET_AVX512)
  if (edge.half > 0) multiply_half(transA, transB, i1 - i0, edge.half, k, alpha, element(transA, a, lda, i0, 0), lda, b, ldb, beta, y, ldc);
#endif
  if (edge.along > 0) {
    columns_along(edge.along, i0, i1, k, transB, a, lda, element(transB, b, ldb, 0, edge.half), ldb, alpha, beta, c + edge.half, ldc);
  }
  if (bias != nullptr || beside != nullptr || activation != ACTIVATION_LINEAR) {
    finish(i1 - i0, edge.half + edge.along, y, ldc, 0.0f, y, ldc, bias, activation, beside, share);
  }
}
