// Elementary functions of a vector; assembly/math.ts repeats them line by line.
//
// Polynomials are minimax fits of the stated quotient on the stated interval (linear programming on 600 Chebyshev
// points in 40-digit arithmetic; coefficients are rounded to float32 from the lowest upwards, and the others are
// fitted again each time). Range reductions by ln 2 are those of the Cephes library (Moshier 1989). The error bound
// of each function over all float32 inputs is in its row of the table.
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

/* 2^(64 + i/16), with i 2^19 subtracted from its bits. */
alignas(64) static const float POWERS[16] = {
  1.84467441e+19f, 1.82786364e+19f, 1.81286092e+19f, 1.79974605e+19f, 1.78860283e+19f, 1.77951845e+19f, 1.77258416e+19f, 1.76789496e+19f,
  1.76555036e+19f, 1.76565427e+19f, 1.76831486e+19f, 1.77364552e+19f, 1.78176442e+19f, 1.79279494e+19f, 1.80686605e+19f, 1.82411233e+19f,
};
/* Undoes the factor 2^64 of vexp_lifted. */
static const float UNLIFT = 5.42101086e-20f;

/* 2^64 e^x for x <= 0, with a relative error of at most (2 - x) 2^-24, without FMA 1.25 times that (measured over
   all float32). Because of the factor the result is never subnormal, so its exponent can be set by adding integers
   to its bits. Below -104 the result times UNLIFT rounds to 0. x = (k - g) ln 2, where 16 k is a whole number, which
   n has in its low bits. Fitted: 2^-g for |g| <= 1/32, error 1.6e-9. */
static inline vf vexp_lifted(vf x) {
  x = vlarger(splat(-104.0f), x);
  vf n = vfma(x, splat(LOG2_E), splat(ROUNDER / 16));
  vf g = vfnma(x, splat(LOG2_E), vsub(n, splat(ROUNDER / 16)));
  vf p = vfma(splat(-0.055502340197563171f), g, splat(0.24023428559303284f));
  p = vfma(p, g, splat(-0.69314718246459961f));
  p = vfma(p, g, splat(1.0f));
  return vmul(p, as_float(iadd(ishl(as_int(n), 19), as_int(lookup(POWERS, as_int(n))))));
}

/* What vexp2 computes with, in registers: a loop that loads all this for each vector waits for loads. Fitted: 2^r for |r| <= 1/2, error
   9.3e-8. The factor 2^-64 of the coefficients makes room for the exponents of subnormal results. */
struct Exp2 {
  const vf low = held(splat(-191.0f)), rounder = held(splat(ROUNDER + 191.0f)), c0 = held(splat(UNLIFT)),
           c1 = held(splat(0.6931470036506653f * UNLIFT)), c2 = held(splat(0.24022246897220612f * UNLIFT)),
           c3 = held(splat(0.0555071085691452f * UNLIFT)), c4 = held(splat(0.009671291336417198f * UNLIFT)),
           c5 = held(splat(0.0013269521296024323f * UNLIFT));
};

/* 2^x for x <= 63, with a relative error of at most 2.6 2^-24, without FMA 3 2^-24 (measured over all float32); 0 below -150. */
static inline vf vexp2(vf x, const Exp2& e) {
  x = vlarger(e.low, x);
  vf n = vadd(x, e.rounder);
  vf r = vsub(x, vsub(n, e.rounder));
  vf p = vfma(e.c5, r, e.c4);
  p = vfma(p, r, e.c3);
  p = vfma(p, r, e.c2);
  p = vfma(p, r, e.c1);
  p = vfma(p, r, e.c0);
  return vmul(p, as_float(ishl(as_int(n), 23)));
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

/* Returns y, which is ln x, where 0 < x < inf; -inf for 0, inf for inf, NaN for other x. */
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

/* ln(1 + x) for finite x > -1: 1 + x = u + c exactly (Knuth's two-sum), and both are divided by 2^e. 2^-e is
   computed as a product because 2^-128 is not a normal number. */
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
  vf c = vmul(vsmaller(splat(10.0f), vabs(x)), splat(-2.0f));
  vf k = quotient_ln2(c);
  vf s = power_of_two(k);
  vf u = vfma(expm1_reduced(remainder_ln2(c, k)), s, vsub(s, splat(1.0f)));
  return vcopysign(vdiv(u, vadd(u, splat(2.0f))), x);
}

/* With t = e^-|x|: 1 / (1 + t), and t / (1 + t) for negative x, which is accurate down to the smallest denormal. */
static inline vf vsigmoid(vf x) {
  vf t = vexp(vneg(vabs(x)));
  return vdiv(vselect(vless(x, splat(0.0f)), t, splat(1.0f)), vadd(t, splat(1.0f)));
}

static inline vf vsoftplus(vf x) {
  vf y = log1p_inside(vexp(vneg(vabs(x))));
  return vadd(vselect(vless(splat(0.0f), x), x, splat(0.0f)), y);
}

/* A function in 16 pieces, polynomials of degree 5. Piece i is for t within STEP / 2 of i STEP; row j of the table
   has the coefficients of (t - i STEP)^j of all pieces. STEP is a power of two, so that one addition rounds t to
   whole steps and leaves i in the low bits. A `steep` function begins at 0 with a slope near 1: its first piece
   gives the function minus t, so that small results keep their digits. */
static inline vf in_pieces(const float (*table)[16], float step, bool steep, vf t) {
  const vf rounder = splat(ROUNDER * step);
  vf n = vadd(t, rounder);
  vi piece = as_int(n);
  vf r = vsub(t, vsub(n, rounder));
  vf p = lookup(table[5], piece);
  p = vfma(p, r, lookup(table[4], piece));
  p = vfma(p, r, lookup(table[3], piece));
  p = vfma(p, r, lookup(table[2], piece));
  p = vfma(p, r, lookup(table[1], piece));
  vf low = lookup(table[0], piece);
  return vfma(p, r, steep ? vselect(vequal(n, rounder), r, low) : low);
}

/* erf t for t up to 3.87, where it reaches 1. The first piece has no constant term. Fitted with relative error
   2.9e-8; in the last piece the error is 3.9e-8, because it reaches 1 too early. */
static const float ERF_STEP = 0.25f;
alignas(64) static const float ERF[6][16] = {
  {0.0f, 0.276326388f, 0.520499885f, 0.711155653f, 0.842700779f, 0.92290014f, 0.966105163f, 0.986671686f,
   0.995322287f, 0.998537302f, 0.999593019f, 0.999899387f, 0.999977887f, 0.999995708f, 0.999999285f, 0.999999881f},
  {0.128379166f, 1.06001425f, 0.87878263f, 0.642931104f, 0.415107489f, 0.236521125f, 0.118930288f, 0.0527749956f,
   0.0206669867f, 0.00714231934f, 0.00217828411f, 0.000586277281f, 0.000139253054f, 2.91890265e-05f, 5.39942675e-06f, 9.7677912e-07f},
  {3.32593089e-07f, -0.264999002f, -0.439388424f, -0.482204616f, -0.415101171f, -0.29565987f, -0.178406134f, -0.092364952f,
   -0.0413453244f, -0.0160793867f, -0.00543078175f, -0.00161680987f, -0.000405982166f, -0.000100589219f, -3.31437841e-05f, 2.38253301e-06f},
  {-0.376144439f, -0.309197754f, -0.146480381f, 0.0267739594f, 0.13837117f, 0.167534038f, 0.138752192f, 0.090157792f,
   0.048222959f, 0.0217245296f, 0.00835006963f, 0.00276029971f, 0.000789053796f, 0.000195788452f, 4.22882767e-05f, 1.57298637e-05f},
  {0.000327170186f, 0.126093045f, 0.182127833f, 0.150670975f, 0.0688509867f, -0.00528632617f, -0.0436127707f, -0.0474046916f,
   -0.0337108336f, -0.0185417309f, -0.00962147303f, -0.00299299578f, -0.00180968933f, 7.56858062e-05f, 0.000842789654f, -0.000305312307f},
  {0.110787086f, 0.0811372772f, 0.00833117869f, -0.0520758182f, -0.0690679029f, -0.0470087752f, -0.0149370683f, 0.00650230516f,
   0.0130331349f, 0.0106479013f, 0.00612727087f, 0.00277146371f, 0.00102562818f, 0.000317817321f, 8.34929815e-05f, -0.000187457699f},
};

static inline vf verf(vf x) { return vcopysign(in_pieces(ERF, ERF_STEP, true, vsmaller(splat(3.87f), vabs(x))), x); }

/* Phi(-t) for t >= 0, where Phi is the standard normal distribution. Fitted with error 3.4e-8. The last pieces are
   0, with error 5e-9. */
static const float PHI_STEP = 0.5f;
alignas(64) static const float PHI[6][16] = {
  {0.5f, 0.308537573f, 0.158655271f, 0.0668071955f, 0.0227501225f, 0.00620966125f, 0.00134989887f, 0.000232630453f,
   3.16718724e-05f, 3.39784515e-06f, 2.86683047e-07f, 1.89936404e-08f, 0.0f, 0.0f, 0.0f, 0.0f},
  {-0.398942262f, -0.352065325f, -0.241970718f, -0.1295176f, -0.0539909601f, -0.0175282955f, -0.00443184609f, -0.000872683362f,
   -0.000133831389f, -1.59841875e-05f, -1.48682045e-06f, -1.07713014e-07f, 0.0f, 0.0f, 0.0f, 0.0f},
  {-1.09635585e-06f, 0.0880077258f, 0.120980635f, 0.0971397609f, 0.0539938547f, 0.0219114963f, 0.00664754072f, 0.00152680068f,
   0.000267478463f, 3.59139303e-05f, 3.70775706e-06f, 2.9499796e-07f, 0.0f, 0.0f, 0.0f, 0.0f},
  {0.0665100664f, 0.0440076925f, 5.67656286e-08f, -0.0269820113f, -0.0269960556f, -0.0153382029f, -0.0059094578f, -0.00163619535f,
   -0.00033445764f, -5.12359838e-05f, -5.93665072e-06f, -5.23468941e-07f, 0.0f, 0.0f, 0.0f, 0.0f},
  {-0.000143763216f, -0.0198462401f, -0.0199693572f, -0.00613478245f, 0.004374207f, 0.00588602247f, 0.00333392969f, 0.00119405973f,
   0.000297726598f, 5.38024069e-05f, 7.19790114e-06f, 7.22111338e-07f, 0.0f, 0.0f, 0.0f, 0.0f},
  {-0.00957443099f, -0.0045586396f, 0.00399173051f, 0.00582632935f, 0.00226436649f, -0.000636323646f, -0.00109806587f, -0.000581103319f,
   -0.000184967037f, -4.00508397e-05f, -6.19677485e-06f, -7.02730972e-07f, 0.0f, 0.0f, 0.0f, 0.0f},
};

/* The smaller of |x| and high; for NaN either NaN or high. */
static inline vf vabs_within(vf x, float high) {
#if defined(MYELIN_TARGET_AVX512)
  return _mm512_range_ps(x, splat(high), 10);  // the smaller magnitude, with the sign cleared
#else
  return vsmaller(splat(high), vabs(x));
#endif
}

/* x Phi(x) = max(x, 0) - |x| Phi(-|x|): nothing cancels. */
static inline vf vgelu(vf x) {
  vf t = vabs_within(x, 6.0f);
  return vfnma(t, in_pieces(PHI, PHI_STEP, false, t), vlarger(splat(0.0f), x));
}

/* pi/2 in four parts. k times each of the first three is exact for k < 2^11, which is enough up to FAR (Cody & Waite
   1980). */
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
/* 32 bits of it, from the i-th on. */
static inline uint64_t two_over_pi(int32_t i) {
  const uint32_t* word = TWO_OVER_PI_BITS + (i >> 5);
  return ((uint64_t)word[0] << 32 | word[1]) << (i & 31) >> 32;
}

/* sin(x + q pi/2) in every lane, for finite x > FAR (Payne & Hanek 1983). x is a whole number m times a power of
   two. That power decides which bits of 2/pi matter: earlier bits only add whole turns. 96 bits of 2/pi give 64 bits
   of the number of quarter turns, 62 of them behind the binary point. At least 31 of these are accurate, because no
   float32 is closer to a whole quarter than 2^-30. */
static vf sine_far(float x, int32_t q) {
  const int32_t bits = bits_of(x), i = (bits >> 23) - 120;
  const uint64_t m = (bits & 0x7fffff) | 0x800000;
  const uint64_t quarters = (m * two_over_pi(i) << 32) + m * two_over_pi(i + 32) + (m * two_over_pi(i + 64) >> 32);
  // The distance to the nearest whole quarter, in units of 2^-64, times 2^-64 pi/2.
  const double r = (double)(int64_t)(quarters << 2) * 8.515303950216386e-20;
  const float high = (float)r;
  return sine_reduced(splat(high), splat((float)(r - (double)high)), isplat(q + (int32_t)((quarters + (1ull << 61)) >> 62)));
}

/* y, with the lanes where x > FAR computed again one by one. y is already right for infinity and NaN. A lane is
   extracted by adding up all lanes of a vector that is 0 in the others. */
static vf with_far(vf x, vf y, int32_t q) {
  for (int32_t i = 0; i < W; i++) {
    vm lane = iequal(lanes(), isplat(i));
    float a = hsum(vselect(lane, x, splat(0.0f)));
    if (a > FAR && a < INFINITY) y = vselect(lane, sine_far(a, q), y);
  }
  return y;
}

/* sin(x + q pi/2) for x >= 0. e is the rounding error of r = b - c, and the fourth part of pi/2. */
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

/* sin is odd, also for -0, and cos is even. */
static inline vf vsin(vf x) { return as_float(ixor(as_int(sine(vabs(x), 0)), iand(as_int(x), isplat(INT32_MIN)))); }
static inline vf vcos(vf x) { return sine(vabs(x), 1); }

/* What rounding takes from a + b, exactly; NaN where the sum is infinite (Knuth, The Art of Computer Programming 2, 4.2.2,
   Theorem B). */
static inline vf vadd_error(vf a, vf b) {
  vf sum = vadd(a, b);
  vf taken = vsub(sum, a);
  return vadd(vsub(a, vsub(sum, taken)), vsub(b, taken));
}
