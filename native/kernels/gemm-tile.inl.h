// The tile of sgemm, the part of C that stays in registers while k runs, and what follows it.
#include <stddef.h>

/* A tile: rows of C by vectors of columns, as many as the registers hold beside a row of B; and the products summed
   before C is touched, such that a panel of B as wide as a tile stays in the cache it is read from.
   @source measured on Zen 4: 98 % of the peak for 128 x 512 x 512 with AVX-512, 91 % with AVX2 */
#if defined(MYELIN_TARGET_AVX512)
static const int32_t REGISTERS = 32, TILE_ROWS = 14, GEMM_DEPTH = 512;
#elif defined(MYELIN_TARGET_NEON)
static const int32_t REGISTERS = 32, TILE_ROWS = 8, GEMM_DEPTH = 384;
#else
static const int32_t REGISTERS = 16, TILE_ROWS = 6, GEMM_DEPTH = 384;
#endif
/* Vectors beside each other in a tile of so many rows, beside a row of B and an element of A. Low tiles are wide: more
   sums under way at once, and longer reads from B. */
static constexpr int32_t vectors_of(int32_t rows) { return (REGISTERS - 1) / (rows + 1) < 8 ? (REGISTERS - 1) / (rows + 1) : 8; }
static const int32_t TILE_VECTORS = vectors_of(TILE_ROWS), TILE_WIDTH = (TILE_ROWS + W - 1) / W * W;
/* Rows of A that stay in the second cache while B goes by, and columns of B packed at a time. @source measured: 168 to
   512 rows and 512 to 2048 columns are alike within the noise */
static const int32_t SLAB_ROWS = 256, BLOCK_COLS = 2048;
/* Columns below which products are summed along k, where that costs less: one sum of a vector's lanes costs as much as
   so many products. @source counted instructions of `sums` */
static const int32_t NARROW = 4, SUMS_COST = 6;
/* Floats of a cache line. */
static const int32_t LINE = 16;
/* Floats after which addresses meet in the same set of the first cache: rows so far apart drive each other out. */
static const int32_t ALIASING = 1024;

/* Calls the line at p into the second cache; into the first it would drive out what is worked on. */
static inline void call_line(const float* p) {
#if defined(__GNUC__)
  __builtin_prefetch(p, 0, 2);
#endif
}

/* What a tile does with each step of k: sum + a b. */
typedef vf (*MultiplyAdd)(vf a, vf b, vf sum);

/* c = alpha a b + beta c for R rows and V vectors of columns, of which the last holds `tail` columns. A's rows are
   lda apart, or (ADJACENT) next to each other with its columns lda apart. With every step of k it calls a line
   that is needed later, `stride` from the one before. @source measured on Zen 4: 64 x 4096 x 1024 gains 28 % */
template <int32_t R, int32_t V, bool ADJACENT, MultiplyAdd multiply_add>
static void tile(int32_t k, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float alpha, float beta, float* c, ptrdiff_t ldc, int32_t tail, const float* ahead, ptrdiff_t stride) {
  vf sum[R][V];
#pragma GCC unroll 16
  for (int32_t i = 0; i < R; i++) {
#pragma GCC unroll 8
    for (int32_t v = 0; v < V; v++) sum[i][v] = splat(0.0f);
  }
  // One pointer for three rows: the processor's address forms add 0, lda or 2 lda to it.
  const float* rows[(R + 2) / 3];
  for (int32_t i = 0; i < R; i += 3) rows[i / 3] = a + i * lda;
  for (int32_t p = 0; p < k; p++, b += ldb, ahead += stride) {
    call_line(ahead);
    vf bp[V];
#pragma GCC unroll 8
    for (int32_t v = 0; v < V; v++) bp[v] = at(b, v * W);
#pragma GCC unroll 16
    for (int32_t i = 0; i < R; i++) {
      const vf ap = splat(ADJACENT ? a[i] : rows[i / 3][(i % 3) * lda]);
#pragma GCC unroll 8
      for (int32_t v = 0; v < V; v++) sum[i][v] = multiply_add(ap, bp[v], sum[i][v]);
    }
    if (ADJACENT) a += lda;
#pragma GCC unroll 16
    for (int32_t i = 0; !ADJACENT && i < R; i += 3) rows[i / 3]++;
  }
#pragma GCC unroll 16
  for (int32_t i = 0; i < R; i++, c += ldc) {
#pragma GCC unroll 8
    for (int32_t v = 0; v < V; v++) {
      const bool whole = v < V - 1 || tail == W;
      vf y = vmul(sum[i][v], splat(alpha));
      if (beta != 0) y = vfma(splat(beta), whole ? at(c, v * W) : at_n(c, v * W, tail), y);
      if (whole) put(c, v * W, y);
      else put_n(c, v * W, tail, y);
    }
  }
}

typedef void (*Tile)(int32_t k, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float alpha, float beta, float* c, ptrdiff_t ldc, int32_t tail, const float* ahead, ptrdiff_t stride);

template <bool ADJACENT, MultiplyAdd multiply_add = vfma>
static Tile tile_of(int32_t rows, int32_t vectors) {
#define SIZE(R, V) tile<(R <= TILE_ROWS ? R : 1), (R <= TILE_ROWS && V <= vectors_of(R) ? V : 1), ADJACENT, multiply_add>
#define ROW(R) {SIZE(R, 1), SIZE(R, 2), SIZE(R, 3), SIZE(R, 4), SIZE(R, 5), SIZE(R, 6), SIZE(R, 7), SIZE(R, 8)}
  static const Tile tiles[][8] = {ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6), ROW(7), ROW(8), ROW(9), ROW(10), ROW(11), ROW(12), ROW(13), ROW(14)};
#undef ROW
#undef SIZE
  return tiles[rows - 1][vectors - 1];
}

static inline vf activate(vf x, int32_t activation) {
  switch (activation) {
    case ACTIVATION_RELU: return vmax(x, splat(0.0f));
    case ACTIVATION_SIGMOID: return vsigmoid(x);
    case ACTIVATION_TANH: return vtanh(x);
    default: return x;
  }
}

/* What follows the product: c = act(x + beta c + bias), gated, for rows x cols elements just computed. */
static void finish(int32_t rows, int32_t cols, const float* x, ptrdiff_t ldx, float beta, float* c, ptrdiff_t ldc, const float* bias, int32_t activation, const float* gate) {
  const bool column = cols == 1 && ldx == 1 && ldc == 1;  // finished like a row, all of it with the one bias
  if (column) cols = rows, rows = 1;
  for (int32_t i = 0; i < rows; i++, x += ldx, c += ldc) {
    for (int32_t j = 0; j < cols; j += W) {
      const int32_t count = cols - j < W ? cols - j : W;
      const bool whole = count == W;
      vf y = whole ? at(x, j) : at_n(x, j, count);
      if (beta != 0) y = vfma(splat(beta), whole ? at(c, j) : at_n(c, j, count), y);
      if (bias != nullptr) y = vadd(y, column ? splat(*bias) : whole ? at(bias, j) : at_n(bias, j, count));
      y = activate(y, activation);
      if (gate != nullptr) y = vselect(vless(splat(0.0f), whole ? at(gate, j) : at_n(gate, j, count)), y, splat(0.0f));
      if (whole) put(c, j, y);
      else put_n(c, j, count, y);
    }
    if (gate != nullptr) gate += ldc;
  }
}
