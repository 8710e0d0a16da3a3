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

/* Functions that 16 polynomials of degree 5 make up: piece i is about i STEP, as far as STEP / 2 on either side, and row j
   of a table has the coefficients of (t - i STEP)^j. Products i STEP are exact. A function that is
   `steep` begins at 0 with a slope near 1: the first piece leaves out t itself, to keep the digits of the rest. */
static inline vf in_pieces(const float (*table)[16], float step, bool steep, vf t) {
  vf n = vfma(t, splat(1.0f / step), splat(ROUNDER));
  vi piece = as_int(n);
  vf r = vfnma(vsub(n, splat(ROUNDER)), splat(step), t);
  vf p = lookup(table[5], piece);
  p = vfma(p, r, lookup(table[4], piece));
  p = vfma(p, r, lookup(table[3], piece));
  p = vfma(p, r, lookup(table[2], piece));
  p = vfma(p, r, lookup(table[1], piece));
  vf low = lookup(table[0], piece);
  return vfma(p, r, steep ? vselect(vequal(n, splat(ROUNDER)), r, low) : low);
}

/* erf t for t to 3.99, where it rounds to 1; the first piece has no constant term. Fitted to erf, relative error 3.3e-8. */
static const float ERF_STEP = 0.25921630859375f;
alignas(64) static const float ERF[6][16] = {
  {0.0f, 0.286073059f, 0.536547959f, 0.728564024f, 0.85744673f, 0.933187902f, 0.972159266f, 0.989715397f, 0.996639669f, 0.999030709f, 0.999753475f, 0.999944806f, 0.999989152f, 0.999998093f, 0.999999702f, 0.99999994f},
  {0.128379166f, 1.05505109f, 0.862439692f, 0.616340578f, 0.385078818f, 0.210336819f, 0.100442566f, 0.0419331156f, 0.0153049976f, 0.00488366932f, 0.001362373f, 0.000332263502f, 7.08444932e-05f, 1.32058485e-05f, 2.15210457e-06f, 3.06617721e-07f},
  {2.67601109e-07f, -0.273482352f, -0.447111636f, -0.479295731f, -0.399274439f, -0.272606313f, -0.156220108f, -0.0760900006f, -0.0317277834f, -0.0114039881f, -0.00351821701f, -0.000948274159f, -0.000231799044f, -3.29626091e-05f, -2.36697747e-06f, 8.75638761e-06f},
  {-0.376140833f, -0.304441482f, -0.132965922f, 0.0430272259f, 0.147632778f, 0.165442243f, 0.128497913f, 0.0780650675f, 0.0387768932f, 0.0160921328f, 0.00564860227f, 0.00169010984f, 0.000433328998f, 9.55570285e-05f, 1.81734449e-05f, 2.98702867e-06f},
  {0.000272270176f, 0.129704997f, 0.182393312f, 0.142593011f, 0.056667503f, -0.0164053645f, -0.0474532917f, -0.0452503376f, -0.0302749407f, -0.0143947285f, -0.00697101513f, -0.00206339033f, 6.8593472e-05f, -0.000832415826f, -0.000353545009f, -0.000595018442f},
  {0.111033671f, 0.078611888f, 0.00289168209f, -0.0566055626f, -0.0673432425f, -0.0412371233f, -0.00896122027f, 0.00944844726f, 0.0128674069f, 0.00914476998f, 0.00469156401f, 0.00189547508f, 0.000624369481f, 0.000171039908f, 3.94363269e-05f, 7.72073145e-06f},
};

static inline vf verf(vf x) { return vcopysign(in_pieces(ERF, ERF_STEP, true, vclamp(vabs(x), 0.0f, 3.99f)), x); }

/* t Phi(-t), Phi the standard normal distribution, for t >= 0; from 5.6 on it is less than half a unit of t, and the
   last piece is 0. Fitted to it, error 3.7e-8 t. */
static const float GELU_STEP = 0.38671875f;
alignas(64) static const float GELU[6][16] = {
  {0.0f, 0.135151312f, 0.169871435f, 0.142690644f, 0.0942769274f, 0.0513979159f, 0.0235789884f, 0.00918872654f, 0.00305730407f, 0.000871052092f, 0.000212884639f, 4.46817721e-05f, 8.05983746e-06f, 1.25012161e-06f, 1.66787061e-07f, 0.0f},
  {0.5f, 0.206319228f, -0.00915802456f, -0.113139205f, -0.125592679f, -0.0923805162f, -0.0525525622f, -0.0242842175f, -0.00931602251f, -0.00300134742f, -0.000817597436f, -0.000189143742f, -3.72696632e-05f, -6.26814335e-06f, -9.01177657e-07f, 0.0f},
  {-0.398941278f, -0.342513263f, -0.20733358f, -0.0665648133f, 0.0236820951f, 0.0534882322f, 0.0457315817f, 0.0272399243f, 0.0126091465f, 0.00472430466f, 0.00146156328f, 0.000377625489f, 8.20675632e-05f, 1.50743681e-05f, 2.34824779e-06f, 0.0f},
  {-4.95229724e-05f, 0.0918671191f, 0.129715055f, 0.104451887f, 0.0499692038f, 0.00518011954f, -0.0144649511f, -0.015353512f, -0.00956870988f, -0.00439725351f, -0.00159328606f, -0.000468961691f, -0.000113962713f, -2.30935075e-05f, -3.9281731e-06f, 0.0f},
  {0.0672560334f, 0.0456050299f, 0.00225243066f, -0.0302403569f, -0.0350525863f, -0.0209960509f, -0.0053990283f, 0.00264141499f, 0.00393965188f, 0.00256896694f, 0.00116514182f, 0.000406280247f, 0.000113427704f, 2.58933414e-05f, 4.89457125e-06f, 0.0f},
  {-0.00468986575f, -0.0192008875f, -0.0223315749f, -0.00989914034f, 0.00390704907f, 0.00899269525f, 0.00639429642f, 0.00209079869f, -0.000343407883f, -0.000845157017f, -0.000562051951f, -0.00024604486f, -8.10114943e-05f, -2.10920189e-05f, -4.45235628e-06f, 0.0f},
};

/* x Phi(x) = max(x, 0) - |x| Phi(-|x|): nothing cancels. */
static inline vf vgelu(vf x) { return vsub(vlarger(splat(0.0f), x), in_pieces(GELU, GELU_STEP, false, vclamp(vabs(x), 0.0f, 5.9f))); }

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
