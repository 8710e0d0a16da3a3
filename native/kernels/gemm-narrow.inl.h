// Products of a vector and a matrix, and of matrices with few columns. Their time is the time to read the matrix
// once, so it is read in long streams.
#pragma once

/* out = op(b)[k,cols] in the order in which `dots` reads it: W elements of the first column, W elements of the next
   column, and so on; then the next W elements of each. */
static void pack_columns(int32_t transB, int32_t cols, int32_t k, const float* b, ptrdiff_t ldb, float* out) {
  for (int32_t p = 0; p < k; p += W, out += cols * W) {
    const int32_t count = k - p < W ? k - p : W;
    for (int32_t j = 0; j < cols; j++) {
      for (int32_t q = 0; q < count; q++) out[j * W + q] = transB ? b[j * ldb + p + q] : b[(p + q) * ldb + j];
    }
  }
}

/* Lane i of the result is the sum of the lanes of x[i]. Each round interleaves the first half of the vectors with
   the second half and adds. */
static inline vf sums(vf (&x)[W]) {
#pragma GCC unroll 4
  for (int32_t half = W / 2; half > 0; half /= 2) {
#pragma GCC unroll 8
    for (int32_t i = 0; i < half; i++) x[i] = vadd(zip_low(x[i], x[i + half]), zip_high(x[i], x[i + half]));
  }
  return x[0];
}

/* sum[W] = partial sums of the products of W rows and one column. Works on four rows at a time with several sums for
   each, because the cache follows a few long streams better than many short ones. Returns how many steps of k are
   done. */
static inline int32_t add_streams(int32_t k, const float* a, ptrdiff_t lda, const float* b, vf (&sum)[W][1]) {
  const int32_t SUMS = REGISTERS / 8, done = k - k % (SUMS * W);
  for (int32_t r = 0; done > 0 && r < W; r += 4, a += 4 * lda) {
    vf part[4 * SUMS];
#pragma GCC unroll 16
    for (int32_t q = 0; q < 4 * SUMS; q++) part[q] = splat(0.0f);
    for (int32_t p = 0; p < done; p += SUMS * W) {
#pragma GCC unroll 16
      for (int32_t q = 0; q < 4 * SUMS; q++) part[q] = vfma(at(a + (q / SUMS) * lda, p + q % SUMS * W), at(b, p + q % SUMS * W), part[q]);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < 4; q++) {
      sum[r + q][0] = part[q * SUMS];
#pragma GCC unroll 4
      for (int32_t s = 1; s < SUMS; s++) sum[r + q][0] = vadd(sum[r + q][0], part[q * SUMS + s]);
    }
  }
  return done;
}

/* sum += products of R rows of A and N columns of B over `count` <= W steps of k. */
template <int32_t N, int32_t R>
static inline void add_products(int32_t count, const float* const* rows, ptrdiff_t lda, int32_t p, const float* b, vf (&sum)[R][N]) {
  vf bp[N];
#pragma GCC unroll 4
  for (int32_t j = 0; j < N; j++) bp[j] = count == W ? at(b, j * W) : at_n(b, j * W, count);
#pragma GCC unroll 16
  for (int32_t r = 0; r < R; r++) {
    const float* row = rows[r / 3] + (r % 3) * lda;
    const vf ap = held(count == W ? at(row, p) : at_n(row, p, count));
#pragma GCC unroll 4
    for (int32_t j = 0; j < N; j++) sum[r][j] = vfma(ap, bp[j], sum[r][j]);
  }
}

/* c = alpha a b + beta c for N columns and rows [i0, i1), with vectors along k: for matrices so narrow that a tile
   would be mostly empty. b is in the order of `pack_columns`. Takes as many rows at a time as fill a vector with
   their sums; the last time it takes some rows again that are already done, and does not store them again. */
template <int32_t N>
static void dots(int32_t i0, int32_t i1, int32_t k, const float* a, ptrdiff_t lda, const float* b, float alpha, float beta, float* c,
    ptrdiff_t ldc) {
  const int32_t L = N == 3 ? 4 : N, R = W / L;
  for (int32_t i = i0; i < i1; i += R) {
    const int32_t top = i1 - i >= R ? i : i1 - R;
    vf part[R][N];
#pragma GCC unroll 16
    for (int32_t q = 0; q < R * N; q++) part[q / N][q % N] = splat(0.0f);
    int32_t p = 0;
    if constexpr (N == 1) p = add_streams(k, a + top * lda, lda, b, part);
    const float* rows[(R + 2) / 3];
    for (int32_t r = 0; r < R; r += 3) rows[r / 3] = a + (top + r) * lda;
    for (; p + W <= k; p += W) add_products<N, R>(W, rows, lda, p, b + p * N, part);
    if (p < k) add_products<N, R>(k - p, rows, lda, p, b + p * N, part);
    vf x[W];
#pragma GCC unroll 16
    for (int32_t q = 0; q < W; q++) x[q] = q % L < N ? part[q / L][q % L] : splat(0.0f);
    float sum[W];
    put(sum, 0, vmul(sums(x), splat(alpha)));
    for (int32_t r = i - top; r < R; r++) {
      for (int32_t j = 0; j < N; j++) {
        float* y = c + (top + r) * ldc + j;
        *y = beta != 0 ? beta * *y + sum[r * L + j] : sum[r * L + j];
      }
    }
  }
}

/* c = act(alpha a b + beta c + bias + share beside), or gated, for one row and few columns; elements of a are lda apart. Keeps four
   sums for each column, because each multiply-add of a single sum would wait for the one before. */
static void row_by_columns(int32_t cols, int32_t k, float alpha, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float beta,
    float* c, const float* bias, int32_t activation, const float* beside, float share) {
  for (int32_t j = 0; j < cols; j += W) {
    const int32_t count = cols - j < W ? cols - j : W;
    vf x[4] = {splat(0.0f), splat(0.0f), splat(0.0f), splat(0.0f)};
    int32_t p = 0;
    for (; p + 4 <= k; p += 4) {
#pragma GCC unroll 4
      for (int32_t q = 0; q < 4; q++) x[q] = vfma(splat(a[(p + q) * lda]), some_at(b + (p + q) * ldb + j, count), x[q]);
    }
    for (; p < k; p++) x[0] = vfma(splat(a[p * lda]), some_at(b + p * ldb + j, count), x[0]);
    float sum[W];
    put(sum, 0, vmul(vadd(vadd(x[0], x[1]), vadd(x[2], x[3])), splat(alpha)));
    finish(1, count, sum, W, beta, c + j, count, bias == nullptr ? nullptr : bias + j, activation,
        beside == nullptr ? nullptr : beside + j, share);
  }
}

/* Columns of `row_by_matrix` in one block: their sums stay in the L1 cache. */
static const int32_t ROW_COLS = 1024;

/* sum[cols] += R elements of a, lda apart, times R rows of b. Writes whole vectors of sum. */
template <int32_t R>
static inline void add_rows(int32_t cols, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* sum) {
  vf x[R];
#pragma GCC unroll 4
  for (int32_t r = 0; r < R; r++) x[r] = splat(a[r * lda]);
  int32_t j = 0;
  for (; j + W <= cols; j += W) {
    vf y = at(sum, j);
#pragma GCC unroll 4
    for (int32_t r = 0; r < R; r++) y = vfma(x[r], at(b + r * ldb, j), y);
    put(sum, j, y);
  }
  if (j == cols) return;
  vf y = at(sum, j);
  for (int32_t r = 0; r < R; r++) y = vfma(x[r], at_n(b + r * ldb, j, cols - j), y);
  put(sum, j, y);
}

/* c = act(alpha a b + beta c + bias + share beside), or gated, for one row; elements of a are lda apart. Reads four rows of B at once,
   each from its begin to its end. @source measured on Zen 4: reads B from the L2 cache at 103 GB/s, tiles at 90;
   from the L3 cache at 75 and 70 */
static void row_by_matrix(int32_t cols, int32_t k, float alpha, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float beta,
    float* c, const float* bias, int32_t activation, const float* beside, float share) {
  float sum[ROW_COLS];
  for (int32_t j = 0; j < cols; j += ROW_COLS) {
    const int32_t width = cols - j < ROW_COLS ? cols - j : ROW_COLS;
    for (int32_t i = 0; i < width; i += W) put(sum, i, splat(0.0f));
    int32_t p = 0;
    for (; p + 4 <= k; p += 4) add_rows<4>(width, a + p * lda, lda, b + p * ldb + j, ldb, sum);
    for (; p < k; p++) add_rows<1>(width, a + p * lda, lda, b + p * ldb + j, ldb, sum);
    for (int32_t i = 0; i < width; i += W) put(sum, i, vmul(at(sum, i), splat(alpha)));
    finish(1, width, sum, width, beta, c + j, width, bias == nullptr ? nullptr : bias + j, activation,
        beside == nullptr ? nullptr : beside + j, share);
  }
}
