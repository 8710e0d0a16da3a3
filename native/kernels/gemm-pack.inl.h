// Copies operands of sgemm into the order in which its tiles read them.
#include <stdlib.h>

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

namespace {
/* Memory for packed operands: one block for each thread, which only grows, up to some megabytes. It begins with a cache line: a vector
   that lies in two of them costs twice as much. If there is no memory for it, the process ends, as it does for any failed allocation in
   Node. */
struct Scratch {
  void* memory = nullptr;
  float* data = nullptr;
  size_t size = 0;
  ~Scratch() { free(memory); }
};
}  // namespace

/* The block, with room for `size` floats. */
static float* grown(Scratch& block, size_t size) {
  if (block.size < size) {
    const size_t line = LINE * sizeof(float);
    free(block.memory);
    block.memory = malloc(size * sizeof(float) + line);
    if (block.memory == nullptr) abort();
    block.data = (float*)(((uintptr_t)block.memory + line - 1) / line * line);
    block.size = size;
  }
  return block.data;
}

static float* scratch(size_t size) {
  static thread_local Scratch mine;
  return grown(mine, size);
}

/* Transposes W vectors. Each round interleaves the first half of the vectors with the second half. */
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
    for (int32_t p = 0; p < k; p += W) {
      const int32_t count = k - p < W ? k - p : W;
      vf x[W];
      for (int32_t i = 0; i < W; i++) {
        x[i] = j + i >= cols ? splat(0.0f) : count == W ? at(b + (j + i) * ldb, p) : at_n(b + (j + i) * ldb, p, count);
      }
      transpose(x);
      for (int32_t i = 0; i < count; i++) put(out + (ptrdiff_t)(p + i) * width, j, x[i]);
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
