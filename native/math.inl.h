// Elementary functions of a vector; assembly/math.ts repeats them line by line.
//
// Polynomials are minimax fits of the stated quotient on the stated interval (linear programming on 600 Chebyshev
// points in 40-digit arithmetic, coefficients rounded to float32 from the lowest upwards, the rest refitted each
// time). Range reductions to ln 2 are those of the Cephes library (Moshier 1989). The error each function keeps over all
// float32 inputs is the bound in its row of the table.
#pragma once
#include <math.h>
#include "simd.h"

/* ln 2 in two parts: with LN2_HI = 355/512, k * LN2_HI is exact for |k| < 2^15 (Cephes, expf.c). */
static const float LOG2_E = 1.44269504f, LN2_HI = 0.693359375f, LN2_LO = -2.12194440e-4f;
/* 1.5 * 2^23: x + ROUNDER has the integer nearest x in its low bits, for |x| < 2^22. */
static const float ROUNDER = 12582912.0f;
/* The smallest normal number, and half the distance from 1 to the float below it. */
static const float TINY = 1.17549435e-38f, HALF_ULP = 2.98023224e-8f;

/* 2^k, for whole k in [-126, 127]. */
static inline vf power_of_two(vf k) { return as_float(ishl(iadd(as_int(vadd(k, splat(ROUNDER))), isplat(127)), 23)); }

/* a 2^k, for whole k in [-252, 254]: in two steps, so that only the last one rounds. */
static inline vf scale(vf a, vf k) {
#if defined(MYELIN_TARGET_AVX512)
  return _mm512_scalef_ps(a, k);
#else
  vf half = vsub(vfma(k, splat(0.5f), splat(ROUNDER)), splat(ROUNDER));
  return vmul(vmul(a, power_of_two(half)), power_of_two(vsub(k, half)));
#endif
}

/* x = k ln 2 + r with whole k and |r| <= ln 2 / 2. */
static inline vf quotient_ln2(vf x) { return vsub(vfma(x, splat(LOG2_E), splat(ROUNDER)), splat(ROUNDER)); }
static inline vf remainder_ln2(vf x, vf k) { return vfnma(k, splat(LN2_LO), vfnma(k, splat(LN2_HI), x)); }

/* e^r - 1 for |r| <= ln 2 / 2. Fitted: (e^r - 1 - r) / r^2, error 1.4e-8 / r. */
static inline vf expm1_reduced(vf r) {
  vf p = splat(0.0013940650969743729f);
  p = vfma(p, r, splat(0.008366397581994534f));
  p = vfma(p, r, splat(0.04166640341281891f));
  p = vfma(p, r, splat(0.1666654497385025f));
  p = vfma(p, r, splat(0.5f));
  return vfma(vmul(r, r), p, r);
}

static inline vf vexp(vf x) {
  x = vclamp(x, -104.0f, 89.0f);
  vf k = quotient_ln2(x);
  return scale(vadd(expm1_reduced(remainder_ln2(x, k)), splat(1.0f)), k);
}

/* With s = 2^(k - 1), which is finite where 2^k is not: 2 (s q + (s - 1/2)). */
static inline vf vexpm1(vf x) {
  vf c = vclamp(x, -20.0f, 89.0f);
  vf k = quotient_ln2(c);
  vf s = power_of_two(vsub(k, splat(1.0f)));
  vf y = vfma(expm1_reduced(remainder_ln2(c, k)), s, vsub(s, splat(0.5f)));
  return vselect(vless(vabs(x), splat(HALF_ULP)), x, vadd(y, y));
}

/* ln(2^e (1 + f)) for f in [-1/3, 1/3]. Fitted: (ln(1 + f) - f + f^2 / 2) / f^3, error 5.0e-9 / f^2. */
static inline vf log_reduced(vf f, vf e) {
  vf p = splat(-0.13192445039749146f);
  p = vfma(p, f, splat(0.139622300863266f));
  p = vfma(p, f, splat(-0.12114954739809036f));
  p = vfma(p, f, splat(0.14010998606681824f));
  p = vfma(p, f, splat(-0.16685476899147034f));
  p = vfma(p, f, splat(0.2001003623008728f));
  p = vfma(p, f, splat(-0.24999688565731049f));
  p = vfma(p, f, splat(0.33333224058151245f));
  vf s = vmul(f, f);
  p = vfma(e, splat(LN2_LO), vmul(vmul(p, f), s));
  return vfma(e, splat(LN2_HI), vadd(f, vfnma(s, splat(0.5f), p)));
}

/* The e of x = 2^e m that puts m in [2/3, 4/3), for normal x > 0; 0x3f2aaaab is 2/3. */
static inline vi exponent(vf x) { return ishr(isub(as_int(x), isplat(0x3f2aaaab)), 23); }

/* y = ln x where 0 < x < inf; the limits at both ends, NaN outside. */
static inline vf log_edges(vf x, vf y) {
  y = vselect(vless(splat(0.0f), x), y, vselect(vequal(x, splat(0.0f)), splat(-INFINITY), splat(NAN)));
  return vselect(vless(x, splat(INFINITY)), y, x);
}

static inline vf vlog(vf x) {
  vm tiny = vless(x, splat(TINY));
  vf n = vselect(tiny, vmul(x, splat(8388608.0f)), x);
  vi e = exponent(n);
  vf f = vsub(as_float(isub(as_int(n), ishl(e, 23))), splat(1.0f));
  return log_edges(x, log_reduced(f, vsub(to_float(e), vselect(tiny, splat(23.0f), splat(0.0f)))));
}

/* ln(1 + x) for finite x > -1: 1 + x = u + c exactly (Knuth's two-sum), and both are divided by 2^e. 2^-e is a
   product because 2^-128 is no normal number. */
static inline vf log1p_inside(vf x) {
  vf u = vadd(x, splat(1.0f));
  vf b = vsub(u, splat(1.0f));
  vf c = vadd(vsub(splat(1.0f), vsub(u, b)), vsub(x, b));
  vi e = exponent(u);
  vf m = as_float(isub(as_int(u), ishl(e, 23)));
  vf s = vmul(as_float(ishl(isub(isplat(127 + 62), e), 23)), splat(2.16840434e-19f));
  return log_reduced(vfma(c, s, vsub(m, splat(1.0f))), to_float(e));
}

static inline vf vlog1p(vf x) {
  vf y = log_edges(vadd(x, splat(1.0f)), log1p_inside(x));
  return vselect(vless(vabs(x), splat(HALF_ULP)), x, y);
}

/* expm1(-2|x|) = u gives tanh |x| = -u / (2 + u), without cancellation near 0; beyond 10 it is 1. */
static inline vf vtanh(vf x) {
  vf c = vclamp(vmul(vabs(x), splat(-2.0f)), -20.0f, 0.0f);
  vf k = quotient_ln2(c);
  vf s = power_of_two(k);
  vf u = vfma(expm1_reduced(remainder_ln2(c, k)), s, vsub(s, splat(1.0f)));
  return vcopysign(vdiv(u, vadd(u, splat(2.0f))), x);
}

/* With t = e^-|x|: 1 / (1 + t), and t / (1 + t) for negative x, which is right to the last denormal. */
static inline vf vsigmoid(vf x) {
  vf t = vexp(vneg(vabs(x)));
  return vdiv(vselect(vless(x, splat(0.0f)), t, splat(1.0f)), vadd(t, splat(1.0f)));
}

static inline vf vsoftplus(vf x) {
  vf y = log1p_inside(vexp(vneg(vabs(x))));
  return vadd(vselect(vless(splat(0.0f), x), x, splat(0.0f)), y);
}

/* Fitted, with t = |x|: erf(t) / t - 1 in t^2 below 0.93, error 1.7e-8; above, -ln(1 - erf(t)) / t in t to 4, where
   erf rounds to 1, error 2.9e-9 in erf. The split follows Abramowitz & Stegun 7.1.5 and 7.1.23. */
static inline vf verf(vf x) {
  vf t = vclamp(vabs(x), 0.0f, 4.0f);
  vf z = vmul(t, t);
  vf p = splat(-0.0005980213754810393f);
  p = vfma(p, z, splat(0.00499176187440753f));
  p = vfma(p, z, splat(-0.026766231283545494f));
  p = vfma(p, z, splat(0.11281827092170715f));
  p = vfma(p, z, splat(-0.3761249780654907f));
  p = vfma(p, z, splat(0.12837915122509003f));
  vf q = splat(-0.00021365478460211307f);
  q = vfma(q, t, splat(0.0032122142147272825f));
  q = vfma(q, t, splat(-0.02288110926747322f));
  q = vfma(q, t, splat(0.10524792969226837f));
  q = vfma(q, t, splat(0.6357289552688599f));
  q = vfma(q, t, splat(1.1285111904144287f));
  q = vneg(vmul(q, t));
  vf k = quotient_ln2(q);
  vf s = power_of_two(k);
  vf far = vsub(vsub(splat(1.0f), s), vmul(s, expm1_reduced(remainder_ln2(q, k))));
  return vcopysign(vselect(vless(t, splat(0.93f)), vfma(p, t, t), far), x);
}

/* pi/2 in four parts of which k times the first three is exact for k < 2^11, as far as FAR (Cody & Waite 1980). */
static const float TWO_OVER_PI = 0.636619772f, FAR = 3216.0f;
static const float HALF_PI_1 = 1.57080078f, HALF_PI_2 = -4.47034836e-6f, HALF_PI_3 = 1.58943294e-8f, HALF_PI_4 = -1.07463463e-12f;

/* sin(r + e + q pi/2) for |r| <= pi/4 and |e| < 2^-24. Fitted, with z = r^2: (sin(r) / r - 1) / z, error 3.7e-9 / z,
   and (cos(r) - 1 + z/2) / z^2, error 1.1e-10 / z^2. */
static inline vf sine_reduced(vf r, vf e, vi q) {
  vf z = vmul(r, r);
  vf p = splat(-0.00019518604676704854f);
  p = vfma(p, z, splat(0.008332191035151482f));
  p = vfma(p, z, splat(-0.16666655242443085f));
  vf c = splat(2.4430670237052254e-05f);
  c = vfma(c, z, splat(-0.00138873013202101f));
  c = vfma(c, z, splat(0.04166664555668831f));
  vf h = vmul(z, splat(0.5f));
  vf w = vsub(splat(1.0f), h);
  p = vadd(r, vfma(vmul(r, z), p, vmul(e, w)));
  c = vadd(w, vfma(vmul(z, z), c, vfnma(r, e, vsub(vsub(splat(1.0f), w), h))));
  vf y = vselect(iequal(iand(q, isplat(1)), isplat(0)), p, c);
  return as_float(ixor(as_int(y), ishl(iand(q, isplat(2)), 30)));
}

/* 2/pi as a binary fraction, after 32 zeros. */
static const uint32_t TWO_OVER_PI_BITS[8] = {0, 0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab};
/* 32 of them, from the i-th on. */
static inline uint64_t two_over_pi(int32_t i) {
  const uint32_t* word = TWO_OVER_PI_BITS + (i >> 5);
  return ((uint64_t)word[0] << 32 | word[1]) << (i & 31) >> 32;
}

/* sin(x + q pi/2) in every lane, for finite x > FAR (Payne & Hanek 1983). x is a whole number m times a power of two,
   which says from where on the bits of 2/pi matter: those before give whole turns. 96 of them give 64 bits of quarter
   turns, 62 behind the point: 31 good ones at least, since no float32 is nearer to a whole quarter than 2^-30. */
static vf sine_far(float x, int32_t q) {
  const int32_t bits = bits_of(x), i = (bits >> 23) - 120;
  const uint64_t m = (bits & 0x7fffff) | 0x800000;
  const uint64_t quarters = (m * two_over_pi(i) << 32) + m * two_over_pi(i + 32) + (m * two_over_pi(i + 64) >> 32);
  // What is left of the nearest whole quarter, in units of 2^-64, times 2^-64 pi/2.
  const double r = (double)(int64_t)(quarters << 2) * 8.515303950216386e-20;
  const float high = (float)r;
  return sine_reduced(splat(high), splat((float)(r - (double)high)), isplat(q + (int32_t)((quarters + (1ull << 61)) >> 62)));
}

/* y, where x > FAR replaced lane by lane; y is right for infinity and NaN. Adding zeros takes out a lane. */
static vf with_far(vf x, vf y, int32_t q) {
  for (int32_t i = 0; i < W; i++) {
    vm lane = iequal(lanes(), isplat(i));
    float a = hsum(vselect(lane, x, splat(0.0f)));
    if (a > FAR && a < INFINITY) y = vselect(lane, sine_far(a, q), y);
  }
  return y;
}

/* sin(x + q pi/2) for x >= 0; e is what rounding took from r = b - c, and the fourth part. */
static inline vf sine(vf x, int32_t q) {
  vf n = vfma(x, splat(TWO_OVER_PI), splat(ROUNDER));
  vf k = vsub(n, splat(ROUNDER));
  vf b = vfnma(k, splat(HALF_PI_2), vfnma(k, splat(HALF_PI_1), x));
  vf c = vmul(k, splat(HALF_PI_3));
  vf r = vsub(b, c);
  vf e = vfnma(k, splat(HALF_PI_4), vsub(vsub(b, r), c));
  vf y = sine_reduced(r, e, iadd(as_int(n), isplat(q)));
  return any(vless(splat(FAR), x)) ? with_far(x, y, q) : y;
}

/* An odd function and an even one, -0 included. */
static inline vf vsin(vf x) { return as_float(ixor(as_int(sine(vabs(x), 0)), iand(as_int(x), isplat(INT32_MIN)))); }
static inline vf vcos(vf x) { return sine(vabs(x), 1); }
