// Matrix products. A product is cut into tiles of C that stay in registers while k runs; B is read in panels as wide
// as a tile, in place or from a packed copy, A in place. The loops around a tile follow BLIS (Van Zee & van de Geijn
// 2015) without its outermost one. k is cut by its length alone, so that an element's bits do not depend on who computes it.
#include <stddef.h>
#include <stdlib.h>

/* A tile: rows of C by vectors of columns, as many as the registers hold beside a column of A and a row of B. */
#if defined(MYELIN_TARGET_AVX512)
static const int32_t TILE_ROWS = 14, TILE_VECTORS = 2;
#elif defined(MYELIN_TARGET_NEON)
static const int32_t TILE_ROWS = 8, TILE_VECTORS = 3;
#else
static const int32_t TILE_ROWS = 6, TILE_VECTORS = 2;
#endif
static const int32_t PANEL = TILE_VECTORS * W;
/* Products summed before C is touched. @source measured: 128 costs a third of the speed, 256 to 512 are alike */
static const int32_t GEMM_DEPTH = 384;

/* c = alpha a b + beta c for R rows and V vectors of columns, of which the last holds `tail` columns. A's rows are
   lda apart, or (ADJACENT) next to each other with its columns lda apart. */
template <int32_t R, int32_t V, bool ADJACENT>
static void tile(int32_t k, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float alpha, float beta, float* c, ptrdiff_t ldc, int32_t tail) {
  vf sum[R][V];
#pragma GCC unroll 16
  for (int32_t i = 0; i < R; i++) {
#pragma GCC unroll 4
    for (int32_t v = 0; v < V; v++) sum[i][v] = splat(0.0f);
  }
  // One pointer for three rows: the processor's address forms add 0, lda or 2 lda to it.
  const float* rows[(R + 2) / 3];
  for (int32_t i = 0; i < R; i += 3) rows[i / 3] = a + i * lda;
  for (int32_t p = 0; p < k; p++, b += ldb) {
    vf bp[V];
#pragma GCC unroll 4
    for (int32_t v = 0; v < V; v++) bp[v] = at(b, v * W);
#pragma GCC unroll 16
    for (int32_t i = 0; i < R; i++) {
      const vf ap = splat(ADJACENT ? a[i] : rows[i / 3][(i % 3) * lda]);
#pragma GCC unroll 4
      for (int32_t v = 0; v < V; v++) sum[i][v] = vfma(ap, bp[v], sum[i][v]);
    }
    if (ADJACENT) a += lda;
#pragma GCC unroll 16
    for (int32_t i = 0; !ADJACENT && i < R; i += 3) rows[i / 3]++;
  }
#pragma GCC unroll 16
  for (int32_t i = 0; i < R; i++, c += ldc) {
#pragma GCC unroll 4
    for (int32_t v = 0; v < V; v++) {
      const bool whole = v < V - 1 || tail == W;
      vf y = vmul(sum[i][v], splat(alpha));
      if (beta != 0) y = vfma(splat(beta), whole ? at(c, v * W) : at_n(c, v * W, tail), y);
      if (whole) put(c, v * W, y);
      else put_n(c, v * W, tail, y);
    }
  }
}

typedef void (*Tile)(int32_t k, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float alpha, float beta, float* c, ptrdiff_t ldc, int32_t tail);

template <int32_t V, bool ADJACENT>
static Tile tile_of(int32_t rows) {
#define ROW(R) R <= TILE_ROWS ? tile<(R <= TILE_ROWS ? R : 1), V, ADJACENT> : nullptr
  static const Tile tiles[] = {ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6), ROW(7), ROW(8), ROW(9), ROW(10), ROW(11), ROW(12), ROW(13), ROW(14)};
#undef ROW
  return tiles[rows - 1];
}

static Tile tile_of(int32_t rows, int32_t vectors, bool adjacent) {
  switch (vectors) {
    case 1: return adjacent ? tile_of<1, true>(rows) : tile_of<1, false>(rows);
    case 2: return adjacent ? tile_of<2, true>(rows) : tile_of<2, false>(rows);
    default: return adjacent ? tile_of<TILE_VECTORS, true>(rows) : tile_of<TILE_VECTORS, false>(rows);
  }
}

static inline vf activate(vf x, int32_t activation) {
  switch (activation) {
    case ACTIVATION_RELU: return vmax(x, splat(0.0f));
    case ACTIVATION_SIGMOID: return vsigmoid(x);
    case ACTIVATION_TANH: return vtanh(x);
    default: return x;
  }
}

/* What follows the product, for rows x cols elements that have just been computed and are still in the first cache. */
static void finish(int32_t rows, int32_t cols, float* c, ptrdiff_t ldc, const float* bias, int32_t activation, const float* gate) {
  for (int32_t i = 0; i < rows; i++, c += ldc) {
    for (int32_t j = 0; j < cols; j += W) {
      const int32_t count = cols - j < W ? cols - j : W;
      const bool whole = count == W;
      vf y = whole ? at(c, j) : at_n(c, j, count);
      if (bias != nullptr) y = vadd(y, whole ? at(bias, j) : at_n(bias, j, count));
      y = activate(y, activation);
      if (gate != nullptr) y = vselect(vless(splat(0.0f), whole ? at(gate, j) : at_n(gate, j, count)), y, splat(0.0f));
      if (whole) put(c, j, y);
      else put_n(c, j, count, y);
    }
    if (gate != nullptr) gate += ldc;
  }
}

namespace {
/* Memory for packed operands, one for each thread, as large as it was ever needed. */
struct Scratch {
  float* data = nullptr;
  size_t size = 0;
  ~Scratch() { free(data); }
};
}  // namespace

static float* scratch(size_t size) {
  static thread_local Scratch mine;
  if (mine.size < size) {
    free(mine.data);
    mine.data = (float*)malloc(size * sizeof(float));
    if (mine.data == nullptr) abort();
    mine.size = size;
  }
  return mine.data;
}

/* Rows become columns: each round interleaves the first half of the vectors with the second. */
static inline void transpose(vf (&x)[W]) {
#pragma GCC unroll 4
  for (int32_t round = 1; round < W; round *= 2) {
    vf y[W];
#pragma GCC unroll 8
    for (int32_t i = 0; i < W / 2; i++) {
      y[2 * i] = zip_low(x[i], x[i + W / 2]);
      y[2 * i + 1] = zip_high(x[i], x[i + W / 2]);
    }
#pragma GCC unroll 16
    for (int32_t i = 0; i < W; i++) x[i] = y[i];
  }
}

/* out[k,width] = b[k,cols], filled up with zeros; width is cols rounded up to vectors. */
static void pack(int32_t k, int32_t cols, const float* b, ptrdiff_t ldb, int32_t width, float* out) {
  for (int32_t p = 0; p < k; p++, b += ldb, out += width) {
    int32_t j = 0;
    for (; j + W <= cols; j += W) put(out, j, at(b, j));
    if (j < cols) put(out, j, at_n(b, j, cols - j));
  }
}

/* out[k,width] = the transpose of b[cols,k], filled up with zeros. */
static void pack_transposed(int32_t k, int32_t cols, const float* b, ptrdiff_t ldb, int32_t width, float* out) {
  for (int32_t j = 0; j < width; j += W) {
    for (int32_t p = 0; p < k; p += W) {
      const int32_t count = k - p < W ? k - p : W;
      vf x[W];
      for (int32_t i = 0; i < W; i++) x[i] = j + i >= cols ? splat(0.0f) : count == W ? at(b + (j + i) * ldb, p) : at_n(b + (j + i) * ldb, p, count);
      transpose(x);
      for (int32_t i = 0; i < count; i++) put(out + (ptrdiff_t)(p + i) * width, j, x[i]);
    }
  }
}

// c[m,n] = act(alpha op(a)[m,k] op(b)[k,n] + beta c + bias[n]), then 0 where gate[m,n] is given and not > 0; row-major; beta = 0 never reads c, alpha = 0 never reads a or b   alias: none   nan: propagates   error: dot(k + 2)
static void sgemm(int32_t transA, int32_t transB, int32_t m, int32_t n, int32_t k, float alpha, const float* a, int32_t lda, const float* b, int32_t ldb, float beta, float* c, int32_t ldc, const float* bias, int32_t activation, const float* gate, int32_t lo, int32_t hi) {
  const int64_t first = (int64_t)lo * GEMM_STRIP, last = (int64_t)hi * GEMM_STRIP;
  const bool by_rows = m >= n;
  const int32_t i0 = by_rows ? (int32_t)first : 0, i1 = by_rows && last < m ? (int32_t)last : m;
  const int32_t j0 = by_rows ? 0 : (int32_t)first, j1 = !by_rows && last < n ? (int32_t)last : n;
  const int32_t rows = i1 - i0;
  if (rows <= 0 || j1 <= j0) return;
  if (alpha == 0 || k == 0) alpha = 0, k = 0;
  const bool finishes = bias != nullptr || gate != nullptr || activation != ACTIVATION_LINEAR;
  const bool packs = transB || (rows > 160 && (int64_t)k * n > 256 * 1024);
  const int32_t depths = k > GEMM_DEPTH ? (k + GEMM_DEPTH - 1) / GEMM_DEPTH : 1, depth = (k + depths - 1) / depths;
  const int32_t bands = (rows + TILE_ROWS - 1) / TILE_ROWS;
  float* packed = packs || (j1 - j0) % PANEL != 0 ? scratch((size_t)PANEL * depth) : nullptr;
  int32_t p = 0;
  do {
    const int32_t kc = k - p < depth ? k - p : depth;
    for (int32_t j = j0; j < j1; j += PANEL) {
      const int32_t cols = j1 - j < PANEL ? j1 - j : PANEL, vectors = (cols + W - 1) / W;
      const float* panel = transB ? b + (ptrdiff_t)j * ldb + p : b + (ptrdiff_t)p * ldb + j;
      ptrdiff_t stride = ldb;
      if (packs || cols < PANEL) {
        stride = vectors * W;
        if (transB) pack_transposed(kc, cols, panel, ldb, vectors * W, packed);
        else pack(kc, cols, panel, ldb, vectors * W, packed);
        panel = packed;
      }
      for (int32_t band = 0; band < bands; band++) {
        // Bands as even as can be: 128 rows are ten of 12 or 13, not nine of 14 and one of 2.
        const int32_t i = i0 + (int32_t)((int64_t)rows * band / bands), height = i0 + (int32_t)((int64_t)rows * (band + 1) / bands) - i;
        const float* strip = transA ? a + (ptrdiff_t)p * lda + i : a + (ptrdiff_t)i * lda + p;
        float* corner = c + (ptrdiff_t)i * ldc + j;
        tile_of(height, vectors, transA)(kc, strip, lda, panel, stride, alpha, p == 0 ? beta : 1.0f, corner, ldc, cols - (vectors - 1) * W);
        if (finishes && p + kc >= k) finish(height, cols, corner, ldc, bias == nullptr ? nullptr : bias + j, activation, gate == nullptr ? nullptr : gate + (ptrdiff_t)i * ldc + j);
      }
    }
    p += kc;
  } while (p < k);
}
