// Moments of columns, the sums of columns that their gradients need, and sums of squares by rows and by columns. Rows are taken in
// runs that stay in the L1 cache. The order of a sum depends on the shape alone.
import { at, at_n, hsum, put, put_n, splat, vadd, vf, vfma, vmul, vsub, W } from '../simd';

/** Rows of a run. */
const MOMENT_RUN: i32 = 64;
/** Columns in one unit with a single outer index. */
const MOMENT_COLUMNS: i32 = 64;
/** Columns whose sums of squares stay in the L1 cache, with their weights. */
const SQUARE_COLUMNS: i32 = 1024;

@inline function column(whole: bool, p: usize, i: i32, count: i32): vf { return whole ? at(p, i) : at_n(p, i, count); }
@inline function put_column(whole: bool, p: usize, i: i32, count: i32, v: vf): void {
  if (whole) put(p, i, v);
  else put_n(p, i, count, v);
}
@inline function squared(x: vf, mean: vf, sum: vf): vf {
  const d = vsub(x, mean);
  return vfma(d, d, sum);
}

/** The moments of two vectors of columns that begin at x, or of one; of `count` columns if it is not whole. Each run has a mean of its
 *  own, and squares are of distances from it. */
@inline function moments_tile(
  two: bool, whole: bool, mid: i32, inner: i32, count: i32, x: usize, mean: usize, variance: usize,
): void {
  const line = (<usize>inner) << 2;
  let total_0 = splat(0.0), total_1 = total_0, squares_0 = total_0, squares_1 = total_0;
  for (let p: i32 = 0; p < mid; p += MOMENT_RUN, x += <usize>MOMENT_RUN * line) {
    const rows = mid - p < MOMENT_RUN ? mid - p : MOMENT_RUN;
    let sum_0 = splat(0.0), sum_1 = sum_0, far_0 = sum_0, far_1 = sum_0;
    let row = x;
    for (let q: i32 = 0; q < rows; q++, row += line) {
      sum_0 = vadd(sum_0, column(whole, row, 0, count));
      if (two) sum_1 = vadd(sum_1, at(row, W));
    }
    const part = splat(<f32>1.0 / <f32>rows);
    const own_0 = vmul(sum_0, part), own_1 = vmul(sum_1, part);
    row = x;
    for (let q: i32 = 0; q < rows; q++, row += line) {
      far_0 = squared(column(whole, row, 0, count), own_0, far_0);
      if (two) far_1 = squared(at(row, W), own_1, far_1);
    }
    // What the distance between the mean of this run and that of the runs before adds.
    if (p > 0) {
      const weight = splat(<f32>p * <f32>rows / <f32>(p + rows)), share = splat(<f32>1.0 / <f32>p);
      const apart_0 = vsub(own_0, vmul(total_0, share)), apart_1 = vsub(own_1, vmul(total_1, share));
      far_0 = vfma(vmul(apart_0, apart_0), weight, far_0);
      far_1 = vfma(vmul(apart_1, apart_1), weight, far_1);
    }
    squares_0 = vadd(squares_0, far_0);
    squares_1 = vadd(squares_1, far_1);
    total_0 = vadd(total_0, sum_0);
    total_1 = vadd(total_1, sum_1);
  }
  const share = splat(<f32>1.0 / <f32>mid);
  put_column(whole, mean, 0, count, vmul(total_0, share));
  put_column(whole, variance, 0, count, vmul(squares_0, share));
  if (!two) return;
  put(mean, W, vmul(total_1, share));
  put(variance, W, vmul(squares_1, share));
}

/** The sums of two vectors of columns, or of one. */
@inline function centered_tile(
  two: bool, whole: bool, mid: i32, inner: i32, count: i32, x: usize, center: usize, dy: usize, sums: usize, products: usize,
): void {
  const line = (<usize>inner) << 2;
  const middle_0 = column(whole, center, 0, count), middle_1 = two ? at(center, W) : middle_0;
  let total_0 = splat(0.0), total_1 = total_0, product_0 = total_0, product_1 = total_0;
  for (let p: i32 = 0; p < mid; p += MOMENT_RUN) {
    let sum_0 = splat(0.0), sum_1 = sum_0, near_0 = sum_0, near_1 = sum_0;
    for (let q = mid - p < MOMENT_RUN ? mid - p : MOMENT_RUN; q > 0; q--, x += line, dy += line) {
      const d = column(whole, dy, 0, count);
      sum_0 = vadd(sum_0, d);
      near_0 = vfma(d, vsub(column(whole, x, 0, count), middle_0), near_0);
      if (!two) continue;
      const e = at(dy, W);
      sum_1 = vadd(sum_1, e);
      near_1 = vfma(e, vsub(at(x, W), middle_1), near_1);
    }
    total_0 = vadd(total_0, sum_0);
    total_1 = vadd(total_1, sum_1);
    product_0 = vadd(product_0, near_0);
    product_1 = vadd(product_1, near_1);
  }
  put_column(whole, sums, 0, count, total_0);
  put_column(whole, products, 0, count, product_0);
  if (!two) return;
  put(sums, W, total_1);
  put(products, W, product_1);
}

@inline function add_to(p: usize, sum: vf): void { store<f32>(p, load<f32>(p) + hsum(sum)); }

/** Adds the squares of four rows of `count` columns, or of one, to the sums of these rows and columns. */
@inline function add_squares(
  four: bool, weighted: bool, inner: i32, count: i32, weights: usize, x: usize, rows: usize, columns: usize,
): void {
  const line = (<usize>inner) << 2;
  let sum_0 = splat(0.0), sum_1 = sum_0, sum_2 = sum_0, sum_3 = sum_0;
  for (let i: i32 = 0; i < count; i += W) {
    const left = count - i, whole = left >= W;
    const weight = weighted ? column(whole, weights, i, left) : splat(1.0);
    const a = column(whole, x, i, left), square_0 = vmul(a, a);
    sum_0 = vfma(square_0, weight, sum_0);
    let together = square_0;
    if (four) {
      const b = column(whole, x + line, i, left), c = column(whole, x + 2 * line, i, left), d = column(whole, x + 3 * line, i, left);
      const square_1 = vmul(b, b), square_2 = vmul(c, c), square_3 = vmul(d, d);
      sum_1 = vfma(square_1, weight, sum_1);
      sum_2 = vfma(square_2, weight, sum_2);
      sum_3 = vfma(square_3, weight, sum_3);
      together = vadd(vadd(square_0, square_1), vadd(square_2, square_3));
    }
    put_column(whole, columns, i, left, vadd(column(whole, columns, i, left), together));
  }
  add_to(rows, sum_0);
  if (!four) return;
  add_to(rows + 4, sum_1);
  add_to(rows + 8, sum_2);
  add_to(rows + 12, sum_3);
}

@inline function sum_squares(weighted: bool, mid: i32, inner: i32, weights: usize, x: usize, rows: usize, columns: usize): void {
  memory.fill(rows, 0, (<usize>mid) << 2);
  memory.fill(columns, 0, (<usize>inner) << 2);
  for (let j: i32 = 0; j < inner; j += SQUARE_COLUMNS) {
    const count = inner - j < SQUARE_COLUMNS ? inner - j : SQUARE_COLUMNS;
    const at_j = (<usize>j) << 2, to = columns + at_j, own = weights + at_j;
    let p: i32 = 0;
    for (; mid - p >= 4; p += 4) {
      add_squares(true, weighted, inner, count, own, x + at_j + ((<usize>(p * inner)) << 2), rows + ((<usize>p) << 2), to);
    }
    for (; p < mid; p++) {
      add_squares(false, weighted, inner, count, own, x + at_j + ((<usize>(p * inner)) << 2), rows + ((<usize>p) << 2), to);
    }
  }
}

/** Where the units [lo, hi) begin and end: a unit is one outer index, or MOMENT_COLUMNS columns if there is only one. */
@inline function first_outer(outer: i32, lo: i32): i32 { return outer > 1 ? lo : 0; }
@inline function last_outer(outer: i32, hi: i32): i32 { return outer > 1 ? hi : outer; }
@inline function first_column(outer: i32, lo: i32): i32 { return outer > 1 ? 0 : lo * MOMENT_COLUMNS; }
@inline function last_column(outer: i32, inner: i32, hi: i32): i32 {
  return outer > 1 || hi * MOMENT_COLUMNS > inner ? inner : hi * MOMENT_COLUMNS;
}

// mean[outer,inner] = sum over mid of x[outer,mid,inner] / mid; variance[outer,inner] = sum over mid of (x[outer,mid,inner] -
//   mean[outer,inner])^2 / mid
//   alias: none   nan: propagates   error: dot(2 * mid + 8)
export function moments(outer: i32, mid: i32, inner: i32, x: usize, mean: usize, variance: usize, lo: i32, hi: i32): void {
  const right = last_column(outer, inner, hi);
  for (let o = first_outer(outer, lo); o < last_outer(outer, hi); o++) {
    const from = x + ((<usize>(o * mid * inner)) << 2), to = (<usize>(o * inner)) << 2;
    let j = first_column(outer, lo);
    for (; right - j >= 2 * W; j += 2 * W) {
      const at_j = to + ((<usize>j) << 2);
      moments_tile(true, true, mid, inner, W, from + ((<usize>j) << 2), mean + at_j, variance + at_j);
    }
    for (; right > j; j += W) {
      const at_j = to + ((<usize>j) << 2);
      if (right - j >= W) moments_tile(false, true, mid, inner, W, from + ((<usize>j) << 2), mean + at_j, variance + at_j);
      else moments_tile(false, false, mid, inner, right - j, from + ((<usize>j) << 2), mean + at_j, variance + at_j);
    }
  }
}

// sums[outer,inner] = sum over mid of dy[outer,mid,inner]; products[outer,inner] = sum over mid of dy[outer,mid,inner] (x[outer,mid,inner]
//   - center[inner]); an empty sum is 0
//   alias: none   nan: propagates   error: dot(mid + 3)
export function centered_sums(outer: i32, mid: i32, inner: i32, x: usize, center: usize, dy: usize, sums: usize, products: usize, lo: i32,
    hi: i32): void {
  const right = last_column(outer, inner, hi);
  for (let o = first_outer(outer, lo); o < last_outer(outer, hi); o++) {
    const from = (<usize>(o * mid * inner)) << 2, to = (<usize>(o * inner)) << 2;
    let j = first_column(outer, lo);
    for (; right - j >= 2 * W; j += 2 * W) {
      const at_j = (<usize>j) << 2, a = x + from + at_j, b = dy + from + at_j;
      centered_tile(true, true, mid, inner, W, a, center + at_j, b, sums + to + at_j, products + to + at_j);
    }
    for (; right > j; j += W) {
      const at_j = (<usize>j) << 2, a = x + from + at_j, b = dy + from + at_j;
      if (right - j >= W) centered_tile(false, true, mid, inner, W, a, center + at_j, b, sums + to + at_j, products + to + at_j);
      else centered_tile(false, false, mid, inner, right - j, a, center + at_j, b, sums + to + at_j, products + to + at_j);
    }
  }
}

// rows[outer,mid] = sum over inner of weights[inner] x[outer,mid,inner]^2, without weights each is 1; columns[outer,inner] = sum over mid
//   of x[outer,mid,inner]^2; an empty sum is 0
//   alias: none   nan: propagates   error: dot(mid + inner + 3)
export function square_sums(outer: i32, mid: i32, inner: i32, weights: usize, x: usize, rows: usize, columns: usize, lo: i32,
    hi: i32): void {
  for (let o = lo; o < hi; o++) {
    const from = x + ((<usize>(o * mid * inner)) << 2);
    const r = rows + ((<usize>(o * mid)) << 2), c = columns + ((<usize>(o * inner)) << 2);
    if (weights != 0) sum_squares(true, mid, inner, weights, from, r, c);
    else sum_squares(false, mid, inner, 0, from, r, c);
  }
}
