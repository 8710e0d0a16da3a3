// Level 1 of BLAS: vectors whose elements are a step apart. The order of a sum depends on its length alone.
#pragma once
#include <math.h>
#include <stddef.h>
#include "../simd.h"

/* Up to W elements from the i-th on, zeros beyond; a step may be negative. */
static inline vf pick(const float* p, int32_t i, ptrdiff_t step, int32_t count) {
  if (step == 1) return count < W ? at_n(p, i, count) : at(p, i);
  float x[W] = {0};
  for (int32_t l = 0; l < count; l++) x[l] = p[(i + l) * step];
  return at(x, 0);
}

/* Stores up to W elements at the places that `pick` reads. */
static inline void place(float* p, int32_t i, ptrdiff_t step, int32_t count, vf v) {
  if (step == 1 && count == W) return put(p, i, v);
  if (step == 1) return put_n(p, i, count, v);
  float x[W];
  put(x, 0, v);
  for (int32_t l = 0; l < count; l++) p[(i + l) * step] = x[l];
}

/* The element where a reversed vector begins: the last one. */
static inline const float* last_of(int32_t n, const float* x, int32_t inc) { return x + (ptrdiff_t)(n - 1) * inc; }

// y[n] += alpha x[n], or x[n - 1 - i] for y[i] where reversed; elements of x are incx apart, of y incy
//   alias: none   nan: propagates   error: dot(2)
static void saxpy(int32_t n, float alpha, const float* x, int32_t incx, int32_t reversed, float* y, int32_t incy, int32_t lo, int32_t hi) {
  if (alpha == 0) return;
  const vf a = splat(alpha);
  const float* from = reversed ? last_of(n, x, incx) : x;
  const ptrdiff_t step = reversed ? -(ptrdiff_t)incx : incx;
  int32_t i = lo;
  for (; hi - i >= W; i += W) place(y, i, incy, W, vfma(a, pick(from, i, step, W), pick(y, i, incy, W)));
  if (i < hi) place(y, i, incy, hi - i, vfma(a, pick(from, i, step, hi - i), pick(y, i, incy, hi - i)));
}

// x[n] *= alpha; elements of x are incx apart   alias: none   nan: propagates   error: exact
static void sscal(int32_t n, float alpha, float* x, int32_t incx, int32_t lo, int32_t hi) {
  const vf a = splat(alpha);
  int32_t i = lo;
  for (; hi - i >= W; i += W) place(x, i, incx, W, vmul(a, pick(x, i, incx, W)));
  if (i < hi) place(x, i, incx, hi - i, vmul(a, pick(x, i, incx, hi - i)));
}

// sum = x[n] y[n] over n, or x[n - 1 - i] y[i] where reversed; elements of x are incx apart, of y incy
//   alias: none   nan: propagates   error: dot(n)
static void sdot(int32_t n, const float* x, int32_t incx, int32_t reversed, const float* y, int32_t incy, float* sum) {
  if (n == 0) return;
  const float* from = reversed ? last_of(n, x, incx) : x;
  const ptrdiff_t step = reversed ? -(ptrdiff_t)incx : incx;
  vf a = splat(0.0f), b = a, c = a, d = a;
  int32_t i = 0;
  for (; n - i >= 4 * W; i += 4 * W) {
    a = vfma(pick(from, i, step, W), pick(y, i, incy, W), a);
    b = vfma(pick(from, i + W, step, W), pick(y, i + W, incy, W), b);
    c = vfma(pick(from, i + 2 * W, step, W), pick(y, i + 2 * W, incy, W), c);
    d = vfma(pick(from, i + 3 * W, step, W), pick(y, i + 3 * W, incy, W), d);
  }
  for (; n - i >= W; i += W) a = vfma(pick(from, i, step, W), pick(y, i, incy, W), a);
  if (i < n) b = vfma(pick(from, i, step, n - i), pick(y, i, incy, n - i), b);
  sum[0] = hsum(vadd(vadd(a, b), vadd(c, d)));
}

// MIRROR: the C++ compiler makes vectors of float64 of this loop, assembly spells them out
static inline void add_squares(vf v, double* sum) {
  float x[W];
  put(x, 0, v);
  for (int32_t l = 0; l < W; l++) sum[l] += (double)x[l] * x[l];
}

// norm = sqrt(sum over n of x[n]^2), summed in float64 where no square can leave the range; elements of x are incx apart
//   alias: none   nan: propagates   error: ulp(1)
static void snrm2(int32_t n, const float* x, int32_t incx, float* norm) {
  if (n == 0) return;
  double sum[W] = {0};
  int32_t i = 0;
  for (; n - i >= W; i += W) add_squares(pick(x, i, incx, W), sum);
  if (i < n) add_squares(pick(x, i, incx, n - i), sum);
  double total = 0;
  for (int32_t l = 0; l < W; l++) total += sum[l];
  norm[0] = (float)sqrt(total);
}

// sum = |x[n]| over n; elements of x are incx apart   alias: none   nan: propagates   error: dot(n)
static void sasum(int32_t n, const float* x, int32_t incx, float* sum) {
  if (n == 0) return;
  vf a = splat(0.0f), b = a, c = a, d = a;
  int32_t i = 0;
  for (; n - i >= 4 * W; i += 4 * W) {
    a = vadd(a, vabs(pick(x, i, incx, W)));
    b = vadd(b, vabs(pick(x, i + W, incx, W)));
    c = vadd(c, vabs(pick(x, i + 2 * W, incx, W)));
    d = vadd(d, vabs(pick(x, i + 3 * W, incx, W)));
  }
  for (; n - i >= W; i += W) a = vadd(a, vabs(pick(x, i, incx, W)));
  if (i < n) b = vadd(b, vabs(pick(x, i, incx, n - i)));
  sum[0] = hsum(vadd(vadd(a, b), vadd(c, d)));
}

/* The largest magnitude among elements [i, end), NaN if one is. */
static inline float largest(int32_t i, int32_t end, const float* x, int32_t incx) {
  vf a = splat(0.0f);
  for (; end - i >= W; i += W) a = vmax(a, vabs(pick(x, i, incx, W)));
  if (i < end) a = vmax(a, vabs(pick(x, i, incx, end - i)));
  return hmax(a);
}

// index = the first n of the largest |x[n]|, from 0; elements of x are incx apart   alias: none   nan: the first NaN wins   error: exact
static void isamax(int32_t n, const float* x, int32_t incx, int32_t* index) {
  if (n == 0) return;
  // Finds the block that holds the largest magnitude, then searches that block only.
  float best = -1.0f;
  int32_t i = 0;
  for (int32_t block = 0, end; block < n && best == best; block = end) {
    end = n - block < BLOCK ? n : block + BLOCK;
    const float found = largest(block, end, x, incx);
    if (!(found <= best)) best = found, i = block;
  }
  // Stops at the end, because another thread may change shared memory meanwhile.
  while (i < n - 1 && fabsf(x[(ptrdiff_t)i * incx]) != best && (best == best || x[(ptrdiff_t)i * incx] == x[(ptrdiff_t)i * incx])) i++;
  index[0] = i;
}
