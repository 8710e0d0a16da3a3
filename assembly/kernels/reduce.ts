// Reductions over the middle axis. The order of a sum depends on the shape alone. Sums are taken in runs of DEPTH. What
// rounding takes from the sum of the runs is summed beside it: the error grows with DEPTH, not with the number of runs.
import { TERM_ABS, TERM_ITSELF, TERM_SQUARE } from '../gen/abi';
import { vadd_error } from '../math';
import {
  at, at_n, at_or, any, hmax, hmin, hprod, hsum, iselect, isplat, mand, mnot, put, put_n, splat, vabs, vadd, vequal, vf,
  vis_nan, vless_equal, vm, vmax, vmin, vmul, vselect, W,
} from '../simd';

const FOLD_SUM: i32 = 0, FOLD_PROD: i32 = 1, FOLD_MAX: i32 = 2, FOLD_MIN: i32 = 3;
const DEPTH: i32 = 128;
/** Columns in one unit of a reduction with a single outer index. */
const COLUMNS: i32 = 64;

@inline function identity(op: i32): f32 { return op == FOLD_SUM ? 0.0 : op == FOLD_PROD ? 1.0 : op == FOLD_MAX ? -Infinity : Infinity; }
@inline function fold(op: i32, a: vf, b: vf): vf {
  return op == FOLD_SUM ? vadd(a, b) : op == FOLD_PROD ? vmul(a, b) : op == FOLD_MAX ? vmax(a, b) : vmin(a, b);
}
@inline function across(op: i32, a: vf): f32 {
  return op == FOLD_SUM ? hsum(a) : op == FOLD_PROD ? hprod(a) : op == FOLD_MAX ? hmax(a) : hmin(a);
}

/** What a reduction takes of each element. */
@inline function term_of(term: i32, x: vf): vf { return term == TERM_SQUARE ? vmul(x, x) : term == TERM_ABS ? vabs(x) : x; }
/** What lanes beyond the last element hold: it, or its term, does not change the result. */
@inline function beyond(op: i32, term: i32): f32 { return term == TERM_ITSELF ? identity(op) : 0.0; }

/** A sum with what rounding took from it. Where that is no number, the sum is infinite and stays so. */
@inline function with_rest(sum: vf, rest: vf): vf { return vselect(vequal(rest, rest), vadd(sum, rest), sum); }

/** Reduces n contiguous elements to one. Keeps four vectors, which are combined after every DEPTH steps. */
@inline function fold_run(op: i32, term: i32, n: i32, x: usize): f32 {
  let total = splat(identity(op)), rest = splat(0.0);
  let i = 0;
  while (n - i >= 4 * W) {
    const end = n - i < 4 * W * DEPTH ? n : i + 4 * W * DEPTH;
    let a = term_of(term, at(x, i)), b = term_of(term, at(x, i + W)), c = term_of(term, at(x, i + 2 * W)),
      d = term_of(term, at(x, i + 3 * W));
    for (i += 4 * W; end - i >= 4 * W; i += 4 * W) {
      a = fold(op, a, term_of(term, at(x, i)));
      b = fold(op, b, term_of(term, at(x, i + W)));
      c = fold(op, c, term_of(term, at(x, i + 2 * W)));
      d = fold(op, d, term_of(term, at(x, i + 3 * W)));
    }
    const run = fold(op, fold(op, a, b), fold(op, c, d));
    if (op == FOLD_SUM) rest = vadd(rest, vadd_error(total, run));
    total = fold(op, total, run);
  }
  if (op == FOLD_SUM && n > 4 * W * DEPTH) total = with_rest(total, rest);
  for (; n - i >= W; i += W) total = fold(op, total, term_of(term, at(x, i)));
  if (i < n) total = fold(op, total, term_of(term, at_or(x, i, n - i, beyond(op, term))));
  return across(op, total);
}

export function fold_sum(n: i32, x: usize): f32 { return fold_run(FOLD_SUM, TERM_ITSELF, n, x); }
export function fold_max(n: i32, x: usize): f32 { return fold_run(FOLD_MAX, TERM_ITSELF, n, x); }

/** y[j] = scale times column j of x[mid,inner], for j in [lo, hi). */
@inline function fold_columns(
  op: i32, term: i32, mid: i32, inner: i32, scale: f32, x: usize, y: usize, lo: i32, hi: i32,
): void {
  // MIRROR: native goes through large matrices row by row
  let j = lo;
  for (; hi - j >= 4 * W; j += 4 * W) {
    let a = splat(identity(op)), b = a, c = a, d = a;
    let rest_a = splat(0.0), rest_b = rest_a, rest_c = rest_a, rest_d = rest_a;
    let row = x;
    for (let p = 0; p < mid; p += DEPTH) {
      let e = splat(identity(op)), f = e, g = e, h = e;
      for (let q = mid - p < DEPTH ? mid - p : DEPTH; q > 0; q--, row += <usize>inner << 2) {
        e = fold(op, e, term_of(term, at(row, j)));
        f = fold(op, f, term_of(term, at(row, j + W)));
        g = fold(op, g, term_of(term, at(row, j + 2 * W)));
        h = fold(op, h, term_of(term, at(row, j + 3 * W)));
      }
      if (op == FOLD_SUM && p > 0) {
        rest_a = vadd(rest_a, vadd_error(a, e));
        rest_b = vadd(rest_b, vadd_error(b, f));
        rest_c = vadd(rest_c, vadd_error(c, g));
        rest_d = vadd(rest_d, vadd_error(d, h));
      }
      a = fold(op, a, e);
      b = fold(op, b, f);
      c = fold(op, c, g);
      d = fold(op, d, h);
    }
    if (op == FOLD_SUM && mid > DEPTH) {
      a = with_rest(a, rest_a);
      b = with_rest(b, rest_b);
      c = with_rest(c, rest_c);
      d = with_rest(d, rest_d);
    }
    put(y, j, vmul(a, splat(scale)));
    put(y, j + W, vmul(b, splat(scale)));
    put(y, j + 2 * W, vmul(c, splat(scale)));
    put(y, j + 3 * W, vmul(d, splat(scale)));
  }
  for (; j < hi; j += W) {
    const count = hi - j < W ? hi - j : W;
    let a = splat(identity(op)), rest = splat(0.0);
    let row = x;
    for (let p = 0; p < mid; p += DEPTH) {
      let e = splat(identity(op));
      for (let q = mid - p < DEPTH ? mid - p : DEPTH; q > 0; q--, row += (<usize>inner) << 2) {
        e = fold(op, e, term_of(term, count < W ? at_n(row, j, count) : at(row, j)));
      }
      if (op == FOLD_SUM && p > 0) rest = vadd(rest, vadd_error(a, e));
      a = fold(op, a, e);
    }
    if (op == FOLD_SUM && mid > DEPTH) a = with_rest(a, rest);
    if (count < W) put_n(y, j, count, vmul(a, splat(scale)));
    else put(y, j, vmul(a, splat(scale)));
  }
}

/** A unit is one outer index, or COLUMNS inner indices if there is only one outer index. */
@inline function fold_middle(
  op: i32, term: i32, outer: i32, mid: i32, inner: i32, scale: f32, x: usize, y: usize, lo: i32, hi: i32,
): void {
  if (outer == 0) return;
  const divided = outer == 1 && inner > 1;
  const left = divided ? lo * COLUMNS : 0, right = divided && hi * COLUMNS < inner ? hi * COLUMNS : inner;
  const begin = divided ? 0 : lo, end = divided ? 1 : hi;
  for (let o = begin; o < end; o++) {
    const from = x + (<usize>(o * mid * inner) << 2);
    const to = y + (<usize>(o * inner) << 2);
    if (inner == 1) store<f32>(to, fold_run(op, term, mid, from) * scale);
    else fold_columns(op, term, mid, inner, scale, from, to, left, right);
  }
}

/** Where a is better than b: larger (FOLD_MAX) or smaller, or NaN while b is not. */
@inline function better(op: i32, a: vf, b: vf): vm {
  return mand(mnot(op == FOLD_MAX ? vless_equal(a, b) : vless_equal(b, a)), vequal(b, b));
}

/** Where a is larger than b, or NaN while b is not. */
@inline export function larger(a: vf, b: vf): vm { return better(FOLD_MAX, a, b); }

/** The first position of the best of n contiguous elements: where the result of the reduction occurs first. */
@inline function find_run(op: i32, n: i32, x: usize): i32 {
  const best = fold_run(op, TERM_ITSELF, n, x);
  const v = splat(best);
  let i = 0;
  if (best == best) while (n - i >= W && !any(vequal(at(x, i), v))) i += W;
  else while (n - i >= W && !any(vis_nan(at(x, i)))) i += W;
  while (load<f32>(x + (<usize>i << 2)) != best && (best == best || load<f32>(x + (<usize>i << 2)) == load<f32>(x + (<usize>i << 2)))) i++;
  return i;
}

@inline function find_columns(op: i32, mid: i32, inner: i32, x: usize, y: usize, lo: i32, hi: i32): void {
  for (let j = lo; j < hi; j += W) {
    const count = hi - j < W ? hi - j : W;
    let best = splat(identity(op));
    let place = isplat(0);
    let row = x;
    for (let p = 0; p < mid; p++, row += <usize>inner << 2) {
      const v = count < W ? at_n(row, j, count) : at(row, j);
      const m = better(op, v, best);
      best = vselect(m, v, best);
      place = iselect(m, isplat(p), place);
    }
    if (count < W) put_n(y, j, count, place);
    else put(y, j, place);
  }
}

@inline function find_middle(op: i32, outer: i32, mid: i32, inner: i32, x: usize, y: usize, lo: i32, hi: i32): void {
  if (outer == 0) return;
  const divided = outer == 1 && inner > 1;
  const left = divided ? lo * COLUMNS : 0, right = divided && hi * COLUMNS < inner ? hi * COLUMNS : inner;
  const begin = divided ? 0 : lo, end = divided ? 1 : hi;
  for (let o = begin; o < end; o++) {
    const from = x + (<usize>(o * mid * inner) << 2);
    const to = y + (<usize>(o * inner) << 2);
    if (inner == 1) store<i32>(to, find_run(op, mid, from));
    else find_columns(op, mid, inner, from, to, left, right);
  }
}

// y[outer,inner] = scale * sum over mid of x[outer,mid,inner]; with term 1 of its absolute value, with term 2 of its square; an empty sum
//   is 0
//   alias: none   nan: propagates   error: dot(mid + 1)
export function reduce_sum(outer: i32, mid: i32, inner: i32, scale: f32, term: i32, x: usize, y: usize, lo: i32, hi: i32): void {
  if (term == TERM_ABS) fold_middle(FOLD_SUM, TERM_ABS, outer, mid, inner, scale, x, y, lo, hi);
  else if (term == TERM_SQUARE) fold_middle(FOLD_SUM, TERM_SQUARE, outer, mid, inner, scale, x, y, lo, hi);
  else fold_middle(FOLD_SUM, TERM_ITSELF, outer, mid, inner, scale, x, y, lo, hi);
}

// y[outer,inner] = scale * prod over mid of x[outer,mid,inner]; an empty prod is 1   alias: none   nan: propagates   error: dot(mid + 1)
export function reduce_prod(outer: i32, mid: i32, inner: i32, scale: f32, x: usize, y: usize, lo: i32, hi: i32): void {
  fold_middle(FOLD_PROD, TERM_ITSELF, outer, mid, inner, scale, x, y, lo, hi);
}

// y[outer,inner] = max over mid of x[outer,mid,inner]; with term 1 of its absolute value   alias: none   nan: propagates   error: exact
export function reduce_max(outer: i32, mid: i32, inner: i32, term: i32, x: usize, y: usize, lo: i32, hi: i32): void {
  if (term == TERM_ABS) fold_middle(FOLD_MAX, TERM_ABS, outer, mid, inner, 1.0, x, y, lo, hi);
  else fold_middle(FOLD_MAX, TERM_ITSELF, outer, mid, inner, 1.0, x, y, lo, hi);
}

// y[outer,inner] = min over mid of x[outer,mid,inner]   alias: none   nan: propagates   error: exact
export function reduce_min(outer: i32, mid: i32, inner: i32, x: usize, y: usize, lo: i32, hi: i32): void {
  fold_middle(FOLD_MIN, TERM_ITSELF, outer, mid, inner, 1.0, x, y, lo, hi);
}

// y[outer,inner] = the first index along mid of the largest of x[outer,mid,inner]
//   alias: none   nan: the first NaN wins, as in NumPy   error: exact
export function argmax(outer: i32, mid: i32, inner: i32, x: usize, y: usize, lo: i32, hi: i32): void {
  find_middle(FOLD_MAX, outer, mid, inner, x, y, lo, hi);
}

// y[outer,inner] = the first index along mid of the smallest of x[outer,mid,inner]
//   alias: none   nan: the first NaN wins, as in NumPy   error: exact
export function argmin(outer: i32, mid: i32, inner: i32, x: usize, y: usize, lo: i32, hi: i32): void {
  find_middle(FOLD_MIN, outer, mid, inner, x, y, lo, hi);
}
