// Matrix products. A product is cut into tiles of C that stay in registers while k runs. The loops around a tile are
// those of BLIS (Van Zee & van de Geijn 2015); operands are packed only where reading them in place costs more. k is
// cut by its length alone, so that an element's bits do not depend on who computes it.
// MIRROR: tiles, packing and the blocks of k follow each machine's registers and caches.
#include <stddef.h>
#include <stdlib.h>

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
static const int32_t TILE_VECTORS = vectors_of(TILE_ROWS);
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

/* c = alpha a b + beta c for R rows and V vectors of columns, of which the last holds `tail` columns. A's rows are
   lda apart, or (ADJACENT) next to each other with its columns lda apart. */
template <int32_t R, int32_t V, bool ADJACENT>
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
      for (int32_t v = 0; v < V; v++) sum[i][v] = vfma(ap, bp[v], sum[i][v]);
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

template <bool ADJACENT>
static Tile tile_of(int32_t rows, int32_t vectors) {
#define SIZE(R, V) tile<(R <= TILE_ROWS ? R : 1), (R <= TILE_ROWS && V <= vectors_of(R) ? V : 1), ADJACENT>
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

namespace {
/* Memory for packed operands, one for each thread, as large as it was ever needed: some megabytes. Where even they
   cannot be had the process ends, as it would anywhere else in Node. */
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

/* Each lane one vector's sum: rounds interleave the first half of the vectors with the second and add. */
static inline vf sums(vf (&x)[W]) {
#pragma GCC unroll 4
  for (int32_t half = W / 2; half > 0; half /= 2) {
#pragma GCC unroll 8
    for (int32_t i = 0; i < half; i++) x[i] = vadd(zip_low(x[i], x[i + half]), zip_high(x[i], x[i + half]));
  }
  return x[0];
}

/* c = alpha a b^T + beta c for N columns and rows [i0, i1) of m, products summed along k: for matrices so narrow that a
   tile would be mostly empty. Rows are taken W / N at a time; the last few come together with some already done. */
template <int32_t N>
static void dots(int32_t i0, int32_t i1, int32_t k, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float alpha, float beta, float* c, ptrdiff_t ldc) {
  const int32_t R = W / N;
  for (int32_t i = i0; i < i1; i += R) {
    const int32_t top = i1 - i >= R ? i : i1 - R;
    vf x[W];
#pragma GCC unroll 16
    for (int32_t q = 0; q < W; q++) x[q] = splat(0.0f);
    const float* rows[(R + 2) / 3];
    for (int32_t r = 0; r < R; r += 3) rows[r / 3] = a + (top + r) * lda;
    for (int32_t p = 0; p < k; p += W) {
      const int32_t count = k - p;
      vf y[N];
#pragma GCC unroll 4
      for (int32_t j = 0; j < N; j++) y[j] = count >= W ? at(b + j * ldb, p) : at_n(b + j * ldb, p, count);
#pragma GCC unroll 16
      for (int32_t r = 0; r < R; r++) {
        const float* row = rows[r / 3] + (r % 3) * lda;
        const vf ap = count >= W ? at(row, p) : at_n(row, p, count);
#pragma GCC unroll 4
        for (int32_t j = 0; j < N; j++) x[r * N + j] = vfma(ap, y[j], x[r * N + j]);
      }
    }
    float sum[W];
    put(sum, 0, vmul(sums(x), splat(alpha)));
    for (int32_t r = i - top; r < R; r++) {
      for (int32_t j = 0; j < N; j++) {
        float* y = c + (top + r) * ldc + j;
        *y = beta != 0 ? beta * *y + sum[r * N + j] : sum[r * N + j];
      }
    }
  }
}

/* Packs a panel of op(b): k rows of cols columns, of which op(b)'s first is at b. */
static void pack_panel(int32_t transB, int32_t k, int32_t cols, const float* b, ptrdiff_t ldb, float* out) {
  const int32_t width = (cols + W - 1) / W * W;
  if (transB) pack_transposed(k, cols, b, ldb, width, out);
  else pack(k, cols, b, ldb, width, out);
}

/* Where the given part begins of `count` things cut into `parts` as even as can be. */
static inline int32_t cut(int32_t count, int32_t part, int32_t parts) { return parts == 1 ? count * part : (int32_t)((int64_t)count * part / parts); }

/* The element of op(x) at (row, col). */
static inline const float* element(int32_t trans, const float* x, ptrdiff_t ld, int32_t row, int32_t col) { return trans ? x + col * ld + row : x + row * ld + col; }

/* A copy of a slab of A with its lines ld apart, where they do not meet in one set of the first cache. */
static void pack_slab(int32_t transA, int32_t rows, int32_t k, const float* a, ptrdiff_t lda, float* out, ptrdiff_t ld) {
  const int32_t lines = transA ? k : rows, length = transA ? rows : k;
  for (int32_t i = 0; i < lines; i++) {
    for (int32_t j = 0; j < length && i + 2 < lines; j += LINE) call_line(a + (i + 2) * lda + j);
    memcpy(out + i * ld, a + i * lda, (size_t)length * sizeof(float));
  }
}

/* Calls a tile of C into the second cache while its products are summed; into the first it would drive out B. */
static inline void prefetch(int32_t rows, int32_t vectors, const float* c, ptrdiff_t ldc) {
#if defined(__GNUC__)
  for (int32_t i = 0; i < rows; i++) {
    for (int32_t v = 0; v < vectors; v++) __builtin_prefetch(c + i * ldc + v * W, 1, 2);
  }
#endif
}

/* c = alpha op(a) op(b) + beta c for the rows x cols elements that begin at c; op(a) and op(b) begin at a and b. */
static void multiply(int32_t transA, int32_t transB, int32_t rows, int32_t cols, int32_t k, float alpha, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float beta, float* c, ptrdiff_t ldc, const float* bias, int32_t activation, const float* gate) {
  const int32_t panel = vectors_of(rows < TILE_ROWS ? rows : TILE_ROWS) * W;
  const int32_t depths = k > GEMM_DEPTH ? (k + GEMM_DEPTH - 1) / GEMM_DEPTH : 1, depth = k / depths + 1;
  const int32_t slabs = (rows + SLAB_ROWS - 1) / SLAB_ROWS, slab = rows / slabs + 1;
  // A tall tile does enough with each vector of B to read it from the second cache; a low one wants it in the first.
  const bool far = (int64_t)k * cols > caches.l2 / 4;
  const bool split = ldb % LINE != 0 || (uintptr_t)b % (LINE * sizeof(float)) != 0;  // vectors that lie on two lines cost two reads
  const bool packsB = transB || (TILE_ROWS >= 12 ? (far && slabs > 1) || (split && rows >= 4 * TILE_ROWS) : rows >= 4 * TILE_ROWS);
  const bool packsA = lda % ALIASING == 0 && rows > TILE_ROWS && cols > 4 * panel;
  const int32_t block = packsB ? slabs > 1 ? BLOCK_COLS / panel * panel : panel : cols % W != 0 ? W : 0;
  const ptrdiff_t ld = packsA ? ((transA ? slab : depth) / 16 | 1) * 16 + 16 : lda;
  float* packed = block > 0 || packsA ? scratch((size_t)depth * block + (packsA ? (size_t)ld * (transA ? depth : slab) : 0)) : nullptr;
  float* packedA = packed + (size_t)depth * block;
  const bool finishes = bias != nullptr || gate != nullptr || activation != ACTIVATION_LINEAR;
  const bool distant = (int64_t)rows * cols > caches.l2 / 4;
  for (int32_t part = 0; part < depths; part++) {
    const int32_t p = cut(k, part, depths), kc = cut(k, part + 1, depths) - p;
    for (int32_t jc = 0, nc; jc < cols; jc += nc) {
      nc = cols - jc < panel ? cols - jc : panel;
      if (packsB && slabs > 1) nc = cols - jc < block ? cols - jc : block;
      else if (!packsB && nc < panel && nc > W) nc = nc / W * W;
      const bool in_place = !packsB && nc >= W;
      const float* from = element(transB, b, ldb, p, jc);
      for (int32_t s = 0; s < slabs; s++) {
        const int32_t ic = cut(rows, s, slabs), mc = cut(rows, s + 1, slabs) - ic, bands = (mc + TILE_ROWS - 1) / TILE_ROWS;
        // Bands as even as can be: 128 rows are eight of 13 and two of 12, not nine of 14 and one of 2.
        const int32_t low = mc / bands, tall = mc % bands;
        const float* strips = element(transA, a, lda, ic, p);
        if (packsA) {
          if (jc == 0 || slabs > 1) pack_slab(transA, mc, kc, strips, lda, packedA, ld);
          strips = packedA;
        }
        for (int32_t j = 0; j < nc; j += panel) {
          const int32_t width = nc - j < panel ? nc - j : panel, vectors = (width + W - 1) / W;
          if (!in_place && s == 0) pack_panel(transB, kc, width, element(transB, from, ldb, 0, j), ldb, packed + (ptrdiff_t)j * kc);
          // While this panel is worked on the next is called from afar, so many lines with every tile as k has steps.
          const bool strided = in_place || s == 0;
          const float* next = strided ? from + j + panel : packed + (ptrdiff_t)(j + panel) * kc;
          const ptrdiff_t stride = strided ? ldb : LINE, hop = strided ? LINE : (ptrdiff_t)LINE * kc;
          int32_t rounds = (strided ? !transB && jc + j + panel < cols : j + panel < nc) ? panel / LINE + (strided && split) : 0;
          for (int32_t i = 0, height; i < mc; i += height) {
            height = i < tall * (low + 1) ? low + 1 : low;
            float* y = c + (ic + i) * ldc + jc + j;
            if (distant) prefetch(height, vectors, y, ldc);
            const Tile tile = transA ? tile_of<true>(height, vectors) : tile_of<false>(height, vectors);
            const float *strip = element(transA, strips, ld, i, 0), *bp = in_place ? from + j : packed + (ptrdiff_t)j * kc;
            const ptrdiff_t ld_panel = in_place ? ldb : vectors * W;
            const float keep = part == 0 ? beta : 1.0f;
            const float* ahead = rounds > 0 ? next : bp;
            const ptrdiff_t step = rounds > 0 ? stride : 0;
            if (rounds-- > 0) next += hop;
            if (finishes && part == depths - 1) {
              // By way of whole vectors: a load waits long for a masked store to the same place.
              float sum[REGISTERS * W];
              tile(kc, strip, ld, bp, ld_panel, alpha, 0.0f, sum, vectors * W, W, ahead, step);
              finish(height, width, sum, vectors * W, keep, y, ldc, bias == nullptr ? nullptr : bias + jc + j, activation, gate == nullptr ? nullptr : gate + (y - c));
            } else {
              tile(kc, strip, ld, bp, ld_panel, alpha, keep, y, ldc, width - (vectors - 1) * W, ahead, step);
            }
          }
        }
      }
    }
  }
}

/* The same for transposed A and so few columns that vectors of them would be half empty: the transpose of C, whose
   vectors are full, in parts that stay in the first cache. */
static void columns_by_rows(int32_t transB, int32_t rows, int32_t cols, int32_t k, float alpha, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float beta, float* c, ptrdiff_t ldc, const float* bias, int32_t activation, const float* gate) {
  const int32_t PART = 128, width = (cols + W - 1) / W * W;
  float across[LINE * PART], sum[LINE * PART];
  for (int32_t i = 0; i < rows; i += PART) {
    const int32_t count = rows - i < PART ? rows - i : PART;
    multiply(!transB, 0, cols, count, k, alpha, b, ldb, a + i, lda, 0.0f, across, PART, nullptr, ACTIVATION_LINEAR, nullptr);
    pack_transposed(count, cols, across, PART, width, sum);
    finish(count, cols, sum, width, beta, c + i * ldc, ldc, bias, activation, gate == nullptr ? nullptr : gate + i * ldc);
  }
}

// c[m,n] = act(alpha op(a)[m,k] op(b)[k,n] + beta c + bias[n]), then 0 where gate[m,n] is given and not > 0; row-major; beta = 0 never reads c, alpha = 0 never reads a or b   alias: none   nan: propagates   error: dot(k + 3)
static void sgemm(int32_t transA, int32_t transB, int32_t m, int32_t n, int32_t k, float alpha, const float* a, int32_t lda, const float* b, int32_t ldb, float beta, float* c, int32_t ldc, const float* bias, int32_t activation, const float* gate, int32_t lo, int32_t hi) {
  const int64_t first = (int64_t)lo * GEMM_STRIP, last = (int64_t)hi * GEMM_STRIP;
  const bool by_rows = m >= n;
  const int32_t i0 = by_rows ? (int32_t)first : 0, i1 = by_rows && last < m ? (int32_t)last : m;
  const int32_t j0 = by_rows ? 0 : (int32_t)first, j1 = !by_rows && last < n ? (int32_t)last : n;
  if (i0 >= i1 || j0 >= j1) return;
  if (alpha == 0 || k == 0) alpha = 0, k = 0;
  float* y = c + (ptrdiff_t)i0 * ldc + j0;
  if (bias != nullptr) bias += j0;
  if (gate != nullptr) gate += y - c;
  if (!transA && n <= NARROW && m >= W / n && n * (k / W + SUMS_COST) < k) {
    const float* columns = b;
    if (!transB && (n > 1 || ldb > 1)) {
      float* packed = scratch((size_t)n * k);
      for (int32_t j = 0; j < n; j++) {
        for (int32_t p = 0; p < k; p++) packed[(ptrdiff_t)j * k + p] = b[(ptrdiff_t)p * ldb + j];
      }
      columns = packed;
    }
    const ptrdiff_t ld = columns == b ? ldb : k;
    static void (*const of[])(int32_t, int32_t, int32_t, const float*, ptrdiff_t, const float*, ptrdiff_t, float, float, float*, ptrdiff_t) = {dots<1>, dots<2>, dots<3>, dots<4>};
    of[n - 1](i0, i1, k, a, lda, columns, ld, alpha, beta, c, ldc);
    finish(i1 - i0, n, y, ldc, 0.0f, y, ldc, bias, activation, gate);
  } else if (transA && n > 1 && n < LINE && n % W != 0) {
    columns_by_rows(transB, i1 - i0, n, k, alpha, element(transA, a, lda, i0, 0), lda, b, ldb, beta, y, ldc, bias, activation, gate);
  } else if (transA && n == 1 && ldc == 1) {
    // A column is its own transpose: op(b)^T op(a)^T reads A along its rows.
    multiply(!transB, !transA, 1, i1 - i0, k, alpha, b, ldb, element(transA, a, lda, i0, 0), lda, beta, y, m, nullptr, ACTIVATION_LINEAR, nullptr);
    finish(i1 - i0, 1, y, 1, 0.0f, y, 1, bias, activation, gate);
  } else if (transB && m == 1 && n >= W && (!transA || lda == 1)) {
    dots<1>(j0, j1, k, b, ldb, a, k, alpha, beta, c, 1);
    finish(1, j1 - j0, y, ldc, 0.0f, y, ldc, bias, activation, gate);
  } else {
    multiply(transA, transB, i1 - i0, j1 - j0, k, alpha, element(transA, a, lda, i0, 0), lda, element(transB, b, ldb, 0, j0), ldb, beta, y, ldc, bias, activation, gate);
  }
}
