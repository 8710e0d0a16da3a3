// Elementary functions of a vector; line by line those of native/math.inl.h.
//
// Polynomials are minimax fits of the stated quotient on the stated interval (linear programming on 600 Chebyshev
// points in 40-digit arithmetic; coefficients are rounded to float32 from the lowest upwards, and the others are
// fitted again each time). Range reductions by ln 2 are those of the Cephes library (Moshier 1989). The error bound
// of each function over all float32 inputs is in its row of the table.
import {
  any, as_float, as_int, bits_of, hsum, iadd, iand, iequal, ishl, ishr, isplat, isub, ixor, lanes, lookup, splat,
  to_float, vabs, vadd, vclamp, vcopysign, vdiv, vequal, vfma, vfnma, vlarger, vless, vmul, vneg, vselect, vsmaller,
  vsub, vf, vi, W,
} from './simd';

/** ln 2 in two parts: with LN2_HI = 355/512, k * LN2_HI is exact for |k| < 2^15 (Cephes, expf.c). */
export const LOG2_E: f32 = 1.44269504;
const LN2_HI: f32 = 0.693359375;
const LN2_LO: f32 = -2.12194440e-4;
/** 1.5 * 2^23: x + ROUNDER has the integer nearest x in its low bits, for |x| < 2^22. */
const ROUNDER: f32 = 12582912.0;
/** The smallest normal number, and half the distance from 1 to the float below it. */
const TINY: f32 = 1.17549435e-38;
const HALF_ULP: f32 = 2.98023224e-8;

/** 2^k, for whole k in [-126, 127]. */
@inline function power_of_two(k: vf): vf { return as_float(ishl(iadd(as_int(vadd(k, splat(ROUNDER))), isplat(127)), 23)); }

/** a 2^k, for whole k in [-252, 254]: in two steps, so that only the last one rounds. */
@inline function scale(a: vf, k: vf): vf {
  const half = vsub(vfma(k, splat(0.5), splat(ROUNDER)), splat(ROUNDER));
  return vmul(vmul(a, power_of_two(half)), power_of_two(vsub(k, half)));
}

/** x = k ln 2 + r with whole k and |r| <= ln 2 / 2. */
@inline function quotient_ln2(x: vf): vf { return vsub(vfma(x, splat(LOG2_E), splat(ROUNDER)), splat(ROUNDER)); }
@inline function remainder_ln2(x: vf, k: vf): vf { return vfnma(k, splat(LN2_LO), vfnma(k, splat(LN2_HI), x)); }

/** e^r - 1 for |r| <= ln 2 / 2. Fitted: (e^r - 1 - r) / r^2, error 1.4e-8 / r. */
@inline function expm1_reduced(r: vf): vf {
  let p = splat(0.0013940650969743729);
  p = vfma(p, r, splat(0.008366397581994534));
  p = vfma(p, r, splat(0.04166640341281891));
  p = vfma(p, r, splat(0.1666654497385025));
  p = vfma(p, r, splat(0.5));
  return vfma(vmul(r, r), p, r);
}

@inline export function vexp(x: vf): vf {
  x = vclamp(x, -104.0, 89.0);
  const k = quotient_ln2(x);
  return scale(vadd(expm1_reduced(remainder_ln2(x, k)), splat(1.0)), k);
}

/** 2^(64 + i/16), with i 2^19 subtracted from its bits. */
const POWERS: usize = memory.data<f32>([
  1.84467441e+19, 1.82786364e+19, 1.81286092e+19, 1.79974605e+19, 1.78860283e+19, 1.77951845e+19, 1.77258416e+19, 1.76789496e+19,
  1.76555036e+19, 1.76565427e+19, 1.76831486e+19, 1.77364552e+19, 1.78176442e+19, 1.79279494e+19, 1.80686605e+19, 1.82411233e+19,
]);
/** Undoes the factor 2^64 of vexp_lifted. */
export const UNLIFT: f32 = 5.42101086e-20;

/** 2^64 e^x for x <= 0, with a relative error of at most (2 - x) 2^-24, without FMA 1.25 times that (measured over
 *  all float32). Because of the factor the result is never subnormal, so its exponent can be set by adding integers
 *  to its bits. Below -104 the result times UNLIFT rounds to 0. x = (k - g) ln 2, where 16 k is a whole number, which
 *  n has in its low bits. Fitted: 2^-g for |g| <= 1/32, error 1.6e-9. */
@inline export function vexp_lifted(x: vf): vf {
  x = vlarger(splat(-104.0), x);
  const n = vfma(x, splat(LOG2_E), splat(ROUNDER / 16));
  const g = vfnma(x, splat(LOG2_E), vsub(n, splat(ROUNDER / 16)));
  let p = vfma(splat(-0.055502340197563171), g, splat(0.24023428559303284));
  p = vfma(p, g, splat(-0.69314718246459961));
  p = vfma(p, g, splat(1.0));
  return vmul(p, as_float(iadd(ishl(as_int(n), 19), as_int(lookup(POWERS, as_int(n))))));
}

/** 2^x for x <= 63, with a relative error of at most 3 2^-24 (measured over all float32); 0 below -150. Fitted: 2^r for |r| <= 1/2, error
 *  9.3e-8. The factor 2^-64 of the coefficients makes room for the exponents of subnormal results. */
@inline export function vexp2(x: vf): vf {
  x = vlarger(splat(-191.0), x);
  const n = vadd(x, splat(ROUNDER + 191.0));
  const r = vsub(x, vsub(n, splat(ROUNDER + 191.0)));
  let p = vfma(splat(<f32>0.0013269521296024323 * UNLIFT), r, splat(<f32>0.009671291336417198 * UNLIFT));
  p = vfma(p, r, splat(<f32>0.0555071085691452 * UNLIFT));
  p = vfma(p, r, splat(<f32>0.24022246897220612 * UNLIFT));
  p = vfma(p, r, splat(<f32>0.6931470036506653 * UNLIFT));
  p = vfma(p, r, splat(UNLIFT));
  return vmul(p, as_float(ishl(as_int(n), 23)));
}

/** With s = 2^(k - 1), which is finite where 2^k is not: 2 (s q + (s - 1/2)). */
@inline export function vexpm1(x: vf): vf {
  const c = vclamp(x, -20.0, 89.0);
  const k = quotient_ln2(c);
  const s = power_of_two(vsub(k, splat(1.0)));
  const y = vfma(expm1_reduced(remainder_ln2(c, k)), s, vsub(s, splat(0.5)));
  return vselect(vless(vabs(x), splat(HALF_ULP)), x, vadd(y, y));
}

/** ln(2^e (1 + f)) for f in [-1/3, 1/3]. Fitted: (ln(1 + f) - f + f^2 / 2) / f^3, error 5.0e-9 / f^2. */
@inline function log_reduced(f: vf, e: vf): vf {
  let p = splat(-0.13192445039749146);
  p = vfma(p, f, splat(0.139622300863266));
  p = vfma(p, f, splat(-0.12114954739809036));
  p = vfma(p, f, splat(0.14010998606681824));
  p = vfma(p, f, splat(-0.16685476899147034));
  p = vfma(p, f, splat(0.2001003623008728));
  p = vfma(p, f, splat(-0.24999688565731049));
  p = vfma(p, f, splat(0.33333224058151245));
  const s = vmul(f, f);
  p = vfma(e, splat(LN2_LO), vmul(vmul(p, f), s));
  return vfma(e, splat(LN2_HI), vadd(f, vfnma(s, splat(0.5), p)));
}

/** The e of x = 2^e m that puts m in [2/3, 4/3), for normal x > 0; 0x3f2aaaab is 2/3. */
@inline function exponent(x: vf): vi { return ishr(isub(as_int(x), isplat(0x3f2aaaab)), 23); }

/** Returns y, which is ln x, where 0 < x < inf; -inf for 0, inf for inf, NaN for other x. */
@inline function log_edges(x: vf, y: vf): vf {
  y = vselect(vless(splat(0.0), x), y, vselect(vequal(x, splat(0.0)), splat(-Infinity), splat(NaN)));
  return vselect(vless(x, splat(Infinity)), y, x);
}

@inline export function vlog(x: vf): vf {
  const tiny = vless(x, splat(TINY));
  const n = vselect(tiny, vmul(x, splat(8388608.0)), x);
  const e = exponent(n);
  const f = vsub(as_float(isub(as_int(n), ishl(e, 23))), splat(1.0));
  return log_edges(x, log_reduced(f, vsub(to_float(e), vselect(tiny, splat(23.0), splat(0.0)))));
}

/** ln(1 + x) for finite x > -1: 1 + x = u + c exactly (Knuth's two-sum), and both are divided by 2^e. 2^-e is
 *  computed as a product because 2^-128 is not a normal number. */
@inline function log1p_inside(x: vf): vf {
  const u = vadd(x, splat(1.0));
  const b = vsub(u, splat(1.0));
  const c = vadd(vsub(splat(1.0), vsub(u, b)), vsub(x, b));
  const e = exponent(u);
  const m = as_float(isub(as_int(u), ishl(e, 23)));
  const s = vmul(as_float(ishl(isub(isplat(127 + 62), e), 23)), splat(2.16840434e-19));
  return log_reduced(vfma(c, s, vsub(m, splat(1.0))), to_float(e));
}

@inline export function vlog1p(x: vf): vf {
  const y = log_edges(vadd(x, splat(1.0)), log1p_inside(x));
  return vselect(vless(vabs(x), splat(HALF_ULP)), x, y);
}

/** expm1(-2|x|) = u gives tanh |x| = -u / (2 + u), without cancellation near 0; beyond 10 it is 1. */
@inline export function vtanh(x: vf): vf {
  const c = vmul(vsmaller(splat(10.0), vabs(x)), splat(-2.0));
  const k = quotient_ln2(c);
  const s = power_of_two(k);
  const u = vfma(expm1_reduced(remainder_ln2(c, k)), s, vsub(s, splat(1.0)));
  return vcopysign(vdiv(u, vadd(u, splat(2.0))), x);
}

/** With t = e^-|x|: 1 / (1 + t), and t / (1 + t) for negative x, which is accurate down to the smallest denormal. */
@inline export function vsigmoid(x: vf): vf {
  const t = vexp(vneg(vabs(x)));
  return vdiv(vselect(vless(x, splat(0.0)), t, splat(1.0)), vadd(t, splat(1.0)));
}

@inline export function vsoftplus(x: vf): vf {
  const y = log1p_inside(vexp(vneg(vabs(x))));
  return vadd(vselect(vless(splat(0.0), x), x, splat(0.0)), y);
}

/** A function in 16 pieces, polynomials of degree 5. Piece i is for t within STEP / 2 of i STEP; row j of the table
 *  has the coefficients of (t - i STEP)^j of all pieces. STEP is a power of two, so that one addition rounds t to
 *  whole steps and leaves i in the low bits. A `steep` function begins at 0 with a slope near 1: its first piece
 *  gives the function minus t, so that small results keep their digits. */
@inline function in_pieces(table: usize, step: f32, steep: bool, t: vf): vf {
  const rounder = splat(ROUNDER * step);
  const n = vadd(t, rounder);
  const piece = as_int(n);
  const r = vsub(t, vsub(n, rounder));
  let p = lookup(table + 5 * 64, piece);
  p = vfma(p, r, lookup(table + 4 * 64, piece));
  p = vfma(p, r, lookup(table + 3 * 64, piece));
  p = vfma(p, r, lookup(table + 2 * 64, piece));
  p = vfma(p, r, lookup(table + 1 * 64, piece));
  const low = lookup(table, piece);
  return vfma(p, r, steep ? vselect(vequal(n, rounder), r, low) : low);
}

/** erf t for t up to 3.87, where it reaches 1. The first piece has no constant term. Fitted with relative error
 *  2.9e-8; in the last piece the error is 3.9e-8, because it reaches 1 too early. */
const ERF_STEP: f32 = 0.25;
const ERF: usize = memory.data<f32>([
  0.0, 0.276326388, 0.520499885, 0.711155653, 0.842700779, 0.92290014, 0.966105163, 0.986671686,
  0.995322287, 0.998537302, 0.999593019, 0.999899387, 0.999977887, 0.999995708, 0.999999285, 0.999999881,
  0.128379166, 1.06001425, 0.87878263, 0.642931104, 0.415107489, 0.236521125, 0.118930288, 0.0527749956,
  0.0206669867, 0.00714231934, 0.00217828411, 0.000586277281, 0.000139253054, 2.91890265e-05, 5.39942675e-06, 9.7677912e-07,
  3.32593089e-07, -0.264999002, -0.439388424, -0.482204616, -0.415101171, -0.29565987, -0.178406134, -0.092364952,
  -0.0413453244, -0.0160793867, -0.00543078175, -0.00161680987, -0.000405982166, -0.000100589219, -3.31437841e-05, 2.38253301e-06,
  -0.376144439, -0.309197754, -0.146480381, 0.0267739594, 0.13837117, 0.167534038, 0.138752192, 0.090157792,
  0.048222959, 0.0217245296, 0.00835006963, 0.00276029971, 0.000789053796, 0.000195788452, 4.22882767e-05, 1.57298637e-05,
  0.000327170186, 0.126093045, 0.182127833, 0.150670975, 0.0688509867, -0.00528632617, -0.0436127707, -0.0474046916,
  -0.0337108336, -0.0185417309, -0.00962147303, -0.00299299578, -0.00180968933, 7.56858062e-05, 0.000842789654, -0.000305312307,
  0.110787086, 0.0811372772, 0.00833117869, -0.0520758182, -0.0690679029, -0.0470087752, -0.0149370683, 0.00650230516,
  0.0130331349, 0.0106479013, 0.00612727087, 0.00277146371, 0.00102562818, 0.000317817321, 8.34929815e-05, -0.000187457699,
]);

@inline export function verf(x: vf): vf { return vcopysign(in_pieces(ERF, ERF_STEP, true, vsmaller(splat(3.87), vabs(x))), x); }

/** Phi(-t) for t >= 0, where Phi is the standard normal distribution. Fitted with error 3.4e-8. The last pieces are
 *  0, with error 5e-9. */
const PHI_STEP: f32 = 0.5;
const PHI: usize = memory.data<f32>([
  0.5, 0.308537573, 0.158655271, 0.0668071955, 0.0227501225, 0.00620966125, 0.00134989887, 0.000232630453,
  3.16718724e-05, 3.39784515e-06, 2.86683047e-07, 1.89936404e-08, 0.0, 0.0, 0.0, 0.0,
  -0.398942262, -0.352065325, -0.241970718, -0.1295176, -0.0539909601, -0.0175282955, -0.00443184609, -0.000872683362,
  -0.000133831389, -1.59841875e-05, -1.48682045e-06, -1.07713014e-07, 0.0, 0.0, 0.0, 0.0,
  -1.09635585e-06, 0.0880077258, 0.120980635, 0.0971397609, 0.0539938547, 0.0219114963, 0.00664754072, 0.00152680068,
  0.000267478463, 3.59139303e-05, 3.70775706e-06, 2.9499796e-07, 0.0, 0.0, 0.0, 0.0,
  0.0665100664, 0.0440076925, 5.67656286e-08, -0.0269820113, -0.0269960556, -0.0153382029, -0.0059094578, -0.00163619535,
  -0.00033445764, -5.12359838e-05, -5.93665072e-06, -5.23468941e-07, 0.0, 0.0, 0.0, 0.0,
  -0.000143763216, -0.0198462401, -0.0199693572, -0.00613478245, 0.004374207, 0.00588602247, 0.00333392969, 0.00119405973,
  0.000297726598, 5.38024069e-05, 7.19790114e-06, 7.22111338e-07, 0.0, 0.0, 0.0, 0.0,
  -0.00957443099, -0.0045586396, 0.00399173051, 0.00582632935, 0.00226436649, -0.000636323646, -0.00109806587, -0.000581103319,
  -0.000184967037, -4.00508397e-05, -6.19677485e-06, -7.02730972e-07, 0.0, 0.0, 0.0, 0.0,
]);

/** The smaller of |x| and high; for NaN either NaN or high. */
@inline function vabs_within(x: vf, high: f32): vf { return vsmaller(splat(high), vabs(x)); }

/** x Phi(x) = max(x, 0) - |x| Phi(-|x|): nothing cancels. */
@inline export function vgelu(x: vf): vf {
  const t = vabs_within(x, 6.0);
  return vfnma(t, in_pieces(PHI, PHI_STEP, false, t), vlarger(splat(0.0), x));
}

/** pi/2 in four parts. k times each of the first three is exact for k < 2^11, which is enough up to FAR (Cody & Waite
 *  1980). */
const TWO_OVER_PI: f32 = 0.636619772;
const FAR: f32 = 3216.0;
const HALF_PI_1: f32 = 1.57080078;
const HALF_PI_2: f32 = -4.47034836e-6;
const HALF_PI_3: f32 = 1.58943294e-8;
const HALF_PI_4: f32 = -1.07463463e-12;

/** sin(r + e + q pi/2) for |r| <= pi/4 and |e| < 2^-24. Fitted, with z = r^2: (sin(r) / r - 1) / z, error 3.7e-9 / z,
   and (cos(r) - 1 + z/2) / z^2, error 1.1e-10 / z^2. */
@inline function sine_reduced(r: vf, e: vf, q: vi): vf {
  const z = vmul(r, r);
  let p = splat(-0.00019518604676704854);
  p = vfma(p, z, splat(0.008332191035151482));
  p = vfma(p, z, splat(-0.16666655242443085));
  let c = splat(2.4430670237052254e-05);
  c = vfma(c, z, splat(-0.00138873013202101));
  c = vfma(c, z, splat(0.04166664555668831));
  const h = vmul(z, splat(0.5));
  const w = vsub(splat(1.0), h);
  p = vadd(r, vfma(vmul(r, z), p, vmul(e, w)));
  c = vadd(w, vfma(vmul(z, z), c, vfnma(r, e, vsub(vsub(splat(1.0), w), h))));
  const y = vselect(iequal(iand(q, isplat(1)), isplat(0)), p, c);
  return as_float(ixor(as_int(y), ishl(iand(q, isplat(2)), 30)));
}

/** 2/pi as a binary fraction, after 32 zeros. */
const TWO_OVER_PI_BITS: usize = memory.data<u32>([0, 0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab]);
/** 32 bits of it, from the i-th on. */
@inline function two_over_pi(i: i32): u64 {
  const word = TWO_OVER_PI_BITS + (<usize>(i >> 5) << 2);
  return (<u64>load<u32>(word) << 32 | <u64>load<u32>(word, 4)) << <u64>(i & 31) >> 32;
}

/** sin(x + q pi/2) in every lane, for finite x > FAR (Payne & Hanek 1983). x is a whole number m times a power of
 *  two. That power decides which bits of 2/pi matter: earlier bits only add whole turns. 96 bits of 2/pi give 64 bits
 *  of the number of quarter turns, 62 of them behind the binary point. At least 31 of these are accurate, because no
 *  float32 is closer to a whole quarter than 2^-30. */
function sine_far(x: f32, q: i32): vf {
  const bits = bits_of(x), i = (bits >> 23) - 120;
  const m = <u64>((bits & 0x7fffff) | 0x800000);
  const quarters = (m * two_over_pi(i) << 32) + m * two_over_pi(i + 32) + (m * two_over_pi(i + 64) >> 32);
  // The distance to the nearest whole quarter, in units of 2^-64, times 2^-64 pi/2.
  const r = <f64><i64>(quarters << 2) * 8.515303950216386e-20;
  const high = <f32>r;
  return sine_reduced(splat(high), splat(<f32>(r - <f64>high)), isplat(q + <i32>((quarters + ((<u64>1) << 61)) >> 62)));
}

/** y, with the lanes where x > FAR computed again one by one. y is already right for infinity and NaN. A lane is
 *  extracted by adding up all lanes of a vector that is 0 in the others. */
function with_far(x: vf, y: vf, q: i32): vf {
  for (let i = 0; i < W; i++) {
    const lane = iequal(lanes(), isplat(i));
    const a = hsum(vselect(lane, x, splat(0.0)));
    if (a > FAR && a < Infinity) y = vselect(lane, sine_far(a, q), y);
  }
  return y;
}

/** sin(x + q pi/2) for x >= 0. e is the rounding error of r = b - c, and the fourth part of pi/2. */
@inline function sine(x: vf, q: i32): vf {
  const n = vfma(x, splat(TWO_OVER_PI), splat(ROUNDER));
  const k = vsub(n, splat(ROUNDER));
  const b = vfnma(k, splat(HALF_PI_2), vfnma(k, splat(HALF_PI_1), x));
  const c = vmul(k, splat(HALF_PI_3));
  const r = vsub(b, c);
  const e = vfnma(k, splat(HALF_PI_4), vsub(vsub(b, r), c));
  const y = sine_reduced(r, e, iadd(as_int(n), isplat(q)));
  return any(vless(splat(FAR), x)) ? with_far(x, y, q) : y;
}

/** sin is odd, also for -0, and cos is even. */
@inline export function vsin(x: vf): vf { return as_float(ixor(as_int(sine(vabs(x), 0)), iand(as_int(x), isplat(i32.MIN_VALUE)))); }
@inline export function vcos(x: vf): vf { return sine(vabs(x), 1); }

/** What rounding takes from a + b, exactly; NaN where the sum is infinite (Knuth, The Art of Computer Programming 2, 4.2.2,
 *  Theorem B). */
@inline export function vadd_error(a: vf, b: vf): vf {
  const sum = vadd(a, b);
  const taken = vsub(sum, a);
  return vadd(vsub(a, vsub(sum, taken)), vsub(b, taken));
}
