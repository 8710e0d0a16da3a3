#pragma once
// Optimizer steps: one pass over parameters, gradients and slots.
#include "../simd.h"

/* Loads up to W elements from i on. If count is the constant W, the compiler makes the choice. */
static inline vf take(const float* p, int32_t i, int32_t count) { return count < W ? at_n(p, i, count) : at(p, i); }
static inline void give(float* p, int32_t i, int32_t count, vf v) {
  if (count < W) put_n(p, i, count, v);
  else put(p, i, v);
}

/* The factor by which gradients are multiplied when they are read. */
static inline vf factor(const float* scale) { return splat(scale == nullptr ? 1.0f : scale[0]); }

static inline void sgd_at(int32_t i, int32_t count, vf rate, vf scale, const float* g, float* w) {
  give(w, i, count, vfnma(rate, vmul(take(g, i, count), scale), take(w, i, count)));
}

// w[n] -= rate[0] g, with g = scale[0] g[n]   alias: none   nan: propagates   error: dot(3)
static void sgd(int32_t n, const float* rate, const float* scale, const float* g, float* w, int32_t lo, int32_t hi) {
  const vf step = splat(rate[0]), clip = factor(scale);
  int32_t i = lo;
  for (; hi - i >= W; i += W) sgd_at(i, W, step, clip, g, w);
  if (i < hi) sgd_at(i, hi - i, step, clip, g, w);
}

static inline void sgd_momentum_at(int32_t i, int32_t count, vf rate, vf scale, vf momentum, int32_t nesterov, const float* g, float* m,
    float* w) {
  const vf step = vmul(rate, vmul(take(g, i, count), scale));
  const vf velocity = vsub(vmul(momentum, take(m, i, count)), step);
  give(m, i, count, velocity);
  give(w, i, count, vadd(take(w, i, count), nesterov ? vsub(vmul(momentum, velocity), step) : velocity));
}

// m[n] = momentum m - rate[0] g; w[n] += nesterov ? momentum m - rate[0] g : m, with g = scale[0] g[n]
//   alias: none   nan: propagates   error: dot(6)
static void sgd_momentum(int32_t n, const float* rate, const float* scale, float momentum, int32_t nesterov, const float* g, float* m,
    float* w, int32_t lo, int32_t hi) {
  const vf step = splat(rate[0]), clip = factor(scale), keep = splat(momentum);
  int32_t i = lo;
  for (; hi - i >= W; i += W) sgd_momentum_at(i, W, step, clip, keep, nesterov, g, m, w);
  if (i < hi) sgd_momentum_at(i, hi - i, step, clip, keep, nesterov, g, m, w);
}

/* How many floats ahead memory is prefetched. The hardware prefetcher keeps up with two streams, but not with four
   of which three are also written. @source measured, 1 M weights: 53 GB/s without, 69 at 128, 72 at 512; a stream of
   the same shape 77 */
static const int32_t AHEAD = 512;

static inline void adam_at(int32_t i, int32_t count, vf alpha, bool decays, vf decay, vf scale, vf change1, vf change2, vf epsilon,
    const float* g, float* m, float* v, float* w) {
  const vf gi = vmul(take(g, i, count), scale);
  const vf m0 = take(m, i, count), v0 = take(v, i, count);
  const vf first = vfma(vsub(gi, m0), change1, m0);
  const vf second = vfma(vsub(vmul(gi, gi), v0), change2, v0);
  give(m, i, count, first);
  give(v, i, count, second);
  const vf w0 = take(w, i, count);
  give(w, i, count, vsub(decays ? vfnma(decay, w0, w0) : w0, vdiv(vmul(alpha, first), vadd(vsqrt(second), epsilon))));
}

// m[n] += (g - m)(1 - beta1); v[n] += (g g - v)(1 - beta2); w[n] -= decay[0] w + alpha[0] m / (sqrt v + epsilon), with g = scale[0] g[n]
//   alias: none   nan: propagates   error: dot(16)
static void adam(int32_t n, const float* alpha, const float* decay, const float* scale, float beta1, float beta2, float epsilon,
    const float* g, float* m, float* v, float* w, int32_t lo, int32_t hi) {
  const bool decays = decay != nullptr;
  const vf step = splat(alpha[0]), shrink = splat(decays ? decay[0] : 0.0f), clip = factor(scale);
  const vf change1 = splat(1 - beta1), change2 = splat(1 - beta2), guard = splat(epsilon);
  int32_t i = lo;
  for (; hi - i >= W; i += W) {
    // MIRROR: WebAssembly has no prefetch
    __builtin_prefetch(g + i + AHEAD);
    __builtin_prefetch(m + i + AHEAD);
    __builtin_prefetch(v + i + AHEAD);
    __builtin_prefetch(w + i + AHEAD);
    adam_at(i, W, step, decays, shrink, clip, change1, change2, guard, g, m, v, w);
  }
  if (i < hi) adam_at(i, hi - i, step, decays, shrink, clip, change1, change2, guard, g, m, v, w);
}

// w[index[k],width] -= rate[0] g[k,width], in order of k; an index outside 0..rows-1 changes nothing
//   alias: none   nan: propagates   error: dot(n + 2)
static void sgd_rows(int32_t n, int32_t width, int32_t rows, const float* rate, const float* g, const int32_t* index, float* w, int32_t lo,
    int32_t hi) {
  for (int32_t k = 0; k < n; k++) {
    const int32_t row = index[k];
    if (row >= lo && row < hi) sgd(width, rate, nullptr, g + (int64_t)k * width, w + (int64_t)row * width, 0, width);
  }
}
