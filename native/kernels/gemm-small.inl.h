// Products that are so small, or have so few terms in a sum, that packing and the loops around a tile of sgemm would
// cost more than the arithmetic. B is read in place, or a panel of it is transposed on the stack. Bias, activation
// and gate are applied in registers.
#pragma once

/* Rows of a tile: enough independent sums to hide the latency of a multiply-add. */
static const int32_t SMALL_ROWS = REGISTERS >= 32 ? 8 : 6;
static const int32_t SMALL_VECTORS = 2;
/* The most terms of a sum. It bounds the panel on the stack. */
static const int32_t SMALL_DEPTH = 128;
/* SMALL: this way is faster up to so many multiplications. SMALL_LOW: the same for sums of at most LOW terms, where
   bias and activation take most of the time. @source measured on Zen 4 with AVX-512, AVX2 and SSE2: 16^3 gains, 32^3
   loses with AVX2; 128 x 512 x 10 gains 75 %, 1024 x 1024 x 10 loses */
static const int32_t SMALL = 8192, LOW = 16, SMALL_LOW = 1 << 20;

/* Rows of C with so many columns are written one after another: below each other, their lines fall into few sets of the L1 cache, as
   those of B do. @source measured on Zen 4: 64 x 1024 x 12 gains 48 %, 128 x 512 x 10 12 %, 1024 x 64 x 4 loses 6 % */
static const int32_t LONG_ROW = 256;

/* What all tiles of one product have in common. */
struct SmallProduct {
  int32_t k, activation;
  float alpha, beta, share;
  ptrdiff_t lda, ldb, ldc;
};

/* c = act(alpha a b + beta c + bias + share beside), or gated, for R rows and V vectors of columns. The last vector
   holds `tail` columns. ADJACENT as in `tile`. */
template <int32_t R, int32_t V, bool ADJACENT>
static void small_tile(const SmallProduct& s, const float* a, const float* b, float* c, const float* bias, const float* beside,
    int32_t tail) {
  vf sum[R][V];
#pragma GCC unroll 8
  for (int32_t i = 0; i < R; i++) {
#pragma GCC unroll 2
    for (int32_t v = 0; v < V; v++) sum[i][v] = splat(0.0f);
  }
  const ptrdiff_t lda = s.lda, ldb = s.ldb, ldc = s.ldc;
  const float* rows[(R + 2) / 3];
  for (int32_t i = 0; i < R; i += 3) rows[i / 3] = a + i * lda;
  for (int32_t p = 0; p < s.k; p++, b += ldb) {
    vf bp[V];
#pragma GCC unroll 2
    for (int32_t v = 0; v < V; v++) bp[v] = v < V - 1 ? at(b, v * W) : some_at(b + v * W, tail);
#pragma GCC unroll 8
    for (int32_t i = 0; i < R; i++) {
      const vf ap = splat(ADJACENT ? a[i] : rows[i / 3][(i % 3) * lda]);
#pragma GCC unroll 2
      for (int32_t v = 0; v < V; v++) sum[i][v] = vfma(ap, bp[v], sum[i][v]);
    }
    if (ADJACENT) a += lda;
#pragma GCC unroll 8
    for (int32_t i = 0; !ADJACENT && i < R; i += 3) rows[i / 3]++;
  }
  // Each condition is tested once, outside the loops: with few terms in a sum, the tests would take most of the time.
  const vf zero = splat(0.0f);
  if (s.alpha != 1) {
    const vf alpha = splat(s.alpha);
#pragma GCC unroll 16
    for (int32_t q = 0; q < R * V; q++) sum[q / V][q % V] = vmul(sum[q / V][q % V], alpha);
  }
  if (s.beta != 0) {
    const vf beta = splat(s.beta);
#pragma GCC unroll 16
    for (int32_t q = 0; q < R * V; q++) {
      const float* y = c + q / V * ldc + q % V * W;
      sum[q / V][q % V] = vfma(beta, q % V < V - 1 ? at(y, 0) : some_at(y, tail), sum[q / V][q % V]);
    }
  }
  if (bias != nullptr) {
    vf bias_of[V];
#pragma GCC unroll 2
    for (int32_t v = 0; v < V; v++) bias_of[v] = v < V - 1 ? at(bias, v * W) : some_at(bias + v * W, tail);
#pragma GCC unroll 16
    for (int32_t q = 0; q < R * V; q++) sum[q / V][q % V] = vadd(sum[q / V][q % V], bias_of[q % V]);
  }
  if (s.share != 0) {
    const vf share = splat(s.share);
#pragma GCC unroll 16
    for (int32_t q = 0; q < R * V; q++) {
      const float* other = beside + q / V * ldc + q % V * W;
      sum[q / V][q % V] = vadd(sum[q / V][q % V], vmul(share, q % V < V - 1 ? at(other, 0) : some_at(other, tail)));
    }
  }
  if (s.activation == ACTIVATION_RELU) {
#pragma GCC unroll 16
    for (int32_t q = 0; q < R * V; q++) sum[q / V][q % V] = vmax(sum[q / V][q % V], zero);
  } else if (s.activation != ACTIVATION_LINEAR) {
    // Goes through memory, so that the code of an activation exists once and not once for each vector.
    vf x[R * V];
#pragma GCC unroll 16
    for (int32_t q = 0; q < R * V; q++) x[q] = sum[q / V][q % V];
#pragma GCC unroll 1
    for (int32_t q = 0; q < R * V; q++) x[q] = activate(x[q], s.activation);
#pragma GCC unroll 16
    for (int32_t q = 0; q < R * V; q++) sum[q / V][q % V] = x[q];
  }
  if (s.share == 0 && beside != nullptr) {
#pragma GCC unroll 16
    for (int32_t q = 0; q < R * V; q++) {
      const float* gate = beside + q / V * ldc + q % V * W;
      sum[q / V][q % V] = vselect(vless(zero, q % V < V - 1 ? at(gate, 0) : some_at(gate, tail)), sum[q / V][q % V], zero);
    }
  }
  const bool whole = tail == W;
#pragma GCC unroll 8
  for (int32_t i = 0; i < R; i++, c += ldc) {
#pragma GCC unroll 2
    for (int32_t v = 0; v < V - 1; v++) put(c, v * W, sum[i][v]);
    if (whole) put(c, (V - 1) * W, sum[i][V - 1]);
    else put_n(c, (V - 1) * W, tail, sum[i][V - 1]);
  }
}

typedef void (*SmallTile)(const SmallProduct& s, const float* a, const float* b, float* c, const float* bias, const float* beside,
    int32_t tail);

template <bool ADJACENT>
static SmallTile small_tile_of(int32_t rows, int32_t vectors) {
#define ROW(R) {small_tile<(R <= SMALL_ROWS ? R : 1), 1, ADJACENT>, small_tile<(R <= SMALL_ROWS ? R : 1), 2, ADJACENT>}
  static const SmallTile tiles[][SMALL_VECTORS] = {ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6), ROW(7), ROW(8)};
#undef ROW
  return tiles[rows - 1][vectors - 1];
}

/* Whether `multiply_small` computes a product. The whole product decides, so that the bits of an element do not
   depend on the part it is in. */
static inline bool is_small(int32_t m, int32_t n, int32_t k) {
  return k <= SMALL_DEPTH && (double)m * n * k <= (k <= LOW ? SMALL_LOW : SMALL);
}

/* c = act(alpha op(a) op(b) + beta c + bias + share beside), or gated, for rows x cols elements and k <= SMALL_DEPTH. */
static void multiply_small(int32_t transA, int32_t transB, int32_t rows, int32_t cols, int32_t k, float alpha, const float* a,
    ptrdiff_t lda, const float* b, ptrdiff_t ldb, float beta, float* c, ptrdiff_t ldc, const float* bias, int32_t activation,
    const float* beside, float share) {
  const int32_t PANEL = SMALL_VECTORS * W;
  alignas(64) float across[SMALL_DEPTH * PANEL], same[PANEL];
  int32_t bias_step = 1;
  if (cols == 1 && ldc == 1 && (transA || rows >= W)) {
    // A column of C is computed as a row, op(b)^T op(a)^T, so that its vectors are full.
    const float* column = b;
    const ptrdiff_t ld_column = ldb;
    const int32_t trans_column = transB;
    b = a, ldb = lda, transB = !transA;
    a = column, lda = ld_column, transA = !trans_column;
    cols = rows, rows = 1;
    if (bias != nullptr) {
      for (int32_t v = 0; v < SMALL_VECTORS; v++) put(same, v * W, splat(*bias));
      bias = same, bias_step = 0;
    }
  }
  // A transposed column is a row in memory.
  if (transB && ldb == 1) transB = 0, ldb = cols;
  SmallProduct s = {k, activation, alpha, beta, share, lda, ldb, ldc};
  const auto take = [&](int32_t i, int32_t j, const float* panel) {
    const int32_t height = rows - i < SMALL_ROWS ? rows - i : SMALL_ROWS, width = cols - j < PANEL ? cols - j : PANEL,
                  vectors = (width + W - 1) / W;
    const ptrdiff_t at_c = i * ldc + j;
    const SmallTile tile = transA ? small_tile_of<true>(height, vectors) : small_tile_of<false>(height, vectors);
    tile(s, transA ? a + i : a + i * lda, panel, c + at_c, bias == nullptr ? nullptr : bias + bias_step * j,
        beside == nullptr ? nullptr : beside + at_c, width - (vectors - 1) * W);
  };
  if (!transB && cols >= LONG_ROW) {
    for (int32_t i = 0; i < rows; i += SMALL_ROWS) {
      for (int32_t j = 0; j < cols; j += PANEL) take(i, j, b + j);
    }
    return;
  }
  for (int32_t j = 0; j < cols; j += PANEL) {
    const int32_t width = cols - j < PANEL ? cols - j : PANEL;
    if (transB) {
      s.ldb = whole_vectors(width);
      pack_transposed(k, width, b + j * ldb, ldb, whole_vectors(width), across);
    }
    for (int32_t i = 0; i < rows; i += SMALL_ROWS) take(i, j, transB ? across : b + j);
  }
}
