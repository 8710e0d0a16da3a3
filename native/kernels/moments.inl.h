// Moments of columns, the sums of columns that their gradients need, and sums of squares by rows and by columns. Rows are taken in
// runs that stay in the L1 cache. The order of a sum depends on the shape alone.
#pragma once
#include <stddef.h>
#include "../simd.h"

/* Rows of a run. */
static const int32_t MOMENT_RUN = 64;
/* Columns in one unit with a single outer index. */
static const int32_t MOMENT_COLUMNS = 64;
/* Columns whose sums of squares stay in the L1 cache, with their weights. */
static const int32_t SQUARE_COLUMNS = 1024;

template <bool kWhole> static inline vf column(const float* p, int32_t i, int32_t count) { return kWhole ? at(p, i) : at_n(p, i, count); }
template <bool kWhole> static inline void put_column(float* p, int32_t i, int32_t count, vf v) {
  if (kWhole) put(p, i, v);
  else put_n(p, i, count, v);
}

/* The moments of V vectors of columns that begin at x; of `count` columns if they are not whole. Each run has a mean of its own, and
   squares are of distances from it. */
template <int32_t V, bool kWhole>
static void moments_tile(int32_t mid, int32_t inner, int32_t count, const float* x, float* mean, float* variance) {
  vf total[V], squares[V];
#pragma GCC unroll 4
  for (int32_t v = 0; v < V; v++) total[v] = squares[v] = splat(0.0f);
  for (int32_t p = 0; p < mid; p += MOMENT_RUN) {
    const int32_t rows = mid - p < MOMENT_RUN ? mid - p : MOMENT_RUN;
    const float* row = x + (ptrdiff_t)p * inner;
    vf sum[V], own[V], far[V];
#pragma GCC unroll 4
    for (int32_t v = 0; v < V; v++) sum[v] = far[v] = splat(0.0f);
    for (int32_t q = 0; q < rows; q++) {
#pragma GCC unroll 4
      for (int32_t v = 0; v < V; v++) sum[v] = vadd(sum[v], column<kWhole>(row + (ptrdiff_t)q * inner, v * W, count));
    }
#pragma GCC unroll 4
    for (int32_t v = 0; v < V; v++) own[v] = vmul(sum[v], splat(1.0f / (float)rows));
    for (int32_t q = 0; q < rows; q++) {
#pragma GCC unroll 4
      for (int32_t v = 0; v < V; v++) {
        const vf d = vsub(column<kWhole>(row + (ptrdiff_t)q * inner, v * W, count), own[v]);
        far[v] = vfma(d, d, far[v]);
      }
    }
    // What the distance between the mean of this run and that of the runs before adds.
    const float weight = (float)p * (float)rows / (float)(p + rows), share = p > 0 ? 1.0f / (float)p : 0.0f;
#pragma GCC unroll 4
    for (int32_t v = 0; v < V; v++) {
      const vf apart = vsub(own[v], vmul(total[v], splat(share)));
      squares[v] = vadd(squares[v], p > 0 ? vfma(vmul(apart, apart), splat(weight), far[v]) : far[v]);
      total[v] = vadd(total[v], sum[v]);
    }
  }
  const vf share = splat(1.0f / (float)mid);
#pragma GCC unroll 4
  for (int32_t v = 0; v < V; v++) {
    put_column<kWhole>(mean, v * W, count, vmul(total[v], share));
    put_column<kWhole>(variance, v * W, count, vmul(squares[v], share));
  }
}

/* The sums of V vectors of columns. */
template <int32_t V, bool kWhole>
static void centered_tile(int32_t mid, int32_t inner, int32_t count, const float* x, const float* center, const float* dy, float* sums,
    float* products) {
  vf middle[V], total[V], product[V];
#pragma GCC unroll 4
  for (int32_t v = 0; v < V; v++) {
    middle[v] = column<kWhole>(center, v * W, count);
    total[v] = product[v] = splat(0.0f);
  }
  for (int32_t p = 0; p < mid; p += MOMENT_RUN) {
    vf sum[V], near[V];
#pragma GCC unroll 4
    for (int32_t v = 0; v < V; v++) sum[v] = near[v] = splat(0.0f);
    for (int32_t q = mid - p < MOMENT_RUN ? mid - p : MOMENT_RUN; q > 0; q--, x += inner, dy += inner) {
#pragma GCC unroll 4
      for (int32_t v = 0; v < V; v++) {
        const vf d = column<kWhole>(dy, v * W, count);
        sum[v] = vadd(sum[v], d);
        near[v] = vfma(d, vsub(column<kWhole>(x, v * W, count), middle[v]), near[v]);
      }
    }
#pragma GCC unroll 4
    for (int32_t v = 0; v < V; v++) {
      total[v] = vadd(total[v], sum[v]);
      product[v] = vadd(product[v], near[v]);
    }
  }
#pragma GCC unroll 4
  for (int32_t v = 0; v < V; v++) {
    put_column<kWhole>(sums, v * W, count, total[v]);
    put_column<kWhole>(products, v * W, count, product[v]);
  }
}

/* Adds the squares of R rows of `count` columns to the sums of these rows and columns. */
template <int32_t R, bool kWeighted>
static void add_squares(int32_t inner, int32_t count, const float* weights, const float* x, float* rows, float* columns) {
  vf sum[R];
#pragma GCC unroll 4
  for (int32_t r = 0; r < R; r++) sum[r] = splat(0.0f);
  for (int32_t i = 0; i < count; i += W) {
    const int32_t left = count - i;
    const vf weight = kWeighted ? left < W ? at_n(weights, i, left) : at(weights, i) : splat(1.0f);
    vf square[R];
#pragma GCC unroll 4
    for (int32_t r = 0; r < R; r++) {
      const float* row = x + (ptrdiff_t)r * inner;
      const vf v = left < W ? at_n(row, i, left) : at(row, i);
      square[r] = vmul(v, v);
      sum[r] = vfma(square[r], weight, sum[r]);
    }
    const vf together = R == 4 ? vadd(vadd(square[0], square[1 % R]), vadd(square[2 % R], square[3 % R])) : square[0];
    if (left < W) put_n(columns, i, left, vadd(at_n(columns, i, left), together));
    else put(columns, i, vadd(at(columns, i), together));
  }
#pragma GCC unroll 4
  for (int32_t r = 0; r < R; r++) rows[r] += hsum(sum[r]);
}

template <bool kWeighted>
static void sum_squares(int32_t mid, int32_t inner, const float* weights, const float* x, float* rows, float* columns) {
  for (int32_t p = 0; p < mid; p++) rows[p] = 0.0f;
  for (int32_t j = 0; j < inner; j++) columns[j] = 0.0f;
  for (int32_t j = 0; j < inner; j += SQUARE_COLUMNS) {
    const int32_t count = inner - j < SQUARE_COLUMNS ? inner - j : SQUARE_COLUMNS;
    const float *from = x + j, *own = kWeighted ? weights + j : nullptr;
    int32_t p = 0;
    for (; mid - p >= 4; p += 4) add_squares<4, kWeighted>(inner, count, own, from + (ptrdiff_t)p * inner, rows + p, columns + j);
    for (; p < mid; p++) add_squares<1, kWeighted>(inner, count, own, from + (ptrdiff_t)p * inner, rows + p, columns + j);
  }
}

/* Outer indices and columns of the units [lo, hi): a unit is one outer index, or MOMENT_COLUMNS columns if there is only one. */
struct ColumnsOf {
  int32_t begin, end, left, right;
};
static inline ColumnsOf columns_of(int32_t outer, int32_t inner, int32_t lo, int32_t hi) {
  if (outer > 1) return {lo, hi, 0, inner};
  return {0, outer, lo * MOMENT_COLUMNS, hi * MOMENT_COLUMNS < inner ? hi * MOMENT_COLUMNS : inner};
}

// mean[outer,inner] = sum over mid of x[outer,mid,inner] / mid; variance[outer,inner] = sum over mid of (x[outer,mid,inner] -
//   mean[outer,inner])^2 / mid
//   alias: none   nan: propagates   error: dot(2 * mid + 8)
static void moments(int32_t outer, int32_t mid, int32_t inner, const float* x, float* mean, float* variance, int32_t lo, int32_t hi) {
  const ColumnsOf of = columns_of(outer, inner, lo, hi);
  for (int32_t o = of.begin; o < of.end; o++) {
    const float* from = x + (ptrdiff_t)o * mid * inner;
    float *m = mean + (ptrdiff_t)o * inner, *s = variance + (ptrdiff_t)o * inner;
    int32_t j = of.left;
    for (; of.right - j >= 4 * W; j += 4 * W) moments_tile<4, true>(mid, inner, W, from + j, m + j, s + j);
    for (; of.right - j >= 2 * W; j += 2 * W) moments_tile<2, true>(mid, inner, W, from + j, m + j, s + j);
    for (; of.right - j >= W; j += W) moments_tile<1, true>(mid, inner, W, from + j, m + j, s + j);
    if (j < of.right) moments_tile<1, false>(mid, inner, of.right - j, from + j, m + j, s + j);
  }
}

// sums[outer,inner] = sum over mid of dy[outer,mid,inner]; products[outer,inner] = sum over mid of dy[outer,mid,inner] (x[outer,mid,inner]
//   - center[inner]); an empty sum is 0
//   alias: none   nan: propagates   error: dot(mid + 3)
static void centered_sums(int32_t outer, int32_t mid, int32_t inner, const float* x, const float* center, const float* dy, float* sums,
    float* products, int32_t lo, int32_t hi) {
  const ColumnsOf of = columns_of(outer, inner, lo, hi);
  for (int32_t o = of.begin; o < of.end; o++) {
    const float *a = x + (ptrdiff_t)o * mid * inner, *b = dy + (ptrdiff_t)o * mid * inner;
    float *s = sums + (ptrdiff_t)o * inner, *t = products + (ptrdiff_t)o * inner;
    int32_t j = of.left;
    for (; of.right - j >= 4 * W; j += 4 * W) centered_tile<4, true>(mid, inner, W, a + j, center + j, b + j, s + j, t + j);
    for (; of.right - j >= 2 * W; j += 2 * W) centered_tile<2, true>(mid, inner, W, a + j, center + j, b + j, s + j, t + j);
    for (; of.right - j >= W; j += W) centered_tile<1, true>(mid, inner, W, a + j, center + j, b + j, s + j, t + j);
    if (j < of.right) centered_tile<1, false>(mid, inner, of.right - j, a + j, center + j, b + j, s + j, t + j);
  }
}

// rows[outer,mid] = sum over inner of weights[inner] x[outer,mid,inner]^2, without weights each is 1; columns[outer,inner] = sum over mid
//   of x[outer,mid,inner]^2; an empty sum is 0
//   alias: none   nan: propagates   error: dot(mid + inner + 3)
static void square_sums(int32_t outer, int32_t mid, int32_t inner, const float* weights, const float* x, float* rows, float* columns,
    int32_t lo, int32_t hi) {
  for (int32_t o = lo; o < hi; o++) {
    const float* from = x + (ptrdiff_t)o * mid * inner;
    float *r = rows + (ptrdiff_t)o * mid, *c = columns + (ptrdiff_t)o * inner;
    if (weights != nullptr) sum_squares<true>(mid, inner, weights, from, r, c);
    else sum_squares<false>(mid, inner, nullptr, from, r, c);
  }
}
