// Copies operands of sgemm into the order in which its tiles read them.
/* Where part number `part` begins if `count` things are cut into `parts` parts of nearly equal size. */
static inline int32_t cut(int32_t count, int32_t part, int32_t parts) {
  return parts == 1 ? count * part : (int32_t)((int64_t)count * part / parts);
}

/* So many floats, rounded up to whole vectors. */
static inline int32_t whole_vectors(int32_t count) { return (count + W - 1) / W * W; }

static inline size_t whole_lines(size_t floats) { return (floats + LINE - 1) / LINE * LINE; }

/* The element of op(x) at (row, col). */
static inline const float* element(int32_t trans, const float* x, ptrdiff_t ld, int32_t row, int32_t col) {
  return trans ? x + col * ld + row : x + row * ld + col;
}

/* Loads up to W elements. With targets that have masks this is one instruction. */
static inline vf some_at(const float* p, int32_t count) { return W >= 8 || count < W ? at_n(p, 0, count) : at(p, 0); }

/* out[k,cols] = b[k,cols]; rows of out are ld apart and padded with zeros to whole vectors. */
static void pack(int32_t k, int32_t cols, const float* b, ptrdiff_t ldb, float* out, ptrdiff_t ld) {
  for (int32_t p = 0; p < k; p++, b += ldb, out += ld) {
    int32_t j = 0;
    for (; j + W <= cols; j += W) put(out, j, at(b, j));
    if (j < cols) put(out, j, at_n(b, j, cols - j));
  }
}

/* out[k,width] = the transpose of b[cols,k], padded with zeros. */
static void pack_transposed(int32_t k, int32_t cols, const float* b, ptrdiff_t ldb, int32_t width, float* out) {
  for (int32_t j = 0; j < width; j += W) {
    const int32_t lanes = cols - j < W ? cols - j : W;
    const float* from = b + j * ldb;
    float* to = out + j;
    for (int32_t p = 0; p < k; p += W, from += W, to += (ptrdiff_t)W * width) {
      const int32_t count = k - p < W ? k - p : W;
      const ptrdiff_t row = held(ldb), step = held(width);
      vf x[W];
      if (count == W && lanes == W) {
#pragma GCC unroll 16
        for (int32_t i = 0; i < W; i++) x[i] = at(from + i * row, 0);
      } else {
#pragma GCC unroll 16
        for (int32_t i = 0; i < W; i++) x[i] = i < lanes ? some_at(from + i * row, count) : splat(0.0f);
      }
      transpose(x);
      if (count == W) {
#pragma GCC unroll 16
        for (int32_t i = 0; i < W; i++) put(to + i * step, 0, x[i]);
      } else {
        for (int32_t i = 0; i < count; i++) put(to + i * step, 0, x[i]);
      }
    }
  }
}

/* Packs a panel of op(b) with k rows and cols columns. The panel's first element is at b. */
static void pack_panel(int32_t transB, int32_t k, int32_t cols, const float* b, ptrdiff_t ldb, float* out) {
  const int32_t width = (cols + W - 1) / W * W;
  if (transB) pack_transposed(k, cols, b, ldb, width, out);
  else pack(k, cols, b, ldb, out, width);
}

/* Copies a slab of A. If A is not transposed, rows of the copy are ld apart, so that they do not fall into one set
   of the L1 cache. If A is transposed, the copy is the strips of the bands one after another; each step of k is a
   row of ld elements. Packing a row may write beyond its end, where the next row is written later; the last row
   needs room for one more vector. */
static void pack_slab(int32_t transA, int32_t rows, int32_t k, int32_t bands, const float* a, ptrdiff_t lda, float* out, ptrdiff_t ld) {
  const int32_t low = rows / bands, tall = rows % bands;
  for (int32_t band = 0, height; transA && band < bands; band++, a += height, out += (ptrdiff_t)k * ld) {
    height = band < tall ? low + 1 : low;
    pack(k, height, a, lda, out, ld);
  }
  for (int32_t i = 0; !transA && i < rows; i++) memcpy(out + i * ld, a + i * lda, (size_t)k * sizeof(float));
}
