// The tile of sgemm: the part of C that stays in registers while the loop over k runs. Then bias, activation and
// gate.
#include <stddef.h>

/* TILE_ROWS: the most rows of a tile. TILE_VECTORS: the vectors of columns of a tile in a large product. Such tiles
   are low and wide, because one row of B is read more evenly than many rows of A. GEMM_DEPTH: how many products are
   summed before they are added to C; a panel of B with so many rows stays in the L2 cache.
   @source measured on Zen 4: tiles of 6 x 4 vectors reach 99 % of the peak from the L2 cache, 14 x 2 up to 98 % */
#if defined(MYELIN_TARGET_AVX512)
static const int32_t REGISTERS = 32, TILE_ROWS = 14, TILE_VECTORS = 4, GEMM_DEPTH = 512;
#elif defined(MYELIN_TARGET_NEON)
static const int32_t REGISTERS = 32, TILE_ROWS = 8, TILE_VECTORS = 3, GEMM_DEPTH = 384;
#else
static const int32_t REGISTERS = 16, TILE_ROWS = 14, TILE_VECTORS = 2, GEMM_DEPTH = 384;
#endif
/* rows_of: the rows of a tile with so many vectors. vectors_of: the vectors of a tile with so many rows. The
   registers also hold a row of B and an element of A. Low tiles are wide: they have more independent sums and longer
   reads from B. */
static constexpr int32_t rows_of(int32_t vectors) {
  return (REGISTERS - 1) / vectors - 1 < TILE_ROWS ? (REGISTERS - 1) / vectors - 1 : TILE_ROWS;
}
static constexpr int32_t vectors_of(int32_t rows) { return (REGISTERS - 1) / (rows + 1) < 8 ? (REGISTERS - 1) / (rows + 1) : 8; }
/* The vectors of a tile in a product. If C is narrow, tiles are as wide as C and as high as the registers allow. If
   C is low, tiles are as wide as the registers allow, and one of three vectors is better than two of four below each other.
   @source measured on Zen 4: 7 x 4096 x 64 gains 28 %; 14 x 1024 x 1024 loses a fifth in one tile of two vectors */
static inline int32_t vectors_for(int32_t rows, int32_t cols) {
  const int32_t enough = cols < TILE_VECTORS * W ? (cols + W - 1) / W : TILE_VECTORS;
  return rows <= rows_of(enough) || (rows <= TILE_ROWS && vectors_of(rows) > 2) ? vectors_of(rows) : enough;
}
/* SLAB_ROWS: the most rows of A in one slab. BLOCK_COLS: the columns of B in one block of packed panels. @source
   measured: 168 to 512 rows and 512 to 2048 columns are alike within the noise, 1024 rows lose up to 10 % */
static const int32_t SLAB_ROWS = 256, BLOCK_COLS = 2048;
/* The rows of a slab of A with `depth` columns: it fills at most half of the L2 cache, and stays there while B is
   read. */
static inline int32_t slab_rows(int32_t depth) {
  const int32_t rows = caches.l2 / 2 / (int32_t)sizeof(float) / depth + 1;
  return rows < SLAB_ROWS ? rows : SLAB_ROWS;
}
/* Sums of at least so many products leave time to prefetch a tile of C from memory. @source measured: 12544 x 32 x
   27 loses 4 % by it, 512 x 512 x 512 gains 1 % */
static const int32_t FAR_DEPTH = 128;
/* NARROW: at most so many columns may be summed along k, where that costs less. SUMS_COST: packing, adding the lanes
   and storing one sum cost as much as so many multiply-adds. @source measured: 100^3 neither gains nor loses at 15,
   128 x 2 x 512 gains 60 % and more */
static const int32_t NARROW = 4, SUMS_COST = 15;
/* Floats of a cache line. */
static const int32_t LINE = 16;
/* Addresses so many floats apart fall into the same set of the L1 cache: rows so far apart evict each other. */
static const int32_t ALIASING = 1024;

/* Prefetches the cache line at p into the L2 cache. In the L1 cache it would evict data in use. */
static inline void call_line(const float* p) {
#if defined(__GNUC__)
  __builtin_prefetch(p, 0, 2);
#endif
}

/* What a tile does besides: KEEPING copies the rows of B that it reads, CALLING prefetches several lines at once. */
enum TileKind { PLAIN, KEEPING, CALLING };

/* What a tile computes in each step of k: sum + a b. */
typedef vf (*MultiplyAdd)(vf a, vf b, vf sum);

/* Cache lines that are needed later, `stride` apart. Where a tile calls several lines in each step of k, these are `apart`;
   after `turns` steps, `back` is added. */
struct Ahead {
  const float* line;
  ptrdiff_t stride, apart = 0;
  int32_t turns = INT32_MAX;
  ptrdiff_t back = 0;
};

/* c = alpha a b + beta c for R rows and V vectors of columns. The last vector holds `tail` columns. Rows of A are
   lda apart; with ADJACENT, columns of A are lda apart and rows lie next to each other. A KEEPING tile also
   copies the rows of B it reads to `kept`, for the tiles below. That costs nothing, while packing beforehand would
   wait for memory. Each step of k prefetches a cache line that is needed later, or as many as the tile is wide. @source
   measured on Zen 4: 64 x 4096 x 1024 gains 28 %, and 8 x 1024 x 1024, whose only tile calls all lines, 12 % */
template <int32_t R, int32_t V, bool ADJACENT, TileKind kind, MultiplyAdd multiply_add>
static void tile(int32_t k, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* kept, float alpha, float beta, float* c,
    ptrdiff_t ldc, int32_t tail, const Ahead& ahead) {
  constexpr bool KEEPS = kind == KEEPING;
  const float* line = ahead.line;
  const ptrdiff_t stride = ahead.stride, apart = ahead.apart;
  int32_t turn = 0;
  vf sum[R][V];
#pragma GCC unroll 16
  for (int32_t i = 0; i < R; i++) {
#pragma GCC unroll 8
    for (int32_t v = 0; v < V; v++) sum[i][v] = splat(0.0f);
  }
  // One pointer for three rows: the processor's addressing modes add 0, lda or 2 lda to it.
  const float* rows[(R + 2) / 3];
  for (int32_t i = 0; i < R; i += 3) rows[i / 3] = a + i * lda;
  for (int32_t p = 0; p < k; p++, b += ldb, line += stride) {
    call_line(line);
    if (kind == CALLING) {
#pragma GCC unroll 8
      for (int32_t v = 1; v < (V * W + LINE - 1) / LINE; v++) call_line(line + v * apart);
      if (++turn == ahead.turns) turn = 0, line += ahead.back;
    }
    vf bp[V];
#pragma GCC unroll 8
    for (int32_t v = 0; v < V; v++) {
      bp[v] = KEEPS && v == V - 1 && tail < W ? at_n(b, v * W, tail) : at(b, v * W);
      if (KEEPS) put(kept, v * W, bp[v]);
    }
    if (KEEPS) kept += V * W;
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
  // Each condition is tested once, outside the loops: in a tile of few steps the tests would take a notable time.
  const bool whole = tail == W;
  if (alpha != 1) {
    const vf scale = splat(alpha);
#pragma GCC unroll 32
    for (int32_t q = 0; q < R * V; q++) sum[q / V][q % V] = vmul(sum[q / V][q % V], scale);
  }
  if (beta != 0) {
    const vf keep = splat(beta);
#pragma GCC unroll 32
    for (int32_t q = 0; q < R * V; q++) {
      const float* y = c + q / V * ldc;
      sum[q / V][q % V] = vfma(keep, q % V < V - 1 || whole ? at(y, q % V * W) : at_n(y, q % V * W, tail), sum[q / V][q % V]);
    }
  }
#pragma GCC unroll 16
  for (int32_t i = 0; i < R; i++, c += ldc) {
#pragma GCC unroll 8
    for (int32_t v = 0; v < V - 1; v++) put(c, v * W, sum[i][v]);
    if (whole) put(c, (V - 1) * W, sum[i][V - 1]);
    else put_n(c, (V - 1) * W, tail, sum[i][V - 1]);
  }
}

typedef void (*Tile)(int32_t k, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* kept, float alpha, float beta,
    float* c, ptrdiff_t ldc, int32_t tail, const Ahead& ahead);

/* Whether there is such a tile. Only tiles with other tiles below them keep rows: they are at most TILE_VECTORS wide and have more
   than half of the rows that fit. Only low products call lines: their tiles are the widest, or all but full. */
static constexpr bool has_tile(TileKind kind, int32_t rows, int32_t vectors) {
  return rows <= TILE_ROWS && vectors <= vectors_of(rows) &&
      (kind == PLAIN || (kind == KEEPING ? vectors <= TILE_VECTORS && 2 * rows > rows_of(TILE_VECTORS)
                                         : vectors == vectors_of(rows) || 2 * rows > rows_of(vectors)));
}

template <bool ADJACENT, TileKind kind = PLAIN, MultiplyAdd multiply_add = vfma>
static Tile tile_of(int32_t rows, int32_t vectors) {
#define EXISTS(R, V) has_tile(kind, R, V)
#define SIZE(R, V) tile<EXISTS(R, V) ? R : TILE_ROWS, EXISTS(R, V) ? V : 1, ADJACENT, EXISTS(R, V) ? kind : PLAIN, multiply_add>
#define ROW(R) {SIZE(R, 1), SIZE(R, 2), SIZE(R, 3), SIZE(R, 4), SIZE(R, 5), SIZE(R, 6), SIZE(R, 7), SIZE(R, 8)}
  static const Tile tiles[][8] = {
      ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6), ROW(7), ROW(8), ROW(9), ROW(10), ROW(11), ROW(12), ROW(13), ROW(14)};
#undef ROW
#undef SIZE
#undef EXISTS
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

/* Ends a product: c = act(x + beta c + bias + share beside) for rows x cols elements; where share is 0, beside is the gate. */
static void finish(int32_t rows, int32_t cols, const float* x, ptrdiff_t ldx, float beta, float* c, ptrdiff_t ldc, const float* bias,
    int32_t activation, const float* beside, float share = 0) {
  const bool column = cols == 1 && ldx == 1 && ldc == 1;  // treated as a row in which all elements have one bias
  if (column) cols = rows, rows = 1;
  for (int32_t i = 0; i < rows; i++, x += ldx, c += ldc) {
    for (int32_t j = 0; j < cols; j += W) {
      const int32_t count = cols - j < W ? cols - j : W;
      const bool whole = count == W;
      vf y = whole ? at(x, j) : at_n(x, j, count);
      if (beta != 0) y = vfma(splat(beta), whole ? at(c, j) : at_n(c, j, count), y);
      if (bias != nullptr) y = vadd(y, column ? splat(*bias) : whole ? at(bias, j) : at_n(bias, j, count));
      if (beside == nullptr) y = activate(y, activation);
      else {
        const vf other = whole ? at(beside, j) : at_n(beside, j, count);
        if (share != 0) y = vadd(y, vmul(splat(share), other));
        y = activate(y, activation);
        if (share == 0) y = vselect(vless(splat(0.0f), other), y, splat(0.0f));
      }
      if (whole) put(c, j, y);
      else put_n(c, j, count, y);
    }
    if (beside != nullptr) beside += ldc;
  }
}
