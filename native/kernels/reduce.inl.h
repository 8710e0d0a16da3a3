// Reductions over the middle axis. The order of a sum depends on the shape alone. Sums are taken in runs of DEPTH. What
// rounding takes from the sum of the runs is summed beside it: the error grows with DEPTH, not with the number of runs.
#pragma once
#include <stddef.h>
#include "../math.inl.h"

enum Fold { FOLD_SUM, FOLD_PROD, FOLD_MAX, FOLD_MIN };
static const int32_t DEPTH = 128;
/* Columns in one unit of a reduction with a single outer index. */
static const int32_t COLUMNS = 64;
/* Where rows lie a page apart, and all of them do not fit into the near caches, a few columns of row after row are neither
   prefetched nor kept, for their lines have the same place in a cache. @source measured on Zen 4, 4096 x 4096, sums of
   squares: columns took six times as long as rows. There, sums of COLUMN_STRIP columns are in memory, and rows are read as they
   lie, in fours. */
static const int32_t PAGE_FLOATS = 1024;
static const int64_t UNCACHED = 1 << 18;
static const int32_t COLUMN_STRIP = 1024;

template <Fold OP> static inline float identity() {
  return OP == FOLD_SUM ? 0.0f : OP == FOLD_PROD ? 1.0f : OP == FOLD_MAX ? -INFINITY : INFINITY;
}
template <Fold OP> static inline vf fold(vf a, vf b) {
  return OP == FOLD_SUM ? vadd(a, b) : OP == FOLD_PROD ? vmul(a, b) : OP == FOLD_MAX ? vmax(a, b) : vmin(a, b);
}
template <Fold OP> static inline float across(vf a) {
  return OP == FOLD_SUM ? hsum(a) : OP == FOLD_PROD ? hprod(a) : OP == FOLD_MAX ? hmax(a) : hmin(a);
}

/* What a reduction takes of each element. */
template <int32_t TERM> static inline vf term_of(vf x) { return TERM == TERM_SQUARE ? vmul(x, x) : TERM == TERM_ABS ? vabs(x) : x; }
/* What lanes beyond the last element hold: it, or its term, does not change the result. */
template <Fold OP, int32_t TERM> static inline float beyond() { return TERM == TERM_ITSELF ? identity<OP>() : 0.0f; }

/* A sum with what rounding took from it. Where that is no number, the sum is infinite and stays so. */
static inline vf with_rest(vf sum, vf rest) { return vselect(vequal(rest, rest), vadd(sum, rest), sum); }

/* Reduces n contiguous elements to one. Keeps four vectors, which are combined after every DEPTH steps. */
template <Fold OP, int32_t TERM = TERM_ITSELF> static float fold_run(int32_t n, const float* x) {
  vf total = splat(identity<OP>()), rest = splat(0.0f);
  int32_t i = 0;
  while (n - i >= 4 * W) {
    const int32_t end = n - i < 4 * W * DEPTH ? n : i + 4 * W * DEPTH;
    vf a = term_of<TERM>(at(x, i)), b = term_of<TERM>(at(x, i + W)), c = term_of<TERM>(at(x, i + 2 * W)),
       d = term_of<TERM>(at(x, i + 3 * W));
    for (i += 4 * W; end - i >= 4 * W; i += 4 * W) {
      a = fold<OP>(a, term_of<TERM>(at(x, i)));
      b = fold<OP>(b, term_of<TERM>(at(x, i + W)));
      c = fold<OP>(c, term_of<TERM>(at(x, i + 2 * W)));
      d = fold<OP>(d, term_of<TERM>(at(x, i + 3 * W)));
    }
    const vf run = fold<OP>(fold<OP>(a, b), fold<OP>(c, d));
    if (OP == FOLD_SUM) rest = vadd(rest, vadd_error(total, run));
    total = fold<OP>(total, run);
  }
  if (OP == FOLD_SUM && n > 4 * W * DEPTH) total = with_rest(total, rest);
  for (; n - i >= W; i += W) total = fold<OP>(total, term_of<TERM>(at(x, i)));
  if (i < n) total = fold<OP>(total, term_of<TERM>(at_or(x, i, n - i, beyond<OP, TERM>())));
  return across<OP>(total);
}

/* As fold_columns, for all whole vectors of columns in [lo, hi), term by term in the same order. Returns the first column that is
   left. */
template <Fold OP, int32_t TERM> static int32_t fold_wide(int32_t mid, int32_t inner, float scale, const float* x, float* y, int32_t lo,
    int32_t hi) {
  alignas(64) float totals[COLUMN_STRIP], rests[COLUMN_STRIP], runs[COLUMN_STRIP];
  while (hi - lo >= W) {
    const int32_t count = hi - lo < COLUMN_STRIP ? (hi - lo) / W * W : COLUMN_STRIP;
    for (int32_t j = 0; j < count; j += W) {
      put(totals, j, splat(identity<OP>()));
      put(rests, j, splat(0.0f));
    }
    const float* row = x + lo;
    for (int32_t p = 0; p < mid; p += DEPTH) {
      for (int32_t j = 0; j < count; j += W) put(runs, j, splat(identity<OP>()));
      int32_t q = mid - p < DEPTH ? mid - p : DEPTH;
      for (; q >= 4; q -= 4, row += 4 * (ptrdiff_t)inner) {
        const float *b = row + inner, *c = b + inner, *d = c + inner;
        for (int32_t j = 0; j < count; j += W) {
          const vf run = fold<OP>(fold<OP>(at(runs, j), term_of<TERM>(at(row, j))), term_of<TERM>(at(b, j)));
          put(runs, j, fold<OP>(fold<OP>(run, term_of<TERM>(at(c, j))), term_of<TERM>(at(d, j))));
        }
      }
      for (; q > 0; q--, row += inner) {
        for (int32_t j = 0; j < count; j += W) put(runs, j, fold<OP>(at(runs, j), term_of<TERM>(at(row, j))));
      }
      for (int32_t j = 0; j < count; j += W) {
        const vf total = at(totals, j), run = at(runs, j);
        if (OP == FOLD_SUM && p > 0) put(rests, j, vadd(at(rests, j), vadd_error(total, run)));
        put(totals, j, fold<OP>(total, run));
      }
    }
    for (int32_t j = 0; j < count; j += W) {
      const vf total = at(totals, j), sum = OP == FOLD_SUM && mid > DEPTH ? with_rest(total, at(rests, j)) : total;
      put(y, lo + j, vmul(sum, splat(scale)));
    }
    lo += count;
  }
  return lo;
}

/* y[j] = scale times column j of x[mid,inner], for j in [lo, hi). */
template <Fold OP, int32_t TERM> static void fold_columns(int32_t mid, int32_t inner, float scale, const float* x, float* y, int32_t lo,
    int32_t hi) {
  // MIRROR: native goes through large matrices row by row
  const bool wide = inner >= PAGE_FLOATS && (int64_t)mid * inner >= UNCACHED;
  int32_t j = wide ? fold_wide<OP, TERM>(mid, inner, scale, x, y, lo, hi) : lo;
  for (; hi - j >= 4 * W; j += 4 * W) {
    vf a = splat(identity<OP>()), b = a, c = a, d = a;
    vf rest_a = splat(0.0f), rest_b = rest_a, rest_c = rest_a, rest_d = rest_a;
    const float* row = x;
    for (int32_t p = 0; p < mid; p += DEPTH) {
      vf e = splat(identity<OP>()), f = e, g = e, h = e;
      for (int32_t q = mid - p < DEPTH ? mid - p : DEPTH; q > 0; q--, row += inner) {
        e = fold<OP>(e, term_of<TERM>(at(row, j)));
        f = fold<OP>(f, term_of<TERM>(at(row, j + W)));
        g = fold<OP>(g, term_of<TERM>(at(row, j + 2 * W)));
        h = fold<OP>(h, term_of<TERM>(at(row, j + 3 * W)));
      }
      if (OP == FOLD_SUM && p > 0) {
        rest_a = vadd(rest_a, vadd_error(a, e));
        rest_b = vadd(rest_b, vadd_error(b, f));
        rest_c = vadd(rest_c, vadd_error(c, g));
        rest_d = vadd(rest_d, vadd_error(d, h));
      }
      a = fold<OP>(a, e);
      b = fold<OP>(b, f);
      c = fold<OP>(c, g);
      d = fold<OP>(d, h);
    }
    if (OP == FOLD_SUM && mid > DEPTH) {
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
    const int32_t count = hi - j < W ? hi - j : W;
    vf a = splat(identity<OP>()), rest = splat(0.0f);
    const float* row = x;
    for (int32_t p = 0; p < mid; p += DEPTH) {
      vf e = splat(identity<OP>());
      for (int32_t q = mid - p < DEPTH ? mid - p : DEPTH; q > 0; q--, row += inner) {
        e = fold<OP>(e, term_of<TERM>(count < W ? at_n(row, j, count) : at(row, j)));
      }
      if (OP == FOLD_SUM && p > 0) rest = vadd(rest, vadd_error(a, e));
      a = fold<OP>(a, e);
    }
    if (OP == FOLD_SUM && mid > DEPTH) a = with_rest(a, rest);
    if (count < W) put_n(y, j, count, vmul(a, splat(scale)));
    else put(y, j, vmul(a, splat(scale)));
  }
}

/* A unit is one outer index, or COLUMNS inner indices if there is only one outer index. */
template <Fold OP, int32_t TERM = TERM_ITSELF> static void fold_middle(int32_t outer, int32_t mid, int32_t inner, float scale,
    const float* x, float* y, int32_t lo, int32_t hi) {
  if (outer == 0) return;
  const int32_t divided = outer == 1 && inner > 1;
  const int32_t left = divided ? lo * COLUMNS : 0, right = divided && hi * COLUMNS < inner ? hi * COLUMNS : inner;
  const int32_t begin = divided ? 0 : lo, end = divided ? 1 : hi;
  for (int32_t o = begin; o < end; o++) {
    const float* from = x + (ptrdiff_t)o * mid * inner;
    float* to = y + (ptrdiff_t)o * inner;
    if (inner == 1) to[0] = fold_run<OP, TERM>(mid, from) * scale;
    else fold_columns<OP, TERM>(mid, inner, scale, from, to, left, right);
  }
}

/* Where a is better than b: larger (FOLD_MAX) or smaller, or NaN while b is not. */
template <Fold OP> static inline vm better(vf a, vf b) {
  return mand(mnot(OP == FOLD_MAX ? vless_equal(a, b) : vless_equal(b, a)), vequal(b, b));
}

/* The first position of the best of n contiguous elements: where the result of the reduction occurs first. */
template <Fold OP> static int32_t find_run(int32_t n, const float* x) {
  const float best = fold_run<OP>(n, x);
  const vf v = splat(best);
  int32_t i = 0;
  if (best == best) while (n - i >= W && !any(vequal(at(x, i), v))) i += W;
  else while (n - i >= W && !any(vis_nan(at(x, i)))) i += W;
  while (x[i] != best && (best == best || x[i] == x[i])) i++;
  return i;
}

template <Fold OP> static void find_columns(int32_t mid, int32_t inner, const float* x, int32_t* y, int32_t lo, int32_t hi) {
  for (int32_t j = lo; j < hi; j += W) {
    const int32_t count = hi - j < W ? hi - j : W;
    vf best = splat(identity<OP>());
    vi place = isplat(0);
    const float* row = x;
    for (int32_t p = 0; p < mid; p++, row += inner) {
      const vf v = count < W ? at_n(row, j, count) : at(row, j);
      const vm m = better<OP>(v, best);
      best = vselect(m, v, best);
      place = iselect(m, isplat(p), place);
    }
    if (count < W) put_n(y, j, count, place);
    else put(y, j, place);
  }
}

template <Fold OP> static void find_middle(int32_t outer, int32_t mid, int32_t inner, const float* x, int32_t* y, int32_t lo, int32_t hi) {
  if (outer == 0) return;
  const int32_t divided = outer == 1 && inner > 1;
  const int32_t left = divided ? lo * COLUMNS : 0, right = divided && hi * COLUMNS < inner ? hi * COLUMNS : inner;
  const int32_t begin = divided ? 0 : lo, end = divided ? 1 : hi;
  for (int32_t o = begin; o < end; o++) {
    const float* from = x + (ptrdiff_t)o * mid * inner;
    int32_t* to = y + (ptrdiff_t)o * inner;
    if (inner == 1) to[0] = find_run<OP>(mid, from);
    else find_columns<OP>(mid, inner, from, to, left, right);
  }
}

// y[outer,inner] = scale * sum over mid of x[outer,mid,inner]; with term 1 of its absolute value, with term 2 of its square; an empty sum
//   is 0
//   alias: none   nan: propagates   error: dot(mid + 1)
static void reduce_sum(int32_t outer, int32_t mid, int32_t inner, float scale, int32_t term, const float* x, float* y, int32_t lo,
    int32_t hi) {
  switch (term) {
    case TERM_ABS: return fold_middle<FOLD_SUM, TERM_ABS>(outer, mid, inner, scale, x, y, lo, hi);
    case TERM_SQUARE: return fold_middle<FOLD_SUM, TERM_SQUARE>(outer, mid, inner, scale, x, y, lo, hi);
    default: return fold_middle<FOLD_SUM>(outer, mid, inner, scale, x, y, lo, hi);
  }
}

// y[outer,inner] = scale * prod over mid of x[outer,mid,inner]; an empty prod is 1   alias: none   nan: propagates   error: dot(mid + 1)
static void reduce_prod(int32_t outer, int32_t mid, int32_t inner, float scale, const float* x, float* y, int32_t lo, int32_t hi) {
  fold_middle<FOLD_PROD>(outer, mid, inner, scale, x, y, lo, hi);
}

// y[outer,inner] = max over mid of x[outer,mid,inner]; with term 1 of its absolute value   alias: none   nan: propagates   error: exact
static void reduce_max(int32_t outer, int32_t mid, int32_t inner, int32_t term, const float* x, float* y, int32_t lo, int32_t hi) {
  if (term == TERM_ABS) fold_middle<FOLD_MAX, TERM_ABS>(outer, mid, inner, 1.0f, x, y, lo, hi);
  else fold_middle<FOLD_MAX>(outer, mid, inner, 1.0f, x, y, lo, hi);
}

// y[outer,inner] = min over mid of x[outer,mid,inner]   alias: none   nan: propagates   error: exact
static void reduce_min(int32_t outer, int32_t mid, int32_t inner, const float* x, float* y, int32_t lo, int32_t hi) {
  fold_middle<FOLD_MIN>(outer, mid, inner, 1.0f, x, y, lo, hi);
}

// y[outer,inner] = the first index along mid of the largest of x[outer,mid,inner]
//   alias: none   nan: the first NaN wins, as in NumPy   error: exact
static void argmax(int32_t outer, int32_t mid, int32_t inner, const float* x, int32_t* y, int32_t lo, int32_t hi) {
  find_middle<FOLD_MAX>(outer, mid, inner, x, y, lo, hi);
}

// y[outer,inner] = the first index along mid of the smallest of x[outer,mid,inner]
//   alias: none   nan: the first NaN wins, as in NumPy   error: exact
static void argmin(int32_t outer, int32_t mid, int32_t inner, const float* x, int32_t* y, int32_t lo, int32_t hi) {
  find_middle<FOLD_MIN>(outer, mid, inner, x, y, lo, hi);
}
