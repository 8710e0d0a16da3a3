// Softmax and what is made of it, along the rows of a matrix: the largest element first, so that no exponential
// overflows, then one pass that sums exponentials, then one that writes.
#pragma once
#include <stddef.h>
#include "../math.inl.h"
#include "elementwise.inl.h"
#include "reduce.inl.h"

/* The largest of a row, in four accumulators. NaN may be passed over: it makes the sum NaN. */
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
  return hmax(vlarger(vlarger(a, b), vlarger(c, d)));
}

/* The sum of e^(x - top); beyond the row stand -inf, whose exponentials are 0. */
static float exp_sum(int32_t n, const float* x, float top) {
  const vf m = splat(top);
  vf sum = splat(0.0f);
  int32_t j = 0;
  for (; n - j >= W; j += W) sum = vadd(sum, vexp(vsub(at(x, j), m)));
  if (j < n) sum = vadd(sum, vexp(vsub(at_or(x, j, n - j, -INFINITY), m)));
  return hsum(sum);
}

/* As exp_sum; y is e^(x - top). */
static float exp_row(int32_t n, const float* x, float top, float* y) {
  const vf m = splat(top);
  vf sum = splat(0.0f);
  int32_t j = 0;
  // MIRROR: native loads four vectors before it stores them, see `map`
  for (; n - j >= 4 * W; j += 4 * W) {
    const vf e[] = {vexp(vsub(at(x, j), m)), vexp(vsub(at(x, j + W), m)), vexp(vsub(at(x, j + 2 * W), m)), vexp(vsub(at(x, j + 3 * W), m))};
#pragma GCC unroll 4
    for (int32_t q = 0; q < 4; q++) {
      sum = vadd(sum, e[q]);
      put(y, j + q * W, e[q]);
    }
  }
  for (; n - j >= W; j += W) {
    const vf e = vexp(vsub(at(x, j), m));
    sum = vadd(sum, e);
    put(y, j, e);
  }
  if (j < n) {
    const vf e = vexp(vsub(at_or(x, j, n - j, -INFINITY), m));
    sum = vadd(sum, e);
    put_n(y, j, n - j, e);
  }
  return hsum(sum);
}

static void scale_row(int32_t n, float scale, float* y) {
  const vf s = splat(scale);
  int32_t j = 0;
  for (; n - j >= W; j += W) put(y, j, vmul(at(y, j), s));
  if (j < n) put_n(y, j, n - j, vmul(at_n(y, j, n - j), s));
}

/* y = x - a - b, in this order: a is near the x that count, so that x - a keeps their digits. */
static void shift_row(int32_t n, float a, float b, const float* x, float* y) {
  const vf s = splat(a), t = splat(b);
  int32_t j = 0;
  for (; n - j >= W; j += W) put(y, j, vsub(vsub(at(x, j), s), t));
  if (j < n) put_n(y, j, n - j, vsub(vsub(at_n(x, j, n - j), s), t));
}

static float log_of(float x) { return lane_0(vlog(splat(x))); }

/* How many x are above the threshold. */
static float count_above(int32_t n, const float* x, float threshold) {
  const vf t = splat(threshold);
  vf sum = splat(0.0f);
  int32_t j = 0;
  for (; n - j >= W; j += W) sum = vadd(sum, truth(vless(t, at(x, j))));
  if (j < n) sum = vadd(sum, truth(vless(t, at_or(x, j, n - j, -INFINITY))));
  return hsum(sum);
}

/* The sum of those. */
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
  for (int32_t i = lo; i < hi; i++) {
    const float* a = x + (ptrdiff_t)i * cols;
    float* b = y + (ptrdiff_t)i * cols;
    const float sum = exp_row(cols, a, top_of(cols, a), b);
    scale_row(cols, 1.0f / sum, b);
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
    // Against the largest, which is now 0, tau is at least -1; what is below can be left out from the beginning.
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

// y[rows] = sum over cols of t * (ln(sum e^(x - max)) - (x - max)); x are logits, t target weights   alias: none   nan: propagates   error: dot(2 * cols + 8)
static void softmax_cross_entropy(int32_t rows, int32_t cols, const float* x, const float* t, float* y, int32_t lo, int32_t hi) {
  for (int32_t i = lo; i < hi; i++) {
    const float* a = x + (ptrdiff_t)i * cols;
    const float* b = t + (ptrdiff_t)i * cols;
    const float top = top_of(cols, a);
    const vf m = splat(top);
    vf weight = splat(0.0f), inner = splat(0.0f);
    int32_t j = 0;
    for (; cols - j >= W; j += W) {
      const vf v = at(b, j);
      weight = vadd(weight, v);
      inner = vadd(inner, vmul(v, vsub(at(a, j), m)));
    }
    if (j < cols) {
      const vf v = at_n(b, j, cols - j);
      weight = vadd(weight, v);
      inner = vadd(inner, vmul(v, vsub(at_or(a, j, cols - j, top), m)));
    }
    y[i] = cols > 0 ? log_of(exp_sum(cols, a, top)) * hsum(weight) - hsum(inner) : 0.0f;
  }
}

// dx[rows,cols] = dy[rows] * (softmax(x) * sum over cols of t - t)   alias: dx=x   nan: propagates   error: dot(2 * cols + 8)
static void softmax_cross_entropy_dx(int32_t rows, int32_t cols, const float* x, const float* t, const float* dy, float* dx, int32_t lo, int32_t hi) {
  for (int32_t i = lo; i < hi; i++) {
    const float* a = x + (ptrdiff_t)i * cols;
    const float* b = t + (ptrdiff_t)i * cols;
    float* c = dx + (ptrdiff_t)i * cols;
    const float sum = exp_row(cols, a, top_of(cols, a), c);
    const vf p = splat(fold_run<FOLD_SUM>(cols, b) / sum), d = splat(dy[i]);
    int32_t j = 0;
    for (; cols - j >= W; j += W) put(c, j, vmul(d, vsub(vmul(at(c, j), p), at(b, j))));
    if (j < cols) put_n(c, j, cols - j, vmul(d, vsub(vmul(at_n(c, j, cols - j), p), at_n(b, j, cols - j))));
  }
}

// y[rows] = ln(sum e^(x - max)) - (x[row, label[row]] - max)   alias: none   nan: propagates; a label outside 0..cols-1 gives NaN   error: dot(cols + 8)
static void sparse_softmax_cross_entropy(int32_t rows, int32_t cols, const float* x, const int32_t* label, float* y, int32_t lo, int32_t hi) {
  for (int32_t i = lo; i < hi; i++) {
    const float* a = x + (ptrdiff_t)i * cols;
    const int32_t l = label[i];
    const float top = top_of(cols, a);
    y[i] = l >= 0 && l < cols ? log_of(exp_sum(cols, a, top)) - (a[l] - top) : NAN;
  }
}

// dx[rows,cols] = dy[rows] * (softmax(x) - onehot(label))   alias: dx=x   nan: propagates; a label outside 0..cols-1 gives a row of NaN   error: dot(cols + 8)
static void sparse_softmax_cross_entropy_dx(int32_t rows, int32_t cols, const float* x, const int32_t* label, const float* dy, float* dx, int32_t lo, int32_t hi) {
  for (int32_t i = lo; i < hi; i++) {
    const float* a = x + (ptrdiff_t)i * cols;
    float* b = dx + (ptrdiff_t)i * cols;
    const int32_t l = label[i];
    if (l < 0 || l >= cols) {
      spread(cols, NAN, b);
      continue;
    }
    const float sum = exp_row(cols, a, top_of(cols, a), b);
    const float p = b[l] / sum;
    scale_row(cols, dy[i] / sum, b);
    b[l] = dy[i] * (p - 1.0f);
  }
}
