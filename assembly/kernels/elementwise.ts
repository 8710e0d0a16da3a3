// Steps of a chain. A step runs over n contiguous elements. Its tail is a partial vector that goes through the same
// arithmetic, so a value does not depend on its position.
import { vadd_error, vcos, verf, vexp, vexpm1, vgelu, vlog, vlog1p, vsigmoid, vsin, vsoftplus, vtanh } from '../math';
import {
  at, at_n, iadd, iequal, put, put_n, splat, to_float, to_int, vabs, vadd, vceil, vdiv, vequal, vf, vfloor,
  vis_nan, vless, vless_equal, vm, vmax, vmin, vmul, vneg, vround, vselect, vsqrt, vsub, W,
} from '../simd';

@inline export function truth(m: vm): vf { return vselect(m, splat(1.0), splat(0.0)); }
/** x - x is 0 for either zero and NaN for NaN. */
@inline export function vsign(x: vf): vf {
  return vselect(vless(splat(0.0), x), splat(1.0), vselect(vless(x, splat(0.0)), splat(-1.0), vsub(x, x)));
}
/** As max(x, 0): NaN is not <= 0 and stays, -0 becomes 0. */
@inline export function vrelu(x: vf): vf { return vselect(vless_equal(x, splat(0.0)), splat(0.0), x); }
@inline export function vsame(x: vf): vf { return x; }
@inline export function vinverse(x: vf): vf { return vdiv(splat(1.0), x); }
@inline export function vchosen(c: vf, a: vf, b: vf): vf { return vselect(vequal(c, splat(0.0)), b, a); }
@inline export function vrelu_d(dy: vf, x: vf): vf { return vselect(vless(splat(0.0), x), dy, splat(0.0)); }
/** As in C: 1^b and (-1)^inf are 1, while NativeMath returns NaN, as JavaScript does. */
function pow64(a: f64, b: f64): f64 {
  return a == 1 || (a == -1 && (b == Infinity || b == -Infinity)) ? 1 : NativeMath.pow(a, b);
}

// MIRROR: native loads four vectors before it stores them

// y[n] = x[n], bit for bit   alias: y=x   nan: propagates   error: exact
export function copy(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, at(x, i));
  if (i < n) put_n(y, i, n - i, at_n(x, i, n - i));
}

// y[n] = -x[n]   alias: y=x   nan: propagates   error: exact
export function neg(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vneg(at(x, i)));
  if (i < n) put_n(y, i, n - i, vneg(at_n(x, i, n - i)));
}

// y[n] = |x[n]|   alias: y=x   nan: propagates   error: exact
export function abs(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vabs(at(x, i)));
  if (i < n) put_n(y, i, n - i, vabs(at_n(x, i, n - i)));
}

// y[n] = -1, 0 or 1; sign(-0) = 0   alias: y=x   nan: propagates   error: exact
export function sign(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vsign(at(x, i)));
  if (i < n) put_n(y, i, n - i, vsign(at_n(x, i, n - i)));
}

// y[n] = sqrt(x[n])   alias: y=x   nan: propagates   error: exact
export function sqrt(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vsqrt(at(x, i)));
  if (i < n) put_n(y, i, n - i, vsqrt(at_n(x, i, n - i)));
}

// y[n] = 1 / x[n]   alias: y=x   nan: propagates   error: exact
export function reciprocal(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vdiv(splat(1.0), at(x, i)));
  if (i < n) put_n(y, i, n - i, vdiv(splat(1.0), at_n(x, i, n - i)));
}

// y[n] = e^x[n]; 0 below -104, inf above 88.73   alias: y=x   nan: propagates   error: ulp(2)
export function exp(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vexp(at(x, i)));
  if (i < n) put_n(y, i, n - i, vexp(at_n(x, i, n - i)));
}

// y[n] = e^x[n] - 1, exact near 0   alias: y=x   nan: propagates   error: ulp(2)
export function expm1(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vexpm1(at(x, i)));
  if (i < n) put_n(y, i, n - i, vexpm1(at_n(x, i, n - i)));
}

// y[n] = ln x[n]; log(0) = -inf, NaN below 0   alias: y=x   nan: propagates   error: ulp(1)
export function log(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vlog(at(x, i)));
  if (i < n) put_n(y, i, n - i, vlog(at_n(x, i, n - i)));
}

// y[n] = ln(1 + x[n]), exact near 0   alias: y=x   nan: propagates   error: ulp(2)
export function log1p(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vlog1p(at(x, i)));
  if (i < n) put_n(y, i, n - i, vlog1p(at_n(x, i, n - i)));
}

// y[n] = tanh x[n]   alias: y=x   nan: propagates   error: ulp(3)
export function tanh(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vtanh(at(x, i)));
  if (i < n) put_n(y, i, n - i, vtanh(at_n(x, i, n - i)));
}

// y[n] = 1 / (1 + e^-x[n])   alias: y=x   nan: propagates   error: ulp(3)
export function sigmoid(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vsigmoid(at(x, i)));
  if (i < n) put_n(y, i, n - i, vsigmoid(at_n(x, i, n - i)));
}

// y[n] = ln(1 + e^x[n]), without overflow   alias: y=x   nan: propagates   error: ulp(2)
export function softplus(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vsoftplus(at(x, i)));
  if (i < n) put_n(y, i, n - i, vsoftplus(at_n(x, i, n - i)));
}

// y[n] = erf x[n]   alias: y=x   nan: propagates   error: ulp(2)
export function erf(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, verf(at(x, i)));
  if (i < n) put_n(y, i, n - i, verf(at_n(x, i, n - i)));
}

// y[n] = the largest integer <= x[n]   alias: y=x   nan: propagates   error: exact
export function floor(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vfloor(at(x, i)));
  if (i < n) put_n(y, i, n - i, vfloor(at_n(x, i, n - i)));
}

// y[n] = the smallest integer >= x[n]   alias: y=x   nan: propagates   error: exact
export function ceil(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vceil(at(x, i)));
  if (i < n) put_n(y, i, n - i, vceil(at_n(x, i, n - i)));
}

// y[n] = the nearest integer, halves to even   alias: y=x   nan: propagates   error: exact
export function round(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vround(at(x, i)));
  if (i < n) put_n(y, i, n - i, vround(at_n(x, i, n - i)));
}

// y[n] = max(x[n], 0)   alias: y=x   nan: propagates   error: exact
export function relu(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vrelu(at(x, i)));
  if (i < n) put_n(y, i, n - i, vrelu(at_n(x, i, n - i)));
}

// y[n] = x[n] is NaN ? 1 : 0   alias: y=x   nan: answers 1   error: exact
export function is_nan(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, truth(vis_nan(at(x, i))));
  if (i < n) put_n(y, i, n - i, truth(vis_nan(at_n(x, i, n - i))));
}

// y[n] = float(x[n])   alias: y=x   nan: propagates   error: exact
export function cast_i32_f32(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, to_float(at(x, i)));
  if (i < n) put_n(y, i, n - i, to_float(at_n(x, i, n - i)));
}

// y[n] = int(x[n]), towards 0, saturating   alias: y=x   nan: becomes 0   error: exact
export function cast_f32_i32(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, to_int(at(x, i)));
  if (i < n) put_n(y, i, n - i, to_int(at_n(x, i, n - i)));
}

// y[n] = a[n] + b[n]   alias: y=a y=b   nan: propagates   error: exact
export function add(n: i32, a: usize, b: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vadd(at(a, i), at(b, i)));
  if (i < n) put_n(y, i, n - i, vadd(at_n(a, i, n - i), at_n(b, i, n - i)));
}

// y[n] = a[n] - b[n]   alias: y=a y=b   nan: propagates   error: exact
export function sub(n: i32, a: usize, b: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vsub(at(a, i), at(b, i)));
  if (i < n) put_n(y, i, n - i, vsub(at_n(a, i, n - i), at_n(b, i, n - i)));
}

// y[n] = a[n] * b[n]   alias: y=a y=b   nan: propagates   error: exact
export function mul(n: i32, a: usize, b: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vmul(at(a, i), at(b, i)));
  if (i < n) put_n(y, i, n - i, vmul(at_n(a, i, n - i), at_n(b, i, n - i)));
}

// y[n] = a[n] / b[n]   alias: y=a y=b   nan: propagates   error: exact
export function div(n: i32, a: usize, b: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vdiv(at(a, i), at(b, i)));
  if (i < n) put_n(y, i, n - i, vdiv(at_n(a, i, n - i), at_n(b, i, n - i)));
}

// y[n] = a[n]^b[n], as C pow   alias: y=a y=b   nan: as C pow: pow(1, NaN) = pow(NaN, 0) = 1   error: ulp(1)
export function pow(n: i32, a: usize, b: usize, y: usize): void {
  for (let i = 0; i < n; i++) {
    const e = <usize>i << 2;
    store<f32>(y + e, <f32>pow64(<f64>load<f32>(a + e), <f64>load<f32>(b + e)));
  }
}

// y[n] = max(a[n], b[n]); max(-0, 0) = 0   alias: y=a y=b   nan: propagates   error: exact
export function maximum(n: i32, a: usize, b: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vmax(at(a, i), at(b, i)));
  if (i < n) put_n(y, i, n - i, vmax(at_n(a, i, n - i), at_n(b, i, n - i)));
}

// y[n] = min(a[n], b[n]); min(-0, 0) = -0   alias: y=a y=b   nan: propagates   error: exact
export function minimum(n: i32, a: usize, b: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vmin(at(a, i), at(b, i)));
  if (i < n) put_n(y, i, n - i, vmin(at_n(a, i, n - i), at_n(b, i, n - i)));
}

// y[n] = a[n] < b[n] ? 1 : 0   alias: y=a y=b   nan: answers 0   error: exact
export function less(n: i32, a: usize, b: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, truth(vless(at(a, i), at(b, i))));
  if (i < n) put_n(y, i, n - i, truth(vless(at_n(a, i, n - i), at_n(b, i, n - i))));
}

// y[n] = a[n] <= b[n] ? 1 : 0   alias: y=a y=b   nan: answers 0   error: exact
export function less_equal(n: i32, a: usize, b: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, truth(vless_equal(at(a, i), at(b, i))));
  if (i < n) put_n(y, i, n - i, truth(vless_equal(at_n(a, i, n - i), at_n(b, i, n - i))));
}

// y[n] = what rounding took from a[n] + b[n]   alias: y=a y=b   nan: propagates; NaN where the sum is infinite   error: exact
export function add_error(n: i32, a: usize, b: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vadd_error(at(a, i), at(b, i)));
  if (i < n) put_n(y, i, n - i, vadd_error(at_n(a, i, n - i), at_n(b, i, n - i)));
}

// y[n] = a[n] == b[n] ? 1 : 0   alias: y=a y=b   nan: answers 0   error: exact
export function equal(n: i32, a: usize, b: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, truth(vequal(at(a, i), at(b, i))));
  if (i < n) put_n(y, i, n - i, truth(vequal(at_n(a, i, n - i), at_n(b, i, n - i))));
}

// y[n] = x[n] > 0 ? dy[n] : 0   alias: y=dy y=x   nan: x NaN gives 0; dy NaN passes where x > 0   error: exact
export function relu_d(n: i32, dy: usize, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vrelu_d(at(dy, i), at(x, i)));
  if (i < n) put_n(y, i, n - i, vrelu_d(at_n(dy, i, n - i), at_n(x, i, n - i)));
}

// y[n] = a[n] + b[n], wrapping   alias: y=a y=b   nan: propagates   error: exact
export function add_i32(n: i32, a: usize, b: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, iadd(at(a, i), at(b, i)));
  if (i < n) put_n(y, i, n - i, iadd(at_n(a, i, n - i), at_n(b, i, n - i)));
}

// y[2i] = a[2i] + b[2i], wrapping; y[2i + 1] = a[2i + 1], one more where 2^32 was passed, words without sign
//   alias: y=a y=b   nan: propagates   error: exact
export function count_i32(n: i32, a: usize, b: usize, y: usize): void {
  for (let i = 0; i < n; i += 2) {
    const at = <usize>i << 2;
    const sum = <u64>load<u32>(a + at) + <u64>load<u32>(b + at);
    if (i + 1 < n) store<u32>(y + at, load<u32>(a + at, 4) + <u32>(sum >> 32), 4);
    store<u32>(y + at, <u32>sum);
  }
}

// y[n] = a[n] == b[n] ? 1 : 0   alias: y=a y=b   nan: propagates   error: exact
export function equal_i32(n: i32, a: usize, b: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, truth(iequal(at(a, i), at(b, i))));
  if (i < n) put_n(y, i, n - i, truth(iequal(at_n(a, i, n - i), at_n(b, i, n - i))));
}

// y[n] = c[n] != 0 ? a[n] : b[n]   alias: y=c y=a y=b   nan: c NaN selects a   error: exact
export function select(n: i32, c: usize, a: usize, b: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vchosen(at(c, i), at(a, i), at(b, i)));
  if (i < n) put_n(y, i, n - i, vchosen(at_n(c, i, n - i), at_n(a, i, n - i), at_n(b, i, n - i)));
}

// y[n] = sin x[n]; NaN at infinity   alias: y=x   nan: propagates   error: ulp(1)
export function sin(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vsin(at(x, i)));
  if (i < n) put_n(y, i, n - i, vsin(at_n(x, i, n - i)));
}

// y[n] = cos x[n]; NaN at infinity   alias: y=x   nan: propagates   error: ulp(1)
export function cos(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vcos(at(x, i)));
  if (i < n) put_n(y, i, n - i, vcos(at_n(x, i, n - i)));
}

// y[n] = x[n] Phi(x[n]), Phi the standard normal distribution   alias: y=x   nan: propagates   error: dot(2)
export function gelu(n: i32, x: usize, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, vgelu(at(x, i)));
  if (i < n) put_n(y, i, n - i, vgelu(at_n(x, i, n - i)));
}

// y[n] = float(2^32 high[n] + low[n]), low without sign   alias: y=low y=high   nan: propagates   error: exact
export function cast_count_f32(n: i32, low: usize, high: usize, y: usize): void {
  for (let i = 0; i < n; i++) {
    const at = <usize>i << 2;
    store<f32>(y + at, <f32>(<f64>load<i32>(high + at) * 4294967296.0 + <f64>load<u32>(low + at)));
  }
}

export function spread(n: i32, value: f32, y: usize): void {
  let i = 0;
  for (; i + W <= n; i += W) put(y, i, splat(value));
  if (i < n) put_n(y, i, n - i, splat(value));
}
