#pragma once
// Counter-based random numbers: element i of a call is a function of (seed, stream, counter, i) alone, so it does not
// matter which thread computes it. Steps in float64 use only + - * / sqrt, which all machines round in the same way.
#include <math.h>
#include "../gen/abi.h"
#include "../simd.h"

static const int32_t GROUP = 32;

/* Words 4 block to 4 (block + GROUP) - 1. The constants are those of Salmon et al. 2011 and its reference code. */
// MIRROR: assembly spells out the vectors the C++ compiler makes of blocks side by side
static void philox(int32_t seed, int32_t stream, const int32_t* counter, int32_t block, uint32_t* word) {
  uint32_t x0[GROUP], x1[GROUP], x2[GROUP], x3[GROUP], k0 = seed, k1 = stream;
  for (int32_t b = 0; b < GROUP; b++) {
    x0[b] = block + b;
    x1[b] = counter[0];
    x2[b] = counter[1];
    x3[b] = 0;
  }
  for (int32_t round = 0; round < 10; round++) {
    for (int32_t b = 0; b < GROUP; b++) {
      const uint64_t p0 = (uint64_t)x0[b] * 0xd2511f53, p1 = (uint64_t)x2[b] * 0xcd9e8d57;
      x0[b] = (uint32_t)(p1 >> 32) ^ x1[b] ^ k0;
      x1[b] = (uint32_t)p1;
      x2[b] = (uint32_t)(p0 >> 32) ^ x3[b] ^ k1;
      x3[b] = (uint32_t)p0;
    }
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  for (int32_t b = 0; b < GROUP; b++) {
    word[4 * b] = x0[b];
    word[4 * b + 1] = x1[b];
    word[4 * b + 2] = x2[b];
    word[4 * b + 3] = x3[b];
  }
}

/* Writes the random words of elements [lo, hi) to their places in y, as bits. Callers turn them into numbers in
   place. */
static void draw_words(int32_t seed, int32_t stream, const int32_t* counter, float* y, int32_t lo, int32_t hi) {
  uint32_t word[4 * GROUP];
  for (int32_t i = lo & ~3; i < hi; i += 4 * GROUP) {
    const int32_t from = i < lo ? lo : i, to = hi - i < 4 * GROUP ? hi : i + 4 * GROUP;
    philox(seed, stream, counter, i >> 2, word);
    memcpy(y + from, word + (from - i), (size_t)(to - from) * 4);
  }
}

/* Natural logarithm for 0 < x < 1, to about one unit of float64: x = 2^k m with m from sqrt(1/2) to sqrt(2), and
   ln m = 2 artanh s, s = (m - 1) / (m + 1), by its series to s^23. 0x3fe6a09e is the high word of sqrt(1/2). */
static inline double ln(double x) {
  int64_t bits;
  memcpy(&bits, &x, 8);
  const int32_t k = ((int32_t)(bits >> 32) - 0x3fe6a09e) >> 20;
  bits -= (int64_t)((uint64_t)(int64_t)k << 52);
  double m;
  memcpy(&m, &bits, 8);
  const double s = (m - 1.0) / (m + 1.0), z = s * s;
  double t = 1.0 / 23.0;
  t = t * z + 1.0 / 21.0;
  t = t * z + 1.0 / 19.0;
  t = t * z + 1.0 / 17.0;
  t = t * z + 1.0 / 15.0;
  t = t * z + 1.0 / 13.0;
  t = t * z + 1.0 / 11.0;
  t = t * z + 1.0 / 9.0;
  t = t * z + 1.0 / 7.0;
  t = t * z + 1.0 / 5.0;
  t = t * z + 1.0 / 3.0;
  t = t * z + 1.0;
  return k * 0.6931471805599453 + 2.0 * s * t;
}

/* c0 + c1 r + ... + c7 r^7. */
static inline double poly7(double r, double c0, double c1, double c2, double c3, double c4, double c5, double c6, double c7) {
  return ((((((c7 * r + c6) * r + c5) * r + c4) * r + c3) * r + c2) * r + c1) * r + c0;
}

/* The standard normal quantile of p = q + 1/2, for |q| <= 0.425: a normal number is below it with probability p.
   Coefficients of Wichura 1988, PPND16. */
static inline double middle_quantile(double q) {
  const double r = 0.180625 - q * q;
  const double a = poly7(r, 3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
      4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3);
  const double b = poly7(r, 1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
      3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3);
  return q * a / b;
}

/* The same for p in the tails. */
static inline double tail_quantile(double p) {
  const double tail = sqrt(-ln(p < 0.5 ? p : 1.0 - p));
  double x;
  if (tail <= 5.0) {
    const double r = tail - 1.6;
    const double c = poly7(r, 1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4);
    const double d = poly7(r, 1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
        1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9);
    x = c / d;
  } else {
    const double r = tail - 5.0;
    const double e = poly7(r, 6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7);
    const double f = poly7(r, 1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15);
    x = e / f;
  }
  return p < 0.5 ? -x : x;
}

/* y = mean + stddev times the quantile of low + span u, u = (word + 0.5) 2^-32. */
// MIRROR: native takes the middle quantile of every number of a group, in vectors, then replaces the tails
static void draw_normal(int32_t seed, int32_t stream, const int32_t* counter, double low, double span, double mean, double stddev,
    float* y, int32_t lo, int32_t hi) {
  uint32_t word[4 * GROUP];
  double p[4 * GROUP], x[4 * GROUP];
  for (int32_t i = lo & ~3; i < hi; i += 4 * GROUP) {
    philox(seed, stream, counter, i >> 2, word);
    for (int32_t j = 0; j < 4 * GROUP; j++) p[j] = low + span * ((word[j] + 0.5) * 2.3283064365386962890625e-10);
    for (int32_t j = 0; j < 4 * GROUP; j++) x[j] = middle_quantile(p[j] - 0.5);
    for (int32_t j = 0; j < 4 * GROUP; j++) {
      if (!(fabs(p[j] - 0.5) <= 0.425)) x[j] = tail_quantile(p[j]);
    }
    const int32_t from = i < lo ? lo : i, to = hi - i < 4 * GROUP ? hi : i + 4 * GROUP;
    for (int32_t j = from; j < to; j++) y[j] = (float)(mean + stddev * x[j - i]);
  }
}

// y[n] = low + (high - low) * u, u = (word >> 8) * 2^-24 in [0, 1); each operation rounded to float32
//   alias: none   nan: propagates   error: exact
static void random_uniform(int32_t n, int32_t seed, int32_t stream, const int32_t* counter, float low, float high, float* y, int32_t lo,
    int32_t hi) {
  const float span = high - low;
  for (int32_t from = lo; from < hi; from += BLOCK) {
    const int32_t to = hi - from < BLOCK ? hi : from + BLOCK;
    draw_words(seed, stream, counter, y, from, to);
    for (int32_t i = from; i < to; i++) {
      const float u = (float)((uint32_t)bits_of(y[i]) >> 8) * 5.9604644775390625e-8f;
      y[i] = low + span * u;
    }
  }
}

// y[n] = float32(mean + stddev * q), q the standard normal quantile of (word + 0.5) * 2^-32, in float64
//   alias: none   nan: propagates   error: exact
static void random_normal(int32_t n, int32_t seed, int32_t stream, const int32_t* counter, float mean, float stddev, float* y, int32_t lo,
    int32_t hi) {
  draw_normal(seed, stream, counter, 0.0, 1.0, mean, stddev, y, lo, hi);
}

// as random_normal, with the probability mapped to [Phi(-2), Phi(2)]: no value beyond two standard deviations
//   alias: none   nan: propagates   error: exact
static void random_truncated_normal(int32_t n, int32_t seed, int32_t stream, const int32_t* counter, float mean, float stddev, float* y,
    int32_t lo, int32_t hi) {
  // Phi(-2), and Phi(2) - Phi(-2): Phi is the standard normal distribution.
  draw_normal(seed, stream, counter, 0.022750131948179207, 0.9544997361036416, mean, stddev, y, lo, hi);
}

// y[n] = a permutation of 0..n-1: for i = n-1 down to 1 swap y[i] with y[floor(word_i * (i + 1) / 2^32)]
//   alias: none   nan: propagates   error: exact
static void random_permutation(int32_t n, int32_t seed, int32_t stream, const int32_t* counter, int32_t* y) {
  for (int32_t i = 0; i < n; i++) y[i] = i;
  uint32_t word[4 * GROUP];
  for (int32_t from = (n - 1) / (4 * GROUP) * (4 * GROUP); from >= 0; from -= 4 * GROUP) {
    philox(seed, stream, counter, from >> 2, word);
    for (int32_t i = (n - from < 4 * GROUP ? n : from + 4 * GROUP) - 1; i >= from; i--) {
      const int32_t j = (int32_t)(((uint64_t)word[i - from] * (uint64_t)(i + 1)) >> 32);
      const int32_t last = y[i];
      y[i] = y[j];
      y[j] = last;
    }
  }
}
