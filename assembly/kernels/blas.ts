// Level 1 of BLAS: vectors whose elements are a step apart. The order of a sum depends on its length alone.
import { BLOCK } from '../gen/abi';
import { at, at_n, hmax, hsum, put, put_n, splat, vabs, vadd, vf, vfma, vmax, vmul, W } from '../simd';

/** Up to W elements from the i-th on, zeros beyond; a step may be negative. */
@inline function pick(p: usize, i: i32, step: i32, count: i32): vf {
  if (step == 1) return count < W ? at_n(p, i, count) : at(p, i);
  return pick_apart(p + (<usize>(i * step) << 2), <usize>step << 2, count);
}

function pick_apart(p: usize, step: usize, count: i32): vf {
  let x = v128.load32_zero(p);
  if (count > 1) x = v128.load_lane<f32>(p + step, x, 1);
  if (count > 2) x = v128.load_lane<f32>(p + 2 * step, x, 2);
  if (count > 3) x = v128.load_lane<f32>(p + 3 * step, x, 3);
  return x;
}

/** Stores up to W elements at the places that `pick` reads. */
@inline function place(p: usize, i: i32, step: i32, count: i32, v: vf): void {
  if (step != 1) place_apart(p + (<usize>(i * step) << 2), <usize>step << 2, count, v);
  else if (count == W) put(p, i, v);
  else put_n(p, i, count, v);
}

function place_apart(p: usize, step: usize, count: i32, v: vf): void {
  v128.store_lane<f32>(p, v, 0);
  if (count > 1) v128.store_lane<f32>(p + step, v, 1);
  if (count > 2) v128.store_lane<f32>(p + 2 * step, v, 2);
  if (count > 3) v128.store_lane<f32>(p + 3 * step, v, 3);
}

/** The element where a reversed vector begins: the last one. */
@inline function last_of(n: i32, x: usize, inc: i32): usize { return x + (<usize>((n - 1) * inc) << 2); }

// y[n] += alpha x[n], or x[n - 1 - i] for y[i] where reversed; elements of x are incx apart, of y incy
//   alias: none   nan: propagates   error: dot(2)
export function saxpy(n: i32, alpha: f32, x: usize, incx: i32, reversed: i32, y: usize, incy: i32, lo: i32, hi: i32): void {
  if (alpha == 0) return;
  const a = splat(alpha);
  const from = reversed ? last_of(n, x, incx) : x;
  const step = reversed ? -incx : incx;
  let i: i32 = lo;
  for (; hi - i >= W; i += W) place(y, i, incy, W, vfma(a, pick(from, i, step, W), pick(y, i, incy, W)));
  if (i < hi) place(y, i, incy, hi - i, vfma(a, pick(from, i, step, hi - i), pick(y, i, incy, hi - i)));
}

// x[n] *= alpha; elements of x are incx apart   alias: none   nan: propagates   error: exact
export function sscal(n: i32, alpha: f32, x: usize, incx: i32, lo: i32, hi: i32): void {
  const a = splat(alpha);
  let i: i32 = lo;
  for (; hi - i >= W; i += W) place(x, i, incx, W, vmul(a, pick(x, i, incx, W)));
  if (i < hi) place(x, i, incx, hi - i, vmul(a, pick(x, i, incx, hi - i)));
}

// sum = x[n] y[n] over n, or x[n - 1 - i] y[i] where reversed; elements of x are incx apart, of y incy
//   alias: none   nan: propagates   error: dot(n)
export function sdot(n: i32, x: usize, incx: i32, reversed: i32, y: usize, incy: i32, sum: usize): void {
  if (n == 0) return;
  const from = reversed ? last_of(n, x, incx) : x;
  const step = reversed ? -incx : incx;
  let a = splat(0), b = a, c = a, d = a;
  let i: i32 = 0;
  for (; n - i >= 4 * W; i += 4 * W) {
    a = vfma(pick(from, i, step, W), pick(y, i, incy, W), a);
    b = vfma(pick(from, i + W, step, W), pick(y, i + W, incy, W), b);
    c = vfma(pick(from, i + 2 * W, step, W), pick(y, i + 2 * W, incy, W), c);
    d = vfma(pick(from, i + 3 * W, step, W), pick(y, i + 3 * W, incy, W), d);
  }
  for (; n - i >= W; i += W) a = vfma(pick(from, i, step, W), pick(y, i, incy, W), a);
  if (i < n) b = vfma(pick(from, i, step, n - i), pick(y, i, incy, n - i), b);
  store<f32>(sum, hsum(vadd(vadd(a, b), vadd(c, d))));
}

// MIRROR: the C++ compiler makes vectors of float64 of this loop, assembly spells them out
@inline function add_squares(v: vf, sum: v128): v128 {
  const low = f64x2.promote_low_f32x4(v), high = f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f64x2.add(sum, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
}

// norm = sqrt(sum over n of x[n]^2), summed in float64 where no square can leave the range; elements of x are incx apart
//   alias: none   nan: propagates   error: ulp(1)
export function snrm2(n: i32, x: usize, incx: i32, norm: usize): void {
  if (n == 0) return;
  let sum = f64x2.splat(0);
  let i: i32 = 0;
  for (; n - i >= W; i += W) sum = add_squares(pick(x, i, incx, W), sum);
  if (i < n) sum = add_squares(pick(x, i, incx, n - i), sum);
  const total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  store<f32>(norm, <f32>Math.sqrt(total));
}

// sum = |x[n]| over n; elements of x are incx apart   alias: none   nan: propagates   error: dot(n)
export function sasum(n: i32, x: usize, incx: i32, sum: usize): void {
  if (n == 0) return;
  let a = splat(0), b = a, c = a, d = a;
  let i: i32 = 0;
  for (; n - i >= 4 * W; i += 4 * W) {
    a = vadd(a, vabs(pick(x, i, incx, W)));
    b = vadd(b, vabs(pick(x, i + W, incx, W)));
    c = vadd(c, vabs(pick(x, i + 2 * W, incx, W)));
    d = vadd(d, vabs(pick(x, i + 3 * W, incx, W)));
  }
  for (; n - i >= W; i += W) a = vadd(a, vabs(pick(x, i, incx, W)));
  if (i < n) b = vadd(b, vabs(pick(x, i, incx, n - i)));
  store<f32>(sum, hsum(vadd(vadd(a, b), vadd(c, d))));
}

/** The largest magnitude among elements [i, end), NaN if one is. */
function largest(i: i32, end: i32, x: usize, incx: i32): f32 {
  let a = splat(0);
  for (; end - i >= W; i += W) a = vmax(a, vabs(pick(x, i, incx, W)));
  if (i < end) a = vmax(a, vabs(pick(x, i, incx, end - i)));
  return hmax(a);
}

@inline function element(x: usize, i: i32, incx: i32): f32 { return load<f32>(x + (<usize>(i * incx) << 2)); }

// index = the first n of the largest |x[n]|, from 0; elements of x are incx apart   alias: none   nan: the first NaN wins   error: exact
export function isamax(n: i32, x: usize, incx: i32, index: usize): void {
  if (n == 0) return;
  // Finds the block that holds the largest magnitude, then searches that block only.
  let best: f32 = -1;
  let i: i32 = 0;
  for (let block = 0, end = 0; block < n && best == best; block = end) {
    end = n - block < BLOCK ? n : block + BLOCK;
    const found = largest(block, end, x, incx);
    if (!(found <= best)) best = found, i = block;
  }
  // Stops at the end, because another thread may change shared memory meanwhile.
  while (i < n - 1 && abs(element(x, i, incx)) != best && (best == best || element(x, i, incx) == element(x, i, incx))) i++;
  store<i32>(index, i);
}
