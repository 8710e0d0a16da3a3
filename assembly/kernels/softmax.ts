// Softmax and what is made of it, along the rows of a matrix: the largest element so that no exponential
// overflows, then one pass that sums exponentials, then one that writes.
import { truth, spread } from './elementwise';
import { fold_max, fold_sum } from './reduce';
import { UNLIFT, vexp_lifted, vlog } from '../math';
import { at, at_n, at_or, hlarger, hsum, lane_0, put, put_n, splat, vadd, vlarger, vless, vmax, vmul, vselect, vsub, W } from '../simd';

/** The largest element of a row, in four accumulators. NaN may be ignored here: it makes the sum NaN later. */
export function top_of(n: i32, x: usize): f32 {
  let a = splat(-Infinity), b = a, c = a, d = a;
  let j = 0;
  for (; n - j >= 4 * W; j += 4 * W) {
    a = vlarger(at(x, j), a);
    b = vlarger(at(x, j + W), b);
    c = vlarger(at(x, j + 2 * W), c);
    d = vlarger(at(x, j + 3 * W), d);
  }
  for (; n - j >= W; j += W) a = vlarger(at(x, j), a);
  if (j < n) b = vlarger(at_or(x, j, n - j, -Infinity), b);
  return hlarger(vlarger(vlarger(a, b), vlarger(c, d)));
}

/** The sum of e^(x - top), which is at least 1. Lanes beyond the row hold -inf; their exponentials are too small to
 *  change the sum. */
function exp_sum(n: i32, x: usize, top: f32): f32 {
  const m = splat(top);
  let sum = splat(0.0);
  let j = 0;
  for (; n - j >= W; j += W) sum = vadd(sum, vexp_lifted(vsub(at(x, j), m)));
  if (j < n) sum = vadd(sum, vexp_lifted(vsub(at_or(x, j, n - j, -Infinity), m)));
  return hsum(sum) * UNLIFT;
}

/** The sum of y = 2^64 e^(x - top). */
// MIRROR: native stores later, prefetches the next row, and scales the row before in the same pass
function exp_row(n: i32, x: usize, top: f32, y: usize): f32 {
  const m = splat(top);
  let sum = splat(0.0);
  let j = 0;
  for (; n - j >= W; j += W) {
    const e = vexp_lifted(vsub(at(x, j), m));
    sum = vadd(sum, e);
    put(y, j, e);
  }
  if (j < n) {
    const e = vexp_lifted(vsub(at_or(x, j, n - j, -Infinity), m));
    sum = vadd(sum, e);
    put_n(y, j, n - j, e);
  }
  return hsum(sum);
}

/** y = (y a) b, in this order: a undoes the factor of vexp_lifted, and b may be so small that a b would be 0. */
function scale_row(n: i32, a: f32, b: f32, y: usize): void {
  const s = splat(a), t = splat(b);
  let j = 0;
  for (; n - j >= W; j += W) put(y, j, vmul(vmul(at(y, j), s), t));
  if (j < n) put_n(y, j, n - j, vmul(vmul(at_n(y, j, n - j), s), t));
}

/** y = (x - a) - b, in this order: a is close to the largest x, so that x - a loses none of their digits. */
function shift_row(n: i32, a: f32, b: f32, x: usize, y: usize): void {
  const s = splat(a), t = splat(b);
  let j = 0;
  for (; n - j >= W; j += W) put(y, j, vsub(vsub(at(x, j), s), t));
  if (j < n) put_n(y, j, n - j, vsub(vsub(at_n(x, j, n - j), s), t));
}

export function log_of(x: f32): f32 { return lane_0(vlog(splat(x))); }

/** The number of x above the threshold. */
function count_above(n: i32, x: usize, threshold: f32): f32 {
  const t = splat(threshold);
  let sum = splat(0.0);
  let j = 0;
  for (; n - j >= W; j += W) sum = vadd(sum, truth(vless(t, at(x, j))));
  if (j < n) sum = vadd(sum, truth(vless(t, at_or(x, j, n - j, -Infinity))));
  return hsum(sum);
}

/** The sum of the x above the threshold. */
function sum_above(n: i32, x: usize, threshold: f32): f32 {
  const t = splat(threshold), zero = splat(0.0);
  let sum = zero;
  let j = 0;
  for (; n - j >= W; j += W) sum = vadd(sum, vselect(vless(t, at(x, j)), at(x, j), zero));
  if (j < n) sum = vadd(sum, vselect(vless(t, at_or(x, j, n - j, -Infinity)), at_n(x, j, n - j), zero));
  return hsum(sum);
}

// y[rows,cols] = e^(x - max) / sum over cols of e^(x - max)   alias: y=x   nan: propagates   error: dot(cols + 8)
export function softmax(rows: i32, cols: i32, x: usize, y: usize, lo: i32, hi: i32): void {
  for (let i = lo; i < hi; i++) {
    const a = x + (<usize>(i * cols) << 2);
    const b = y + (<usize>(i * cols) << 2);
    const sum = exp_row(cols, a, top_of(cols, a), b);
    scale_row(cols, 1.0 / sum, 1.0, b);
  }
}

// y[rows,cols] = x - max - ln(sum over cols of e^(x - max))   alias: y=x   nan: propagates   error: dot(cols + 8)
export function log_softmax(rows: i32, cols: i32, x: usize, y: usize, lo: i32, hi: i32): void {
  for (let i = lo; i < hi; i++) {
    const a = x + (<usize>(i * cols) << 2);
    const b = y + (<usize>(i * cols) << 2);
    const top = top_of(cols, a);
    shift_row(cols, top, log_of(exp_sum(cols, a, top)), a, b);
  }
}

// y[rows,cols] = max(x - tau, 0), tau such that each row sums to 1   alias: none   nan: propagates   error: dot(cols + 8)
export function sparsemax(rows: i32, cols: i32, x: usize, y: usize, lo: i32, hi: i32): void {
  for (let i = lo; i < hi; i++) {
    const a = x + (<usize>(i * cols) << 2);
    const b = y + (<usize>(i * cols) << 2);
    shift_row(cols, fold_max(cols, a), 0.0, a, b);
    // The largest element is now 0, so tau is at least -1, and elements below -1 can be left out from the beginning.
    let tau: f32 = -1.0, size: f32 = -1.0;
    for (let round = 0; round < cols; round++) {
      const count = count_above(cols, b, tau);
      if (count == size) break;
      size = count;
      tau = (sum_above(cols, b, tau) - 1.0) / size;
    }
    const t = splat(tau);
    let j = 0;
    for (; cols - j >= W; j += W) put(b, j, vmax(vsub(at(b, j), t), splat(0.0)));
    if (j < cols) put_n(b, j, cols - j, vmax(vsub(at_n(b, j, cols - j), t), splat(0.0)));
  }
}

// y[rows] = sum over cols of t * (ln(sum e^(x - max)) - (x - max)); x are logits, t target weights
//   alias: none   nan: propagates   error: dot(2 * cols + 8)
export function softmax_cross_entropy(rows: i32, cols: i32, x: usize, t: usize, y: usize, lo: i32, hi: i32): void {
  for (let i = lo; i < hi; i++) {
    const a = x + (<usize>(i * cols) << 2);
    const b = t + (<usize>(i * cols) << 2);
    const top = top_of(cols, a);
    const m = splat(top);
    let sum = splat(0.0), weight = sum, inner = sum;
    let j = 0;
    for (; cols - j >= W; j += W) {
      const d = vsub(at(a, j), m), v = at(b, j);
      sum = vadd(sum, vexp_lifted(d));
      weight = vadd(weight, v);
      inner = vadd(inner, vmul(v, d));
    }
    if (j < cols) {
      const v = at_n(b, j, cols - j);
      sum = vadd(sum, vexp_lifted(vsub(at_or(a, j, cols - j, -Infinity), m)));
      weight = vadd(weight, v);
      inner = vadd(inner, vmul(v, vsub(at_or(a, j, cols - j, top), m)));
    }
    store<f32>(y + (<usize>i << 2), cols > 0 ? log_of(hsum(sum) * UNLIFT) * hsum(weight) - hsum(inner) : 0.0);
  }
}

// dx[rows,cols] = dy[rows] * (softmax(x) * sum over cols of t - t)   alias: dx=x   nan: propagates   error: dot(2 * cols + 8)
export function softmax_cross_entropy_dx(rows: i32, cols: i32, x: usize, t: usize, dy: usize, dx: usize, lo: i32, hi: i32): void {
  for (let i = lo; i < hi; i++) {
    const a = x + (<usize>(i * cols) << 2);
    const b = t + (<usize>(i * cols) << 2);
    const c = dx + (<usize>(i * cols) << 2);
    const sum = exp_row(cols, a, top_of(cols, a), c);
    const p = splat(1.0 / sum), weight = splat(fold_sum(cols, b)), d = splat(load<f32>(dy + (<usize>i << 2)));
    let j = 0;
    for (; cols - j >= W; j += W) put(c, j, vmul(d, vsub(vmul(vmul(at(c, j), p), weight), at(b, j))));
    if (j < cols) put_n(c, j, cols - j, vmul(d, vsub(vmul(vmul(at_n(c, j, cols - j), p), weight), at_n(b, j, cols - j))));
  }
}

// y[rows] = ln(sum e^(x - max)) - (x[row, label[row]] - max)
//   alias: none   nan: propagates; a label outside 0..cols-1 gives NaN   error: dot(cols + 8)
export function sparse_softmax_cross_entropy(rows: i32, cols: i32, x: usize, label: usize, y: usize, lo: i32, hi: i32): void {
  for (let i = lo; i < hi; i++) {
    const a = x + (<usize>(i * cols) << 2);
    const l = load<i32>(label + (<usize>i << 2));
    const top = top_of(cols, a);
    store<f32>(y + (<usize>i << 2), l >= 0 && l < cols ? log_of(exp_sum(cols, a, top)) - (load<f32>(a + (<usize>l << 2)) - top) : <f32>NaN);
  }
}

// dx[rows,cols] = dy[rows] * (softmax(x) - onehot(label))
//   alias: dx=x   nan: propagates; a label outside 0..cols-1 gives a row of NaN   error: dot(cols + 8)
export function sparse_softmax_cross_entropy_dx(rows: i32, cols: i32, x: usize, label: usize, dy: usize, dx: usize, lo: i32,
    hi: i32): void {
  for (let i = lo; i < hi; i++) {
    const a = x + (<usize>(i * cols) << 2);
    const b = dx + (<usize>(i * cols) << 2);
    const l = load<i32>(label + (<usize>i << 2));
    if (l < 0 || l >= cols) {
      spread(cols, NaN, b);
      continue;
    }
    const sum = exp_row(cols, a, top_of(cols, a), b);
    const p = load<f32>(b + (<usize>l << 2)) / sum;
    scale_row(cols, 1.0 / sum, load<f32>(dy + (<usize>i << 2)), b);
    store<f32>(b + (<usize>l << 2), load<f32>(dy + (<usize>i << 2)) * (p - 1.0));
  }
}
