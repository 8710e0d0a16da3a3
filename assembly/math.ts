// Elementary functions of a vector; line by line those of native/math.inl.h.
//
// Polynomials are minimax fits of the stated quotient on the stated interval (linear programming on 600 Chebyshev
// points in 40-digit arithmetic, coefficients rounded to float32 from the lowest upwards, the rest refitted each
// time). Range reductions to ln 2 are those of the Cephes library (Moshier 1989). The error each function keeps over all
// float32 inputs is the bound in its row of the table.
import { any, as_float, as_int, bits_of, hsum, iadd, iand, iequal, ishl, ishr, isplat, isub, ixor, lanes, splat, to_float, vabs, vadd, vclamp, vcopysign, vdiv, vequal, vfma, vfnma, vless, vmul, vneg, vselect, vsub, vf, vi, W } from './simd';

/** ln 2 in two parts: with LN2_HI = 355/512, k * LN2_HI is exact for |k| < 2^15 (Cephes, expf.c). */
const LOG2_E: f32 = 1.44269504;
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

/** y = ln x where 0 < x < inf; the limits at both ends, NaN outside. */
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

/** ln(1 + x) for finite x > -1: 1 + x = u + c exactly (Knuth's two-sum), and both are divided by 2^e. 2^-e is a
   product because 2^-128 is no normal number. */
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
  const c = vclamp(vmul(vabs(x), splat(-2.0)), -20.0, 0.0);
  const k = quotient_ln2(c);
  const s = power_of_two(k);
  const u = vfma(expm1_reduced(remainder_ln2(c, k)), s, vsub(s, splat(1.0)));
  return vcopysign(vdiv(u, vadd(u, splat(2.0))), x);
}

/** With t = e^-|x|: 1 / (1 + t), and t / (1 + t) for negative x, which is right to the last denormal. */
@inline export function vsigmoid(x: vf): vf {
  const t = vexp(vneg(vabs(x)));
  return vdiv(vselect(vless(x, splat(0.0)), t, splat(1.0)), vadd(t, splat(1.0)));
}

@inline export function vsoftplus(x: vf): vf {
  const y = log1p_inside(vexp(vneg(vabs(x))));
  return vadd(vselect(vless(splat(0.0), x), x, splat(0.0)), y);
}

/** Fitted, with t = |x|: erf(t) / t - 1 in t^2 below 0.93, error 1.7e-8; above, -ln(1 - erf(t)) / t in t to 4, where
   erf rounds to 1, error 2.9e-9 in erf. The split follows Abramowitz & Stegun 7.1.5 and 7.1.23. */
@inline export function verf(x: vf): vf {
  const t = vclamp(vabs(x), 0.0, 4.0);
  const z = vmul(t, t);
  let p = splat(-0.0005980213754810393);
  p = vfma(p, z, splat(0.00499176187440753));
  p = vfma(p, z, splat(-0.026766231283545494));
  p = vfma(p, z, splat(0.11281827092170715));
  p = vfma(p, z, splat(-0.3761249780654907));
  p = vfma(p, z, splat(0.12837915122509003));
  let q = splat(-0.00021365478460211307);
  q = vfma(q, t, splat(0.0032122142147272825));
  q = vfma(q, t, splat(-0.02288110926747322));
  q = vfma(q, t, splat(0.10524792969226837));
  q = vfma(q, t, splat(0.6357289552688599));
  q = vfma(q, t, splat(1.1285111904144287));
  q = vneg(vmul(q, t));
  const k = quotient_ln2(q);
  const s = power_of_two(k);
  const far = vsub(vsub(splat(1.0), s), vmul(s, expm1_reduced(remainder_ln2(q, k))));
  return vcopysign(vselect(vless(t, splat(0.93)), vfma(p, t, t), far), x);
}

/** pi/2 in four parts of which k times the first three is exact for k < 2^11, as far as FAR (Cody & Waite 1980). */
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
/** 32 of them, from the i-th on. */
@inline function two_over_pi(i: i32): u64 {
  const word = TWO_OVER_PI_BITS + (<usize>(i >> 5) << 2);
  return (<u64>load<u32>(word) << 32 | <u64>load<u32>(word, 4)) << <u64>(i & 31) >> 32;
}

/** sin(x + q pi/2) in every lane, for finite x > FAR (Payne & Hanek 1983). x is a whole number m times a power of two,
   which says from where on the bits of 2/pi matter: those before give whole turns. 96 of them give 64 bits of quarter
   turns, 62 behind the point: 31 good ones at least, since no float32 is nearer to a whole quarter than 2^-30. */
function sine_far(x: f32, q: i32): vf {
  const bits = bits_of(x), i = (bits >> 23) - 120;
  const m = <u64>((bits & 0x7fffff) | 0x800000);
  const quarters = (m * two_over_pi(i) << 32) + m * two_over_pi(i + 32) + (m * two_over_pi(i + 64) >> 32);
  // What is left of the nearest whole quarter, in units of 2^-64, times 2^-64 pi/2.
  const r = <f64><i64>(quarters << 2) * 8.515303950216386e-20;
  const high = <f32>r;
  return sine_reduced(splat(high), splat(<f32>(r - <f64>high)), isplat(q + <i32>((quarters + ((<u64>1) << 61)) >> 62)));
}

/** y, where x > FAR replaced lane by lane; y is right for infinity and NaN. Adding zeros takes out a lane. */
function with_far(x: vf, y: vf, q: i32): vf {
  for (let i = 0; i < W; i++) {
    const lane = iequal(lanes(), isplat(i));
    const a = hsum(vselect(lane, x, splat(0.0)));
    if (a > FAR && a < Infinity) y = vselect(lane, sine_far(a, q), y);
  }
  return y;
}

/** sin(x + q pi/2) for x >= 0; e is what rounding took from r = b - c, and the fourth part. */
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

/** An odd function and an even one, -0 included. */
@inline export function vsin(x: vf): vf { return as_float(ixor(as_int(sine(vabs(x), 0)), iand(as_int(x), isplat(i32.MIN_VALUE)))); }
@inline export function vcos(x: vf): vf { return sine(vabs(x), 1); }
