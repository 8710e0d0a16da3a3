// Counter-based random numbers: element i of a call is a function of (seed, stream, counter, i) alone, so it does not
// matter which thread computes it. Steps in float64 use only + - * / sqrt, which all machines round in the same way.
import { BLOCK } from '../gen/abi';
import { chain_scratch } from '../scratch';

const GROUP: i32 = 32;

/** Words 4 block to 4 (block + GROUP) - 1. The constants are those of Salmon et al. 2011 and its reference code. */
// MIRROR: assembly spells out the vectors the C++ compiler makes of blocks side by side
export function philox(seed: i32, stream: i32, counter: usize, block: i32, word: usize): void {
  const m0 = i32x4.splat(0xd2511f53), m1 = i32x4.splat(0xcd9e8d57), lanes = i32x4(0, 1, 2, 3);
  const low = v128.load32_splat(counter), high = v128.load32_splat(counter, 4);
  for (let b: i32 = 0; b < GROUP; b += 4) {
    let x0 = i32x4.add(i32x4.splat(block + b), lanes), x1 = low, x2 = high, x3 = i32x4.splat(0), k0 = seed, k1 = stream;
    for (let round: i32 = 0; round < 10; round++) {
      const p0 = i64x2.extmul_low_i32x4_u(x0, m0), q0 = i64x2.extmul_high_i32x4_u(x0, m0);
      const p1 = i64x2.extmul_low_i32x4_u(x2, m1), q1 = i64x2.extmul_high_i32x4_u(x2, m1);
      x0 = v128.xor(v128.xor(v128.shuffle<i32>(p1, q1, 1, 3, 5, 7), x1), i32x4.splat(k0));
      x1 = v128.shuffle<i32>(p1, q1, 0, 2, 4, 6);
      x2 = v128.xor(v128.xor(v128.shuffle<i32>(p0, q0, 1, 3, 5, 7), x3), i32x4.splat(k1));
      x3 = v128.shuffle<i32>(p0, q0, 0, 2, 4, 6);
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
    const low01 = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5), high01 = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
    const low23 = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5), high23 = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
    const to = word + ((<usize>b) << 4);
    v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2));
    v128.store(to, v128.shuffle<i64>(low01, low23, 1, 3), 16);
    v128.store(to, v128.shuffle<i64>(high01, high23, 0, 2), 32);
    v128.store(to, v128.shuffle<i64>(high01, high23, 1, 3), 48);
  }
}

/** Writes the random words of elements [lo, hi) to their places in y, as bits. Callers turn them into numbers in
 *  place. */
function draw_words(seed: i32, stream: i32, counter: usize, y: usize, lo: i32, hi: i32): void {
  const word = chain_scratch; // no chain runs while an instruction does
  for (let i: i32 = lo & ~3; i < hi; i += 4 * GROUP) {
    const from = i < lo ? lo : i, to = hi - i < 4 * GROUP ? hi : i + 4 * GROUP;
    philox(seed, stream, counter, i >> 2, word);
    memory.copy(y + ((<usize>from) << 2), word + ((<usize>(from - i)) << 2), (<usize>(to - from)) << 2);
  }
}

/** Natural logarithm for 0 < x < 1, to about one unit of float64: x = 2^k m with m from sqrt(1/2) to sqrt(2), and
 *  ln m = 2 artanh s, s = (m - 1) / (m + 1), by its series to s^23. 0x3fe6a09e is the high word of sqrt(1/2). */
@inline function ln(x: f64): f64 {
  const bits = reinterpret<i64>(x);
  const k: i32 = (<i32>(bits >> 32) - 0x3fe6a09e) >> 20;
  const m = reinterpret<f64>(bits - ((<i64>k) << 52));
  const s = (m - 1.0) / (m + 1.0), z = s * s;
  let t = 1.0 / 23.0;
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
  return <f64>k * 0.6931471805599453 + 2.0 * s * t;
}

/** c0 + c1 r + ... + c7 r^7. */
@inline function poly7(r: f64, c0: f64, c1: f64, c2: f64, c3: f64, c4: f64, c5: f64, c6: f64, c7: f64): f64 {
  return ((((((c7 * r + c6) * r + c5) * r + c4) * r + c3) * r + c2) * r + c1) * r + c0;
}

/** The standard normal quantile of p = q + 1/2, for |q| <= 0.425: a normal number is below it with probability p.
 *  Coefficients of Wichura 1988, PPND16. */
@inline function middle_quantile(q: f64): f64 {
  const r = 0.180625 - q * q;
  const a = poly7(r, 3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
      4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3);
  const b = poly7(r, 1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
      3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3);
  return q * a / b;
}

/** The same for p in the tails. */
function tail_quantile(p: f64): f64 {
  const tail = sqrt(-ln(p < 0.5 ? p : 1.0 - p));
  let x: f64;
  if (tail <= 5.0) {
    const r = tail - 1.6;
    const c = poly7(r, 1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4);
    const d = poly7(r, 1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
        1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9);
    x = c / d;
  } else {
    const r = tail - 5.0;
    const e = poly7(r, 6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7);
    const f = poly7(r, 1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4,
        1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15);
    x = e / f;
  }
  return p < 0.5 ? -x : x;
}

/** y = mean + stddev times the quantile of low + span u, u = (word + 0.5) 2^-32. */
// MIRROR: native takes the middle quantile of every number of a group, in vectors, then replaces the tails
function draw_normal(seed: i32, stream: i32, counter: usize, low: f64, span: f64, mean: f64, stddev: f64, y: usize, lo: i32,
    hi: i32): void {
  for (let from: i32 = lo; from < hi; from += BLOCK) {
    const to = hi - from < BLOCK ? hi : from + BLOCK;
    draw_words(seed, stream, counter, y, from, to);
    for (let i: i32 = from; i < to; i++) {
      const yi = y + ((<usize>i) << 2);
      const p = low + span * ((<f64>load<u32>(yi) + 0.5) * 2.3283064365386962890625e-10);
      const x = abs(p - 0.5) <= 0.425 ? middle_quantile(p - 0.5) : tail_quantile(p);
      store<f32>(yi, <f32>(mean + stddev * x));
    }
  }
}

// y[n] = low + (high - low) * u, u = (word >> 8) * 2^-24 in [0, 1); each operation rounded to float32
//   alias: none   nan: propagates   error: exact
export function random_uniform(n: i32, seed: i32, stream: i32, counter: usize, low: f32, high: f32, y: usize, lo: i32, hi: i32): void {
  const span = high - low;
  for (let from: i32 = lo; from < hi; from += BLOCK) {
    const to = hi - from < BLOCK ? hi : from + BLOCK;
    draw_words(seed, stream, counter, y, from, to);
    for (let i: i32 = from; i < to; i++) {
      const yi = y + ((<usize>i) << 2);
      const u = <f32>(load<u32>(yi) >> 8) * <f32>5.9604644775390625e-8;
      store<f32>(yi, low + span * u);
    }
  }
}

// y[n] = float32(mean + stddev * q), q the standard normal quantile of (word + 0.5) * 2^-32, in float64
//   alias: none   nan: propagates   error: exact
export function random_normal(n: i32, seed: i32, stream: i32, counter: usize, mean: f32, stddev: f32, y: usize, lo: i32, hi: i32): void {
  draw_normal(seed, stream, counter, 0.0, 1.0, mean, stddev, y, lo, hi);
}

// as random_normal, with the probability mapped to [Phi(-2), Phi(2)]: no value beyond two standard deviations
//   alias: none   nan: propagates   error: exact
export function random_truncated_normal(n: i32, seed: i32, stream: i32, counter: usize, mean: f32, stddev: f32, y: usize, lo: i32,
    hi: i32): void {
  // Phi(-2), and Phi(2) - Phi(-2): Phi is the standard normal distribution.
  draw_normal(seed, stream, counter, 0.022750131948179207, 0.9544997361036416, mean, stddev, y, lo, hi);
}

// y[n] = a permutation of 0..n-1: for i = n-1 down to 1 swap y[i] with y[floor(word_i * (i + 1) / 2^32)]
//   alias: none   nan: propagates   error: exact
export function random_permutation(n: i32, seed: i32, stream: i32, counter: usize, y: usize): void {
  for (let i: i32 = 0; i < n; i++) store<i32>(y + ((<usize>i) << 2), i);
  const word = chain_scratch;
  for (let from: i32 = (n - 1) / (4 * GROUP) * (4 * GROUP); from >= 0; from -= 4 * GROUP) {
    philox(seed, stream, counter, from >> 2, word);
    for (let i: i32 = (n - from < 4 * GROUP ? n : from + 4 * GROUP) - 1; i >= from; i--) {
      const j = <i32>((<u64>load<u32>(word + ((<usize>(i - from)) << 2)) * <u64>(i + 1)) >> 32);
      const yi = y + ((<usize>i) << 2), yj = y + ((<usize>j) << 2);
      const last = load<i32>(yi);
      store<i32>(yi, load<i32>(yj));
      store<i32>(yj, last);
    }
  }
}
