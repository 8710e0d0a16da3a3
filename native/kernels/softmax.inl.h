// Softmax and functions made of it, along the rows of a matrix. The first pass finds the largest element, so that no
// exponential overflows; the second sums exponentials; the third writes.
#pragma once
#include <stddef.h>
#include "../math.inl.h"
#include "elementwise.inl.h"
#include "reduce.inl.h"

/* The largest element of a row, in four accumulators. NaN may be ignored here: it makes the sum NaN later. */
static float top_of(int32_t n, const float* x) {
  vf a = splat(-INFINITY), b = a, c = a, d = a;
  int32_t j = 0;
  for (; n - j >= 4 * W; j += 4 * W) {
    a = vlarger(at(x, j), a);
    b = vlarger(at(x, j + W), b);
    c = vlarger(at(x, j + 2 * W), c);
    d = vlarger(at(x, j + 3 * W), d);
  }
  for (; n - j >= W; j += W) a = vlarger(at(x, j), a);
  if (j < n) b = vlarger(at_or(x, j, n - j, -INFINITY), b);
  return hlarger(vlarger(vlarger(a, b), vlarger(c, d)));
}

/* The sum of e^(x - top), which is at least 1. Lanes beyond the row hold -inf; their exponentials are too small to
   change the sum. */
static float exp_sum(int32_t n, const float* x, float top) {
  const vf m = splat(top);
  vf sum = splat(0.0f);
  int32_t j = 0;
  for (; n - j >= W; j += W) sum = vadd(sum, vexp_lifted(vsub(at(x, j), m)));
  if (j < n) sum = vadd(sum, vexp_lifted(vsub(at_or(x, j, n - j, -INFINITY), m)));
  return hsum(sum) * UNLIFT;
}

/* Writes y = 2^64 e^(x - top) and returns its sum. Four vectors are stored after the next four are loaded, so that
   loads do not wait for stores (see `map`). With SCALE it also multiplies the row `done` by its factor, so that
   those stores overlap with the arithmetic. @source measured on Zen 4, rows of 1000: 0.32 ns an element in separate
   passes, 0.20 in this one; scaling alone takes 0.04 */
// MIRROR: native stores later, prefetches the next row, and scales the row before in the same pass
template <bool SCALE>
static float exp_row(int32_t n, const float* x, float top, float* y, float* done = 0, float scale = 0.0f) {
  const vf m = splat(top), s = splat(scale);
  vf sum = splat(0.0f), e[] = {sum, sum, sum, sum};
  int32_t j = 0;
  for (; n - j >= 4 * W; j += 4 * W) {
    const vf v[] = {at(x, j), at(x, j + W), at(x, j + 2 * W), at(x, j + 3 * W)};
#pragma GCC unroll 4
    for (int32_t q = 0; q < 4; q++) {
      if (j > 0) put(y, j + (q - 4) * W, e[q]);
      if (SCALE) put(done, j + q * W, vmul(at(done, j + q * W), s));
      __builtin_prefetch(x + n + j + q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < 4; q++) {
      e[q] = vexp_lifted(vsub(v[q], m));
      sum = vadd(sum, e[q]);
    }
  }
#pragma GCC unroll 4
  for (int32_t q = 0; q < 4; q++) {
    if (j > 0) put(y, j + (q - 4) * W, e[q]);
  }
  for (; n - j >= W; j += W) {
    if (SCALE) put(done, j, vmul(at(done, j), s));
    const vf last = vexp_lifted(vsub(at(x, j), m));
    sum = vadd(sum, last);
    put(y, j, last);
  }
  if (j < n) {
    if (SCALE) put_n(done, j, n - j, vmul(at_n(done, j, n - j), s));
    const vf last = vexp_lifted(vsub(at_or(x, j, n - j, -INFINITY), m));
    sum = vadd(sum, last);
    put_n(y, j, n - j, last);
  }
  return hsum(sum);
}

/* y = (y a) b, in this order: a undoes the factor of vexp_lifted, and b may be so small that a b would be 0. */
static void scale_row(int32_t n, float a, float b, float* y) {
  const vf s = splat(a), t = splat(b);
  int32_t j = 0;
  for (; n - j >= W; j += W) put(y, j, vmul(vmul(at(y, j), s), t));
  if (j < n) put_n(y, j, n - j, vmul(vmul(at_n(y, j, n - j), s), t));
}

/* y = (x - a) - b, in this order: a is close to the largest x, so that x - a loses none of their digits. */
static void shift_row(int32_t n, float a, float b, const float* x, float* y) {
  const vf s = splat(a), t = splat(b);
  int32_t j = 0;
  for (; n - j >= W; j += W) put(y, j, vsub(vsub(at(x, j), s), t));
  if (j < n) put_n(y, j, n - j, vsub(vsub(at_n(x, j, n - j), s), t));
}

static float log_of(float x) { return lane_0(vlog(splat(x))); }

/* The number of x above the threshold. */
static float count_above(int32_t n, const float* x, float threshold) {
  const vf t = splat(threshold);
  vf sum = splat(0.0f);
  int32_t j = 0;
  for (; n - j >= W; j += W) sum = vadd(sum, truth(vless(t, at(x, j))));
  if (j < n) sum = vadd(sum, truth(vless(t, at_or(x, j, n - j, -INFINITY))));
  return hsum(sum);
}

/* The sum of the x above the threshold. */
static float sum_above(int32_t n, const float* x, float threshold) {
  const vf t = splat(threshold), zero = splat(0.0f);
  vf sum = zero;
  int32_t j = 0;
  for (; n - j >= W; j += W) sum = vadd(sum, vselect(vless(t, at(x, j)), at(x, j), zero));
  if (j < n) sum = vadd(sum, vselect(vless(t, at_or(x, j, n - j, -INFINITY)), at_n(x, j, n - j), zero));
  return hsum(sum);
}

// y[rows,cols] = e^(x - max) / sum over cols of e^(x - max)   alias: y=x   nan: propagates   error: dot(cols + 8)
static void softmax(int32_t rows, int32_t cols, const float* x, float* y, int32_t lo, int32_t hi) {
  float top = lo < hi ? top_of(cols, x + (ptrdiff_t)lo * cols) : 0.0f, sum = 0.0f;
  for (int32_t i = lo; i < hi; i++) {
    const float* a = x + (ptrdiff_t)i * cols;
    float* b = y + (ptrdiff_t)i * cols;
    sum = i > lo ? exp_row<true>(cols, a, top, b, b - cols, 1.0f / sum) : exp_row<false>(cols, a, top, b);
    if (i + 1 < hi) top = top_of(cols, a + cols);
    else scale_row(cols, 1.0f / sum, 1.0f, b);
  }
}

// y[rows,cols] = x - max - ln(sum over cols of e^(x - max))   alias: y=x   nan: propagates   error: dot(cols + 8)
static void log_softmax(int32_t rows, int32_t cols, const float* x, float* y, int32_t lo, int32_t hi) {
  for (int32_t i = lo; i < hi; i++) {
    const float* a = x + (ptrdiff_t)i * cols;
    float* b = y + (ptrdiff_t)i * cols;
    const float top = top_of(cols, a);
    shift_row(cols, top, log_of(exp_sum(cols, a, top)), a, b);
  }
}

// y[rows,cols] = max(x - tau, 0), tau such that each row sums to 1   alias: none   nan: propagates   error: dot(cols + 8)
static void sparsemax(int32_t rows, int32_t cols, const float* x, float* y, int32_t lo, int32_t hi) {
  for (int32_t i = lo; i < hi; i++) {
    const float* a = x + (ptrdiff_t)i * cols;
    float* b = y + (ptrdiff_t)i * cols;
    shift_row(cols, fold_run<FOLD_MAX>(cols, a), 0.0f, a, b);
    // The largest element is now 0, so tau is at least -1, and elements below -1 can be left out from the beginning.
    float tau = -1.0f, size = -1.0f;
    for (int32_t round = 0; round < cols; round++) {
      const float count = count_above(cols, b, tau);
      if (count == size) break;
      size = count;
      tau = (sum_above(cols, b, tau) - 1.0f) / size;
    }
    const vf t = splat(tau);
    int32_t j = 0;
    for (; cols - j >= W; j += W) put(b, j, vmax(vsub(at(b, j), t), splat(0.0f)));
    if (j < cols) put_n(b, j, cols - j, vmax(vsub(at_n(b, j, cols - j), t), splat(0.0f)));
  }
}

// y[rows] = sum over cols of t * (ln(sum e^(x - max)) - (x - max)); x are logits, t target weights
//   alias: none   nan: propagates   error: dot(2 * cols + 8)
static void softmax_cross_entropy(int32_t rows, int32_t cols, const float* x, const float* t, float* y, int32_t lo, int32_t hi) {
  for (int32_t i = lo; i < hi; i++) {
    const float* a = x + (ptrdiff_t)i * cols;
    const float* b = t + (ptrdiff_t)i * cols;
    const float top = top_of(cols, a);
    const vf m = splat(top);
    vf sum = splat(0.0f), weight = sum, inner = sum;
    int32_t j = 0;
    for (; cols - j >= W; j += W) {
      const vf d = vsub(at(a, j), m), v = at(b, j);
      sum = vadd(sum, vexp_lifted(d));
      weight = vadd(weight, v);
      inner = vadd(inner, vmul(v, d));
    }
    if (j < cols) {
      const vf v = at_n(b, j, cols - j);
      sum = vadd(sum, vexp_lifted(vsub(at_or(a, j, cols - j, -INFINITY), m)));
      weight = vadd(weight, v);
      inner = vadd(inner, vmul(v, vsub(at_or(a, j, cols - j, top), m)));
    }
    y[i] = cols > 0 ? log_of(hsum(sum) * UNLIFT) * hsum(weight) - hsum(inner) : 0.0f;
  }
}

// dx[rows,cols] = dy[rows] * (softmax(x) * sum over cols of t - t)   alias: dx=x   nan: propagates   error: dot(2 * cols + 8)
static void softmax_cross_entropy_dx(int32_t rows, int32_t cols, const float* x, const float* t, const float* dy, float* dx, int32_t lo,
    int32_t hi) {
  for (int32_t i = lo; i < hi; i++) {
    const float* a = x + (ptrdiff_t)i * cols;
    const float* b = t + (ptrdiff_t)i * cols;
    float* c = dx + (ptrdiff_t)i * cols;
    const float sum = exp_row<false>(cols, a, top_of(cols, a), c);
    const vf p = splat(1.0f / sum), weight = splat(fold_run<FOLD_SUM>(cols, b)), d = splat(dy[i]);
    int32_t j = 0;
    for (; cols - j >= W; j += W) put(c, j, vmul(d, vsub(vmul(vmul(at(c, j), p), weight), at(b, j))));
    if (j < cols) put_n(c, j, cols - j, vmul(d, vsub(vmul(vmul(at_n(c, j, cols - j), p), weight), at_n(b, j, cols - j))));
  }
}

// y[rows] = ln(sum e^(x - max)) - (x[row, label[row]] - max)
//   alias: none   nan: propagates; a label outside 0..cols-1 gives NaN   error: dot(cols + 8)
static void sparse_softmax_cross_entropy(int32_t rows, int32_t cols, const float* x, const int32_t* label, float* y, int32_t lo,
    int32_t hi) {
  for (int32_t i = lo; i < hi; i++) {
    const float* a = x + (ptrdiff_t)i * cols;
    const int32_t l = label[i];
    const float top = top_of(cols, a);
    y[i] = l >= 0 && l < cols ? log_of(exp_sum(cols, a, top)) - (a[l] - top) : NAN;
  }
}

// dx[rows,cols] = dy[rows] * (softmax(x) - onehot(label))
//   alias: dx=x   nan: propagates; a label outside 0..cols-1 gives a row of NaN   error: dot(cols + 8)
static void sparse_softmax_cross_entropy_dx(int32_t rows, int32_t cols, const float* x, const int32_t* label, const float* dy, float* dx,
    int32_t lo, int32_t hi) {
  for (int32_t i = lo; i < hi; i++) {
    const float* a = x + (ptrdiff_t)i * cols;
    float* b = dx + (ptrdiff_t)i * cols;
    const int32_t l = label[i];
    if (l < 0 || l >= cols) {
      spread(cols, NAN, b);
      continue;
    }
    const float sum = exp_row<false>(cols, a, top_of(cols, a), b);
    const float p = b[l] / sum;
    scale_row(cols, 1.0f / sum, dy[i], b);
    b[l] = dy[i] * (p - 1.0f);
  }
}
