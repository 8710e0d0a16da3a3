// Four floats in a v128, under the names of native/simd.h, so that a kernel reads the same in both languages.
//
//   vf  4 floats      vi  4 32-bit integers      vm  4 truth values, all ones or all zeros
//
// at/put take (base, index[, count]); functions of floats begin with v, of integers with i, of truth values with m.
export type vf = v128;
export type vi = v128;
export type vm = v128;
export const W: i32 = 4;

@inline export function float_of(bits: i32): f32 { return reinterpret<f32>(bits); }
@inline export function bits_of(x: f32): i32 { return reinterpret<i32>(x); }

@inline export function at(p: usize, i: i32): v128 { return v128.load(p + ((<usize>i) << 2)); }
@inline export function put(p: usize, i: i32, v: v128): void { v128.store(p + ((<usize>i) << 2), v); }
@inline export function at_n(p: usize, i: i32, count: i32): v128 {
  const q = p + ((<usize>i) << 2);
  if (count == 1) return v128.load32_zero(q);
  const low = v128.load64_zero(q);
  return count == 2 ? low : v128.load_lane<f32>(q, low, 2, 8);
}
@inline export function put_n(p: usize, i: i32, count: i32, v: v128): void {
  const q = p + ((<usize>i) << 2);
  if (count == 1) {
    v128.store_lane<f32>(q, v, 0);
  } else {
    v128.store_lane<f64>(q, v, 0);
    if (count == 3) v128.store_lane<f32>(q, v, 2, 8);
  }
}

@inline export function splat(x: f32): vf { return f32x4.splat(x); }
@inline export function vadd(a: vf, b: vf): vf { return f32x4.add(a, b); }
@inline export function vsub(a: vf, b: vf): vf { return f32x4.sub(a, b); }
@inline export function vmul(a: vf, b: vf): vf { return f32x4.mul(a, b); }
@inline export function vdiv(a: vf, b: vf): vf { return f32x4.div(a, b); }
@inline export function vfma(a: vf, b: vf, c: vf): vf { return f32x4.add(f32x4.mul(a, b), c); }
@inline export function vfnma(a: vf, b: vf, c: vf): vf { return f32x4.sub(c, f32x4.mul(a, b)); }
@inline export function vsqrt(a: vf): vf { return f32x4.sqrt(a); }
@inline export function vfloor(a: vf): vf { return f32x4.floor(a); }
@inline export function vceil(a: vf): vf { return f32x4.ceil(a); }
@inline export function vround(a: vf): vf { return f32x4.nearest(a); }
@inline export function vmin(a: vf, b: vf): vf { return f32x4.min(a, b); }
@inline export function vmax(a: vf, b: vf): vf { return f32x4.max(a, b); }
/** The larger and the smaller of a and b. NaN in b is kept, NaN in a may be lost, and zeros may lose their sign. */
@inline export function vlarger(a: vf, b: vf): vf { return f32x4.pmax(b, a); }
@inline export function vsmaller(a: vf, b: vf): vf { return f32x4.pmin(b, a); }

@inline export function isplat(x: i32): vi { return i32x4.splat(x); }
@inline export function iadd(a: vi, b: vi): vi { return i32x4.add(a, b); }
@inline export function isub(a: vi, b: vi): vi { return i32x4.sub(a, b); }
@inline export function imul(a: vi, b: vi): vi { return i32x4.mul(a, b); }
@inline export function imax(a: vi, b: vi): vi { return i32x4.max_s(a, b); }
/** Multiplies the 16-bit halves of each lane and adds the two products of the lane. */
@inline export function imadd(a: vi, b: vi): vi { return i32x4.dot_i16x8_s(a, b); }
@inline export function iand(a: vi, b: vi): vi { return v128.and(a, b); }
@inline export function ior(a: vi, b: vi): vi { return v128.or(a, b); }
@inline export function ixor(a: vi, b: vi): vi { return v128.xor(a, b); }
@inline export function ishl(a: vi, n: i32): vi { return i32x4.shl(a, n); }
@inline export function ishr(a: vi, n: i32): vi { return i32x4.shr_s(a, n); }
@inline export function ishr_u(a: vi, n: i32): vi { return i32x4.shr_u(a, n); }

@inline export function as_int(a: vf): vi { return a; }
@inline export function as_float(a: vi): vf { return a; }
@inline export function to_float(a: vi): vf { return f32x4.convert_i32x4_s(a); }
/** The nearest integer, halves to even; the value must fit into an int32. */
@inline export function to_nearest(a: vf): vi { return i32x4.trunc_sat_f32x4_s(f32x4.nearest(a)); }
/** Rounds towards zero, saturates, turns NaN into 0, as the instruction does. */
@inline export function to_int(a: vf): vi { return i32x4.trunc_sat_f32x4_s(a); }

@inline export function vless(a: vf, b: vf): vm { return f32x4.lt(a, b); }
@inline export function vless_equal(a: vf, b: vf): vm { return f32x4.le(a, b); }
@inline export function vequal(a: vf, b: vf): vm { return f32x4.eq(a, b); }
@inline export function iless(a: vi, b: vi): vm { return i32x4.lt_s(a, b); }
@inline export function iequal(a: vi, b: vi): vm { return i32x4.eq(a, b); }
@inline export function mand(a: vm, b: vm): vm { return v128.and(a, b); }
@inline export function mor(a: vm, b: vm): vm { return v128.or(a, b); }
@inline export function mnot(a: vm): vm { return v128.not(a); }
@inline export function any(a: vm): i32 { return <i32>v128.any_true(a); }
@inline export function vselect(m: vm, a: vf, b: vf): vf { return v128.bitselect(a, b, m); }
@inline export function iselect(m: vm, a: vi, b: vi): vi { return v128.bitselect(a, b, m); }

/** lanes: 0, 1, ... W - 1. first: true in the first count <= W lanes. */
@inline export function lanes(): vi { return i32x4(0, 1, 2, 3); }
@inline export function first(count: i32): vm { return iless(lanes(), isplat(count)); }

/** Folds one half of the lanes onto the other until one lane is left, so that the order of the operations is fixed. */
@inline export function hsum(a: vf): f32 {
  const h = f32x4.add(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(h, 0) + f32x4.extract_lane(h, 1);
}
@inline export function lane_0(a: vf): f32 { return f32x4.extract_lane(a, 0); }
@inline export function hprod(a: vf): f32 {
  const h = f32x4.mul(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(h, 0) * f32x4.extract_lane(h, 1);
}
@inline export function hmax(a: vf): f32 {
  const h = f32x4.max(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return max(f32x4.extract_lane(h, 0), f32x4.extract_lane(h, 1));
}
/** The largest lane; NaN may be ignored. */
@inline export function hlarger(a: vf): f32 { return hmax(a); }
@inline export function hmin(a: vf): f32 {
  const h = f32x4.min(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return min(f32x4.extract_lane(h, 0), f32x4.extract_lane(h, 1));
}

/** table[index] in a table of 16 numbers; only the last four bits of the index count. */
@inline export function lookup(table: usize, index: vi): vf {
  const i = i32x4.shl(v128.and(index, i32x4.splat(15)), 2);
  let v = v128.load32_zero(table + <usize>i32x4.extract_lane(i, 0));
  v = v128.load_lane<f32>(table + <usize>i32x4.extract_lane(i, 1), v, 1);
  v = v128.load_lane<f32>(table + <usize>i32x4.extract_lane(i, 2), v, 2);
  return v128.load_lane<f32>(table + <usize>i32x4.extract_lane(i, 3), v, 3);
}

// The sign bit.

/** -x and |x| change only the sign bit: NaN keeps its payload, and -0 differs from 0. */
@inline export function vneg(a: vf): vf { return f32x4.neg(a); }
@inline export function vabs(a: vf): vf { return f32x4.abs(a); }
/** The magnitude of a with the sign of b. */
@inline export function vcopysign(a: vf, b: vf): vf { return v128.bitselect(b, a, i32x4.splat(i32.MIN_VALUE)); }
@inline export function vis_nan(a: vf): vm { return f32x4.ne(a, a); }

/** a within [low, high]; NaN stays NaN. */
@inline export function vclamp(a: vf, low: f32, high: f32): vf { return vlarger(splat(low), vsmaller(splat(high), a)); }

/** Like at_n, but lanes beyond count hold `other`. */
@inline export function at_or(p: usize, i: i32, count: i32, other: f32): vf {
  return vselect(first(count), at_n(p, i, count), splat(other));
}
