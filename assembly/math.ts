// Elementary functions of a vector; line by line those of native/math.inl.h.
//
// Polynomials are minimax fits of the stated quotient on the stated interval (linear programming on 600 Chebyshev
// points in 40-digit arithmetic, coefficients rounded to float32 from the lowest upwards, the rest refitted each
// time). Range reductions to ln 2 are those of the Cephes library (Moshier 1989). The error each function keeps over all
// float32 inputs is the bound in its row of the table.
import { any, as_float, as_int, bits_of, hsum, iadd, iand, iequal, ishl, ishr, isplat, isub, ixor, lanes, lookup, splat, to_float, vabs, vadd, vclamp, vcopysign, vdiv, vequal, vfma, vfnma, vlarger, vless, vmul, vneg, vselect, vsub, vf, vi, W } from './simd';

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

/** Functions that 16 polynomials of degree 5 make up: piece i is about i STEP, as far as STEP / 2 on either side, and row j
 *  of a table has the coefficients of (t - i STEP)^j. Products i STEP are exact. A function that is
 *  `steep` begins at 0 with a slope near 1: the first piece leaves out t itself, to keep the digits of the rest. */
@inline function in_pieces(table: usize, step: f32, steep: bool, t: vf): vf {
  const n = vfma(t, splat(1.0 / step), splat(ROUNDER));
  const piece = as_int(n);
  const r = vfnma(vsub(n, splat(ROUNDER)), splat(step), t);
  let p = lookup(table + 5 * 64, piece);
  p = vfma(p, r, lookup(table + 4 * 64, piece));
  p = vfma(p, r, lookup(table + 3 * 64, piece));
  p = vfma(p, r, lookup(table + 2 * 64, piece));
  p = vfma(p, r, lookup(table + 1 * 64, piece));
  const low = lookup(table, piece);
  return vfma(p, r, steep ? vselect(vequal(n, splat(ROUNDER)), r, low) : low);
}

/** erf t for t to 3.99, where it rounds to 1; the first piece has no constant term. Fitted to erf, relative error 3.3e-8. */
const ERF_STEP: f32 = 0.25921630859375;
const ERF: usize = memory.data<f32>([
  0.0, 0.286073059, 0.536547959, 0.728564024, 0.85744673, 0.933187902, 0.972159266, 0.989715397, 0.996639669, 0.999030709, 0.999753475, 0.999944806, 0.999989152, 0.999998093, 0.999999702, 0.99999994,
  0.128379166, 1.05505109, 0.862439692, 0.616340578, 0.385078818, 0.210336819, 0.100442566, 0.0419331156, 0.0153049976, 0.00488366932, 0.001362373, 0.000332263502, 7.08444932e-05, 1.32058485e-05, 2.15210457e-06, 3.06617721e-07,
  2.67601109e-07, -0.273482352, -0.447111636, -0.479295731, -0.399274439, -0.272606313, -0.156220108, -0.0760900006, -0.0317277834, -0.0114039881, -0.00351821701, -0.000948274159, -0.000231799044, -3.29626091e-05, -2.36697747e-06, 8.75638761e-06,
  -0.376140833, -0.304441482, -0.132965922, 0.0430272259, 0.147632778, 0.165442243, 0.128497913, 0.0780650675, 0.0387768932, 0.0160921328, 0.00564860227, 0.00169010984, 0.000433328998, 9.55570285e-05, 1.81734449e-05, 2.98702867e-06,
  0.000272270176, 0.129704997, 0.182393312, 0.142593011, 0.056667503, -0.0164053645, -0.0474532917, -0.0452503376, -0.0302749407, -0.0143947285, -0.00697101513, -0.00206339033, 6.8593472e-05, -0.000832415826, -0.000353545009, -0.000595018442,
  0.111033671, 0.078611888, 0.00289168209, -0.0566055626, -0.0673432425, -0.0412371233, -0.00896122027, 0.00944844726, 0.0128674069, 0.00914476998, 0.00469156401, 0.00189547508, 0.000624369481, 0.000171039908, 3.94363269e-05, 7.72073145e-06,
]);

@inline export function verf(x: vf): vf { return vcopysign(in_pieces(ERF, ERF_STEP, true, vclamp(vabs(x), 0.0, 3.99)), x); }

/** t Phi(-t), Phi the standard normal distribution, for t >= 0; from 5.6 on it is less than half a unit of t, and the
   last piece is 0. Fitted to it, error 3.7e-8 t. */
const GELU_STEP: f32 = 0.38671875;
const GELU: usize = memory.data<f32>([
  0.0, 0.135151312, 0.169871435, 0.142690644, 0.0942769274, 0.0513979159, 0.0235789884, 0.00918872654, 0.00305730407, 0.000871052092, 0.000212884639, 4.46817721e-05, 8.05983746e-06, 1.25012161e-06, 1.66787061e-07, 0.0,
  0.5, 0.206319228, -0.00915802456, -0.113139205, -0.125592679, -0.0923805162, -0.0525525622, -0.0242842175, -0.00931602251, -0.00300134742, -0.000817597436, -0.000189143742, -3.72696632e-05, -6.26814335e-06, -9.01177657e-07, 0.0,
  -0.398941278, -0.342513263, -0.20733358, -0.0665648133, 0.0236820951, 0.0534882322, 0.0457315817, 0.0272399243, 0.0126091465, 0.00472430466, 0.00146156328, 0.000377625489, 8.20675632e-05, 1.50743681e-05, 2.34824779e-06, 0.0,
  -4.95229724e-05, 0.0918671191, 0.129715055, 0.104451887, 0.0499692038, 0.00518011954, -0.0144649511, -0.015353512, -0.00956870988, -0.00439725351, -0.00159328606, -0.000468961691, -0.000113962713, -2.30935075e-05, -3.9281731e-06, 0.0,
  0.0672560334, 0.0456050299, 0.00225243066, -0.0302403569, -0.0350525863, -0.0209960509, -0.0053990283, 0.00264141499, 0.00393965188, 0.00256896694, 0.00116514182, 0.000406280247, 0.000113427704, 2.58933414e-05, 4.89457125e-06, 0.0,
  -0.00468986575, -0.0192008875, -0.0223315749, -0.00989914034, 0.00390704907, 0.00899269525, 0.00639429642, 0.00209079869, -0.000343407883, -0.000845157017, -0.000562051951, -0.00024604486, -8.10114943e-05, -2.10920189e-05, -4.45235628e-06, 0.0,
]);

/** x Phi(x) = max(x, 0) - |x| Phi(-|x|): nothing cancels. */
@inline export function vgelu(x: vf): vf { return vsub(vlarger(splat(0.0), x), in_pieces(GELU, GELU_STEP, false, vclamp(vabs(x), 0.0, 5.9))); }

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
