// Products of bytes, for inference. Each row of x is quantised with a scale of its own, from its largest value. Sums
// of such products are exact, so the bits are the same on all machines, whatever tiles they use.
// MIRROR: tiles and products of bytes follow each machine's registers and instructions.
#pragma once
#include <float.h>
#include "int8-dot.inl.h"

/* INT8_ROWS: the most rows of a tile. INT8_BLOCK: rows quantised at a time; they and a panel of w stay in the L2
   cache while all of w is read. */
#if defined(MYELIN_TARGET_AVX512)
static const int32_t INT8_ROWS = 8;
#else
static const int32_t INT8_ROWS = 4;
#endif
static const int32_t INT8_BLOCK = 64;
/* Vectors of columns in a tile with so many rows: enough independent sums to hide the latency of a product. */
static constexpr int32_t int8_vectors(int32_t rows) { return rows >= 4 ? 2 * INT8_ROWS / rows : INT8_ROWS; }

/* Quantised rows of x, `ld` words apart, with the scale of each row and 128 times its sum. */
struct Quantised {
  int32_t* q;
  ptrdiff_t ld;
  float* scale;
  int32_t* offset;
};

/* The operands of a product besides x. */
struct Product {
  int32_t n, k;
  const int32_t* w;
  const float *scale, *bias;
  int32_t relu;
  float* y;
};

/* Quantises a row: q = the integers nearest to x scale. Returns the scale, which is NaN if x holds NaN or infinity. */
static float quantise(int32_t k, const float* x, int32_t* q, int32_t* offset) {
  vi largest = isplat(0);
  int32_t p = 0;
  for (; k - p >= W; p += W) largest = imax(largest, as_int(vabs(at(x, p))));
  if (p < k) largest = imax(largest, as_int(vabs(at_n(x, p, k - p))));
  const float most = hmax(as_float(largest));
  const float scale = most <= FLT_MAX ? 127.0f / (most + 1e-7f) : float_of(0x7fc00000);
  vi sum = isplat(0);
  for (p = 0; p < k; p += W) {
    const vi rounded = to_nearest(vmul(k - p >= W ? at(x, p) : at_n(x, p, k - p), splat(scale)));
    sum = iadd(sum, rounded);
    put_quantised(q, p, rounded);
  }
  pair(p, q);
  int32_t lanes[W];
  put(lanes, 0, ishl(sum, 7));
  uint32_t total = 0;
  for (int32_t i = 0; i < W; i++) total += (uint32_t)lanes[i];
  *offset = (int32_t)total;
  return scale;
}

/* sum = q w for R rows, ld words apart, and V vectors of columns, which begin at w; strips of w are `strip` words
   apart. */
template <int32_t R, int32_t V>
static void tile_int8(int32_t groups, const int32_t* q, ptrdiff_t ld, const int32_t* w, ptrdiff_t strip, int32_t* sum) {
  vi x[R][V];
#pragma GCC unroll 8
  for (int32_t i = 0; i < R; i++) {
#pragma GCC unroll 8
    for (int32_t v = 0; v < V; v++) x[i][v] = isplat(0);
  }
  for (int32_t g = 0; g < groups; g++, q += FOUR_WORDS, w += INT8_STRIP) {
    Weights wg[V];
#pragma GCC unroll 8
    for (int32_t v = 0; v < V; v++) wg[v] = weights(at(w + v * W / INT8_STRIP * strip, v * W % INT8_STRIP));
#pragma GCC unroll 8
    for (int32_t i = 0; i < R; i++) {
      const Four qi = four(q + i * ld);
#pragma GCC unroll 8
      for (int32_t v = 0; v < V; v++) x[i][v] = dot(wg[v], qi, x[i][v]);
    }
  }
#pragma GCC unroll 8
  for (int32_t i = 0; i < R; i++) {
#pragma GCC unroll 8
    for (int32_t v = 0; v < V; v++) put(sum, (i * V + v) * W, x[i][v]);
  }
}

/* Turns sums into rows x cols elements of y; the first is element (i, j). */
static void finish_int8(int32_t rows, int32_t cols, const int32_t* sum, int32_t ld, const float* row_scale, const int32_t* offset,
    const Product& p, int32_t i, int32_t j) {
  for (int32_t r = 0; r < rows; r++, sum += ld) {
    float* y = p.y + (ptrdiff_t)(i + r) * p.n + j;
    for (int32_t c = 0; c < cols; c += W) {
      const int32_t count = cols - c;
      const bool whole = count >= W;
      const vf scale = vmul(whole ? at(p.scale + j, c) : at_n(p.scale + j, c, count), splat(row_scale[r]));
      vf z = vdiv(to_float(SHIFTED ? isub(at(sum, c), isplat(offset[r])) : at(sum, c)), scale);
      if (p.bias != nullptr) z = vadd(z, whole ? at(p.bias + j, c) : at_n(p.bias + j, c, count));
      if (p.relu) z = vmax(z, splat(0.0f));
      if (whole) put(y, c, z);
      else put_n(y, c, count, z);
    }
  }
}

/* Computes as many bands of R rows as fit between `row` and `rows`, for columns [j0, j1). Goes through w panel by
   panel, so that a panel stays in the cache. Returns the row behind the bands. */
template <int32_t R>
static int32_t bands(const Quantised& x, int32_t row, int32_t rows, const Product& product, int32_t i, int32_t j0, int32_t j1) {
  if (R > INT8_ROWS) return row;
  const int32_t V = int8_vectors(R), end = row + (rows - row) / R * R, groups = (product.k + 3) / 4;
  const ptrdiff_t strip = (ptrdiff_t)groups * INT8_STRIP;
  for (int32_t j = j0, width; j < j1; j += width) {
    const bool wide = j1 - j > (V - 1) * W;
    width = wide ? V * W : W;
    const int32_t* w = product.w + j / INT8_STRIP * strip + j % INT8_STRIP;
    for (int32_t r = row; r < end; r += R) {
      int32_t sum[R * V * W];
      (wide ? tile_int8<R, V> : tile_int8<R, 1>)(groups, x.q + r * x.ld, x.ld, w, strip, sum);
      finish_int8(R, j1 - j < width ? j1 - j : width, sum, width, x.scale + r, x.offset + r, product, i + r, j);
    }
  }
  return end;
}

// y[m,n] = act(sum over k of q[m,k] (w[k,n] - 128) / (scale[n] s[m]) + bias[n]), s[m] = 127 / (max over k of |x[m,k]| + 1e-7), q = x s to
//   the nearest integer, halves to even; act is relu or nothing; the sum is exact, all else rounded to float32 at every step; w lies as [n
//   / INT8_STRIP][k / 4][INT8_STRIP][4], filled up with anything
//   alias: none   nan: a row of x with NaN or infinity gives a row of NaN   error: exact
static void gemm_int8(int32_t m, int32_t n, int32_t k, const float* x, const uint8_t* w, const float* scale, const float* bias,
    int32_t relu, float* y, int32_t lo, int32_t hi) {
  // If there are few rows, units are wide pieces of columns, because each unit quantises all rows again. Otherwise
  // units are bands of rows.
  const bool by_rows = m >= INT8_STRIP;
  const int32_t unit = by_rows ? INT8_STRIP / 2 : 16 * INT8_STRIP;
  const int64_t first = (int64_t)lo * unit, last = (int64_t)hi * unit;
  const int32_t i0 = by_rows ? (int32_t)first : 0, i1 = by_rows && last < m ? (int32_t)last : m;
  const int32_t j0 = by_rows ? 0 : (int32_t)first, j1 = !by_rows && last < n ? (int32_t)last : n;
  const Product product = {n, k, (const int32_t*)w, scale, bias, relu, y};
  Quantised rows;
  rows.ld = FOUR_WORDS * ((k + W - 1) / W * (W / 4)) + W;
  const int32_t block = i1 - i0 < INT8_BLOCK ? i1 - i0 : INT8_BLOCK;
  rows.q = (int32_t*)scratch((size_t)block * (rows.ld + 2));
  rows.offset = rows.q + block * rows.ld;
  rows.scale = (float*)(rows.offset + block);
  for (int32_t i = i0, count; i < i1; i += count) {
    count = i1 - i < block ? i1 - i : block;
    for (int32_t r = 0; r < count; r++) rows.scale[r] = quantise(k, x + (ptrdiff_t)(i + r) * k, rows.q + r * rows.ld, rows.offset + r);
    int32_t done = bands<8>(rows, 0, count, product, i, j0, j1);
    done = bands<4>(rows, done, count, product, i, j0, j1);
    done = bands<2>(rows, done, count, product, i, j0, j1);
    bands<1>(rows, done, count, product, i, j0, j1);
  }
}
